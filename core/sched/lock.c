/* SPDX-License-Identifier: MIT */
/*
 * lock.c - waiting for what has an owner. The oldest waiter gets it; with MUTEX_PI the
 * best does, the oldest of those, and the owner runs meanwhile as if it were the best one.
 *
 * Locking: interrupts off throughout.
 */
#include "sched.h"

void lock_wait(struct thread *const *owner, struct waitq *wq)
{
	struct thread *t = thread_self();

	inherit_wait(t, *owner);
	while (*owner != t)
		waitq_block(wq, NO_DEADLINE);
}

struct thread *lock_pass(struct waitq *wq)
{
	struct waiter *best = wq->first;

	if (!best)
		return NULL;
	for (struct waiter *w = best; IS_ENABLED(CONFIG_MUTEX_PI) && w; w = w->next) {
		if (w->thread->rank > best->thread->rank)
			best = w;
	}
	struct thread *t = best->thread;
	best->wake(best); /* unlinks itself */
	inherit_pass(thread_self(), t, wq);
	return t;
}
