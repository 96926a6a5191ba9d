/* SPDX-License-Identifier: MIT */
/*
 * inherit.c - priority inheritance: a thread runs at the best rank among its own and
 * those of the threads that wait for a lock of its, and so on along the chain of owners.
 *
 * A thread knows the one whom it waits for, and nothing else is kept: who waits for a
 * given thread is found by asking all. That happens only where a lock is contended.
 *
 * Source: Sha, Rajkumar, Lehoczky, "Priority Inheritance Protocols", 1990.
 * Locking: interrupts off throughout.
 */
#include "sched.h"

static unsigned rank_due(const struct thread *t)
{
	unsigned rank = t->base_rank;

	for (const struct thread *w = threads_first(); w; w = w->all_next) {
		if (w->waits_for == t && w->rank > rank)
			rank = w->rank;
	}
	return rank;
}

/* In a ring of owners, which is a deadlock, ranks only rise to the best of them: the
 * second round changes nothing. */
void inherit_update(struct thread *t)
{
	for (; t; t = t->waits_for) {
		unsigned rank = rank_due(t);

		if (rank == t->rank)
			return;
		sched_set_rank(t, rank);
	}
}

void inherit_wait(struct thread *t, struct thread *owner)
{
	t->waits_for = owner;
	if (t->rank > owner->rank)
		inherit_update(owner);
}

void inherit_stop(struct thread *t)
{
	struct thread *owner = t->waits_for;

	t->waits_for = NULL;
	inherit_update(owner);
}

/* new was the best of those who waited: it has nothing to inherit from the others. */
void inherit_pass(struct thread *old, struct thread *new, const struct waitq *wq)
{
	new->waits_for = NULL;
	for (const struct waiter *w = wq->first; w; w = w->next)
		w->thread->waits_for = new;
	if (old->rank != old->base_rank)
		inherit_update(old);
}

void inherit_end(struct thread *t)
{
	for (struct thread *w = threads_first(); w; w = w->all_next) {
		if (w->waits_for == t)
			w->waits_for = NULL;
	}
}
