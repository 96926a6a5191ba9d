/* SPDX-License-Identifier: MIT */
/* test_select.c - select(2) and the timeouts of the poll family. */
#include <errno.h>
#include <sys/select.h>

#include <core/clock.h>
#include <core/file.h>
#include <core/syscalls.h>
#include <test/test.h>

#define MS 5

static int ends[2];

static void set(uint64_t *sets, int fd)
{
	sets[fd / 64] |= 1ull << (fd % 64);
}

static bool is_set(const uint64_t *sets, int fd)
{
	return (sets[fd / 64] >> (fd % 64)) & 1;
}

TEST(select_leaves_what_is_ready)
{
	uint64_t in[16] = { 0 }, out[16] = { 0 };
	struct timeval none = { 0, 0 };

	NEED(sys_pipe(ends) == 0);
	CHECK_EQ(sys_dup2(ends[0], 130), 130); /* a word further on */
	set(in, ends[0]);
	set(in, 130);
	set(out, ends[1]);
	CHECK_EQ(sys_select(131, in, out, NULL, &none), 1);
	CHECK(!is_set(in, ends[0]) && !is_set(in, 130) && is_set(out, ends[1]));
	CHECK_EQ(sys_write(ends[1], "x", 1), 1);
	set(in, ends[0]);
	set(in, 130);
	CHECK_EQ(sys_select(131, in, out, NULL, &none), 3);
	CHECK(is_set(in, ends[0]) && is_set(in, 130));
	CHECK_EQ(sys_select(130, in, NULL, NULL, NULL), 1); /* 130 is not looked at */
	CHECK_EQ(sys_close(130), 0);
	CHECK_EQ(sys_select(131, in, NULL, NULL, &none), -EBADF);
	CHECK_EQ(sys_select(-1, NULL, NULL, NULL, &none), -EINVAL);
	sys_close(ends[0]);
	sys_close(ends[1]);
}

TEST(select_tells_hangups_in_every_set_that_asks)
{
	uint64_t in[16] = { 0 }, except[16] = { 0 };

	NEED(sys_pipe(ends) == 0);
	sys_close(ends[1]);
	set(in, ends[0]);
	set(except, ends[0]);
	CHECK_EQ(sys_select(ends[0] + 1, in, NULL, except, NULL), 2);
	sys_close(ends[0]);
}

TEST(timeouts_are_checked_and_kept)
{
	struct timespec ts = { 0, MS * 1000000 };
	struct timeval tv = { 0, MS * 1000 };
	struct pollfd fd;
	uint64_t start;

	NEED(sys_pipe(ends) == 0);
	fd = (struct pollfd){ .fd = ends[0], .events = POLLIN };
	start = clock_now();
	CHECK_EQ(sys_poll(&fd, 1, MS), 0);
	CHECK(clock_now() - start >= MS * NSEC_PER_MSEC);
	start = clock_now();
	CHECK_EQ(sys_ppoll(&fd, 1, &ts, NULL, 0), 0);
	CHECK(clock_now() - start >= MS * NSEC_PER_MSEC);
	start = clock_now();
	CHECK_EQ(sys_select(0, NULL, NULL, NULL, &tv), 0);
	CHECK(clock_now() - start >= MS * NSEC_PER_MSEC);
	start = clock_now();
	CHECK_EQ(sys_pselect6(0, NULL, NULL, NULL, &ts, NULL), 0);
	CHECK(clock_now() - start >= MS * NSEC_PER_MSEC);

	ts = (struct timespec){ 0, 1000000000 };
	CHECK_EQ(sys_ppoll(&fd, 1, &ts, NULL, 0), -EINVAL);
	ts = (struct timespec){ -1, 0 };
	CHECK_EQ(sys_pselect6(0, NULL, NULL, NULL, &ts, NULL), -EINVAL);
	tv = (struct timeval){ 0, -1 };
	CHECK_EQ(sys_select(0, NULL, NULL, NULL, &tv), -EINVAL);
	CHECK_EQ(sys_poll(&fd, FD_MAX + 1, 0), -EINVAL);
	CHECK_EQ(sys_poll(&fd, 1ul << 32, 0), -EINVAL);

	/* A wait beyond the end of the clock is one without end. */
	CHECK_EQ(sys_write(ends[1], "x", 1), 1);
	ts = (struct timespec){ INT64_MAX, 0 };
	CHECK_EQ(sys_ppoll(&fd, 1, &ts, NULL, 0), 1);
	sys_close(ends[0]);
	sys_close(ends[1]);
}
