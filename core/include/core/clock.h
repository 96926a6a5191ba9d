/* SPDX-License-Identifier: MIT */
/*
 * clock.h - time and one-shot timers. All times are ns since boot in uint64_t
 * (wraps after 584 years), monotonic; deadlines are on the same scale.
 */
#ifndef CORE_CLOCK_H
#define CORE_CLOCK_H

#include <stdbool.h>
#include <stdint.h>
#include <core/compiler.h>

#define NSEC_PER_SEC  1000000000ul
#define NSEC_PER_MSEC 1000000ul
#define NSEC_PER_USEC 1000ul
#define NO_DEADLINE   UINT64_MAX

/** A counter of known frequency; arch picks the best and registers it. */
struct clock_source {
	const char *name; /* "tsc" */
	uint64_t hz;
	uint64_t (*read)(void) IRQ_SAFE;
	uint64_t mask; /* counts modulo mask + 1, a power of two */
};
/** A device that interrupts once, at or after the deadline, and then calls
 *  timers_run(). */
struct clock_event {
	const char *name;                        /* "lapic" */
	void (*arm)(uint64_t deadline) IRQ_SAFE; /* NO_DEADLINE: disarm */
};

/** Both are borrowed for ever. */
void clock_init(const struct clock_source *src, const struct clock_event *ev);
/** A better measurement of src's frequency: time goes on from where it is, at the new
 *  rate, and never back. Nothing when src is not the one in use. */
void clock_refine(const struct clock_source *src, uint64_t hz) IRQ_SAFE;
/** Time goes on from where it is, by another counter. Borrowed for ever. */
void clock_change(const struct clock_source *src) IRQ_SAFE;
/** The counter in use: its name and its frequency. */
const char *clock_name(void) IRQ_SAFE;
uint64_t clock_hz(void) IRQ_SAFE;

uint64_t clock_now(void) IRQ_SAFE;

/** Tells the wall clock, ns since 1970-01-01 UTC (from the RTC, or settimeofday). */
void clock_set_wall(int64_t now) IRQ_SAFE;
/** The same for a time that is told but cannot be right: an RTC without a battery. It is
 *  shown to programs, and clock_wall_known() says that nothing may rest on it. */
void clock_guess_wall(int64_t now) IRQ_SAFE;
/** ns since 1970-01-01 UTC; without a source it counts from 0 at boot. */
int64_t clock_wall(void) IRQ_SAFE;
/** True after clock_set_wall(): certificates can be judged. */
bool clock_wall_known(void) IRQ_SAFE;

/** Owned by whoever arms it; fn may arm it again. */
struct timer {
	uint64_t deadline;
	void (*fn)(struct timer *t) IRQ_SAFE; /* runs in interrupt context */
	struct timer *next, **link;           /* owned by timer.c; link NULL: not armed */
};
/** Arms t (re-arms if armed) for deadline. */
void timer_arm(struct timer *t, uint64_t deadline) IRQ_SAFE;
/** t->fn will not start after this. */
void timer_cancel(struct timer *t) IRQ_SAFE;
bool timer_armed(const struct timer *t) IRQ_SAFE;
/** The event device's upcall, interrupts off: runs what is due and arms the next. */
void timers_run(void) IRQ_SAFE;
/** How often it has been called. */
uint64_t timer_interrupts(void);

#endif
