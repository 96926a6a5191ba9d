/* SPDX-License-Identifier: MIT */
/* isr.h - what isr.asm saves, and its entry points. */
#ifndef ARCH_ISR_H
#define ARCH_ISR_H

#include <stdint.h>

#include <core/irq.h>

#include "cpu_init.h"

/* The interrupted registers. Layout known to isr.asm. */
struct trap_frame {
	uint64_t r15, r14, r13, r12, r11, r10, r9, r8;
	uint64_t rbp, rdi, rsi, rdx, rcx, rbx, rax;
	uint64_t vector, error;
	uint64_t rip, cs, rflags, rsp, ss;
};

/** The registers that the machine dies with: trap.c keeps those of an exception, panic.asm
 *  those of a call of panic(), and knows the layout. */
struct last_words {
	struct trap_frame frame;
	uint64_t cr2, cr3;
	uint64_t rows; /* of trap.c's table that have been kept, 0: none yet */
};
extern struct last_words last_words;

enum {
	TRAP_DEBUG = 1,
	TRAP_NMI = 2,
	TRAP_BREAKPOINT = 3,
	TRAP_INVALID_OPCODE = 6,
	TRAP_DOUBLE_FAULT = 8,
	TRAP_STACK_SEGMENT = 12,
	TRAP_PROTECTION = 13,
	TRAP_PAGE_FAULT = 14,
	TRAP_X87 = 16,
	TRAP_ALIGNMENT = 17,
	TRAP_MACHINE_CHECK = 18,
	TRAP_SIMD = 19,
};

#define ISR_COUNT (VECTOR_MESSAGE0 + IRQ_MESSAGES) /* exceptions, lines, timer, messages */

extern const uint64_t isr_table[ISR_COUNT];
void isr_spurious(void);
/* syscall_entry.asm: what INT 0x80 and SYSCALL enter. */
void syscall_int80(void);
void syscall_fast(void);

/* Upcalls of isr.asm. */
void trap_handle(struct trap_frame *f);
void irq_handle(struct trap_frame *f); /* on the interrupt stack */
void irq_leave(struct trap_frame *f);  /* back on the interrupted one */

#endif
