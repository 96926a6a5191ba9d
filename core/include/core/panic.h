/* SPDX-License-Identifier: MIT */
/* panic.h - the end: when going on would damage data, or a bug was proved. */
#ifndef CORE_PANIC_H
#define CORE_PANIC_H

#include <core/backtrace.h>

/** Process status that the machine powers off with after a panic. */
#define PANIC_STATUS 125

/** Prints "panic: ...", the caller's backtrace with function names and, with
 *  CRASH_BUNDLE, all that is known in a form that `make crash` reads; then powers off
 *  with PANIC_STATUS, or does what PANIC_ACTION says. A panic while that is printed ends the
 *  printing. */
_Noreturn void panic(const char *fmt, ...) IRQ_SAFE PRINTF_LIKE(1, 2);

/** The same for an exception: the backtrace begins where it came. */
_Noreturn void panic_at(const struct code_place *at, const char *fmt, ...) IRQ_SAFE
	PRINTF_LIKE(2, 3);

/** True once panic() was called: nothing but the report runs any more. */
bool panicking(void) IRQ_SAFE;

/* Assert what only a bug can make false. Never put an effect in it. */
#define ASSERT(cond)                                                                               \
	do {                                                                                       \
		if (!(cond))                                                                       \
			panic("%s:%d: assertion failed: %s", __FILE__, __LINE__, #cond);           \
	} while (0)

#endif
