/* SPDX-License-Identifier: MIT */
/*
 * pit_timer.c - channel 0 of the 8254 as the timer device: counts down once in mode 0
 * and interrupts line 0 at the end. 16 bits last 55 ms: a later deadline takes several
 * interrupts, of which all but the last find nothing due.
 *
 * Source: Intel 8254 data sheet (mode 0: a control word stops the channel until a count
 * is written).
 */
#include <stddef.h>

#include <arch/io.h>
#include <core/compiler.h>
#include <core/irq.h>

#include "counters.h"
#include "cpu_init.h"
#include "pit.h"

#define LINE      0
#define MODE_ONCE 0x30 /* channel 0, low then high byte, mode 0 */
#define TICKS_MAX 0xffffu

static void pit_arm(uint64_t deadline)
{
	outb(PIT_CONTROL, MODE_ONCE);
	if (deadline == NO_DEADLINE)
		return;
	uint64_t now = clock_now(), ns = deadline > now ? deadline - now : 0;
	uint64_t longest = TICKS_MAX * NSEC_PER_SEC / PIT_HZ;
	uint64_t ticks = MIN(ns, longest) * PIT_HZ / NSEC_PER_SEC + 1;

	ticks = MIN(ticks, (uint64_t)TICKS_MAX);
	outb(PIT_CHANNEL0, (uint8_t)ticks);
	outb(PIT_CHANNEL0, (uint8_t)(ticks >> 8));
}

static void pit_interrupt(void *arg)
{
	(void)arg;
	timers_run();
}

const struct clock_event *pit_timer_find(void)
{
	static const struct clock_event event = { "pit", pit_arm };
	static struct irq_action action = { .fn = pit_interrupt };

	if (!pic_present() || irq_attach(LINE, &action) != 0)
		return NULL;
	return &event;
}
