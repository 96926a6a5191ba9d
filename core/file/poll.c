/* SPDX-License-Identifier: MIT */
/*
 * poll.c - waiting for any of many files. The thread links one waiter into the queue
 * of every file and blocks once; whichever queue is woken first makes it ready.
 *
 * Locking: the test of all files and the step to sleep happen with interrupts off,
 * so no wake-up falls between them. Each file is referenced while we wait: closing a
 * polled descriptor is safe (and, as on Linux, does not end the wait).
 */
#include <errno.h>
#include <string.h>

#include <core/clock.h>
#include <core/file.h>
#include <core/heap.h>
#include <core/signal.h>
#include <core/thread.h>

#define FEW 8 /* entries that need no allocation */

struct entry {
	struct waiter waiter;
	struct file *file; /* NULL: descriptor negative or not open */
};

static void take_files(const struct pollfd *fds, struct entry *e, unsigned n)
{
	for (unsigned i = 0; i < n; i++) {
		e[i].file = file_get(fds[i].fd);
		thread_waiter_init(&e[i].waiter);
	}
}

static void put_files(struct entry *e, unsigned n)
{
	for (unsigned i = 0; i < n; i++) {
		if (e[i].file)
			file_put(e[i].file);
	}
}

static short events_of(const struct pollfd *p, struct file *f)
{
	if (p->fd < 0)
		return 0;
	if (!f)
		return POLLNVAL;
	return file_ready(f) & (short)(p->events | POLLERR | POLLHUP);
}

/* Fills revents; returns how many are not 0. */
static int scan(struct pollfd *fds, const struct entry *e, unsigned n)
{
	int ready = 0;

	for (unsigned i = 0; i < n; i++) {
		fds[i].revents = events_of(&fds[i], e[i].file);
		ready += fds[i].revents != 0;
	}
	return ready;
}

static void link_all(struct entry *e, unsigned n)
{
	for (unsigned i = 0; i < n; i++) {
		if (e[i].file)
			waitq_add(&e[i].file->wq, &e[i].waiter);
	}
}

static void unlink_all(struct entry *e, unsigned n)
{
	for (unsigned i = 0; i < n; i++) {
		if (e[i].file)
			waitq_remove(&e[i].file->wq, &e[i].waiter);
	}
}

static int wait_for_any(struct pollfd *fds, struct entry *e, unsigned n, uint64_t deadline)
{
	unsigned long flags = irq_save();
	int ready, err = 0;

	while ((ready = scan(fds, e, n)) == 0 && err != -EINTR && clock_now() < deadline) {
		link_all(e, n);
		err = thread_block_interruptible(deadline);
		unlink_all(e, n);
	}
	irq_restore(flags);
	if (ready == 0)
		thread_poll_point();
	return ready == 0 && err == -EINTR ? err : ready;
}

int files_poll(struct pollfd *fds, unsigned n, uint64_t deadline)
{
	struct entry few[FEW], *e = few;

	if (n > FD_MAX)
		return -EINVAL;
	memset(few, 0, sizeof(few));
	if (n > FEW)
		e = heap_alloc_zero(n, sizeof(*e));
	if (!e)
		return -ENOMEM;

	take_files(fds, e, n);
	int ready = wait_for_any(fds, e, n, deadline);
	put_files(e, n);

	if (e != few)
		heap_free(e);
	return ready;
}
