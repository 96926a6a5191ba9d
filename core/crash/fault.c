/* SPDX-License-Identifier: MIT */
/*
 * fault.c - whether an exception is the business of one thread of the program alone.
 *
 * It is when the instruction is the program's or its libraries', and nothing of the kernel
 * stands between it and the thread's beginning: a system call that was given a bad address
 * may hold locks, and its end would be everybody's. The linker puts the kernel's own code
 * first (link.ld); what stands behind belongs to the program, or to whoever called it.
 *
 * Locking: none; in an exception of the thread.
 */
#include <arch/cpu.h>
#include <core/crash.h>
#include <core/irq.h>
#include <core/thread.h>

extern const char __text_start[], __shared_asm_start[];

static bool is_kernel(uintptr_t pc)
{
	return pc >= (uintptr_t)__text_start && pc < (uintptr_t)__shared_asm_start;
}

/* From the inside out: frames of the program, then those of the kernel that started it. */
static bool only_program_frames(const struct code_place *at)
{
	struct backtrace b;
	bool kernel = false;

	backtrace_begin(&b, at);
	while (backtrace_next(&b)) {
		bool now = is_kernel(b.pc - (b.exact ? 0 : 1));

		if (now ? b.exact : kernel)
			return false;
		kernel = now;
	}
	return true;
}

bool fault_is_threads(const struct code_place *at)
{
	const struct thread *t = thread_self();

	return !in_irq() && t && thread_id(t) > 0 && this_cpu()->preempt_off == 0 &&
	       thread_program_count() > 1 && only_program_frames(at);
}
