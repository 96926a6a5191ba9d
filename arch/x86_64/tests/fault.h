/* SPDX-License-Identifier: MIT */
/* fault.h - which page fault an access raises. */
#ifndef ARCH_TESTS_FAULT_H
#define ARCH_TESTS_FAULT_H

#include <stdint.h>

#include <arch/trap.h>

#define NO_FAULT    99
#define OTHER_FAULT 100 /* another exception, or another address */

static inline void write_word(void *p)
{
	*(volatile uint64_t *)p = 7;
}
static inline void read_word(void *p)
{
	(void)*(volatile uint64_t *)p;
}

/** The error code of the page fault that fn(p) raises at p, or one of the above. */
static inline uint64_t fault_of(void (*fn)(void *), void *p)
{
	struct trap_info t = { 0 };

	if (!trap_catch(fn, p, &t))
		return NO_FAULT;
	return t.vector == 14 && t.addr == (uintptr_t)p ? t.error : OTHER_FAULT;
}

#endif
