/* SPDX-License-Identifier: MIT */
/*
 * cpu.c - the running thread: switching to it, its time, and what runs when nobody is
 * ready.
 *
 * Locking: interrupts off throughout; one CPU.
 */
#include <arch/cpu.h>
#include <core/irq.h>

#include "sched.h"

static uint64_t accounted; /* up to when all time is some thread's */
static uint64_t switches, halts;
static const struct thread *idle;

void cpu_account(uint64_t now)
{
	struct thread *t = this_cpu()->thread;
	uint64_t ran = now - accounted;

	t->cpu_time += ran;
	t->slice -= MIN(ran, t->slice);
	accounted = now;
}

uint64_t cpu_accounted(void)
{
	return accounted;
}

void cpu_run(struct thread *next)
{
	struct cpu *cpu = this_cpu();
	struct thread *prev = cpu->thread;

	next->state = THREAD_RUNNING;
	cpu->thread = next;
	cpu->resched = false;
	if (next == prev)
		return;
	switches++;
	arch_thread_switch(&prev->arch, &next->arch);
}

uint64_t sched_cpu_time(const struct thread *t)
{
	uint64_t ns = t->cpu_time;

	return t == this_cpu()->thread ? ns + (clock_now() - accounted) : ns;
}

void sched_stats(struct sched_stats *s)
{
	unsigned long flags = irq_save();

	*s = (struct sched_stats){
		.idle_time = idle ? sched_cpu_time(idle) : 0,
		.halts = halts,
		.switches = switches,
	};
	irq_restore(flags);
}

void cpu_set_idle(const struct thread *t)
{
	idle = t;
}

void cpu_idle(void)
{
	halts++;
	cpu_wait_irq();
}
