/* SPDX-License-Identifier: MIT */
/*
 * test_time.c - libc's clocks and sleeps. Plain hosted C: the same tests pass on Linux,
 * but for setting the clock, which needs a user who may.
 */
#include <errno.h>
#include <pthread.h>
#include <stdint.h>
#include <sys/time.h>
#include <sys/times.h>
#include <time.h>

#include <test/test.h>

#define MS 1000000

static int64_t read_ns(clockid_t clock)
{
	struct timespec t = { 0 };

	CHECK_EQ(clock_gettime(clock, &t), 0);
	CHECK(t.tv_nsec >= 0 && t.tv_nsec < 1000000000);
	return t.tv_sec * (int64_t)1000000000 + t.tv_nsec;
}

static struct timespec from_ns(int64_t ns)
{
	return (struct timespec){ .tv_sec = ns / 1000000000, .tv_nsec = ns % 1000000000 };
}

TEST(the_monotonic_clock_never_goes_back)
{
	int64_t last = read_ns(CLOCK_MONOTONIC);
	unsigned back = 0, moved = 0;

	for (int i = 0; i < 5000; i++) {
		int64_t now = read_ns(CLOCK_MONOTONIC);
		back += now < last;
		moved += now > last;
		last = now;
	}
	CHECK_EQ(back, 0);
	CHECK(moved > 100);
}

TEST(a_sleep_lasts_at_least_as_long_as_asked)
{
	static const int64_t lengths[] = { 0, 1, 1000, 3 * MS, 20 * MS };

	for (unsigned i = 0; i < sizeof(lengths) / sizeof(lengths[0]); i++) {
		struct timespec t = from_ns(lengths[i]);
		int64_t start = read_ns(CLOCK_MONOTONIC);

		CHECK_EQ(nanosleep(&t, NULL), 0);
		CHECK(read_ns(CLOCK_MONOTONIC) - start >= lengths[i]);
	}
}

TEST(a_sleep_until_a_point_in_time_ends_there)
{
	static const clockid_t clocks[] = { CLOCK_MONOTONIC, CLOCK_REALTIME };

	for (unsigned i = 0; i < 2; i++) {
		int64_t end = read_ns(clocks[i]) + 10 * MS;
		struct timespec t = from_ns(end);

		CHECK_EQ(clock_nanosleep(clocks[i], TIMER_ABSTIME, &t, NULL), 0);
		CHECK(read_ns(clocks[i]) >= end);
		t = from_ns(end / 2); /* long past */
		CHECK_EQ(clock_nanosleep(clocks[i], TIMER_ABSTIME, &t, NULL), 0);
	}
}

TEST(bad_times_and_clocks_are_refused)
{
	struct timespec t = { .tv_sec = 0, .tv_nsec = 1000000000 };

	CHECK_EQ(nanosleep(&t, NULL), -1);
	CHECK_EQ(errno, EINVAL);
	t = (struct timespec){ .tv_sec = -1 };
	CHECK_EQ(nanosleep(&t, NULL), -1);
	CHECK_EQ(errno, EINVAL);
	CHECK_EQ(clock_gettime(99, &t), -1);
	CHECK_EQ(errno, EINVAL);
	CHECK_EQ(clock_settime(CLOCK_MONOTONIC, &t), -1);
	CHECK_EQ(errno, EINVAL);
	CHECK_EQ(clock_getres(CLOCK_MONOTONIC, &t), 0);
	CHECK(t.tv_sec == 0 && t.tv_nsec > 0);
}

TEST(all_wall_clocks_agree)
{
	struct timeval tv;
	time_t before = time(NULL);

	CHECK_EQ(gettimeofday(&tv, NULL), 0);
	int64_t real = read_ns(CLOCK_REALTIME) / 1000000000;
	CHECK(tv.tv_sec >= before && real >= tv.tv_sec && real <= before + 2);
	CHECK(tv.tv_usec >= 0 && tv.tv_usec < 1000000);
}

static void *burn_20_ms(void *arg)
{
	int64_t end = read_ns(CLOCK_THREAD_CPUTIME_ID) + 20 * MS;

	while (read_ns(CLOCK_THREAD_CPUTIME_ID) < end)
		;
	return arg;
}

TEST_NEEDS(cpu_time_is_counted_per_thread_and_in_sum, CONFIG_SCHED)
{
	int64_t all = read_ns(CLOCK_PROCESS_CPUTIME_ID), own = read_ns(CLOCK_THREAD_CPUTIME_ID);
	pthread_t t;

	NEED(pthread_create(&t, NULL, burn_20_ms, NULL) == 0);
	pthread_join(t, NULL);
	int64_t own_part = read_ns(CLOCK_THREAD_CPUTIME_ID) - own;
	CHECK(read_ns(CLOCK_PROCESS_CPUTIME_ID) - all >= own_part + 20 * MS);
	clockid_t clock;
	CHECK_EQ(pthread_getcpuclockid(pthread_self(), &clock), 0);
	CHECK(read_ns(clock) >= own);
	struct tms used;
	CHECK(times(&used) != (clock_t)-1);
	CHECK(used.tms_utime + used.tms_stime >= 1);
}
