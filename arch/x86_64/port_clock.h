/* SPDX-License-Identifier: MIT */
/* port_clock.h - counters of known frequency, against which the TSC is measured. */
#ifndef ARCH_PORT_CLOCK_H
#define ARCH_PORT_CLOCK_H

#include <stdint.h>

/** A free-running counter that counts up modulo period. */
struct port_clock {
	const char *name;
	uint32_t hz;
	uint32_t period; /* power of two */
	uint32_t (*read)(void);
};

/** The ACPI timer (24 bits at 3.58 MHz); NULL when the firmware describes none. */
const struct port_clock *pm_timer_find(void);
/** Channel 2 of the 8254 (16 bits at 1.19 MHz), started; NULL when it does not count. */
const struct port_clock *pit_find(void);

#endif
