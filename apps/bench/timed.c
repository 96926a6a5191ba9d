/* SPDX-License-Identifier: MIT */
/*
 * timed.c - the same work in nanoseconds per turn, for a comparison with another kernel.
 *
 * Every turn counts and none is looked at alone: a batch is repeated until it takes long
 * enough to be read off the clock. What the figures are worth by themselves depends on the
 * machine of the moment; "make bench-linux" takes ratios of runs that alternate.
 */
#include <pthread.h>
#include <sched.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "measure.h"
#include "timed.h"

#define LONG_ENOUGH 10000000.0 /* ns */
#define BATCHES     15
#define KIB         1024
#define MIB         (1024 * KIB)

static void null_calls(unsigned n)
{
	while (n--)
		getppid();
}

static void clock_reads(unsigned n)
{
	struct timespec now;

	while (n--)
		clock_gettime(CLOCK_MONOTONIC, &now);
}

static void mallocs(unsigned n)
{
	while (n--) {
		char *volatile block = malloc(64);
		free(block);
	}
}

static void copies(unsigned n, size_t size)
{
	/* Not a power of two apart: an emulator keeps few translations of addresses alike. */
	static char from[MIB + 36 * KIB] UNCLEARED, to[MIB + 36 * KIB] UNCLEARED;

	while (n--) {
		memcpy(to, from, size);
		__asm__ volatile("" ::"r"(to) : "memory"); /* it is looked at */
	}
}

static void small_copies(unsigned n)
{
	copies(n, 4 * KIB);
}

static void large_copies(unsigned n)
{
	copies(n, MIB);
}

/* --- two threads -------------------------------------------------------------------- */

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t changed = PTHREAD_COND_INITIALIZER;
static unsigned turns_left; /* even: ours */

/* Plays the turns of one parity until none is left. */
static void play(unsigned parity)
{
	pthread_mutex_lock(&mutex);
	while (turns_left > 0) {
		if (turns_left % 2 == parity) {
			turns_left--;
			pthread_cond_signal(&changed);
		} else {
			pthread_cond_wait(&changed, &mutex);
		}
	}
	pthread_mutex_unlock(&mutex);
}

static void *partner(void *arg)
{
	play(1);
	return arg;
}

static void ping_pong(unsigned n)
{
	pthread_t other;

	turns_left = 2 * n;
	must(pthread_create(&other, NULL, partner, NULL) == 0, "pthread_create()");
	play(0);
	pthread_join(other, NULL);
}

static void *yielder(void *turns)
{
	for (unsigned n = *(unsigned *)turns; n > 0; n--)
		sched_yield();
	return NULL;
}

static void yields(unsigned n)
{
	pthread_t other;

	must(pthread_create(&other, NULL, yielder, &n) == 0, "pthread_create()");
	for (unsigned i = 0; i < n; i++)
		sched_yield();
	pthread_join(other, NULL);
}

static void *idle(void *arg)
{
	return arg;
}

static void threads(unsigned n)
{
	while (n--) {
		pthread_t t;
		must(pthread_create(&t, NULL, idle, NULL) == 0, "pthread_create()");
		pthread_join(t, NULL);
	}
}

/* --- measuring ---------------------------------------------------------------------- */

static double now_ns(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec * 1e9 + (double)t.tv_nsec;
}

static double batch(const struct work *w, unsigned n)
{
	if (w->before)
		w->before();
	double start = now_ns();
	w->turns(n);
	double took = now_ns() - start;
	if (w->after)
		w->after(n);
	return took;
}

/* ns of one turn: of the shortest of some batches that are long enough. A machine that stands
 * still for a moment makes a batch longer, never shorter. */
static double time_of(const struct work *w)
{
	for (unsigned n = 1;; n *= 2) {
		bool last = n == w->most;
		double least = batch(w, n);
		for (int i = 1; i < BATCHES && (last || least >= LONG_ENOUGH); i++) {
			double again = batch(w, n);
			least = again < least ? again : least;
		}
		if (last || least >= LONG_ENOUGH)
			return least / n;
	}
}

void timed_list(const struct work *list, unsigned count)
{
	for (unsigned i = 0; i < count; i++)
		printf("%s\t%.1f\n", list[i].name, time_of(&list[i]));
}

void timed_run(void)
{
	static const struct work list[] = {
		{ "null call, getppid()", null_calls, NULL, NULL, 0 },
		{ "clock_gettime()", clock_reads, NULL, NULL, 0 },
		{ "malloc and free 64 B", mallocs, NULL, NULL, 0 },
		{ "memcpy 4 KiB", small_copies, NULL, NULL, 0 },
		{ "memcpy 1 MiB", large_copies, NULL, NULL, 0 },
		{ "sched_yield(), two threads", yields, NULL, NULL, 0 },
		{ "condvar ping-pong, round trip", ping_pong, NULL, NULL, 0 },
		{ "thread create and join", threads, NULL, NULL, 0 },
	};

	timed_list(list, sizeof(list) / sizeof(list[0]));
}
