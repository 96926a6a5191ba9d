/* SPDX-License-Identifier: MIT */
/*
 * itimer.c - setitimer(2), getitimer(2), alarm(2): the three timers that each program has.
 * All CPU time counts as user time here, so ITIMER_VIRTUAL and ITIMER_PROF run alike.
 *
 * Source: Linux setitimer(2).
 */
#include <errno.h>
#include <sys/time.h>

#include <core/syscalls.h>

#include "interval_timer.h"
#include "timespec.h"

static struct interval_timer timers[] = {
	[ITIMER_REAL] = { .base = CLOCK_MONOTONIC, .entry = { .sig = SIGALRM, .code = SI_KERNEL } },
	[ITIMER_VIRTUAL] = { .base = CLOCK_PROCESS_CPUTIME_ID,
			     .entry = { .sig = SIGVTALRM, .code = SI_KERNEL } },
	[ITIMER_PROF] = { .base = CLOCK_PROCESS_CPUTIME_ID,
			  .entry = { .sig = SIGPROF, .code = SI_KERNEL } },
};

static int to_ns(const struct timeval *tv, uint64_t *ns)
{
	struct timespec ts = { .tv_sec = tv->tv_sec, .tv_nsec = tv->tv_usec * 1000 };

	return tv->tv_usec < 0 || tv->tv_usec >= 1000000 ? -EINVAL : timespec_ns(&ts, ns);
}

/* Rounded up, or a timer that is armed would look as if it were not. */
static struct timeval from_ns(uint64_t ns)
{
	struct timespec ts = timespec_from(ns + 999);

	return (struct timeval){ .tv_sec = ts.tv_sec, .tv_usec = ts.tv_nsec / 1000 };
}

long sys_getitimer(int which, struct itimerval *value)
{
	if (which < 0 || which > ITIMER_PROF)
		return -EINVAL;
	const struct interval_timer *t = &timers[which];
	*value = (struct itimerval){ .it_interval = from_ns(t->interval),
				     .it_value = from_ns(interval_timer_left(t)) };
	return 0;
}

long sys_setitimer(int which, const struct itimerval *value, struct itimerval *old)
{
	const struct itimerval none = { 0 };
	uint64_t first, interval;

	if (which < 0 || which > ITIMER_PROF)
		return -EINVAL;
	if (!value)
		value = &none;
	if (to_ns(&value->it_value, &first) || to_ns(&value->it_interval, &interval))
		return -EINVAL;
	if (old)
		sys_getitimer(which, old);
	interval_timer_set(&timers[which], first, interval, false);
	return 0;
}

/* musl's alarm() is setitimer(); this is for syscall(2). */
long sys_alarm(unsigned seconds)
{
	struct itimerval value = { .it_value.tv_sec = seconds }, old;

	sys_setitimer(ITIMER_REAL, &value, &old);
	return old.it_value.tv_sec + (old.it_value.tv_usec > 0);
}
