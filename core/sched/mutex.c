/* SPDX-License-Identifier: MIT */
/*
 * mutex.c - a lock whose waiters sleep. Unlocking hands the lock to a waiter (lock.c): a thread
 * that locks again at once cannot starve the others.
 *
 * Before sched_init() the only flow of control is no thread (NULL): locks are free then,
 * and stay so.
 *
 * Locking: the owner field changes with interrupts off.
 */
#include <core/irq.h>
#include <core/lockcheck.h>
#include <core/mutex.h>
#include <core/panic.h>
#include <core/thread.h>

#include "sched.h"

void mutex_lock(struct mutex *m)
{
	struct thread *self = thread_self();
	unsigned long flags = irq_save();

	lockcheck_acquire(m, mutex_name(m), LOCK_MUTEX);
	ASSERT(!in_irq());
	if (!m->owner) {
		m->owner = self;
	} else {
		ASSERT(m->owner != self);
		lock_wait(&m->owner, &m->wq);
	}
	lockcheck_acquired(m);
	irq_restore(flags);
}

bool mutex_trylock(struct mutex *m)
{
	unsigned long flags = irq_save();
	bool got = !m->owner;

	if (got) {
		lockcheck_acquire(m, mutex_name(m), LOCK_MUTEX);
		lockcheck_acquired(m);
		m->owner = thread_self();
	}
	irq_restore(flags);
	return got;
}

void mutex_unlock(struct mutex *m)
{
	unsigned long flags = irq_save();

	ASSERT(m->owner == thread_self());
	lockcheck_release(m);
	m->owner = lock_pass(&m->wq);
	irq_restore(flags);
}

bool mutex_held(const struct mutex *m)
{
	return m->owner == thread_self();
}
