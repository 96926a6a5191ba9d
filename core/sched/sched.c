/* SPDX-License-Identifier: MIT */
/*
 * sched.c - which thread runs: the first of the highest priority that has a ready one.
 *
 * Five queues and a bit per queue that is not empty. A thread keeps the CPU until it
 * blocks, a better one is woken, or its turn is over while a peer waits; the turn's end
 * is a timer that is armed only while there is such a peer, so that a thread alone is
 * never interrupted. A preempted thread goes to the front of its queue with what is
 * left of its turn; one that used it up, yields or was woken goes to the back with a
 * new one.
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

#define SLICE (CONFIG_SCHED_SLICE_MS * NSEC_PER_MSEC)

static struct {
	struct thread *first, *last;
} ready[PRIO_COUNT];
static unsigned ready_mask; /* bit n: ready[n] is not empty */
static uint64_t run_start;  /* when the running thread was switched to */
static struct timer slice_timer;

static void push_back(struct thread *t)
{
	t->next = NULL;
	if (ready[t->prio].last)
		ready[t->prio].last->next = t;
	else
		ready[t->prio].first = t;
	ready[t->prio].last = t;
	ready_mask |= 1u << t->prio;
}

static void push_front(struct thread *t)
{
	t->next = ready[t->prio].first;
	if (!t->next)
		ready[t->prio].last = t;
	ready[t->prio].first = t;
	ready_mask |= 1u << t->prio;
}

/* The highest ready priority, -1 for none. */
static int best_prio(void)
{
	return ready_mask ? 31 - __builtin_clz(ready_mask) : -1;
}

static struct thread *pop_best(void)
{
	int prio = best_prio();

	ASSERT(prio >= 0); /* the idle thread is ready whenever it does not run */
	struct thread *t = ready[prio].first;
	ready[prio].first = t->next;
	if (!t->next) {
		ready[prio].last = NULL;
		ready_mask &= ~(1u << prio);
	}
	return t;
}

static void slice_over(struct timer *timer)
{
	(void)timer;
	this_cpu()->resched = true;
}

/* The running thread's turn ends only when somebody of its priority waits. */
static void arm_slice(const struct thread *running)
{
	if (ready[running->prio].first)
		timer_arm(&slice_timer, run_start + running->slice);
	else
		timer_cancel(&slice_timer);
}

static void account(struct thread *t, uint64_t now)
{
	uint64_t ran = now - run_start;

	t->cpu_time += ran;
	t->slice -= MIN(ran, t->slice);
	run_start = now;
}

static void run(struct thread *next)
{
	struct cpu *cpu = this_cpu();
	struct thread *prev = cpu->thread;

	next->state = THREAD_RUNNING;
	cpu->thread = next;
	cpu->resched = false;
	arm_slice(next);
	if (next != prev)
		arch_thread_switch(&prev->arch, &next->arch);
}

/* Gives the CPU to a better thread than the caller, or to a peer if the caller's turn
 * is over; the caller stays ready. */
static void reschedule(void)
{
	struct thread *t = this_cpu()->thread;
	int best = best_prio();

	account(t, clock_now());
	if (best < t->prio || (best == t->prio && t->slice > 0)) {
		this_cpu()->resched = false;
		arm_slice(t);
		return;
	}
	t->state = THREAD_READY;
	if (t->slice > 0) {
		push_front(t);
	} else {
		t->slice = SLICE;
		push_back(t);
	}
	run(pop_best());
}

void sched_start(struct thread *t)
{
	slice_timer.fn = slice_over;
	t->state = THREAD_RUNNING;
	t->slice = SLICE;
	run_start = clock_now();
	this_cpu()->thread = t;
}

void sched_make_ready(struct thread *t)
{
	const struct thread *running = this_cpu()->thread;

	t->state = THREAD_READY;
	t->slice = SLICE;
	push_back(t);
	if (t->prio > running->prio)
		this_cpu()->resched = true;
	else if (t->prio == running->prio && !timer_armed(&slice_timer))
		arm_slice(running);
}

void sched_leave(void)
{
	struct thread *t = this_cpu()->thread;

	ASSERT(this_cpu()->preempt_off == 0 && this_cpu()->irq_depth == 0);
	account(t, clock_now());
	run(pop_best());
}

void sched_rotate(void)
{
	struct thread *t = this_cpu()->thread;

	account(t, clock_now());
	t->slice = 0;
	reschedule();
	if (t->slice == 0)
		t->slice = SLICE; /* nobody else wanted it */
}

uint64_t sched_cpu_time(const struct thread *t)
{
	uint64_t ns = t->cpu_time;

	return t == this_cpu()->thread ? ns + (clock_now() - run_start) : ns;
}

bool sched_any_ready(void)
{
	return ready_mask != 0;
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
	__asm__ volatile("" : : : "memory");
}

/* irq_restore() does what was put off meanwhile. */
void preempt_enable(void)
{
	__asm__ volatile("" : : : "memory");
	ASSERT(this_cpu()->preempt_off > 0);
	this_cpu()->preempt_off--;
	if (this_cpu()->resched)
		irq_restore(irq_save());
}

/* A wake-up after the test finds interrupts off until the halt itself turns them on. */
void idle_main(void *arg)
{
	(void)arg;
	irq_save();
	for (;;) {
		while (!sched_any_ready())
			cpu_wait_irq();
		sched_rotate();
	}
}
