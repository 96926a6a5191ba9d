/* SPDX-License-Identifier: MIT */
/* host_wakes.c - what wakes the loop: calls from other threads, and descriptors. */
#include <errno.h>
#include <poll.h>
#include <pthread.h>
#include <unistd.h>

#include <core/compiler.h>
#include <test/test.h>
#include "internal.h"
#include "probe.h"

static void open_one(void)
{
	host_screen(640, 480);
	CHECK_EQ(gui_open(), 0);
	gui_window("wakes", 200, 100);
	host_wait(50);
}

static unsigned posted[2];
static void note_post(void *arg)
{
	size_t n = (size_t)arg;

	/* In the order of its thread. */
	CHECK_EQ(n / 2, posted[n % 2]);
	posted[n % 2]++;
}

static void *post_many(void *arg)
{
	for (size_t i = 0; i < 1000; i++)
		CHECK_EQ(gui_post(note_post, (void *)(2 * i + (size_t)arg)), 0);
	return NULL;
}

TEST(gui_posts_from_threads_arrive_in_order)
{
	pthread_t threads[2];

	open_one();
	for (size_t i = 0; i < 2; i++)
		pthread_create(&threads[i], NULL, post_many, (void *)i);
	while (posted[0] + posted[1] < 2000 && gui_step(1000))
		continue;
	for (size_t i = 0; i < 2; i++)
		pthread_join(threads[i], NULL);
	CHECK_EQ(posted[0], 1000);
	CHECK_EQ(posted[1], 1000);
	gui_post(note_post, (void *)1);
	gui_close();
	CHECK_EQ(gui_post(note_post, NULL), -1);
	CHECK_EQ(errno, EPIPE);
	CHECK_EQ(posted[0] + posted[1], 2000);
}

/* What cannot wake the loop would stay in the queue for ever. */
TEST(gui_post_that_cannot_wake_the_loop_is_refused)
{
	open_one();
	int fd = gui_post_fd(), kept = dup(fd);

	close(fd);
	CHECK_EQ(gui_post(note_post, NULL), -1);
	CHECK_EQ(errno, EBADF);
	CHECK_EQ(dup2(kept, fd), fd);
	close(kept);
	posted[0] = 0;
	CHECK_EQ(gui_post(note_post, NULL), 0);
	host_wait(10);
	CHECK_EQ(posted[0], 1);
	gui_close();
}

static int watched;
static void note_watch(int fd, short events, void *arg)
{
	char c;

	CHECK(arg == &watched);
	if (events & POLLIN)
		watched += read(fd, &c, 1) == 1;
}

TEST(gui_watches_descriptors)
{
	int ends[2], many[20][2];

	open_one();
	CHECK_EQ(pipe(ends), 0);
	CHECK_EQ(gui_watch(ends[0], POLLIN, note_watch, &watched), 0);
	for (int i = 0; i < 20; i++) {
		CHECK_EQ(pipe(many[i]), 0);
		CHECK_EQ(gui_watch(many[i][0], POLLIN, note_watch, &watched), 0);
	}
	host_wait(10);
	CHECK_EQ(watched, 0);
	CHECK_EQ(write(ends[1], "x", 1), 1);
	CHECK_EQ(write(many[19][1], "x", 1), 1);
	host_wait(10);
	CHECK_EQ(watched, 2);
	gui_unwatch(ends[0]);
	CHECK_EQ(write(ends[1], "x", 1), 1);
	host_wait(10);
	CHECK_EQ(watched, 2);
	/* One that was closed is not watched any more: the loop can sleep. */
	CHECK_EQ(gui_watch(ends[0], POLLIN, note_watch, &watched), 0);
	close(ends[0]);
	host_wait(10);
	CHECK_EQ(gui_watch_count(), 20);
	gui_close();
}

static int renewed[2], again_watched;
static void note_again(int fd, short events, void *arg)
{
	CHECK(arg == NULL && fd == renewed[0]);
	again_watched += (events & POLLIN) != 0;
}

/* The descriptor was closed by others; here it gets its number again, and a watch. */
static void renew(int fd, short events, void *arg)
{
	CHECK(arg == NULL && events & POLLNVAL);
	CHECK_EQ(pipe(renewed), 0);
	CHECK_EQ(renewed[0], fd);
	CHECK_EQ(gui_watch(fd, POLLIN, note_again, NULL), 0);
}

/* Closes the other one that is ready, and watches another with its number. */
static void replace_other(int fd, short events, void *arg)
{
	int *other = arg;

	(void)events;
	gui_unwatch(fd);
	gui_unwatch(*other);
	close(*other);
	CHECK_EQ(pipe(renewed), 0);
	CHECK_EQ(renewed[0], *other);
	CHECK_EQ(gui_watch(renewed[0], POLLIN, note_again, NULL), 0);
}

TEST(gui_watch_is_of_the_descriptor_and_not_of_its_number)
{
	int ends[2], others[2];

	open_one();
	CHECK_EQ(pipe(ends), 0);
	close(ends[0]);
	CHECK_EQ(gui_watch(ends[0], POLLIN, renew, NULL), 0);
	host_wait(10);
	CHECK_EQ(again_watched, 0);
	CHECK_EQ(gui_watch_count(), 1);
	CHECK_EQ(write(renewed[1], "x", 1), 1);
	gui_step(0);
	CHECK_EQ(again_watched, 1);
	gui_unwatch(renewed[0]);
	/* Both are ready; the first called replaces the other by one that is not. */
	again_watched = 0;
	CHECK_EQ(pipe(others), 0);
	CHECK_EQ(write(others[1], "x", 1), 1);
	CHECK_EQ(gui_watch(others[0], POLLIN, replace_other, &renewed[0]), 0);
	int stale = renewed[0];
	CHECK_EQ(gui_watch(stale, POLLIN, replace_other, &others[0]), 0);
	gui_step(0);
	CHECK_EQ(again_watched, 0);
	CHECK_EQ(gui_watch_count(), 1);
	gui_close();
}
