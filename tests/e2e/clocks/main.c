/* SPDX-License-Identifier: MIT */
/*
 * main.c - clocks date | rate | reads | wait: what the clocks tell a program, for
 * test_clocks.py.
 *
 *	date	the wall clock, as seconds and as a date
 *	rate	nanoseconds of CLOCK_MONOTONIC that are a second of the RTC, over ten of
 *		them that the program sleeps through; by how much a sleep was too long
 *	reads	a million readings of CLOCK_MONOTONIC: how many were below the one before
 *	wait	a minute, then rate
 */
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#define LONG_SLEEP 9300000000L
#define READS      1000000

static int64_t now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec * (int64_t)1000000000 + t.tv_nsec;
}

static void sleep_ns(long ns)
{
	struct timespec t = { ns / 1000000000, ns % 1000000000 };

	nanosleep(&t, NULL);
}

/* The program runs in ring 0 and may ask the chip itself. */
static int rtc_read(uint8_t reg)
{
	__asm__ volatile("outb %b0, $0x70; inb $0x71, %b0" : "+a"(reg));
	return (reg >> 4) * 10 + (reg & 15); /* BCD */
}

/* Seconds of the hour. */
static int rtc_seconds(void)
{
	return rtc_read(2) * 60 + rtc_read(0);
}

/* Waits for the RTC's next second: what it is, and when that was, to half a millisecond. */
static int next_tick(int64_t *when)
{
	int before = rtc_seconds();

	while (rtc_seconds() == before)
		sleep_ns(500000);
	*when = now();
	return rtc_seconds();
}

static void print_rate(void)
{
	int64_t start, end;
	int first = next_tick(&start);

	sleep_ns(LONG_SLEEP);
	int seconds = next_tick(&end) - first;

	seconds += seconds < 0 ? 3600 : 0;
	printf("rate %lld over %d seconds\n", (long long)((end - start) / seconds), seconds);
	start = now();
	sleep_ns(1000000000);
	printf("late %lld\n", (long long)(now() - start - 1000000000));
}

static void print_date(void)
{
	time_t t = time(NULL);
	struct tm tm;
	char text[64];

	gmtime_r(&t, &tm);
	strftime(text, sizeof(text), "%Y-%m-%dT%H:%M:%S", &tm);
	printf("seconds %lld\ndate %s\n", (long long)t, text);
}

static void print_reads(void)
{
	unsigned back = 0, moved = 0;
	int64_t last = now();

	for (int i = 0; i < READS; i++) {
		int64_t t = now();

		back += t < last;
		moved += t > last;
		last = t;
	}
	printf("back %u moved %u\n", back, moved);
}

int main(int argc, char **argv)
{
	const char *what = argc > 1 ? argv[1] : "";

	if (strcmp(what, "date") == 0)
		print_date();
	else if (strcmp(what, "rate") == 0)
		print_rate();
	else if (strcmp(what, "reads") == 0)
		print_reads();
	else if (strcmp(what, "wait") == 0) {
		sleep_ns(60 * 1000000000L);
		print_rate();
	} else
		return 2;
	return 0;
}
