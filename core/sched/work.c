/* SPDX-License-Identifier: MIT */
/*
 * work.c - the worker thread and its queue, first in first out. An item leaves the
 * queue before it runs, so its function may queue it again or free it.
 *
 * Locking: the queue changes with interrupts off; functions run without any lock.
 */
#include <core/irq.h>
#include <core/panic.h>
#include <core/thread.h>
#include <core/waitq.h>
#include <core/work.h>

#define WORKER_STACK (32 * 1024) /* the network stack runs on it */

static struct work *first, **last = &first;
static struct waitq worker;

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

	while (!first)
		waitq_block(&worker, NO_DEADLINE);
	struct work *w = first;
	first = w->next;
	if (!first)
		last = &first;
	w->queued = false;
	irq_restore(flags);
	return w;
}

static void worker_main(void *arg)
{
	(void)arg;
	for (;;) {
		struct work *w = next_work();
		w->fn(w);
	}
}

void work_init(void)
{
	if (!thread_create("worker", PRIO_HIGH, WORKER_STACK, worker_main, NULL))
		panic("no memory for the worker thread");
}
