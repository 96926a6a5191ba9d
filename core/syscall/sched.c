/* SPDX-License-Identifier: MIT */
/*
 * sched.c - how threads are chosen: policies and levels, turns, and the one CPU. An id of
 * 0 is the calling thread's.
 *
 * Source: Linux sched(7), sched_setscheduler(2), sched_rr_get_interval(2),
 * sched_setaffinity(2).
 */
#include <errno.h>
#include <sched.h>
#include <stdint.h>
#include <string.h>

#include <core/clock.h>
#include <core/signal.h>
#include <core/syscalls.h>
#include <core/thread.h>

#include "timespec.h"

static int own_if_0(int id)
{
	return id ? id : thread_id(thread_self());
}

static bool thread_exists(int id)
{
	int policy, level;

	return thread_get_policy(own_if_0(id), &policy, &level) == 0;
}

long sys_sched_yield(void)
{
	thread_yield();
	signals_here();
	return 0;
}

/* libc passes no struct but the number alone, where it keeps it among its attributes:
 * the rest of the struct need not be there, nor its alignment. */
long sys_sched_setscheduler(int id, int policy, const struct sched_param *param)
{
	int level;

	if (!param || id < 0)
		return -EINVAL;
	memcpy(&level, param, sizeof(level));
	return thread_set_policy(own_if_0(id), policy, level);
}

long sys_sched_getscheduler(int id)
{
	int policy, level;

	if (id < 0)
		return -EINVAL;
	int err = thread_get_policy(own_if_0(id), &policy, &level);
	return err ? err : policy;
}

long sys_sched_setparam(int id, const struct sched_param *param)
{
	long policy = sys_sched_getscheduler(id);

	return policy < 0 ? policy : sys_sched_setscheduler(id, (int)policy, param);
}

long sys_sched_getparam(int id, struct sched_param *param)
{
	int policy;

	if (!param || id < 0)
		return -EINVAL;
	return thread_get_policy(own_if_0(id), &policy, &param->sched_priority);
}

/* The answer for a policy without levels is 0. */
static long bound_of(int policy, long bound)
{
	switch (policy) {
	case POLICY_FIFO:
	case POLICY_RR:
		return bound;
	case POLICY_OTHER:
	case POLICY_BATCH:
	case POLICY_IDLE:
		return 0;
	default:
		return -EINVAL;
	}
}

long sys_sched_get_priority_max(int policy)
{
	return bound_of(policy, POLICY_LEVELS);
}

long sys_sched_get_priority_min(int policy)
{
	return bound_of(policy, 1);
}

long sys_sched_rr_get_interval(int id, struct timespec *interval)
{
	uint64_t ns;

	if (id < 0)
		return -EINVAL;
	if (!interval)
		return -EFAULT;
	int err = thread_turn(own_if_0(id), &ns);
	if (!err)
		*interval = timespec_from(ns);
	return err;
}

long sys_sched_getaffinity(int id, size_t len, void *mask)
{
	if (!thread_exists(id))
		return -ESRCH;
	if (len < sizeof(uint64_t) || len % sizeof(uint64_t))
		return -EINVAL;
	*(uint64_t *)mask = 1; /* CPU 0 */
	return sizeof(uint64_t);
}

long sys_sched_setaffinity(int id, size_t len, const void *mask)
{
	if (!thread_exists(id))
		return -ESRCH;
	return len > 0 && (*(const unsigned char *)mask & 1) ? 0 : -EINVAL;
}
