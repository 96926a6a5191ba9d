/* SPDX-License-Identifier: MIT */
/*
 * irq.h - interrupts, as drivers see them: numbered lines that may be shared.
 *
 * A handler acknowledges its device, records, wakes or queues work; nothing else.
 * It runs on the interrupt stack with interrupts off and must not sleep, allocate,
 * or use the FPU. Lines 0..15 are those of the 8259 pair (PCI register 0x3c).
 */
#ifndef CORE_IRQ_H
#define CORE_IRQ_H

#include <stdbool.h>
#include <stdint.h>
#include <core/compiler.h>

#define IRQ_LINES 16
/* Interrupts that devices raise by writing to memory (MSI, MSI-X), each with one device. */
#define IRQ_MESSAGES (IS_ENABLED(CONFIG_IRQ_MESSAGES) ? 16 : 0)

/** Turns interrupts off; returns the flags for irq_restore(). Nests. From arch. */
unsigned long irq_save(void) IRQ_SAFE;
/** When that turns interrupts on in a thread, a better thread that was woken meanwhile
 *  runs before this returns. */
void irq_restore(unsigned long flags) IRQ_SAFE;
bool irqs_enabled(void) IRQ_SAFE;

/** One handler on one line. Owned by the driver, borrowed for ever. */
struct irq_action {
	void (*fn)(void *arg) IRQ_SAFE;
	void *arg;
	struct irq_action *next; /* owned by irq.c */
};

/** Adds a (fn and arg set) to line and unmasks it. 0; -EINVAL no such line;
 *  -ENODEV when the machine has no controller that can deliver it. */
int irq_attach(unsigned line, struct irq_action *a);

/** What a device writes where to raise its interrupt. */
struct irq_message {
	uint64_t addr; /* physical */
	uint32_t data;
};
/** Gives a (fn and arg set) an interrupt of its own: *m is for the device. 0; -ENOSPC
 *  all are taken; -ENODEV the machine has no such thing. */
int irq_attach_message(struct irq_action *a, struct irq_message *m);

/** True on the interrupt stack. */
bool in_irq(void) IRQ_SAFE;

/** Arch entry's upcall: runs the actions of line, messages being the lines from IRQ_LINES
 *  on; counts and reports a line that
 *  nobody attached. */
void irq_dispatch(unsigned line) IRQ_SAFE;

/** Counts an interrupt that the controller took back before it was acknowledged. */
void irq_count_spurious(void) IRQ_SAFE;
unsigned long irq_spurious(void) IRQ_SAFE;

#endif
