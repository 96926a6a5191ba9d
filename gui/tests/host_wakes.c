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
