/* SPDX-License-Identifier: MIT */
/*
 * threads.c - starting threads and switching between them.
 *
 * A second thread, the peer, is there for the switches: it yields, or it computes and
 * has to be interrupted. One CPU and equal priorities: what one thread does between
 * two of the other's instructions is known.
 */
#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>
#include <time.h>

#include "measure.h"

#define HALF_TURN 500000 /* instructions: the preset's turns are 1 ms */

enum task { STOP, YIELD, COMPUTE };

static pthread_t peer;
static atomic_int task;

/* Written by whichever thread runs. */
static atomic_int owner;
static _Atomic uint64_t last_seen;

/* Notes that thread `me` has the CPU. The cycles since the other one had it if that is
 * news, else 0. */
static uint64_t note(int me)
{
	uint64_t now = stamp(), gap = owner == me ? 0 : now - last_seen;

	owner = me;
	last_seen = stamp();
	return gap;
}

static void *peer_main(void *arg)
{
	(void)arg;
	while (task != STOP) {
		if (task == YIELD)
			sched_yield();
		else
			note(1);
	}
	return NULL;
}

static void begin(void)
{
	task = YIELD;
	must(pthread_create(&peer, NULL, peer_main, NULL) == 0, "pthread_create()");
	sched_yield();
}

static void end(void)
{
	task = STOP;
	pthread_join(peer, NULL);
}

/* There and back: two switches. */
static uint64_t yielded(void)
{
	task = YIELD;
	uint64_t start = stamp();
	sched_yield();
	return (stamp() - start) / 2;
}

/* From the peer's last instruction to our first one after its turn was over. Turns are
 * exact, so that one may end inside note() again and again: what that gives is no cost. */
static uint64_t preempted(void)
{
	uint64_t gap;

	task = COMPUTE;
	note(0);
	do {
		gap = note(0);
	} while (gap == 0 || gap > HALF_TURN);
	return gap;
}

static void *idle_main(void *arg)
{
	return arg;
}

static uint64_t create_join(void)
{
	pthread_t t;

	uint64_t start = stamp();
	int err = pthread_create(&t, NULL, idle_main, NULL);
	pthread_join(t, NULL);
	uint64_t cost = stamp() - start;

	must(err == 0, "pthread_create()");
	return cost;
}

static uint64_t ns_of(struct timespec t)
{
	return (uint64_t)t.tv_sec * 1000000000 + (uint64_t)t.tv_nsec;
}

/* From the deadline to the return of the sleep, in ns: that is an instruction. The CPU
 * is halted meanwhile. */
static uint64_t timer_wakes(void)
{
	struct timespec until, now;

	clock_gettime(CLOCK_MONOTONIC, &until);
	until.tv_nsec += 100000;
	until.tv_sec += until.tv_nsec / 1000000000;
	until.tv_nsec %= 1000000000;
	clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &until, NULL);
	clock_gettime(CLOCK_MONOTONIC, &now);
	must(ns_of(now) >= ns_of(until), "sleeping until the deadline");
	return ns_of(now) - ns_of(until);
}

static const struct measurement switches[] = {
	{ "thread switch, sched_yield()", yielded, TIMES },
	{ "thread switch, preempted", preempted, 15 },
};
const struct group switches_group = {
	.name = "switches",
	.list = switches,
	.count = sizeof(switches) / sizeof(switches[0]),
	.begin = begin,
	.end = end,
};

static const struct measurement list[] = {
	{ "thread create and join", create_join, TIMES },
	{ "timer interrupt to thread", timer_wakes, TIMES },
};
const struct group threads_group = {
	.name = "threads",
	.list = list,
	.count = sizeof(list) / sizeof(list[0]),
};
