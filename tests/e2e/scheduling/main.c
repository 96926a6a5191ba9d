/* SPDX-License-Identifier: MIT */
/*
 * scheduling WAY - what the scheduler does, told in numbers that test_schedulers.py judges.
 * Time is virtual there (-icount): an instruction is a nanosecond.
 */
#include <errno.h>
#include <poll.h>
#include <pthread.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

static long long now_ns(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec * 1000000000ll + t.tv_nsec;
}

static void sleep_ms(long ms)
{
	struct timespec t = { .tv_sec = ms / 1000, .tv_nsec = ms % 1000 * 1000000 };

	nanosleep(&t, NULL);
}

static long long cycles(void)
{
	unsigned lo, hi;

	__asm__ volatile("rdtsc" : "=a"(lo), "=d"(hi));
	return (long long)hi << 32 | lo;
}

/* A counter of /proc/bobbin. */
static long long counter(const char *name)
{
	FILE *f = fopen("/proc/bobbin", "r");
	char line[80];
	long long value = -1;

	while (f && fgets(line, sizeof(line), f)) {
		if (!strncmp(line, name, strlen(name)) && line[strlen(name)] == ' ')
			value = atoll(line + strlen(name));
	}
	if (f)
		fclose(f);
	return value;
}

static volatile int stop;

static void *spin(void *arg)
{
	volatile long long *count = arg;

	while (!stop)
		(*count)++;
	return NULL;
}

/* Two threads that never yield. */
static int fair(void)
{
	static volatile long long count[2];
	pthread_t t[2];

	for (int i = 0; i < 2; i++)
		pthread_create(&t[i], NULL, spin, (void *)&count[i]);
	sleep_ms(600);
	stop = 1;
	for (int i = 0; i < 2; i++)
		pthread_join(t[i], NULL);
	printf("counts %lld %lld\n", count[0], count[1]);
	return 0;
}

static int sleep_exactly(void)
{
	long long hz = cycles(), start;

	sleep_ms(1000);
	hz = cycles() - hz;
	start = cycles();
	sleep_ms(100);
	printf("slept %lld us\n", (cycles() - start) * 1000000 / hz);
	return 0;
}

static int idle(void)
{
	long long begin = counter("uptime"), idle_begin = counter("idle");

	for (int i = 0; i < 20; i++)
		sleep_ms(100);
	long long up = counter("uptime") - begin, idle_time = counter("idle") - idle_begin;
	printf("idle %lld of 10000, halts %lld\n", idle_time * 10000 / up, counter("halts"));
	return 0;
}

/* With virtual time a nanosecond that was not idle is an instruction. */
static int rest(void)
{
	long long begin = counter("uptime"), idle_begin = counter("idle");
	long long halts = counter("halts");

	sleep(10);
	halts = counter("halts") - halts;
	long long idle_time = counter("idle") - idle_begin, up = counter("uptime") - begin;
	printf("ten seconds: %lld instructions, %lld halts\n", up - idle_time, halts);
	return 0;
}

/* Alone, with one sleeper: nobody needs the timer but that one's end. */
static int tickless(void)
{
	long long before = counter("timer_irqs"), end = now_ns() + 500000000ll;

	while (now_ns() < end)
		;
	printf("timer interrupts %lld\n", counter("timer_irqs") - before);
	return 0;
}

/* The clock is the processor's counter, whatever the number of yields. */
static int yield(void)
{
	long long ns[2], spent[2];

	for (int round = 0; round < 2; round++) {
		ns[round] = now_ns();
		spent[round] = cycles();
		for (int i = 0; i < 100000; i++) {
			if (round)
				sched_yield();
		}
		spent[round] = cycles() - spent[round];
		ns[round] = now_ns() - ns[round];
	}
	printf("without: %lld ns %lld cycles, with: %lld ns %lld cycles\n", ns[0], spent[0], ns[1],
	       spent[1]);
	return 0;
}

static int refused(void)
{
	static volatile long long count;
	pthread_t t;

	for (int i = 0; i < 2; i++)
		printf("thread: %s\n", strerror(pthread_create(&t, NULL, spin, (void *)&count)));
	return 0;
}

static int list(void)
{
	FILE *f = fopen("/proc/threads", "r");
	char line[80];

	while (f && fgets(line, sizeof(line), f))
		fputs(line, stdout);
	return f ? 0 : 1;
}

static int nap(void)
{
	sleep_ms(4000);
	return 0;
}

int main(int argc, char **argv)
{
	static const struct {
		const char *name;
		int (*fn)(void);
	} ways[] = {
		{ "fair", fair },   { "sleep", sleep_exactly },
		{ "idle", idle },   { "tickless", tickless },
		{ "yield", yield }, { "refused", refused },
		{ "list", list },   { "nap", nap },
		{ "rest", rest },
	};

	for (size_t i = 0; argc > 1 && i < sizeof(ways) / sizeof(ways[0]); i++) {
		if (!strcmp(argv[1], ways[i].name))
			return ways[i].fn();
	}
	return 2;
}
