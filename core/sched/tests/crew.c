/* SPDX-License-Identifier: MIT */
/* crew.c - threads that a test starts together and waits for. */
#include <arch/cpu.h>
#include <core/irq.h>
#include <test/test.h>

#include "crew.h"

#define STACK 16384

void crew_note(struct crew *c, int value)
{
	unsigned long flags = irq_save();

	if (c->count < ARRAY_SIZE(c->notes))
		c->notes[c->count++] = value;
	irq_restore(flags);
}

static void count_members(struct crew *c, int change)
{
	unsigned long flags = irq_save();

	c->running += (unsigned)change;
	waitq_wake(&c->done);
	irq_restore(flags);
}

static void enter_member(void *arg)
{
	struct member *m = arg;

	m->fn(m);
	count_members(m->crew, -1); /* m may be gone after this */
}

void crew_start(struct crew *c, struct member *m, int id, enum thread_prio prio,
		void (*fn)(struct member *m), void *arg)
{
	*m = (struct member){ c, id, fn, arg };
	count_members(c, 1);
	if (!CHECK(thread_create("crew", prio, STACK, enter_member, m) != NULL))
		count_members(c, -1);
	crew_let_run();
}

void crew_let_run(void)
{
	if (this_cpu()->preempt_off == 0)
		thread_poll_point();
}

void crew_wait(struct crew *c)
{
	wait_event(&c->done, c->running == 0);
}
