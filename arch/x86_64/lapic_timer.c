/* SPDX-License-Identifier: MIT */
/*
 * lapic_timer.c - one-shots of the local APIC's timer.
 *
 * Its frequency is measured once at boot, in 0.1 ms, and a host that was busy meanwhile
 * makes that wrong by a lot. So every long shot is a measurement too: what it has
 * lasted by the clock says how fast the timer counts. An interrupt that was held up makes
 * the next shots too short, which costs interrupts that find nothing due, until one of
 * them puts it right.
 *
 * Source: Intel SDM volume 3, 11.5.4 (APIC timer).
 */
#include <arch/cpu.h>

#include "apic.h"
#include "lapic_timer.h"

#define SHOTS_PER_SEC 100 /* longer ones than 10 ms measure */

static uint64_t hz = LAPIC_HZ_ASSUMED;
static uint64_t shot_tsc, shot_ns;
static uint32_t shot_ticks;

static void lapic_arm(uint64_t deadline)
{
	uint64_t now = clock_now();

	if (deadline == NO_DEADLINE) {
		apic_timer_start(0);
		return;
	}
	uint64_t ns = deadline > now ? deadline - now : 0;
	uint64_t limit = UINT32_MAX * NSEC_PER_SEC / LAPIC_HZ_ASSUMED;
	uint64_t ticks = MIN(ns, limit) * (hz / 1000) / (NSEC_PER_SEC / 1000) + 1;

	shot_ticks = (uint32_t)MIN(ticks, (uint64_t)UINT32_MAX);
	shot_tsc = cpu_cycles();
	shot_ns = now;
	apic_timer_start(shot_ticks);
}

/* The interrupt of an earlier shot, pending while this one was started, says nothing:
 * the count is still going down then. */
void lapic_fired(void)
{
	if (shot_ticks < hz / SHOTS_PER_SEC || apic_timer_left() != 0)
		return;
	uint64_t passed = clock_now() - shot_ns, expected = shot_ticks * NSEC_PER_SEC / hz;

	if (passed > expected / 2 && passed < expected * 2)
		hz = shot_ticks * NSEC_PER_SEC / passed;
}

const struct clock_event lapic_event = { "lapic", lapic_arm };

void lapic_set_hz(uint64_t measured)
{
	hz = measured;
}

uint64_t lapic_last_shot(uint32_t *ticks)
{
	*ticks = shot_ticks;
	return cpu_cycles() - shot_tsc;
}
