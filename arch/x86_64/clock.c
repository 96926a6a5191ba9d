/* SPDX-License-Identifier: MIT */
/*
 * clock.c - picks the clocks: the TSC tells time, the local APIC's timer interrupts.
 *
 * A TSC whose frequency nobody announces is measured against the ACPI timer or the
 * 8254, spinning for at most 100 us; that is good to about 1 %. Two later measurements
 * against the same counter, 50 ms and 2 s after boot, cost no waiting and make it exact.
 * Where a machine has neither counter (a microvm stripped bare), the local APIC's timer
 * is the reference, which every emulator runs at 1 GHz, and its first long one-shot the
 * later measurement.
 *
 * Source: Intel SDM volume 3, 17.17 (TSC), 11.5.4 (APIC timer).
 */
#define LOG_TAG "clock"
#include <stddef.h>

#include <arch/cpu.h>
#include <core/clock.h>
#include <core/log.h>

#include "apic.h"
#include "port_clock.h"
#include "rtc.h"
#include "tsc.h"

#define SPIN_US         90u /* leaves room for the slow port reads at both ends */
#define APIC_HZ_ASSUMED 1000000000ull
#define APIC_MAX        UINT32_MAX
#define SHOT_TICKS_MIN  (APIC_HZ_ASSUMED / 50) /* 20 ms */
#define REFINE_FIRST    (50 * NSEC_PER_MSEC)
#define REFINE_SECOND   (2 * NSEC_PER_SEC)

static struct clock_source tsc = { .name = "tsc", .read = cpu_cycles };
static uint64_t apic_hz = APIC_HZ_ASSUMED;

/* The start of the measurement that refine() goes on with. */
static const struct port_clock *reference;
static uint64_t start_tsc, start_apic;
static uint32_t start_ref;
static struct timer refine_timer;

/* The last one-shot that was started: a measurement too, once it has interrupted. */
static uint64_t shot_tsc;
static uint32_t shot_ticks;

static void arm(uint64_t deadline)
{
	uint64_t now = clock_now();

	if (deadline == NO_DEADLINE) {
		apic_timer_start(0);
		return;
	}
	uint64_t ns = deadline > now ? deadline - now : 0;
	uint64_t limit = APIC_MAX * NSEC_PER_SEC / APIC_HZ_ASSUMED;
	uint64_t ticks = MIN(ns, limit) * (apic_hz / 1000) / (NSEC_PER_SEC / 1000) + 1;

	shot_ticks = (uint32_t)MIN(ticks, (uint64_t)APIC_MAX);
	shot_tsc = cpu_cycles();
	apic_timer_start(shot_ticks);
}

static const struct clock_event apic_event = { "lapic", arm };

/* Spins for about SPIN_US on the reference and sets both frequencies. */
static void measure(void)
{
	uint32_t ticks = (uint32_t)((uint64_t)reference->hz * SPIN_US / 1000000), passed;

	apic_timer_start_silent(APIC_MAX);
	start_ref = reference->read();
	start_tsc = cpu_cycles();
	start_apic = apic_timer_left();
	do {
		passed = (reference->read() - start_ref) & (reference->period - 1);
	} while (passed < ticks);
	uint64_t tsc_passed = cpu_cycles() - start_tsc;
	uint64_t apic_passed = start_apic - apic_timer_left();

	tsc.hz = tsc_passed * reference->hz / passed;
	apic_hz = apic_passed * reference->hz / passed;
}

static void measure_against_apic(void)
{
	uint32_t ticks = (uint32_t)(APIC_HZ_ASSUMED * SPIN_US / 1000000), passed;

	apic_timer_start_silent(APIC_MAX);
	start_tsc = cpu_cycles();
	start_apic = apic_timer_left();
	do {
		passed = (uint32_t)start_apic - apic_timer_left();
	} while (passed < ticks);
	tsc.hz = (cpu_cycles() - start_tsc) * APIC_HZ_ASSUMED / passed;
}

/* a * b / c where a * b may not fit. */
static uint64_t scale(uint64_t a, uint64_t b, uint64_t c)
{
	return a / c * b + a % c * b / c;
}

/* Interrupt context. The counter has wrapped an unknown number of times; the present
 * estimate is good enough to tell how many. */
static void refine(struct timer *t)
{
	uint32_t low = (reference->read() - start_ref) & (reference->period - 1);
	uint64_t cycles = cpu_cycles() - start_tsc;
	uint64_t expected = scale(cycles, reference->hz, tsc.hz);
	int64_t error = (low - (uint32_t)expected) & (reference->period - 1);

	if (error > reference->period / 2)
		error -= reference->period;
	uint64_t passed = expected + (uint64_t)error;

	tsc.hz = scale(cycles, reference->hz, passed);
	clock_refine(tsc.hz);
	if (t->deadline < REFINE_SECOND)
		timer_arm(t, REFINE_SECOND);
	else
		log_debug("tsc refined to %lu Hz", tsc.hz);
}

/* Interrupt context, at the end of a one-shot. Short ones say little: try again. */
static void refine_against_apic(struct timer *t)
{
	uint64_t cycles = cpu_cycles() - shot_tsc;

	if (shot_ticks >= SHOT_TICKS_MIN) {
		tsc.hz = scale(cycles, APIC_HZ_ASSUMED, shot_ticks);
		clock_refine(tsc.hz);
	} else {
		timer_arm(t, clock_now() + REFINE_FIRST);
	}
}

/* Sets refine_timer.fn where there is something to refine against. */
static const char *find_frequency(void)
{
	const char *how;

	reference = pm_timer_find();
	if (!reference)
		reference = pit_find();
	if (reference)
		measure();
	uint64_t announced = tsc_hz_announced(&how);
	if (announced) {
		tsc.hz = announced;
		return how;
	}
	if (reference) {
		refine_timer.fn = refine;
		return reference->name;
	}
	measure_against_apic();
	refine_timer.fn = refine_against_apic;
	return "lapic";
}

void arch_clock_init(void)
{
	int64_t seconds;
	const char *how = find_frequency();

	if (tsc.hz == 0) /* a counter that stands still: run, if at a wrong speed */
		tsc.hz = NSEC_PER_SEC;
	clock_init(&tsc, &apic_event);
	if (rtc_read(&seconds))
		clock_set_wall(seconds * (int64_t)NSEC_PER_SEC);
	log_info("tsc %lu.%03lu MHz (%s), timer lapic%s", tsc.hz / 1000000, tsc.hz / 1000 % 1000,
		 how, clock_wall_known() ? "" : ", no wall clock");
	if (refine_timer.fn)
		timer_arm(&refine_timer, clock_now() + REFINE_FIRST);
}
