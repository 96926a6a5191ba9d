/* SPDX-License-Identifier: MIT */
/* arch/irq.h - the interrupt controllers behind core/irq.h. */
#ifndef ARCH_IRQ_H
#define ARCH_IRQ_H

#include <core/irq.h>

/** Sets up GDT, IDT, interrupt stacks, 8259 and local APIC. Interrupts stay off. */
void arch_irq_init(void);
/** Unmasks line 0..15 at the 8259. 0, or -ENODEV when there is no 8259. */
int arch_irq_unmask(unsigned line);
/** What to write where for message n, 0..IRQ_MESSAGES - 1. 0; -ENODEV no local APIC. */
int arch_irq_message(unsigned n, struct irq_message *m);

#endif
