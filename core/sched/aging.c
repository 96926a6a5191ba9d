/* SPDX-License-Identifier: MIT */
/*
 * aging.c - against starvation: once per period the thread gets a turn that has been
 * ready for longest, if that is longer than the period. With n such threads each so
 * waits n periods at most, and better ones lose one turn per period.
 *
 * Only the first of each priority is looked at: those behind it have not waited longer,
 * but for one that was preempted and so stands in front of them.
 *
 * Locking: interrupts off throughout; one CPU.
 */
#include "sched.h"

#define PERIOD (CONFIG_SCHED_AGING_MS * NSEC_PER_MSEC)

static uint64_t last_turn; /* when somebody was taken */

void aging_begin(struct thread *t)
{
	t->ready_since = clock_now();
}

/* The one that has waited longest; the idle thread does not wait. */
static struct thread *oldest(void)
{
	struct thread *found = NULL;

	for (unsigned prio = PRIO_LOW; prio < PRIO_COUNT; prio++) {
		struct thread *t = runq_first(prio);

		if (t && (!found || t->ready_since < found->ready_since))
			found = t;
	}
	return found;
}

uint64_t aging_due(void)
{
	const struct thread *t = oldest();

	return t ? (t->ready_since > last_turn ? t->ready_since : last_turn) + PERIOD : NO_DEADLINE;
}

struct thread *aging_take(uint64_t now)
{
	struct thread *t = oldest();

	if (!t || aging_due() > now)
		return NULL;
	last_turn = now;
	runq_remove(t);
	return t;
}
