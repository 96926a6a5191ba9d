/* SPDX-License-Identifier: MIT */
/*
 * futex_pi.c - locks of the program with priority inheritance. A free lock is taken, and
 * one without sleepers given up, by the program itself; everything else comes here. The
 * lock changes hands inside the unlock: the word has its new owner before that runs.
 *
 * A thread that ends with such a lock gives it to the best sleeper, who learns that from
 * OWNER_DIED in the word: the data may be half changed. Without sleepers nobody here knows
 * of the lock. The bit stays until the lock is unlocked here or the program clears it.
 *
 * There is one list of sleepers for all such locks: contention on them is rare.
 *
 * Source: Linux futex(2), "Priority-inheritance futexes".
 * Locking: interrupts off from the look at the word until the thread sleeps.
 */
#include <errno.h>

#include <core/futex.h>
#include <core/irq.h>
#include <core/signal.h>

#include "sched.h"

/* Linux include/uapi/linux/futex.h */
#define WAITERS    0x80000000u
#define OWNER_DIED 0x40000000u
#define ID_MASK    0x3fffffffu

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

static unsigned owner_died(const int *addr)
{
	return *(const volatile unsigned *)addr & OWNER_DIED;
}

static void set_owner(int *addr, int id, unsigned died)
{
	*(volatile unsigned *)addr = (unsigned)id | died | (best_on(addr) ? WAITERS : 0);
}

static int try_lock(int *addr)
{
	int id = thread_id(thread_self()), owner = owner_of(addr);

	if (owner == id)
		return -EDEADLK;
	if (owner != 0)
		return thread_find(owner) ? -EAGAIN : -ESRCH;
	set_owner(addr, id, owner_died(addr));
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
	set_owner(addr, owner_of(addr), owner_died(addr));
	inherit_wait(thread_self(), thread_find(owner_of(addr)));
	while (!s.owner && err == 0)
		err = thread_block_interruptible(deadline);
	if (s.owner)
		return 0;
	waitq_remove(&sleepers, &s.waiter);
	set_owner(addr, owner_of(addr), owner_died(addr));
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

/* Those who sleep on addr wait for owner. */
static void point_to(const int *addr, struct thread *owner)
{
	for (struct waiter *w = sleepers.first; w; w = w->next) {
		if (((struct sleeper *)w)->addr == addr)
			w->thread->waits_for = owner;
	}
}

static void give_to(struct sleeper *next, unsigned died)
{
	struct thread *owner = next->waiter.thread;

	waitq_remove(&sleepers, &next->waiter);
	next->owner = true;
	owner->waits_for = NULL;
	set_owner(next->addr, thread_id(owner), died);
	point_to(next->addr, owner);
	inherit_update(owner);
	next->waiter.wake(&next->waiter);
}

int futex_unlock_pi(int *addr)
{
	unsigned long flags = irq_save();
	bool own = owner_of(addr) == thread_id(thread_self());
	struct sleeper *next = best_on(addr);

	if (own && next) {
		give_to(next, 0);
		inherit_update(thread_self());
	} else if (own) {
		set_owner(addr, 0, 0);
	}
	irq_restore(flags);
	return own ? 0 : -EPERM;
}

static struct sleeper *first_waiting_for(const struct thread *t)
{
	struct waiter *w = sleepers.first;

	while (w && w->thread->waits_for != t)
		w = w->next;
	return (struct sleeper *)w;
}

/* libc frees its robust locks itself before the thread ends, so that another thread may
 * have taken one since. */
void futex_pi_end(struct thread *t)
{
	struct sleeper *s;

	while ((s = first_waiting_for(t))) {
		int owner = owner_of(s->addr);

		if (owner == 0 || owner == thread_id(t)) {
			give_to(best_on(s->addr), OWNER_DIED);
		} else {
			point_to(s->addr, thread_find(owner));
			set_owner(s->addr, owner, owner_died(s->addr));
		}
	}
}
