/* SPDX-License-Identifier: MIT */
/* test_file.c - where reads and writes wait, and what ends the waiting. */
#include <errno.h>
#include <string.h>

#include <test/test.h>

#include "fake_file.h"

#define SOON (2 * NSEC_PER_MSEC)

static char byte;
static const struct iovec one_byte = { &byte, 1 };

static ssize_t read_one(struct fake_file *f, uint64_t deadline)
{
	return file_readv(&f->file, &one_byte, 1, -1, deadline);
}

TEST(read_of_an_empty_nonblocking_file_says_again)
{
	struct fake_file f;

	fake_file_init(&f, O_RDWR | O_NONBLOCK);
	CHECK_EQ(read_one(&f, NO_DEADLINE), -EAGAIN);
	CHECK_EQ(f.calls, 1);
}

TEST(read_waits_until_the_file_is_ready)
{
	struct fake_file f;

	fake_file_init(&f, O_RDWR);
	fake_file_ready_in(&f, POLLIN, SOON);
	byte = 0;
	CHECK_EQ(read_one(&f, NO_DEADLINE), 1);
	CHECK_EQ(byte, 'x');
	CHECK(f.calls <= 2); /* 1 when it was ready before the first look */
}

TEST(read_gives_up_at_its_deadline)
{
	struct fake_file f;
	uint64_t deadline = clock_now() + SOON;

	fake_file_init(&f, O_RDWR);
	CHECK_EQ(read_one(&f, deadline), -EAGAIN);
	CHECK(clock_now() >= deadline);
}

TEST(read_wakes_on_an_error_too)
{
	struct fake_file f;

	fake_file_init(&f, O_RDWR);
	fake_file_ready_in(&f, POLLIN | POLLHUP, SOON);
	CHECK_EQ(file_wait(&f.file, 0, NO_DEADLINE), 0);
	CHECK(f.ready & POLLHUP);
}

TEST(files_open_one_way_refuse_the_other)
{
	struct fake_file f;

	fake_file_init(&f, O_WRONLY);
	CHECK_EQ(read_one(&f, 0), -EBADF);
	fake_file_init(&f, O_RDONLY);
	CHECK_EQ(file_writev(&f.file, &one_byte, 1, -1, 0), -EBADF);
	CHECK_EQ(f.calls, 0);
}

static ssize_t write_abcdefgh(struct fake_file *f)
{
	struct iovec iov[3] = { { "abc", 3 }, { "", 0 }, { "defgh", 5 } };

	return file_writev(&f->file, iov, 3, -1, clock_now() + 60 * NSEC_PER_SEC);
}

TEST(blocking_write_goes_on_until_everything_is_written)
{
	struct fake_file f;

	fake_file_init(&f, O_RDWR);
	f.chunk = 2;
	fake_file_ready_in(&f, POLLOUT, SOON);
	CHECK_EQ(write_abcdefgh(&f), 8);
	CHECK_EQ(f.taken_len, 8);
	CHECK(memcmp(f.taken, "abcdefgh", 8) == 0);
	CHECK(f.calls == 4 || f.calls == 5); /* four parts, after one -EAGAIN if it came early */
}

TEST(first_try_of_a_write_sees_all_buffers)
{
	struct fake_file f;

	fake_file_init(&f, O_RDWR);
	f.ready = POLLOUT;
	CHECK_EQ(write_abcdefgh(&f), 8);
	CHECK_EQ(f.calls, 1);
	CHECK_EQ(f.last_total, 8);
}

TEST(nonblocking_write_stops_after_a_part)
{
	struct fake_file f;

	fake_file_init(&f, O_RDWR | O_NONBLOCK);
	f.ready = POLLOUT;
	f.chunk = 4;
	CHECK_EQ(write_abcdefgh(&f), 4);
	CHECK_EQ(f.calls, 1);
}

TEST(error_after_a_part_of_a_write_gives_the_count)
{
	struct fake_file f;

	fake_file_init(&f, O_RDWR);
	f.ready = POLLOUT;
	f.room = 5;
	CHECK_EQ(write_abcdefgh(&f), 5);
	CHECK_EQ(write_abcdefgh(&f), -ENOSPC);
}

TEST(seeking_is_checked_arithmetic)
{
	static const struct {
		off_t pos, size, off;
		int whence;
		off_t to;
	} cases[] = {
		{ 5, 10, 3, SEEK_SET, 3 },
		{ 5, 10, 3, SEEK_CUR, 8 },
		{ 5, 10, -5, SEEK_CUR, 0 },
		{ 5, 10, 3, SEEK_END, 13 },
		{ 5, 10, -10, SEEK_END, 0 },
		{ 5, 10, -1, SEEK_SET, -EINVAL },
		{ 5, 10, -6, SEEK_CUR, -EINVAL },
		{ 5, 10, -11, SEEK_END, -EINVAL },
		{ 5, 10, INT64_MAX, SEEK_CUR, -EINVAL },
		{ 5, 10, INT64_MAX, SEEK_SET, INT64_MAX },
		{ 5, 10, 0, 99, -EINVAL },
	};

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++)
		CHECK_EQ(file_seek_to(cases[i].pos, cases[i].size, cases[i].off, cases[i].whence),
			 cases[i].to);
}
