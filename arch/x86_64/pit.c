/* SPDX-License-Identifier: MIT */
/*
 * pit.c - channel 2 of the 8254, free-running: a clock of known frequency.
 *
 * Source: Intel 8254 data sheet (control word, counter latch); port 0x61 gates channel 2.
 */
#include <stddef.h>

#include <arch/io.h>

#include "port_clock.h"

#define CHANNEL2  0x42
#define CONTROL   0x43
#define GATE_PORT 0x61
#define GATE_ON   0x01
#define SPEAKER   0x02
#define MODE_RATE 0xb4 /* channel 2, low then high byte, mode 2 */
#define LATCH     0x80 /* channel 2 */

static uint32_t pit_read(void)
{
	outb(CONTROL, LATCH);
	uint32_t low = inb(CHANNEL2);

	return 0xffffu - (low | (uint32_t)inb(CHANNEL2) << 8);
}

static const struct port_clock pit = { "pit", 1193182, 1u << 16, pit_read };

const struct port_clock *pit_find(void)
{
	outb(GATE_PORT, (uint8_t)((inb(GATE_PORT) & ~SPEAKER) | GATE_ON));
	outb(CONTROL, MODE_RATE);
	outb(CHANNEL2, 0);
	outb(CHANNEL2, 0);
	uint32_t first = pit_read();

	for (int i = 0; i < 100; i++) {
		if (pit_read() != first)
			return &pit;
	}
	return NULL;
}
