/* SPDX-License-Identifier: MIT */
/*
 * coop.c - the cooperative scheduler: a thread keeps the CPU until it waits, yields or
 * ends; then the first of the highest priority that has a ready thread runs. Interrupts
 * make threads ready and never switch.
 *
 * Locking: interrupts off throughout; one CPU.
 */
#include <arch/cpu.h>
#include <core/panic.h>

#include "sched.h"

void sched_start(struct thread *t)
{
	t->state = THREAD_RUNNING;
	this_cpu()->thread = t;
	cpu_account(clock_now());
}

void sched_make_ready(struct thread *t)
{
	t->state = THREAD_READY;
	runq_push_back(t);
}

void sched_set_rank(struct thread *t, unsigned rank)
{
	runq_set_rank(t, rank);
}

void sched_leave(void)
{
	ASSERT(this_cpu()->preempt_off == 0 && this_cpu()->irq_depth == 0);
	cpu_account(clock_now());
	cpu_run(runq_pop());
}

void sched_rotate(void)
{
	struct thread *t = this_cpu()->thread;
	const struct thread *best = runq_best();

	if (!best || best->rank < t->rank)
		return;
	t->state = THREAD_READY;
	runq_push_back(t);
	sched_leave();
}
