/* SPDX-License-Identifier: MIT */
/* test_poll.c - poll() and select() through libc, woken by other threads and by time. */
#define _GNU_SOURCE /* ppoll */
#include <errno.h>
#include <poll.h>
#include <pthread.h>
#include <sys/select.h>
#include <time.h>
#include <unistd.h>

#include <test/test.h>

#define WAIT_MS 30

struct later {
	int fd;
	unsigned delay_ms;
};

static void *write_later(void *arg)
{
	const struct later *l = arg;

	usleep(l->delay_ms * 1000);
	(void)!write(l->fd, "z", 1);
	return NULL;
}

static long now_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

TEST_NEEDS(poll_wakes_when_another_thread_writes, CONFIG_SCHED)
{
	int a[2], b[2];
	pthread_t thread;

	NEED(pipe(a) == 0 && pipe(b) == 0);
	struct later l = { b[1], WAIT_MS };
	struct pollfd fds[2] = { { .fd = a[0], .events = POLLIN },
				 { .fd = b[0], .events = POLLIN } };
	NEED(pthread_create(&thread, NULL, write_later, &l) == 0);
	CHECK_EQ(poll(fds, 2, -1), 1);
	CHECK_EQ(fds[0].revents, 0);
	CHECK_EQ(fds[1].revents, POLLIN);
	pthread_join(thread, NULL);
	close(a[1]);
	CHECK_EQ(poll(fds, 1, -1), 1);
	CHECK_EQ(fds[0].revents, POLLHUP);
	close(a[0]);
	close(b[0]);
	close(b[1]);
}

TEST(poll_times_out_no_sooner_than_asked)
{
	struct timespec ts = { .tv_nsec = WAIT_MS * 1000000 };
	struct pollfd fd;
	int ends[2];

	NEED(pipe(ends) == 0);
	fd = (struct pollfd){ .fd = ends[0], .events = POLLIN };
	long start = now_ms();
	CHECK_EQ(poll(&fd, 1, WAIT_MS), 0);
	CHECK(now_ms() - start >= WAIT_MS);
	start = now_ms();
	CHECK_EQ(ppoll(&fd, 1, &ts, NULL), 0);
	CHECK(now_ms() - start >= WAIT_MS);
	CHECK_EQ(poll(&fd, 1, 0), 0);
	close(ends[0]);
	close(ends[1]);
}

TEST(select_keeps_the_ready_descriptors_only)
{
	struct timeval now = { 0 };
	fd_set in, out;
	int a[2], b[2];

	NEED(pipe(a) == 0 && pipe(b) == 0);
	CHECK_EQ(write(b[1], "x", 1), 1);
	FD_ZERO(&in);
	FD_ZERO(&out);
	FD_SET(a[0], &in);
	FD_SET(b[0], &in);
	FD_SET(a[1], &out);
	CHECK_EQ(select(b[1] + 1, &in, &out, NULL, &now), 2);
	CHECK(!FD_ISSET(a[0], &in) && FD_ISSET(b[0], &in) && FD_ISSET(a[1], &out));
	close(a[0]);
	FD_SET(a[0], &in);
	CHECK_EQ(select(b[1] + 1, &in, NULL, NULL, &now), -1);
	CHECK_EQ(errno, EBADF);
	close(a[1]);
	close(b[0]);
	close(b[1]);
}

TEST_NEEDS(select_waits_for_another_thread, CONFIG_SCHED)
{
	struct timeval limit = { .tv_sec = 60 };
	pthread_t thread;
	fd_set in;
	int ends[2];

	NEED(pipe(ends) == 0);
	struct later l = { ends[1], WAIT_MS };
	NEED(pthread_create(&thread, NULL, write_later, &l) == 0);
	FD_ZERO(&in);
	FD_SET(ends[0], &in);
	CHECK_EQ(select(ends[0] + 1, &in, NULL, NULL, &limit), 1);
	CHECK(FD_ISSET(ends[0], &in));
	pthread_join(thread, NULL);
	limit = (struct timeval){ .tv_usec = WAIT_MS * 1000 };
	long start = now_ms();
	CHECK_EQ(select(0, NULL, NULL, NULL, &limit), 0);
	CHECK(now_ms() - start >= WAIT_MS);
	close(ends[0]);
	close(ends[1]);
}
