/* SPDX-License-Identifier: MIT */
/*
 * work.c - the queue of work, first in first out. An item leaves the queue before it
 * runs, so its function may queue it again or free it. It runs on the worker thread, or
 * without a scheduler while the only thread waits.
 *
 * Locking: the queue changes with interrupts off; functions run without any lock.
 */
#include <core/irq.h>
#include <core/waitq.h>
#include <core/work.h>

#include "sched.h"

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

bool work_pending(void)
{
	return first != NULL;
}

void work_wait(void)
{
	waitq_block(&worker, NO_DEADLINE);
}

void work_run_one(void)
{
	struct work *w = first;

	first = w->next;
	if (!first)
		last = &first;
	w->queued = false;
	cpu_irqs_on();
	w->fn(w);
	irq_save();
}
