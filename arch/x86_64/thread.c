/* SPDX-License-Identifier: MIT */
/*
 * thread.c - the first frame of a thread, and its FS base.
 *
 * The frame is what arch_thread_switch() pops: control words, callee-saved registers
 * and a return address, from the top of a 16-byte aligned stack:
 *
 *	{mxcsr, fcw} r15 r14 r13=arg r12=entry rbx rbp return=arch_thread_begin
 */
#include <string.h>

#include <arch/thread.h>

#include "msr.h"

#define MXCSR_DEFAULT 0x1f80u /* all exceptions masked, round to nearest */
#define FCW_DEFAULT   0x037fu /* the same for x87, 64-bit mantissa */

struct first_frame {
	uint32_t mxcsr, fcw;
	uint64_t r15, r14, r13, r12, rbx, rbp;
	void (*ret)(void);
};

void arch_thread_begin(void);

void arch_thread_init(struct arch_thread *t, uintptr_t stack_top, void (*entry)(void *arg),
		      void *arg)
{
	uintptr_t top = stack_top & ~15ul;
	struct first_frame *f = (struct first_frame *)top - 1;

	*f = (struct first_frame){
		.mxcsr = MXCSR_DEFAULT,
		.fcw = FCW_DEFAULT,
		.r13 = (uint64_t)arg,
		.r12 = (uint64_t)entry,
		.ret = arch_thread_begin,
	};
	t->sp = (uintptr_t)f;
}

void arch_thread_where(const struct arch_thread *t, uintptr_t *pc, uintptr_t *fp)
{
	const struct first_frame *f = (const struct first_frame *)t->sp;

	/* Inside the call that it returns from; a new thread has not called anything. */
	*pc = (uintptr_t)f->ret - (f->ret == arch_thread_begin ? 0 : 1);
	*fp = f->rbp;
}

void arch_thread_set_fs(struct arch_thread *t, uintptr_t base)
{
	t->fs_base = base;
	wrmsr(MSR_FS_BASE, base);
}
