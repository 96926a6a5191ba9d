/* SPDX-License-Identifier: MIT */
/*
 * sched.c - the preemptive scheduler: the first of the highest priority that has a ready
 * thread runs.
 *
 * A thread keeps the CPU until it blocks, a better one is woken, or its turn is over
 * while a peer waits; the turn's end is a timer that is armed only while there is such a
 * peer, so that a thread alone is never interrupted. A preempted thread goes to the
 * front of its queue with what is left of its turn; one that used it up, yields or was
 * woken goes to the back with a new one.
 *
 * A wake-up only sets this_cpu()->resched; the switch happens where interrupts come on
 * again: at the end of the interrupt (sched_preempt), in irq_restore() (sched_pending),
 * or in preempt_enable().
 *
 * Locking: interrupts off throughout; one CPU.
 */
#include <arch/cpu.h>
#include <core/irq.h>
#include <core/panic.h>

#include "sched.h"

/* Turns of the first-in-first-out policy never end; no sum with a time overflows. */
#define FOREVER (UINT64_MAX / 4)

static struct timer slice_timer;
static const struct thread *starved; /* runs though better ones are ready */
#define STARVED(t) (IS_ENABLED(CONFIG_SCHED_AGING) && (t) == starved)

static uint64_t turn_of(const struct thread *t)
{
	return t->policy == POLICY_FIFO ? FOREVER : SLICE_NS;
}

/* Nobody is better than a thread that has starved and has its turn. */
static unsigned running_rank(const struct thread *t)
{
	return STARVED(t) && t->slice > 0 ? UINT16_MAX : t->rank;
}

/* Somebody who waits may run when t's turn is over. */
static bool has_peer(const struct thread *t)
{
	const struct thread *best = runq_best();

	return best && best->rank >= t->rank;
}

static void slice_over(struct timer *timer)
{
	(void)timer;
	this_cpu()->resched = true;
}

/* The running thread's turn ends only when somebody waits for that. */
static void arm_slice(const struct thread *running)
{
	uint64_t end = STARVED(running) ? NO_DEADLINE : aging_due();

	if (has_peer(running) && running->slice < FOREVER / 2)
		end = MIN(end, cpu_accounted() + running->slice);
	if (end == NO_DEADLINE)
		timer_cancel(&slice_timer);
	else
		timer_arm(&slice_timer, end);
}

static void run(struct thread *next)
{
	arm_slice(next);
	cpu_run(next);
}

static void put_back(struct thread *t)
{
	t->state = THREAD_READY;
	aging_begin(t);
	if (t->slice > 0 && !STARVED(t)) {
		runq_push_front(t);
	} else {
		t->slice = turn_of(t);
		runq_push_back(t);
	}
	starved = NULL;
}

/* Gives the CPU to a better thread than t, the caller, or to a peer if its turn is over;
 * t stays ready. Time is accounted. */
static void reconsider(struct thread *t)
{
	const struct thread *best = runq_best();
	struct thread *next = NULL;

	if (!STARVED(t))
		next = aging_take(cpu_accounted());
	if (!next && (!best || best->rank < running_rank(t) ||
		      (best->rank == running_rank(t) && t->slice > 0))) {
		this_cpu()->resched = false;
		arm_slice(t);
		return;
	}
	put_back(t);
	if (next) {
		next->slice = SLICE_NS;
		starved = next;
	} else {
		next = runq_pop();
	}
	run(next);
}

static void reschedule(void)
{
	cpu_account(clock_now());
	reconsider(this_cpu()->thread);
}

void sched_start(struct thread *t)
{
	slice_timer.fn = slice_over;
	t->state = THREAD_RUNNING;
	t->slice = SLICE_NS;
	this_cpu()->thread = t;
	cpu_account(clock_now());
}

void sched_make_ready(struct thread *t)
{
	const struct thread *running = this_cpu()->thread;

	t->state = THREAD_READY;
	t->slice = turn_of(t);
	aging_begin(t);
	runq_push_back(t);
	if (t->rank > running_rank(running))
		this_cpu()->resched = true;
	else if (!timer_armed(&slice_timer))
		arm_slice(running);
}

void sched_set_rank(struct thread *t, unsigned rank)
{
	t->slice = t->policy == POLICY_FIFO ? FOREVER : MIN(t->slice, SLICE_NS);
	runq_set_rank(t, rank);
	this_cpu()->resched = true; /* somebody may be better now */
}

void sched_leave(void)
{
	ASSERT(this_cpu()->preempt_off == 0 && this_cpu()->irq_depth == 0);
	cpu_account(clock_now());
	starved = NULL;
	run(runq_pop());
}

void sched_rotate(void)
{
	struct thread *t = this_cpu()->thread;

	cpu_account(clock_now());
	t->slice = 0;
	reconsider(t);
	if (t->slice == 0)
		t->slice = turn_of(t); /* nobody else wanted it */
}

/* Between any two instructions of t: its FPU registers are live. The idle thread has
 * none. The area is the thread's, so it survives whatever runs in between. */
void sched_preempt(void)
{
	struct thread *t = this_cpu()->thread;

	if (t->fpu)
		fpu_save(t->fpu);
	reschedule();
	if (t->fpu)
		fpu_restore(t->fpu);
}

/* At a function call: by the calling convention the FPU registers are dead. */
void sched_pending(void)
{
	struct cpu *cpu = this_cpu();

	if (cpu->preempt_off == 0 && cpu->irq_depth == 0)
		reschedule();
}

void preempt_disable(void)
{
	this_cpu()->preempt_off++;
	barrier();
}

/* irq_restore() does what was put off meanwhile. */
void preempt_enable(void)
{
	barrier();
	ASSERT(this_cpu()->preempt_off > 0);
	this_cpu()->preempt_off--;
	if (this_cpu()->resched)
		irq_restore(irq_save());
}
