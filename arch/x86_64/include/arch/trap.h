/* SPDX-License-Identifier: MIT */
/* arch/trap.h - CPU exceptions, for tests and for reading memory that may not be there. */
#ifndef ARCH_TRAP_H
#define ARCH_TRAP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <core/compiler.h>

struct trap_info {
	uint64_t vector; /* 0..31 */
	uint64_t error;  /* error code, 0 where the vector has none */
	uint64_t pc;     /* of the instruction */
	uint64_t addr;   /* CR2 for vector 14 */
	uint64_t sp;
};

/** Calls fn(arg). Returns true when it raised an exception: fn was left where it
 *  stood and *info says which. Callee-saved registers are intact; locks fn took are
 *  not released. One level per thread. */
bool trap_catch(void (*fn)(void *arg), void *arg, struct trap_info *info);

/** Writes line number line, from 0, of the registers that the machine dies with, of the
 *  exception or of the call of panic(): "rip 0000000000000000  rsp ...". False behind the
 *  last line. */
bool trap_registers(unsigned line, char *buf, size_t size) IRQ_SAFE;

#endif
