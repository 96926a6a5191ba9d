/* SPDX-License-Identifier: MIT */
/* timespec.c - libc's times to and from ours. */
#include <errno.h>

#include <core/clock.h>

#include "timespec.h"

int timespec_ns(const struct timespec *ts, uint64_t *ns)
{
	if (ts->tv_sec < 0 || ts->tv_nsec < 0 || ts->tv_nsec >= (long)NSEC_PER_SEC)
		return -EINVAL;
	if (__builtin_mul_overflow((uint64_t)ts->tv_sec, NSEC_PER_SEC, ns) ||
	    __builtin_add_overflow(*ns, (uint64_t)ts->tv_nsec, ns))
		*ns = UINT64_MAX;
	return 0;
}

struct timespec timespec_from(uint64_t ns)
{
	return (struct timespec){ .tv_sec = (time_t)(ns / NSEC_PER_SEC),
				  .tv_nsec = (long)(ns % NSEC_PER_SEC) };
}

int timespec_deadline(const struct timespec *ts, bool absolute, bool wall, uint64_t *deadline)
{
	uint64_t at, now = clock_now();

	*deadline = NO_DEADLINE;
	if (!ts)
		return 0;
	int err = timespec_ns(ts, &at);
	if (err)
		return err;
	if (absolute && !wall) {
		*deadline = at;
		return 0;
	}
	if (absolute) { /* how far away it is on the wall clock */
		uint64_t wall_now = (uint64_t)clock_wall();
		at = at > wall_now ? at - wall_now : 0;
	}
	if (__builtin_add_overflow(now, at, deadline))
		*deadline = NO_DEADLINE;
	return 0;
}
