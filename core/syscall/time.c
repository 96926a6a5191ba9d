/* SPDX-License-Identifier: MIT */
/*
 * time.c - clocks and sleeping. One monotonic clock stands behind MONOTONIC, RAW,
 * BOOTTIME and their coarse kinds; CPU time is counted by the scheduler.
 *
 * A sleep until a point on the wall clock ends there, wherever the clock is set meanwhile.
 *
 * Source: Linux clock_getres(2), clock_nanosleep(2).
 */
#include <errno.h>
#include <sys/time.h>
#include <sys/times.h>

#include <core/clock.h>
#include <core/irq.h>
#include <core/signal.h>
#include <core/syscalls.h>
#include <core/thread.h>

#include "interval_timer.h"
#include "timespec.h"

#define TICKS_PER_SEC 100 /* of times(2), as sysconf(_SC_CLK_TCK) says */

void (*clock_wall_set)(void);
static struct waitq wall_sleepers; /* threads that sleep until the wall clock shows a time */

/* Clock ids below 0 name a thread's or process's CPU time: ~id << 3, and in the low
 * bits 6 (of a thread) or 2 (of a process). Linux, include/linux/posix-timers.h. */
static int cpu_clock(int clock, uint64_t *ns)
{
	int id = ~(clock >> 3), kind = clock & 7;

	if (kind == 6)
		return thread_cpu_time(id ? id : thread_id(thread_self()), ns) ? -EINVAL : 0;
	if (kind != 2 || id > 1)
		return -EINVAL;
	*ns = thread_program_time();
	return 0;
}

int clock_read(int clock, uint64_t *ns)
{
	switch (clock) {
	case CLOCK_REALTIME:
	case CLOCK_REALTIME_COARSE:
		*ns = (uint64_t)clock_wall();
		return 0;
	case CLOCK_MONOTONIC:
	case CLOCK_MONOTONIC_RAW:
	case CLOCK_MONOTONIC_COARSE:
	case CLOCK_BOOTTIME:
		*ns = clock_now();
		return 0;
	case CLOCK_PROCESS_CPUTIME_ID:
		*ns = thread_program_time();
		return 0;
	case CLOCK_THREAD_CPUTIME_ID:
		return thread_cpu_time(thread_id(thread_self()), ns);
	default:
		return clock < 0 ? cpu_clock(clock, ns) : -EINVAL;
	}
}

long sys_clock_gettime(int clock, struct timespec *ts)
{
	uint64_t ns;
	int err = clock_read(clock, &ns);

	if (err)
		return err;
	*ts = timespec_from(ns);
	return 0;
}

long sys_clock_getres(int clock, struct timespec *ts)
{
	uint64_t ns;
	int err = clock_read(clock, &ns);

	if (err)
		return err;
	if (ts)
		*ts = (struct timespec){ .tv_nsec = 1 };
	return 0;
}

static long set_wall(uint64_t ns)
{
	if (ns > INT64_MAX)
		return -EINVAL;
	unsigned long flags = irq_save();
	clock_set_wall((int64_t)ns);
	if (clock_wall_set)
		clock_wall_set();
	waitq_wake(&wall_sleepers);
	irq_restore(flags);
	return 0;
}

long sys_clock_settime(int clock, const struct timespec *ts)
{
	uint64_t ns;

	if (clock != CLOCK_REALTIME || timespec_ns(ts, &ns))
		return -EINVAL;
	return set_wall(ns);
}

long sys_gettimeofday(struct timeval *tv, void *zone)
{
	uint64_t now = (uint64_t)clock_wall();

	(void)zone;
	if (tv)
		*tv = (struct timeval){ .tv_sec = (time_t)(now / NSEC_PER_SEC),
					.tv_usec = (suseconds_t)(now % NSEC_PER_SEC / 1000) };
	return 0;
}

long sys_settimeofday(const struct timeval *tv, const void *zone)
{
	uint64_t ns;

	(void)zone;
	if (!tv)
		return 0;
	struct timespec ts = { .tv_sec = tv->tv_sec, .tv_nsec = tv->tv_usec * 1000 };
	return timespec_ns(&ts, &ns) ? -EINVAL : set_wall(ns);
}

long sys_time(time_t *out)
{
	time_t now = (time_t)((uint64_t)clock_wall() / NSEC_PER_SEC);

	if (out)
		*out = now;
	return now;
}

long sys_times(struct tms *out)
{
	const uint64_t tick = NSEC_PER_SEC / TICKS_PER_SEC;

	if (out)
		*out = (struct tms){ .tms_utime = (clock_t)(thread_program_time() / tick) };
	return (long)(clock_now() / tick);
}

/* Until the wall clock shows at, whoever sets it meanwhile. */
static int sleep_until_wall(uint64_t at)
{
	uint64_t wall;
	int err = 0;
	unsigned long flags = irq_save();

	while ((wall = (uint64_t)clock_wall()) < at && err != -EINTR) {
		uint64_t deadline;
		if (__builtin_add_overflow(clock_now(), at - wall, &deadline))
			deadline = NO_DEADLINE;
		err = waitq_block_interruptible(&wall_sleepers, deadline);
	}
	irq_restore(flags);
	return err == -EINTR ? err : 0;
}

long sys_clock_nanosleep(int clock, int flags, const struct timespec *req, struct timespec *rem)
{
	uint64_t at, deadline;

	if (clock != CLOCK_REALTIME && clock != CLOCK_MONOTONIC && clock != CLOCK_BOOTTIME)
		return -EINVAL;
	int err = timespec_ns(req, &at);
	if (err)
		return err;
	thread_poll_point(); /* a microsecond may be over before the thread leaves the CPU */
	if (flags & TIMER_ABSTIME)
		return clock == CLOCK_REALTIME ? sleep_until_wall(at)
					       : thread_sleep_interruptible(at);
	if (__builtin_add_overflow(clock_now(), at, &deadline))
		deadline = NO_DEADLINE;
	err = thread_sleep_interruptible(deadline);
	if (err && rem) {
		uint64_t now = clock_now();
		*rem = timespec_from(deadline > now ? deadline - now : 0);
	}
	return err;
}

long sys_nanosleep(const struct timespec *req, struct timespec *rem)
{
	return sys_clock_nanosleep(CLOCK_MONOTONIC, 0, req, rem);
}
