/* SPDX-License-Identifier: MIT */
/* test_waitq.c - wait queues: order, time limits, what stays linked. */
#define TESTS_LACK LACKS(CONFIG_SCHED)
#include <core/clock.h>
#include <core/irq.h>
#include <core/thread.h>
#include <test/test.h>

#include "crew.h"

struct turnstile {
	struct waitq wq;
	unsigned tickets;
};

/* The note is made before interrupts come on: no end of a turn can fall in between. */
static void take_ticket(struct member *m)
{
	struct turnstile *t = m->arg;
	unsigned long flags = irq_save();

	wait_event(&t->wq, t->tickets > 0 && t->tickets--);
	crew_note(m->crew, m->id);
	irq_restore(flags);
}

TEST(wake_one_wakes_each_waiter_once_oldest_first)
{
	struct crew c = { 0 };
	struct member m[4];
	struct turnstile t = { 0 };

	for (int i = 0; i < 4; i++)
		crew_start(&c, &m[i], i, PRIO_HIGH, take_ticket, &t);
	preempt_disable(); /* all four are woken before the first runs */
	unsigned long flags = irq_save();
	t.tickets = 4;
	for (int i = 0; i < 4; i++)
		CHECK(waitq_wake_one(&t.wq));
	CHECK(!waitq_wake_one(&t.wq));
	irq_restore(flags);
	CHECK_EQ(c.count, 0);
	preempt_enable();
	crew_let_run();
	CHECK_EQ(c.count, 4);
	for (int i = 0; i < 4; i++)
		CHECK_EQ(c.notes[i], i);
	crew_wait(&c);
}

TEST_NEEDS(a_wait_ends_at_its_deadline_and_leaves_the_queue, CONFIG_TESTS)
{
	struct waitq wq = { 0 };
	uint64_t deadline = clock_now() + 5 * NSEC_PER_MSEC;

	CHECK_EQ(wait_event_until(&wq, false, deadline), -ETIMEDOUT);
	CHECK(clock_now() >= deadline);
	CHECK(!wq.first && !wq.last);
	CHECK_EQ(wait_event_until(&wq, false, 0), -ETIMEDOUT);
	CHECK_EQ(wait_event_until(&wq, true, 0), 0);
	CHECK(!wq.first && !wq.last);
}

static void block_once(struct member *m)
{
	struct turnstile *t = m->arg;
	unsigned long flags = irq_save();
	int err = waitq_block(&t->wq, m->id == 0 ? clock_now() + 20 * NSEC_PER_MSEC : NO_DEADLINE);

	crew_note(m->crew, err);
	irq_restore(flags);
}

/* The one whose time is over is ready but has not run yet. */
TEST(a_wake_up_is_not_spent_on_a_waiter_that_timed_out)
{
	struct crew c = { 0 };
	struct member early, late;
	struct turnstile t = { 0 };

	crew_start(&c, &early, 0, PRIO_HIGH, block_once, &t);
	struct waiter *oldest = t.wq.first;
	crew_start(&c, &late, 1, PRIO_HIGH, block_once, &t);
	preempt_disable();
	while (*(struct waiter *volatile *)&t.wq.first == oldest)
		; /* until the timer's interrupt has taken it out */
	CHECK(waitq_wake_one(&t.wq));
	preempt_enable();
	crew_let_run();
	CHECK_EQ(c.count, 2);
	CHECK_EQ(c.notes[0], -ETIMEDOUT);
	CHECK_EQ(c.notes[1], 0);
	waitq_wake(&t.wq);
	crew_wait(&c);
}
