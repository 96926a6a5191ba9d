/* SPDX-License-Identifier: MIT */
/*
 * futex_pi.c - locks of the program with priority inheritance. A free lock is taken, and
 * one without sleepers given up, by the program itself; everything else comes here. The
 * lock changes hands inside the unlock: the word has its new owner before that runs.
 *
 * There is one list of sleepers for all such locks: contention on them is rare.
 *
 * Source: Linux futex(2), "Priority-inheritance futexes".
 * Locking: interrupts off from the look at the word until the thread sleeps.
 */
#include <errno.h>

#include <core/futex.h>
#include <core/irq.h>

#include "sched.h"

/* Linux include/uapi/linux/futex.h */
#define WAITERS 0x80000000u
#define ID_MASK 0x3fffffffu

struct sleeper {
	struct waiter waiter; /* first: the waiters of the queue are sleepers */
	int *addr;
	bool owner; /* has been given the lock */
};

static struct waitq sleepers;

static int owner_of(const int *addr)
{
	return (int)(*(const volatile unsigned *)addr & ID_MASK);
}

/* Of those on addr the best, the oldest of equals. */
static struct sleeper *best_on(const int *addr)
{
	struct sleeper *best = NULL;

	for (struct waiter *w = sleepers.first; w; w = w->next) {
		struct sleeper *s = (struct sleeper *)w;

		if (s->addr == addr && (!best || w->thread->rank > best->waiter.thread->rank))
			best = s;
	}
	return best;
}

static void set_owner(int *addr, int id)
{
	*(volatile unsigned *)addr = (unsigned)id | (best_on(addr) ? WAITERS : 0);
}

static int try_lock(int *addr)
{
	int id = thread_id(thread_self()), owner = owner_of(addr);

	if (owner == id)
		return -EDEADLK;
	if (owner != 0)
		return thread_find(owner) ? -EAGAIN : -ESRCH;
	set_owner(addr, id);
	return 0;
}

int futex_trylock_pi(int *addr)
{
	unsigned long flags = irq_save();
	int err = try_lock(addr);

	irq_restore(flags);
	return err;
}

static int sleep_on(int *addr, uint64_t deadline)
{
	struct sleeper s = { .addr = addr };
	int err = 0;

	thread_waiter_init(&s.waiter);
	waitq_add(&sleepers, &s.waiter);
	set_owner(addr, owner_of(addr));
	inherit_wait(thread_self(), thread_find(owner_of(addr)));
	while (!s.owner && err == 0)
		err = thread_block(deadline);
	if (s.owner)
		return 0;
	waitq_remove(&sleepers, &s.waiter);
	set_owner(addr, owner_of(addr));
	inherit_stop(thread_self());
	return err;
}

int futex_lock_pi(int *addr, uint64_t deadline)
{
	unsigned long flags = irq_save();
	int err = try_lock(addr);

	if (err == -EAGAIN)
		err = sleep_on(addr, deadline);
	irq_restore(flags);
	return err;
}

/* Those who still sleep on addr wait for its new owner. */
static void pass_to(struct sleeper *next)
{
	struct thread *self = thread_self(), *owner = next->waiter.thread;

	owner->waits_for = NULL;
	for (struct waiter *w = sleepers.first; w; w = w->next) {
		if (((struct sleeper *)w)->addr == next->addr)
			w->thread->waits_for = owner;
	}
	inherit_update(owner);
	inherit_update(self);
}

int futex_unlock_pi(int *addr)
{
	unsigned long flags = irq_save();
	bool own = owner_of(addr) == thread_id(thread_self());
	struct sleeper *next = best_on(addr);

	if (own && next) {
		waitq_remove(&sleepers, &next->waiter);
		next->owner = true;
		set_owner(addr, thread_id(next->waiter.thread));
		pass_to(next);
		next->waiter.wake(&next->waiter);
	} else if (own) {
		set_owner(addr, 0);
	}
	irq_restore(flags);
	return own ? 0 : -EPERM;
}
