/* SPDX-License-Identifier: MIT */
/*
 * time.c - clocks and sleeping. One monotonic clock stands behind MONOTONIC, RAW,
 * BOOTTIME and their coarse kinds; CPU time is counted by the scheduler.
 *
 * A sleep until a point on the wall clock is turned into a length of time when it
 * starts: setting the clock meanwhile does not change it.
 *
 * Source: Linux clock_getres(2), clock_nanosleep(2).
 */
#include <errno.h>
#include <sys/time.h>
#include <sys/times.h>

#include <core/clock.h>
#include <core/syscalls.h>
#include <core/thread.h>

#include "timespec.h"

#define TICKS_PER_SEC 100 /* of times(2), as sysconf(_SC_CLK_TCK) says */

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

static int read_clock(int clock, uint64_t *ns)
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
	int err = read_clock(clock, &ns);

	if (err)
		return err;
	*ts = timespec_from(ns);
	return 0;
}

long sys_clock_getres(int clock, struct timespec *ts)
{
	uint64_t ns;
	int err = read_clock(clock, &ns);

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
	clock_set_wall((int64_t)ns);
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

long sys_clock_nanosleep(int clock, int flags, const struct timespec *req, struct timespec *rem)
{
	uint64_t deadline;
	bool wall = clock == CLOCK_REALTIME;

	(void)rem; /* written only when a signal ends a sleep; none does */
	if (!wall && clock != CLOCK_MONOTONIC && clock != CLOCK_BOOTTIME)
		return -EINVAL;
	int err = timespec_deadline(req, flags & TIMER_ABSTIME, wall, &deadline);
	if (err)
		return err;
	thread_sleep_until(deadline);
	return 0;
}

long sys_nanosleep(const struct timespec *req, struct timespec *rem)
{
	return sys_clock_nanosleep(CLOCK_MONOTONIC, 0, req, rem);
}
