/* SPDX-License-Identifier: MIT */
/*
 * panic.c - the last words: what is wrong, in which thread, and who called whom.
 *
 * Frames are followed through saved frame pointers (everything below the waist is
 * compiled with -fno-omit-frame-pointer) as long as they lie in readable memory; a
 * damaged chain ends the list and does no further harm.
 *
 * Source: System V ABI, AMD64 supplement 1.0, 3.2.2 (the stack frame).
 * Locking: interrupts are off for good. A second panic during the report skips the
 * report, a third one powering off.
 */
#include <stdarg.h>
#include <stdbool.h>

#include <arch/cpu.h>
#include <core/clock.h>
#include <core/irq.h>
#include <core/lockcheck.h>
#include <core/log.h>
#include <core/panic.h>
#include <core/printf.h>
#include <core/symbols.h>
#include <core/thread.h>
#include <core/vm.h>

#define LINES_MAX  32
#define FRAMES_MAX 65536 /* a recursion may be deep: equal frames take one line */

/* What "push %rbp; mov %rsp, %rbp" leaves on the stack. */
struct frame {
	uintptr_t next;
	uintptr_t return_pc;
};

/* pc is a return address unless it is exact: the call may be the last instruction of
 * its function, so that the address after it belongs to another one. */
static void print_frame(unsigned n, uintptr_t pc, bool exact)
{
	struct symbol s;

	if (symbol_lookup(exact ? pc : pc - 1, &s))
		console_printf("  #%-2u %#018lx %s+%#zx", n, pc, s.name,
			       exact ? s.offset : s.offset + 1);
	else
		console_printf("  #%-2u %#018lx", n, pc);
}

/* The frame at fp, NULL at the end of the chain or where it leads nowhere. */
static const struct frame *next_frame(uintptr_t fp)
{
	if (fp % sizeof(fp) != 0 || !vm_readable(fp, sizeof(struct frame)))
		return NULL;
	const struct frame *f = (const struct frame *)fp;

	return f->return_pc == 0 || f->next == fp ? NULL : f;
}

void backtrace_print(uintptr_t pc, uintptr_t fp)
{
	unsigned lines = 1, repeats = 0;
	uintptr_t last = 0;

	print_frame(0, pc, true);
	for (unsigned n = 1; n < FRAMES_MAX && lines < LINES_MAX; n++) {
		const struct frame *f = next_frame(fp);

		if (f && f->return_pc == last) {
			repeats++;
		} else {
			if (repeats)
				console_printf("  ... %u times more", repeats);
			if (!f)
				return;
			print_frame(n, f->return_pc, false);
			last = f->return_pc;
			repeats = 0;
			lines++;
		}
		fp = f->next;
	}
}

static void print_where(void)
{
	const struct thread *t = this_cpu()->thread;
	uint64_t us = clock_now() / NSEC_PER_USEC;

	console_printf("  after %lu.%06lu s, in %sthread %d (%s)", us / 1000000, us % 1000000,
		       in_irq() ? "an interrupt over " : "", t ? thread_id(t) : 0,
		       t ? thread_name(t) : "boot");
}

static void print_report(const char *fmt, va_list args, uintptr_t pc, uintptr_t fp)
{
	char text[240];

	kvsnprintf(text, sizeof(text), fmt, args);
	console_printf("panic: %s", text);
	print_where();
	backtrace_print(pc, fp);
}

static _Noreturn void end(const char *fmt, va_list args, uintptr_t pc, uintptr_t fp)
{
	static unsigned depth;

	irq_save();
	lockcheck_stop();
	depth++;
	if (depth == 1)
		print_report(fmt, args, pc, fp);
	if (depth == 2)
		console_printf("panic: another one while the first was reported");
	if (depth <= 2)
		power_off(PANIC_STATUS);
	for (;;)
		cpu_relax();
}

void panic(const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	end(fmt, args, (uintptr_t)__builtin_return_address(0) - 1,
	    *(uintptr_t *)__builtin_frame_address(0));
}

void panic_at(uintptr_t pc, uintptr_t fp, const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	end(fmt, args, pc, fp);
}
