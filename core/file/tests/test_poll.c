/* SPDX-License-Identifier: MIT */
/* test_poll.c - waiting for any of many files. */
#include <errno.h>

#include <test/test.h>

#include "fake_file.h"

#define SOON (2 * NSEC_PER_MSEC)
#define MANY 40 /* more than poll.c keeps on its stack */

static struct fake_file files[MANY];
static struct pollfd fds[MANY];

static void open_many(unsigned n)
{
	for (unsigned i = 0; i < n; i++) {
		fake_file_init(&files[i], O_RDWR);
		int fd = fd_install(&files[i].file, 0, 0);
		fds[i] = (struct pollfd){ .fd = fd, .events = POLLIN, .revents = 0x77 };
	}
}

/* Every reference and every waiter that poll took is gone again. */
static void close_many(unsigned n)
{
	for (unsigned i = 0; i < n; i++) {
		CHECK_EQ(files[i].file.refs, 1);
		CHECK(!files[i].file.wq.first && !files[i].file.wq.last);
		if (file_get(fds[i].fd)) {
			file_put(&files[i].file);
			fd_close(fds[i].fd);
		}
		CHECK_EQ(files[i].released, 1);
	}
}

TEST(poll_tells_what_is_ready_now)
{
	open_many(3);
	files[1].ready = POLLIN | POLLOUT;
	files[2].ready = POLLOUT; /* nobody asked */
	CHECK_EQ(files_poll(fds, 3, NO_DEADLINE), 1);
	CHECK_EQ(fds[0].revents, 0);
	CHECK_EQ(fds[1].revents, POLLIN);
	CHECK_EQ(fds[2].revents, 0);
	close_many(3);
}

TEST(poll_always_tells_errors_and_bad_descriptors)
{
	open_many(3);
	fds[0].events = 0;
	files[0].ready = POLLERR | POLLHUP;
	int closed = fds[1].fd;
	fds[1].fd = 222;
	int negative = fds[2].fd;
	fds[2].fd = -5;
	CHECK_EQ(files_poll(fds, 3, NO_DEADLINE), 2);
	CHECK_EQ(fds[0].revents, POLLERR | POLLHUP);
	CHECK_EQ(fds[1].revents, POLLNVAL);
	CHECK_EQ(fds[2].revents, 0);
	fds[1].fd = closed;
	fds[2].fd = negative;
	close_many(3);
}

TEST(poll_wakes_when_one_of_many_becomes_ready)
{
	open_many(MANY);
	fake_file_ready_in(&files[MANY - 2], POLLIN, SOON);
	CHECK_EQ(files_poll(fds, MANY, NO_DEADLINE), 1);
	CHECK_EQ(fds[MANY - 2].revents, POLLIN);
	CHECK_EQ(fds[0].revents, 0);
	close_many(MANY);
}

TEST(poll_sleeps_on_after_a_wake_that_is_not_meant)
{
	open_many(2);
	fake_file_ready_in(&files[0], POLLOUT, SOON); /* asked for POLLIN */
	fake_file_ready_in(&files[1], POLLIN, 2 * SOON);
	CHECK_EQ(files_poll(fds, 2, NO_DEADLINE), 1);
	CHECK_EQ(fds[0].revents, 0);
	CHECK_EQ(fds[1].revents, POLLIN);
	close_many(2);
}

TEST(poll_ends_at_its_deadline)
{
	uint64_t deadline = clock_now() + SOON;

	open_many(2);
	CHECK_EQ(files_poll(fds, 2, deadline), 0);
	CHECK(clock_now() >= deadline);
	CHECK_EQ(fds[0].revents, 0);
	CHECK_EQ(files_poll(fds, 2, 0), 0); /* long past: looks once */
	deadline = clock_now() + SOON;
	CHECK_EQ(files_poll(NULL, 0, deadline), 0); /* a sleep */
	CHECK(clock_now() >= deadline);
	close_many(2);
}

TEST(poll_survives_the_closing_of_its_descriptor)
{
	open_many(1);
	struct file *held = file_get(fds[0].fd);
	CHECK_EQ(fd_close(fds[0].fd), 0);
	fake_file_ready_in(&files[0], POLLIN, SOON);
	CHECK_EQ(file_wait(held, POLLIN, NO_DEADLINE), 0);
	file_put(held);
	CHECK_EQ(files[0].released, 1);
}

TEST(poll_refuses_more_entries_than_descriptors)
{
	CHECK_EQ(files_poll(fds, FD_MAX + 1, 0), -EINVAL);
}
