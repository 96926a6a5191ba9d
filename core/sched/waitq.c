/* SPDX-License-Identifier: MIT */
/*
 * waitq.c - queues of waiters. Waking calls each waiter's function; a thread's own
 * waiter unlinks itself then, others stay until their owner removes them. waking one
 * unlinks in any case, so that two calls never spend themselves on the same waiter.
 *
 * Locking: interrupts off while a queue is changed or walked.
 */
#include <core/irq.h>
#include <core/waitq.h>

static void unlink_waiter(struct waitq *wq, struct waiter *w)
{
	if (w->prev)
		w->prev->next = w->next;
	else
		wq->first = w->next;
	if (w->next)
		w->next->prev = w->prev;
	else
		wq->last = w->prev;
	w->next = w->prev = NULL;
}

static bool linked(const struct waitq *wq, const struct waiter *w)
{
	return w->prev || w->next || wq->first == w;
}

void waitq_insert(struct waitq *wq, struct waiter *w, struct waiter *after)
{
	w->prev = after;
	w->next = after ? after->next : wq->first;
	*(w->next ? &w->next->prev : &wq->last) = w;
	*(after ? &after->next : &wq->first) = w;
}

void waitq_add(struct waitq *wq, struct waiter *w)
{
	unsigned long flags = irq_save();

	w->next = NULL;
	w->prev = wq->last;
	if (wq->last)
		wq->last->next = w;
	else
		wq->first = w;
	wq->last = w;
	irq_restore(flags);
}

void waitq_remove(struct waitq *wq, struct waiter *w)
{
	unsigned long flags = irq_save();

	if (linked(wq, w))
		unlink_waiter(wq, w);
	irq_restore(flags);
}

void waitq_wake(struct waitq *wq)
{
	unsigned long flags = irq_save();
	struct waiter *next;

	for (struct waiter *w = wq->first; w; w = next) {
		next = w->next; /* w may unlink itself */
		w->wake(w);
	}
	irq_restore(flags);
}

bool waitq_wake_one(struct waitq *wq)
{
	unsigned long flags = irq_save();
	struct waiter *w = wq->first;

	if (w) {
		unlink_waiter(wq, w);
		w->wake(w);
	}
	irq_restore(flags);
	return w != NULL;
}
