/* SPDX-License-Identifier: MIT */
/* cpu_init.h - the steps that set up this CPU, called by start.c and irq.c. */
#ifndef ARCH_CPU_INIT_H
#define ARCH_CPU_INIT_H

#include <stdbool.h>
#include <stdint.h>

/* Interrupt stack table slots: which stack a vector enters on. */
enum {
	IST_NONE,
	IST_DOUBLE_FAULT,
	IST_NMI,
	IST_MACHINE_CHECK,
	IST_EXCEPTION, /* every other exception: the interrupted stack may be the problem */
	IST_IRQ,       /* hardware interrupts: a landing place above the red zone */
	IST_COUNT,
};

#define GDT_CODE 0x08
#define GDT_DATA 0x10
#define GDT_TSS  0x28

#define VECTOR_IRQ0     32   /* 8259 lines 0..15 */
#define VECTOR_TIMER    48   /* local APIC timer */
#define VECTOR_MESSAGE0 49   /* with IRQ_MESSAGES */
#define VECTOR_SYSCALL  0x80 /* INT 0x80, with SYSCALL_INT80 */
#define VECTOR_SPURIOUS 0xff /* local APIC spurious; low nibble must be ones */

void gdt_init(void);
void idt_init(void);
void fpu_init(void);
void syscall_init(void); /* with SYSCALL_FAST */

/** Remaps and masks the 8259 pair. False when there is none. */
bool pic_init(void);
bool pic_present(void);
void pic_unmask(unsigned line);
/** True when line is really in service (not spurious), which it then acknowledges. */
bool pic_ack(unsigned line);

/** Enables the local APIC with LINT0 as ExtINT. False when the CPU has none. */
bool apic_init(void);
void apic_eoi(void);

#endif
