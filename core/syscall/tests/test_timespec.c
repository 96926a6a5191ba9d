/* SPDX-License-Identifier: MIT */
/* test_timespec.c - times from outside: ranges, overflow, both clocks. */
#include <errno.h>

#include <core/clock.h>
#include <test/test.h>

#include "syscall/timespec.h"

TEST(timespec_refuses_what_is_no_time)
{
	static const struct timespec bad[] = {
		{ .tv_sec = -1 },
		{ .tv_nsec = -1 },
		{ .tv_nsec = 1000000000 },
		{ .tv_sec = INT64_MIN, .tv_nsec = 5 },
	};
	uint64_t ns = 77;

	for (unsigned i = 0; i < ARRAY_SIZE(bad); i++) {
		CHECK_EQ(timespec_ns(&bad[i], &ns), -EINVAL);
		CHECK_EQ(timespec_deadline(&bad[i], false, false, &ns), -EINVAL);
	}
}

TEST(timespec_longer_than_584_years_is_for_ever)
{
	struct timespec ts = { .tv_sec = INT64_MAX, .tv_nsec = 999999999 };
	uint64_t ns = 0;

	CHECK_EQ(timespec_ns(&ts, &ns), 0);
	CHECK(ns == UINT64_MAX);
	CHECK_EQ(timespec_deadline(&ts, false, false, &ns), 0);
	CHECK(ns == NO_DEADLINE);
	ts = (struct timespec){ .tv_sec = 18446744073, .tv_nsec = 709551615 };
	CHECK_EQ(timespec_ns(&ts, &ns), 0);
	CHECK(ns == UINT64_MAX);
	ts.tv_nsec--;
	CHECK_EQ(timespec_ns(&ts, &ns), 0);
	CHECK(ns == UINT64_MAX - 1);
}

TEST(timespec_there_and_back)
{
	static const uint64_t times[] = { 0, 1, 999999999, 1000000000, 1234567890123456789 };

	for (unsigned i = 0; i < ARRAY_SIZE(times); i++) {
		struct timespec ts = timespec_from(times[i]);
		uint64_t ns = 0;

		CHECK_EQ(timespec_ns(&ts, &ns), 0);
		CHECK(ns == times[i]);
	}
}

TEST(timespec_deadlines_are_lengths_or_points_in_time)
{
	struct timespec ts = { .tv_sec = 5 };
	uint64_t before = clock_now(), deadline = 0;

	CHECK_EQ(timespec_deadline(NULL, false, false, &deadline), 0);
	CHECK(deadline == NO_DEADLINE);
	CHECK_EQ(timespec_deadline(&ts, false, true, &deadline), 0);
	CHECK(deadline >= before + 5 * NSEC_PER_SEC);
	CHECK(deadline <= clock_now() + 5 * NSEC_PER_SEC);
	CHECK_EQ(timespec_deadline(&ts, true, false, &deadline), 0);
	CHECK(deadline == 5 * NSEC_PER_SEC);

	ts = timespec_from((uint64_t)clock_wall() + 7 * NSEC_PER_SEC);
	before = clock_now();
	CHECK_EQ(timespec_deadline(&ts, true, true, &deadline), 0);
	CHECK(deadline <= clock_now() + 7 * NSEC_PER_SEC);
	CHECK(deadline + NSEC_PER_SEC >= before + 7 * NSEC_PER_SEC);
	ts = (struct timespec){ 0 };
	CHECK_EQ(timespec_deadline(&ts, true, true, &deadline), 0);
	CHECK(deadline <= clock_now()); /* the wall clock is past it */
}
