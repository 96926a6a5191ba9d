/* SPDX-License-Identifier: MIT */
/* mmio.h - registers of a device in memory (vm_map_device()), in their own width. */
#ifndef DRIVERS_MMIO_H
#define DRIVERS_MMIO_H

#include <stdint.h>

static inline uint16_t mmio_read16(volatile uint8_t *at)
{
	return *(volatile uint16_t *)at;
}

static inline void mmio_write16(volatile uint8_t *at, uint16_t value)
{
	*(volatile uint16_t *)at = value;
}

#endif
