/* SPDX-License-Identifier: MIT */
/*
 * wait.c - blocking and waking, the same for every scheduler: a thread says what may
 * wake it, leaves the CPU, and is made ready by a waiter of its own or by its timer.
 *
 * Locking: interrupts off from the test of what is waited for until sched_leave().
 */
#include <errno.h>

#include <core/irq.h>
#include <core/lockcheck.h>
#include <core/panic.h>

#include "sched.h"

static void wake_thread(struct thread *t, bool timed_out)
{
	if (t->state != THREAD_BLOCKED && t->state != THREAD_SLEEPING)
		return;
	if (t->waiting) {
		waitq_remove(t->waiting, &t->waiter);
		t->waiting = NULL;
	}
	timer_cancel(&t->timer);
	t->timed_out = timed_out;
	sched_make_ready(t);
}

static void wake_by_waiter(struct waiter *w)
{
	wake_thread(w->thread, false);
}

static void wake_by_timer(struct timer *timer)
{
	wake_thread(container_of(timer, struct thread, timer), true);
}

void thread_waiter_init(struct waiter *w)
{
	*w = (struct waiter){ .wake = wake_by_waiter, .thread = thread_self() };
}

void thread_init(struct thread *t, const char *name, enum thread_prio prio, int id)
{
	t->id = id;
	t->rank = t->base_rank = (uint16_t)RANK_OWN(prio);
	t->state = THREAD_CREATED;
	t->waiter = (struct waiter){ .wake = wake_by_waiter, .thread = t };
	t->timer.fn = wake_by_timer;
	thread_copy_name(t, name);
}

static int leave_until(uint64_t deadline, enum thread_state state)
{
	struct thread *t = thread_self();

	ASSERT(t && !irqs_enabled());
	lockcheck_may_sleep();
	t->timed_out = false;
	t->state = (uint8_t)state;
	if (deadline != NO_DEADLINE)
		timer_arm(&t->timer, deadline);
	sched_leave();
	return t->timed_out ? -ETIMEDOUT : 0;
}

int thread_block(uint64_t deadline)
{
	return leave_until(deadline, THREAD_BLOCKED);
}

int waitq_block(struct waitq *wq, uint64_t deadline)
{
	struct thread *t = thread_self();

	ASSERT(t && !t->waiting);
	if (deadline != NO_DEADLINE && deadline <= clock_now())
		return -ETIMEDOUT;
	waitq_add(wq, &t->waiter);
	t->waiting = wq;
	return leave_until(deadline, THREAD_BLOCKED);
}

int thread_sleep_once(uint64_t deadline)
{
	return leave_until(deadline, THREAD_SLEEPING);
}

void thread_sleep_until(uint64_t deadline)
{
	unsigned long flags = irq_save();

	while (clock_now() < deadline)
		leave_until(deadline, THREAD_SLEEPING);
	irq_restore(flags);
}

void thread_yield(void)
{
	unsigned long flags = irq_save();

	sched_rotate();
	irq_restore(flags);
}
