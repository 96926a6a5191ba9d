/* SPDX-License-Identifier: MIT */
/*
 * tsc_rate.c - how fast the TSC counts.
 *
 * Where nobody announces it, spinning on the reference for 40 us tells it to about 1 %
 * (143 ticks of the ACPI timer, 48 of the PIT).
 * Two later measurements, 50 ms and 2 s after boot, cost no waiting and make it exact.
 * Where a machine has no reference (a microvm stripped bare), the local APIC's timer
 * is one, which every emulator runs at 1 GHz, and its first long one-shot the later
 * measurement.
 *
 * A TSC that the CPU does not call invariant is compared with the reference every ten
 * seconds. An emulator's is as steady as its host's clock; that of an old CPU changes
 * its rate with the CPU's, and a host can move a guest to another machine.
 *
 * Source: Intel SDM volume 3, 17.17 (TSC), 11.5.4 (APIC timer).
 * Locking: timers run with interrupts off; the rest runs before there is another thread.
 */
#define LOG_TAG "clock"
#include <stddef.h>

#include <arch/cpu.h>
#include <core/log.h>

#include "apic.h"
#include "lapic_timer.h"
#include "rate.h"
#include "tsc.h"
#include "tsc_rate.h"

#define SPIN_US        40u
#define SHOT_TICKS_MIN (LAPIC_HZ_ASSUMED / 50) /* 20 ms */
#define REFINE_FIRST   (50 * NSEC_PER_MSEC)
#define REFINE_SECOND  (2 * NSEC_PER_SEC)
#define WATCH_PERIOD   (10 * NSEC_PER_SEC)
#define WATCH_PPM      2000
#define LOOK_TRIES     5

/* Both counters at one moment. */
struct look {
	uint64_t tsc, ref;
};

static const struct clock_source *reference;
static struct clock_source *tsc_clock; /* the TSC as it tells the time */
static bool announced;
static uint64_t tsc_hz;
static struct look start; /* of the measurement that goes on */
static struct timer follow_timer;
static unsigned strikes;

/* Spins for about SPIN_US on the reference and returns the TSC's frequency. */
static uint64_t measure(void)
{
	uint64_t ticks = reference->hz * SPIN_US / 1000000, passed;
	uint32_t apic_start = 0;

	if (apic_present()) {
		apic_timer_start_silent(UINT32_MAX);
		apic_start = apic_timer_left();
	}
	start.ref = reference->read();
	start.tsc = cpu_cycles();
	do {
		passed = (reference->read() - start.ref) & reference->mask;
	} while (passed < ticks);
	uint64_t cycles = cpu_cycles() - start.tsc;

	if (apic_present())
		lapic_set_hz((apic_start - apic_timer_left()) * reference->hz / passed);
	return cycles * reference->hz / passed;
}

static uint64_t measure_against_apic(void)
{
	uint32_t ticks = (uint32_t)(LAPIC_HZ_ASSUMED * SPIN_US / 1000000), passed;

	apic_timer_start_silent(UINT32_MAX);
	uint64_t tsc = cpu_cycles();
	uint32_t apic_start = apic_timer_left();
	do {
		passed = apic_start - apic_timer_left();
	} while (passed < ticks);
	return (cpu_cycles() - tsc) * LAPIC_HZ_ASSUMED / passed;
}

uint64_t tsc_rate_measure(const struct clock_source *ref, const char **how)
{
	uint64_t measured = 0;

	reference = ref;
	if (ref)
		measured = measure();
	tsc_hz = tsc_hz_announced(how);
	announced = tsc_hz != 0;
	if (!announced) {
		*how = ref ? ref->name : "lapic";
		if (!ref && apic_present())
			measured = measure_against_apic();
		tsc_hz = measured;
	}
	if (tsc_hz == 0) /* a counter that stands still: run, if at a wrong speed */
		tsc_hz = NSEC_PER_SEC;
	return tsc_hz;
}

/* False when something, a host that gave its CPU to others, came between the reads. */
static bool look(struct look *now)
{
	for (int i = 0; i < LOOK_TRIES; i++) {
		now->tsc = cpu_cycles();
		now->ref = reference->read();
		if (cpu_cycles() - now->tsc < tsc_hz / 20000)
			return true;
	}
	return false;
}

/* Parts per million by which the reference is ahead of the TSC since start. */
static int64_t difference(const struct look *now)
{
	uint64_t cycles = now->tsc - start.tsc;
	uint64_t low = (now->ref - start.ref) & reference->mask;
	int64_t ticks = (int64_t)rate_scale(cycles, reference->hz, tsc_hz);

	return ticks ? rate_error(cycles, tsc_hz, reference, low) * 1000000 / ticks : 0;
}

static void watch(struct timer *t)
{
	struct look now;

	timer_arm(t, clock_now() + WATCH_PERIOD);
	if (!look(&now))
		return;
	int64_t ppm = difference(&now);

	start = now;
	strikes = ppm > WATCH_PPM || ppm < -WATCH_PPM ? strikes + 1 : 0;
	if (strikes < 2)
		return;
	timer_cancel(t);
	log_warn("the tsc is not steady, %ld ppm off: time goes on by %s", (long)ppm,
		 reference->name);
	clock_change(reference);
}

static void start_watching(void)
{
	if (!IS_ENABLED(CONFIG_CLOCK_WATCH) || !reference || tsc_invariant() || !look(&start))
		return;
	follow_timer.fn = watch;
	timer_arm(&follow_timer, clock_now() + WATCH_PERIOD);
}

static void set_rate(uint64_t hz)
{
	tsc_hz = hz;
	tsc_clock->hz = hz;
	clock_refine(tsc_clock, hz);
}

/* Interrupt context. The counter has turned over an unknown number of times; the
 * present estimate is good enough to tell how many. */
static void refine(struct timer *t)
{
	uint64_t low = (reference->read() - start.ref) & reference->mask;
	uint64_t cycles = cpu_cycles() - start.tsc;
	int64_t error = rate_error(cycles, tsc_hz, reference, low);
	uint64_t passed = rate_scale(cycles, reference->hz, tsc_hz) + (uint64_t)error;

	set_rate(rate_scale(cycles, reference->hz, passed));
	if (t->deadline < REFINE_SECOND) {
		timer_arm(t, REFINE_SECOND);
		return;
	}
	log_debug("tsc refined to %lu Hz", tsc_hz);
	start_watching();
}

/* Interrupt context, at the end of a one-shot. Short ones say little: try again. */
static void refine_against_apic(struct timer *t)
{
	uint32_t ticks;
	uint64_t cycles = lapic_last_shot(&ticks);

	if (ticks < SHOT_TICKS_MIN) {
		timer_arm(t, clock_now() + REFINE_FIRST);
		return;
	}
	set_rate(rate_scale(cycles, LAPIC_HZ_ASSUMED, ticks));
}

void tsc_rate_follow(struct clock_source *tsc)
{
	tsc_clock = tsc;
	if (announced) {
		start_watching();
		return;
	}
	if (!reference && !apic_present())
		return;
	follow_timer.fn = reference ? refine : refine_against_apic;
	timer_arm(&follow_timer, clock_now() + REFINE_FIRST);
}
