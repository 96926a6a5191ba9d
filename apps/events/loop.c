/* SPDX-License-Identifier: MIT */
/*
 * loop.c - who is ready, and sleeping when nobody is.
 *
 * poll() is where the machine halts. What happens after the loop's last look and before
 * the halt makes poll() return at once: descriptors stay readable until they are read, and
 * the kernel looks at them with interrupts off. So no wake-up is lost.
 */
#include <limits.h>
#include <poll.h>
#include <stddef.h>
#include <time.h>

#include "loop.h"

#define WATCHES_MAX 8

static struct task *oldest, **newest = &oldest;
static struct pollfd watched[WATCHES_MAX];
static void (*callbacks[WATCHES_MAX])(int fd);
static nfds_t watches;
static bool stopped;

uint64_t loop_now(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (uint64_t)now.tv_sec * 1000 + (uint64_t)now.tv_nsec / 1000000;
}

void task_wake(struct task *t)
{
	if (t->ready || t->done)
		return;
	t->ready = true;
	t->next = NULL;
	*newest = t;
	newest = &t->next;
}

void loop_watch(int fd, void (*on_readable)(int fd))
{
	nfds_t i = 0;

	while (i < watches && watched[i].fd != fd)
		i++;
	if (i == watches && (!on_readable || watches == WATCHES_MAX))
		return;
	watches += i == watches;
	watched[i] = (struct pollfd){ .fd = fd, .events = POLLIN };
	callbacks[i] = on_readable;
	if (!on_readable) { /* the last one takes its place */
		watched[i] = watched[--watches];
		callbacks[i] = callbacks[watches];
	}
}

void loop_stop(void)
{
	stopped = true;
}

static void run_ready(void)
{
	while (oldest && !stopped) {
		struct task *t = oldest;

		oldest = t->next;
		if (!oldest)
			newest = &oldest;
		t->ready = false;
		t->run(t);
	}
}

/* Milliseconds until the first sleeper is to wake, -1 when none sleeps. */
static int time_left(struct task *const tasks[], unsigned count)
{
	uint64_t now = loop_now(), first = UINT64_MAX;

	for (unsigned i = 0; i < count; i++) {
		if (!tasks[i]->done && tasks[i]->wake_at && tasks[i]->wake_at < first)
			first = tasks[i]->wake_at;
	}
	if (first == UINT64_MAX)
		return -1;
	if (first <= now)
		return 0;
	return first - now < INT_MAX ? (int)(first - now) : INT_MAX;
}

static void wake_sleepers(struct task *const tasks[], unsigned count)
{
	uint64_t now = loop_now();

	for (unsigned i = 0; i < count; i++) {
		if (tasks[i]->wake_at && tasks[i]->wake_at <= now)
			task_wake(tasks[i]);
	}
}

void loop_run(struct task *const tasks[], unsigned count)
{
	for (unsigned i = 0; i < count; i++)
		task_wake(tasks[i]);
	for (stopped = false;;) {
		run_ready();
		if (stopped)
			return;
		poll(watched, watches, time_left(tasks, count));
		for (nfds_t i = watches; i-- > 0;) {
			if (watched[i].revents)
				callbacks[i](watched[i].fd);
		}
		wake_sleepers(tasks, count);
	}
}
