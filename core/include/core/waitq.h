/* SPDX-License-Identifier: MIT */
/*
 * waitq.h - how a thread waits for something an interrupt or thread will do. The
 * only place that knows whether there is a scheduler.
 */
#ifndef CORE_WAITQ_H
#define CORE_WAITQ_H

#include <errno.h>
#include <stdbool.h>
#include <stdint.h>
#include <core/clock.h>
#include <core/compiler.h>
#include <core/irq.h>

struct thread;

/** One interest in one queue. Owned by whoever waits; linked while it waits. A
 *  thread's own waiter makes it runnable; poll links one per descriptor; a TLS
 *  file chains one to the inner file's queue. */
struct waiter {
	void (*wake)(struct waiter *w) IRQ_SAFE; /* called with interrupts off */
	struct thread *thread;                   /* for thread wakers */
	struct waiter *next, *prev;
};

/** Zeroed memory is an empty queue. */
struct waitq {
	struct waiter *first, *last;
};

void waitq_add(struct waitq *wq, struct waiter *w) IRQ_SAFE;
/** Adds w behind after, NULL: in front of all. Interrupts off. */
void waitq_insert(struct waitq *wq, struct waiter *w, struct waiter *after) IRQ_SAFE;
/** Safe for a waiter that is not linked (both pointers NULL and not first). */
void waitq_remove(struct waitq *wq, struct waiter *w) IRQ_SAFE;
/** Wakes every waiter on wq; they unlink themselves. */
void waitq_wake(struct waitq *wq) IRQ_SAFE;
/** Wakes the oldest waiter. Returns false when there was none. */
bool waitq_wake_one(struct waitq *wq) IRQ_SAFE;

/**
 * Blocks the caller until its waiter is woken or deadline (clock_now() scale)
 * passes. Call with interrupts off; returns with interrupts off.
 * 0, or -ETIMEDOUT once the deadline has passed.
 */
int waitq_block(struct waitq *wq, uint64_t deadline) MAY_SLEEP;

/** Blocks until the caller is made runnable through a waiter of its own (see
 *  thread_waiter_init()) or deadline passes; same context and results. For those
 *  that wait on many queues at once. */
int thread_block(uint64_t deadline) MAY_SLEEP;
/** The same for who waits for nothing but the time. */
int thread_sleep_once(uint64_t deadline) MAY_SLEEP;

/** Waits until cond holds or deadline passes; 0 or -ETIMEDOUT. cond is evaluated
 *  with interrupts off, so a wake-up between the test and the sleep cannot be lost. */
#define wait_event_until(wq, cond, deadline)                                                       \
	({                                                                                         \
		int ret_ = 0;                                                                      \
		unsigned long flags_ = irq_save();                                                 \
		while (!(cond) && ret_ == 0)                                                       \
			ret_ = waitq_block((wq), (deadline));                                      \
		if (ret_ == -ETIMEDOUT && (cond))                                                  \
			ret_ = 0;                                                                  \
		irq_restore(flags_);                                                               \
		ret_;                                                                              \
	})
#define wait_event(wq, cond) ((void)wait_event_until(wq, cond, NO_DEADLINE))

#endif
