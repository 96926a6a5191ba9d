/* SPDX-License-Identifier: MIT */
/* panic.h - the end: when going on would damage data, or a bug was proved. */
#ifndef CORE_PANIC_H
#define CORE_PANIC_H

#include <stdint.h>
#include <core/compiler.h>

/** Process status that the machine powers off with after a panic. */
#define PANIC_STATUS 125

/** Prints "panic: ..." and the caller's backtrace with function names, and powers
 *  off with PANIC_STATUS. A panic while that is printed powers off at once; one while
 *  powering off halts. */
_Noreturn void panic(const char *fmt, ...) IRQ_SAFE PRINTF_LIKE(1, 2);

/** The same for an exception: the backtrace begins with the instruction at pc, whose
 *  frame pointer was fp. */
_Noreturn void panic_at(uintptr_t pc, uintptr_t fp, const char *fmt, ...) IRQ_SAFE
	PRINTF_LIKE(3, 4);

/** Prints one "  #N address function+offset" line per frame: pc itself, then the return
 *  addresses from frame pointer fp on; repeated ones are counted. Stops at the first frame that
 * does not lie in mapped memory. */
void backtrace_print(uintptr_t pc, uintptr_t fp) IRQ_SAFE;

/* Assert what only a bug can make false. Never put an effect in it. */
#define ASSERT(cond)                                                                               \
	do {                                                                                       \
		if (!(cond))                                                                       \
			panic("%s:%d: assertion failed: %s", __FILE__, __LINE__, #cond);           \
	} while (0)

#endif
