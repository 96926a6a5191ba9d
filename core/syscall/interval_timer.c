/* SPDX-License-Identifier: MIT */
/*
 * interval_timer.c - timers of the program on any of its clocks, see interval_timer.h.
 *
 * Monotonic time is what core/clock.h's timers know. A point on the wall clock is turned
 * into one there, again whenever somebody sets the clock. CPU time never runs faster than
 * the monotonic clock: the timer looks when as much time has passed as is left, and then
 * again; the last look may come CPU_TICK late. A timer whose signal is pending stands still:
 * what it would have sent meanwhile is counted when the signal is taken.
 *
 * Source: POSIX.1-2017 timer_settime(), timer_getoverrun(); Linux setitimer(2).
 * Locking: interrupts off; timers expire in interrupts.
 */
#include <errno.h>
#include <limits.h>
#include <time.h>

#include <core/irq.h>
#include <core/thread.h>

#include "interval_timer.h"
#include "signals.h"

#define CPU_TICK NSEC_PER_MSEC
#define TICK     (50 * NSEC_PER_USEC) /* the shortest; also between expiries nobody sees */

static struct interval_timer *on_wall;

static uint64_t now_of(const struct interval_timer *t)
{
	uint64_t now = 0;

	clock_read(t->clock, &now); /* 0 for a thread that has ended: its clock stands */
	return now;
}

static bool is_cpu_clock(int clock)
{
	return clock < 0 || clock == CLOCK_PROCESS_CPUTIME_ID || clock == CLOCK_THREAD_CPUTIME_ID;
}

static void arm(struct interval_timer *t)
{
	uint64_t now = now_of(t), left = t->expiry > now ? t->expiry - now : 0, at;

	left = MAX(left, is_cpu_clock(t->clock) ? CPU_TICK : TICK);
	if (__builtin_add_overflow(clock_now(), left, &at))
		at = NO_DEADLINE - 1;
	timer_arm(&t->timer, at);
}

/* Moves expiry behind now and returns how many others were skipped. */
static uint64_t forward(struct interval_timer *t, uint64_t now)
{
	uint64_t skipped = now > t->expiry ? (now - t->expiry) / t->interval : 0;

	t->expiry += (skipped + 1) * t->interval;
	return skipped;
}

/* While its signal was pending, the timer stood still. */
static void taken(struct signal_entry *e)
{
	struct interval_timer *t = container_of(e, struct interval_timer, entry);
	uint64_t skipped = 0;

	if (t->armed && t->interval && !timer_armed(&t->timer)) {
		skipped = forward(t, now_of(t));
		arm(t);
	}
	e->extra = t->overrun = (int)MIN(skipped, (uint64_t)INT_MAX);
}

static void forget_wall(struct interval_timer *t)
{
	struct interval_timer **at = &on_wall;

	while (*at && *at != t)
		at = &(*at)->next_on_wall;
	if (*at)
		*at = t->next_on_wall;
	t->on_wall = false;
}

static void disarm(struct interval_timer *t)
{
	timer_cancel(&t->timer);
	if (t->on_wall)
		forget_wall(t);
	t->armed = false;
}

static void expired(struct timer *timer)
{
	struct interval_timer *t = container_of(timer, struct interval_timer, timer);
	struct thread *target = t->target ? signal_target(t->target) : NULL;

	if (now_of(t) < t->expiry) { /* of a CPU clock, or of the wall clock that was set back */
		arm(t);
		return;
	}
	if (t->interval == 0)
		disarm(t);
	if (t->entry.queued || (t->target && !target))
		return;
	signal_post(target, &t->entry);
	if (t->armed && t->interval && !t->entry.queued) /* it was ignored */
		timer_arm(&t->timer, MAX(t->timer.deadline, clock_now() + CPU_TICK));
}

static void wall_was_set(void)
{
	for (struct interval_timer *t = on_wall; t; t = t->next_on_wall) {
		if (!t->silent && !t->entry.queued)
			arm(t);
	}
}

static void follow_wall(struct interval_timer *t)
{
	t->on_wall = true;
	t->next_on_wall = on_wall;
	on_wall = t;
	clock_wall_set = wall_was_set;
}

void interval_timer_set(struct interval_timer *t, uint64_t value, uint64_t interval, bool absolute)
{
	unsigned long flags = irq_save();

	disarm(t);
	t->timer.fn = expired;
	t->entry.taken = taken;
	t->overrun = 0;
	t->interval = interval;
	if (value != 0) {
		/* How far away it is does not change when the clock is set. */
		t->clock = absolute || t->base != CLOCK_REALTIME ? t->base : CLOCK_MONOTONIC;
		t->expiry = value;
		if (!absolute && __builtin_add_overflow(value, now_of(t), &t->expiry))
			t->expiry = NO_DEADLINE;
		t->armed = true;
		if (t->clock == CLOCK_REALTIME)
			follow_wall(t);
		if (!t->silent)
			arm(t);
	}
	irq_restore(flags);
}

uint64_t interval_timer_left(const struct interval_timer *t)
{
	unsigned long flags = irq_save();
	uint64_t now = now_of(t), left = 0;

	if (t->armed && t->expiry > now)
		left = t->expiry - now;
	else if (t->armed && t->interval)
		left = t->interval - (now - t->expiry) % t->interval;
	else if (t->armed && !t->silent)
		left = 1; /* it will any moment */
	irq_restore(flags);
	return left;
}
