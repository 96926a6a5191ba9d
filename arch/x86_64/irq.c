/* SPDX-License-Identifier: MIT */
/*
 * irq.c - hardware interrupts between isr.asm and core/irq.h: which controller to
 * acknowledge, how deep we are, and preemption on the way out.
 *
 * Locking: everything here but arch_irq_init() runs with interrupts off.
 */
#define LOG_TAG "irq"
#include <errno.h>

#include <arch/cpu.h>
#include <arch/irq.h>
#include <core/clock.h>
#include <core/irq.h>
#include <core/log.h>
#include <core/random.h>
#include <core/thread.h>

#include "apic.h"
#include "cpu_init.h"
#include "isr.h"
#include "lapic_timer.h"
#include "signal.h"

#define RFLAGS_IF 0x200ul

void arch_irq_init(void)
{
	apic_init(); /* without one, clock.c looks for another timer */
	if (!pic_init())
		log_info("no 8259: no line interrupts");
}

/* A thread woken while interrupts were off gets the CPU here, as it would at the end of
 * an interrupt. */
void irq_restore(unsigned long flags)
{
	if (!(flags & RFLAGS_IF))
		return;
	if (IS_ENABLED(CONFIG_SCHED_PREEMPT) && this_cpu()->resched)
		sched_pending();
	__asm__ volatile("sti" : : : "memory");
}

int arch_irq_unmask(unsigned line)
{
	if (!pic_present())
		return -ENODEV;
	pic_unmask(line);
	return 0;
}

int arch_irq_message(unsigned n, struct irq_message *m)
{
	if (!IS_ENABLED(CONFIG_IRQ_MESSAGES) || !apic_present())
		return -ENODEV;
	*m = apic_message(VECTOR_MESSAGE0 + n);
	return 0;
}

void irq_handle(struct trap_frame *f)
{
	struct cpu *cpu = this_cpu();

	cpu->irq_depth++;
	if (f->vector == VECTOR_TIMER) {
		apic_eoi();
		lapic_fired();
		timers_run();
	} else if (IS_ENABLED(CONFIG_IRQ_MESSAGES) && f->vector >= VECTOR_MESSAGE0) {
		apic_eoi();
		irq_dispatch(IRQ_LINES + (unsigned)f->vector - VECTOR_MESSAGE0);
	} else if (pic_ack((unsigned)f->vector - VECTOR_IRQ0)) {
		irq_dispatch((unsigned)f->vector - VECTOR_IRQ0);
	} else {
		irq_count_spurious();
	}
	cpu->irq_depth--;
}

void irq_leave(struct trap_frame *f)
{
	struct cpu *cpu = this_cpu();

	if (IS_ENABLED(CONFIG_SCHED_PREEMPT) && cpu->resched && cpu->preempt_off == 0)
		sched_preempt();
	if (signal_at_interrupt)
		signal_at_interrupt(f);
}
