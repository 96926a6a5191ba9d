/* SPDX-License-Identifier: MIT */
/* locks.c - mutexes and condition variables, free and waited for. */
#include <pthread.h>
#include <sched.h>
#include <stdbool.h>

#include "measure.h"

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t changed = PTHREAD_COND_INITIALIZER;

static uint64_t uncontended(void)
{
	uint64_t start = stamp();

	pthread_mutex_lock(&mutex);
	pthread_mutex_unlock(&mutex);
	return stamp() - start;
}

/* --- handed to a thread that waits for it ------------------------------------------ */

static volatile uint64_t acquired;

static void *waiter_main(void *arg)
{
	pthread_mutex_lock(&mutex);
	acquired = stamp();
	pthread_mutex_unlock(&mutex);
	return arg;
}

/* From the owner's unlock to the waiter's return from lock. */
static uint64_t handed_over(void)
{
	pthread_t waiter;

	pthread_mutex_lock(&mutex);
	must(pthread_create(&waiter, NULL, waiter_main, NULL) == 0, "pthread_create()");
	acquired = 0;
	sched_yield(); /* it runs until it waits */
	must(acquired == 0, "waiting for a mutex");
	uint64_t start = stamp();
	pthread_mutex_unlock(&mutex);
	sched_yield();
	must(acquired != 0, "waking the waiter of a mutex");
	pthread_join(waiter, NULL);
	return acquired - start;
}

/* --- ping-pong ---------------------------------------------------------------------- */

static enum { PING, PONG, OVER } turn;
static pthread_t ponger;

static void *ponger_main(void *arg)
{
	pthread_mutex_lock(&mutex);
	while (turn != OVER) {
		if (turn == PONG) {
			turn = PING;
			pthread_cond_signal(&changed);
		}
		pthread_cond_wait(&changed, &mutex);
	}
	pthread_mutex_unlock(&mutex);
	return arg;
}

static void begin(void)
{
	turn = PING;
	must(pthread_create(&ponger, NULL, ponger_main, NULL) == 0, "pthread_create()");
	sched_yield();
}

static void end(void)
{
	pthread_mutex_lock(&mutex);
	turn = OVER;
	pthread_cond_signal(&changed);
	pthread_mutex_unlock(&mutex);
	pthread_join(ponger, NULL);
}

/* Two wake-ups: the other thread's, and then ours. */
static uint64_t round_trip(void)
{
	uint64_t start = stamp();

	pthread_mutex_lock(&mutex);
	turn = PONG;
	pthread_cond_signal(&changed);
	while (turn == PONG)
		pthread_cond_wait(&changed, &mutex);
	pthread_mutex_unlock(&mutex);
	return stamp() - start;
}

static const struct measurement list[] = {
	{ "mutex, uncontended lock and unlock", uncontended, TIMES },
	{ "mutex, unlock to the waiter's lock", handed_over, TIMES },
	{ "condvar ping-pong, round trip", round_trip, TIMES },
};
const struct group locks_group = {
	.name = "locks",
	.list = list,
	.count = sizeof(list) / sizeof(list[0]),
	.begin = begin,
	.end = end,
};
