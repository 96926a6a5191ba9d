/* SPDX-License-Identifier: MIT */
/*
 * interval_timer.h - timers of the program that expire once or again and again and send a
 * signal: what timer_create(2) and setitimer(2) have in common.
 */
#ifndef CORE_SYSCALL_INTERVAL_TIMER_H
#define CORE_SYSCALL_INTERVAL_TIMER_H

#include <stdbool.h>
#include <stdint.h>

#include <core/clock.h>
#include <core/signal.h>

/** Owned by whoever arms it. Filled in by the owner: base, entry.sig, code, id, value,
 *  target, silent. */
struct interval_timer {
	int base;                  /* clock id that it was made for */
	bool silent;               /* SIGEV_NONE: expires and tells nobody */
	int target;                /* thread that the signal is for; 0: the program */
	uint64_t expiry, interval; /* ns on the clock; interval 0: once */
	int clock;                 /* that expiry is on */
	bool armed;
	bool on_wall;       /* armed for a point on the wall clock, which may be set */
	int overrun;        /* expiries between the signal that was last taken and its taking */
	struct timer timer; /* owned by interval_timer.c, as is what follows */
	struct interval_timer *next_on_wall;
	struct signal_entry entry;
};

/** Arms t to expire at value (ns on its clock; absolute, else from now), then every
 *  interval. value 0 disarms. */
void interval_timer_set(struct interval_timer *t, uint64_t value, uint64_t interval, bool absolute);
/** ns until t expires next, at least 1; 0 when it is not armed. */
uint64_t interval_timer_left(const struct interval_timer *t);

/** Reads a clock of clock_gettime(2). 0; -EINVAL there is none of that id. IRQ_SAFE. */
int clock_read(int clock, uint64_t *ns);
/** Called when somebody has set the wall clock, interrupts off. NULL: nobody cares. */
extern void (*clock_wall_set)(void);

#endif
