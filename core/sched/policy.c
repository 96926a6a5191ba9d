/* SPDX-License-Identifier: MIT */
/*
 * policy.c - the scheduling policies of Linux on our five priorities: the realtime ones
 * are High and Realtime, with 99 levels inside; all others are Normal or Low.
 *
 * Source: Linux sched(7).
 * Locking: interrupts off.
 */
#include <errno.h>

#include <core/irq.h>

#include "sched.h"

#define FIRST_REALTIME 50

static bool valid(int policy, int level)
{
	switch (policy) {
	case POLICY_OTHER:
	case POLICY_BATCH:
	case POLICY_IDLE:
		return level == 0;
	case POLICY_FIFO:
	case POLICY_RR:
		return level >= 1 && level <= POLICY_LEVELS;
	default:
		return false;
	}
}

static unsigned rank_for(int policy, int level)
{
	if (policy == POLICY_IDLE)
		return RANK_OWN(PRIO_LOW);
	if (level == 0)
		return RANK_OWN(PRIO_NORMAL);
	return RANK(level < FIRST_REALTIME ? PRIO_HIGH : PRIO_REALTIME, level);
}

/* Threads of the kernel are nobody's to ask about. */
static struct thread *find(int id)
{
	return id > 0 ? thread_find(id) : NULL;
}

int thread_set_policy(int id, int policy, int level)
{
	unsigned long flags = irq_save();
	struct thread *t = find(id);
	int err = !t ? -ESRCH : valid(policy, level) ? 0 : -EINVAL;

	if (!err) {
		t->policy = (uint8_t)policy;
		t->level = (uint8_t)level;
		t->base_rank = (uint16_t)rank_for(policy, level);
		inherit_update(t);
	}
	irq_restore(flags);
	return err;
}

int thread_get_policy(int id, int *policy, int *level)
{
	unsigned long flags = irq_save();
	const struct thread *t = find(id);

	if (t) {
		*policy = t->policy;
		*level = t->level;
	}
	irq_restore(flags);
	return t ? 0 : -ESRCH;
}

int thread_turn(int id, uint64_t *ns)
{
	int policy, level;
	int err = thread_get_policy(id, &policy, &level);

	if (!err)
		*ns = policy == POLICY_FIFO ? 0 : SLICE_NS;
	return err;
}
