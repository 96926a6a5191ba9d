/* SPDX-License-Identifier: MIT */
/*
 * pit.c - channel 2 of the 8254, free-running: a clock of known frequency.
 *
 * Source: Intel 8254 data sheet (control word, counter latch); port 0x61 gates channel 2.
 */
#include <stddef.h>

#include <arch/io.h>

#include "counters.h"
#include "pit.h"

#define GATE_PORT 0x61
#define GATE_ON   0x01
#define SPEAKER   0x02
#define MODE_RATE 0xb4 /* channel 2, low then high byte, mode 2 */
#define LATCH     0x80 /* channel 2 */

static uint64_t pit_read(void)
{
	outb(PIT_CONTROL, LATCH);
	uint32_t low = inb(PIT_CHANNEL2);

	return 0xffffu - (low | (uint32_t)inb(PIT_CHANNEL2) << 8);
}

const struct clock_source *pit_find(void)
{
	static const struct clock_source pit = { "pit", PIT_HZ, pit_read, 0xffff };

	outb(GATE_PORT, (uint8_t)((inb(GATE_PORT) & ~SPEAKER) | GATE_ON));
	outb(PIT_CONTROL, MODE_RATE);
	outb(PIT_CHANNEL2, 0);
	outb(PIT_CHANNEL2, 0);
	return &pit;
}
