/* SPDX-License-Identifier: MIT */
/*
 * rtl8139_chip.h - port accesses that go to a test instead of a card. Included before
 * the driver's own .c file, it takes the place of arch/io.h.
 */
#ifndef DRIVERS_TESTS_RTL8139_CHIP_H
#define DRIVERS_TESTS_RTL8139_CHIP_H

#define ARCH_IO_H
#include <stdint.h>

/** The test's chip: reads and writes of width 1, 2 or 4 bytes. */
static uint32_t chip_read(uint16_t port, unsigned width);
static void chip_write(uint16_t port, uint32_t v, unsigned width);

static inline uint8_t inb(uint16_t port)
{
	return (uint8_t)chip_read(port, 1);
}
static inline uint16_t inw(uint16_t port)
{
	return (uint16_t)chip_read(port, 2);
}
static inline void outb(uint16_t port, uint8_t v)
{
	chip_write(port, v, 1);
}
static inline void outw(uint16_t port, uint16_t v)
{
	chip_write(port, v, 2);
}
static inline void outl(uint16_t port, uint32_t v)
{
	chip_write(port, v, 4);
}

#endif
