/* SPDX-License-Identifier: MIT */
/*
 * arch/thread.h - what a switched-out thread keeps, and the switch.
 *
 * A voluntary switch saves the callee-saved registers, MXCSR and the x87 control
 * word on the thread's stack. A preempted thread is inside arbitrary code, so
 * sched_preempt() wraps its switch in fpu_save()/fpu_restore().
 */
#ifndef ARCH_THREAD_H
#define ARCH_THREAD_H

#include <stddef.h>
#include <stdint.h>
#include <core/compiler.h>

struct arch_thread {
	uintptr_t sp;      /* while switched out */
	uintptr_t fs_base; /* libc's thread pointer; 0 for kernel threads */
};

/** Prepares t so that the first switch to it calls entry(arg) with the stack ending
 *  at stack_top, interrupts on. entry must not return. */
void arch_thread_init(struct arch_thread *t, uintptr_t stack_top, void (*entry)(void *arg),
		      void *arg);
/** Leaves from for to; returns when somebody switches back. Interrupts off. */
void arch_thread_switch(struct arch_thread *from, struct arch_thread *to);
/** Where t, which is switched out, stands: an address in its call of the switch, and the
 *  frame pointer there. */
void arch_thread_where(const struct arch_thread *t, uintptr_t *pc, uintptr_t *fp);
/** Sets the calling thread's FS base, now and in t. */
void arch_thread_set_fs(struct arch_thread *t, uintptr_t base);

/** Bytes that fpu_save() writes: 64-byte aligned, zeroed before the first save. */
size_t fpu_size(void);
void fpu_save(void *area) IRQ_SAFE;
void fpu_restore(const void *area) IRQ_SAFE;

/** Calls fn(arg) on the stack that ends at stack_top and never comes back: for a
 *  thread that frees the stack it ran on. */
_Noreturn void arch_call_on_stack(uintptr_t stack_top, void (*fn)(void *arg), void *arg);

#endif
