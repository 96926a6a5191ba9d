/* SPDX-License-Identifier: MIT */
/*
 * runq.c - the threads that wait for the CPU: a queue per priority, and a bit per queue
 * that is not empty. Inside a queue those of higher level come first; without realtime
 * levels that is plain first in, first out.
 *
 * Locking: interrupts off throughout; one CPU.
 */
#include "sched.h"

static struct {
	struct thread *first, *last; /* last: unless first is NULL */
} ready[PRIO_COUNT];
static unsigned ready_mask; /* bit n: ready[n] is not empty */

/* Behind those of a better rank, and of the same rank if behind_equals. */
static void insert(struct thread *t, bool behind_equals)
{
	unsigned prio = RANK_PRIO(t->rank);
	unsigned stop = t->rank + !behind_equals; /* stands behind all of this rank and above */
	struct thread **at = &ready[prio].first;

	if (*at && ready[prio].last->rank >= stop)
		at = &ready[prio].last->next;
	while (*at && (*at)->rank >= stop)
		at = &(*at)->next;
	t->next = *at;
	*at = t;
	if (!t->next)
		ready[prio].last = t;
	ready_mask |= 1u << prio;
}

void runq_push_back(struct thread *t)
{
	insert(t, true);
}

void runq_push_front(struct thread *t)
{
	insert(t, false);
}

struct thread *runq_best(void)
{
	return ready_mask ? ready[31 - __builtin_clz(ready_mask)].first : NULL;
}

struct thread *runq_pop(void)
{
	struct thread *t = runq_best();
	unsigned prio = RANK_PRIO(t->rank);

	ready[prio].first = t->next;
	if (!t->next)
		ready_mask &= ~(1u << prio);
	return t;
}

struct thread *runq_first(unsigned prio)
{
	return ready[prio].first;
}

void runq_remove(struct thread *t)
{
	unsigned prio = RANK_PRIO(t->rank);
	struct thread *before = NULL;

	for (struct thread *u = ready[prio].first; u != t; u = u->next)
		before = u;
	*(before ? &before->next : &ready[prio].first) = t->next;
	if (!t->next)
		ready[prio].last = before;
	if (!ready[prio].first)
		ready_mask &= ~(1u << prio);
}

void runq_set_rank(struct thread *t, unsigned rank)
{
	unsigned before = t->rank;
	bool queued = t->state == THREAD_READY && rank != before;

	if (queued)
		runq_remove(t);
	t->rank = (uint16_t)rank;
	if (!queued)
		return;
	if (rank < before)
		runq_push_front(t);
	else
		runq_push_back(t);
}
