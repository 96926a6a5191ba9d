/* SPDX-License-Identifier: MIT */
/*
 * futex.c - sleeping on a word of memory. Words are hashed onto a table of queues; a
 * sleeper remembers its word, because it shares the queue with others, and because
 * requeueing changes it while it sleeps.
 *
 * Source: Linux futex(2).
 * Locking: interrupts off from the test of the word until the thread sleeps.
 */
#include <errno.h>

#include <core/futex.h>
#include <core/irq.h>
#include <core/signal.h>

#include "sched.h"

#define QUEUES 64 /* power of two */

struct sleeper {
	struct waiter waiter; /* first: a queue's waiters are sleepers */
	const int *addr;
	bool woken;
};

static struct waitq queues[QUEUES];

/* Fibonacci hashing: Knuth, The Art of Computer Programming 3, 6.4. */
static struct waitq *queue_of(const int *addr)
{
	uint64_t h = (uint64_t)(uintptr_t)addr * 0x9e3779b97f4a7c15ull;

	return &queues[h >> (64 - __builtin_ctz(QUEUES))];
}

/* The first sleeper on addr from w on. */
static struct sleeper *find(struct waiter *w, const int *addr)
{
	while (w && ((struct sleeper *)w)->addr != addr)
		w = w->next;
	return (struct sleeper *)w;
}

/* Behind all, or with MUTEX_PI behind those that are as good: the best is woken first. */
static void add_sleeper(struct waitq *wq, struct sleeper *s)
{
	struct waiter *w = wq->last;

	if (!IS_ENABLED(CONFIG_MUTEX_PI)) {
		waitq_add(wq, &s->waiter);
		return;
	}
	while (w && w->thread->rank < s->waiter.thread->rank)
		w = w->prev;
	waitq_insert(wq, &s->waiter, w);
}

int futex_wait(const int *addr, int val, uint64_t deadline)
{
	struct sleeper s = { .addr = addr };
	int err = 0;
	unsigned long flags = irq_save();

	if (*(const volatile int *)addr != val) {
		irq_restore(flags);
		return -EAGAIN;
	}
	thread_waiter_init(&s.waiter);
	add_sleeper(queue_of(addr), &s);
	while (!s.woken && err == 0)
		err = thread_block_interruptible(deadline);
	if (s.woken)
		err = 0;
	else
		waitq_remove(queue_of(s.addr), &s.waiter);
	irq_restore(flags);
	return err;
}

static void wake_sleeper(struct waitq *wq, struct sleeper *s)
{
	waitq_remove(wq, &s->waiter);
	s->woken = true;
	s->waiter.wake(&s->waiter);
}

int futex_wake(const int *addr, int count)
{
	return futex_requeue(addr, count, NULL, 0);
}

int futex_requeue(const int *addr, int count, const int *target, int move)
{
	struct waitq *wq = queue_of(addr);
	int woken = 0, moved = 0;
	unsigned long flags = irq_save();
	struct sleeper *s = find(wq->first, addr), *next;

	if (target == addr)
		move = 0; /* they are there already */
	for (; s && (woken < count || moved < move); s = next) {
		next = find(s->waiter.next, addr);
		if (woken < count) {
			wake_sleeper(wq, s);
			woken++;
		} else {
			waitq_remove(wq, &s->waiter);
			s->addr = target;
			add_sleeper(queue_of(target), s);
			moved++;
		}
	}
	irq_restore(flags);
	return woken + moved;
}
