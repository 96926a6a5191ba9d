/* SPDX-License-Identifier: MIT */
/*
 * work.c - the worker thread and its queue, first in first out. An item leaves the
 * queue before it runs, so its function may queue it again or free it.
 *
 * The worker is better than the program's threads. So that endless work, such as a
 * flood of packets, does not keep them from running for good, it rests now and then.
 *
 * Locking: the queue changes with interrupts off; functions run without any lock.
 */
#include <core/clock.h>
#include <core/irq.h>
#include <core/panic.h>
#include <core/thread.h>
#include <core/waitq.h>
#include <core/work.h>

#define WORKER_STACK (32 * 1024) /* the network stack runs on it */
#define BUSY_MAX     (8 * NSEC_PER_MSEC)
#define REST         (2 * NSEC_PER_MSEC)

static struct work *first, **last = &first;
static struct waitq worker;
static uint64_t busy_since; /* when the queue was last empty */

void work_queue(struct work *w)
{
	unsigned long flags = irq_save();

	if (!w->queued) {
		w->queued = true;
		w->next = NULL;
		*last = w;
		last = &w->next;
		waitq_wake_one(&worker);
	}
	irq_restore(flags);
}

static struct work *next_work(void)
{
	unsigned long flags = irq_save();

	while (!first) {
		waitq_block(&worker, NO_DEADLINE);
		busy_since = clock_now();
	}
	struct work *w = first;
	first = w->next;
	if (!first)
		last = &first;
	w->queued = false;
	irq_restore(flags);
	return w;
}

static void rest_if_due(void)
{
	if (!first || clock_now() - busy_since < BUSY_MAX)
		return;
	thread_sleep_until(clock_now() + REST);
	busy_since = clock_now();
}

static void worker_main(void *arg)
{
	(void)arg;
	for (;;) {
		struct work *w = next_work();
		w->fn(w);
		rest_if_due();
	}
}

void work_init(void)
{
	if (!thread_create("worker", PRIO_HIGH, WORKER_STACK, worker_main, NULL))
		panic("no memory for the worker thread");
}
