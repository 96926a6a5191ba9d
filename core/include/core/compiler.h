/* SPDX-License-Identifier: MIT */
/* compiler.h - the few language extensions the tree allows, under one roof. */
#ifndef CORE_COMPILER_H
#define CORE_COMPILER_H

#include <stddef.h>

/* Puts an object in a linker table; link.ld keeps the table and bounds it with
 * __start_NAME and __stop_NAME. The order inside a table is undefined. */
#define TABLE_ENTRY(table) __attribute__((section(#table), used, aligned(8)))

/* Declares the bounds of a linker table of TYPE; iterate with FOR_TABLE. Weak:
 * a table nobody contributes to is empty, not a link error. */
#define TABLE_DECLARE(type, table)                                                                 \
	extern const type __start_##table[] __attribute__((weak));                                 \
	extern const type __stop_##table[] __attribute__((weak))
#define FOR_TABLE(type, it, table) for (const type *it = __start_##table; it < __stop_##table; it++)

/* A variable that starts as zero, is given its value during the boot and cannot be written
 * once the program runs (paging_seal()): what all later code trusts. */
#ifdef CONFIG_SEAL
#define SEALED __attribute__((section(".bss.sealed")))
#else
#define SEALED
#endif

/* A variable that the boot does not clear, because nothing reads it before it is written,
 * and clearing it would cost: stacks. */
#define NOINIT __attribute__((section(".bss.noinit")))

/* Context of a function, part of its prototype. IRQ_SAFE: any context, never
 * sleeps. MAY_SLEEP: thread context, interrupts on. No mark: thread context,
 * does not sleep. */
#define IRQ_SAFE
#define MAY_SLEEP

#define PRINTF_LIKE(fmt, args) __attribute__((format(printf, fmt, args)))

/* Kept out of its callers, whose short path would pay for its registers; COLD: and it is
 * called rarely. */
#define NOINLINE __attribute__((noinline))
#define COLD     __attribute__((cold, noinline))

/* The compiler moves no access to memory across it. */
#define barrier() __asm__ volatile("" : : : "memory")

/* What stands at p, of any alignment. In freestanding code memcpy() would be a call. */
static inline unsigned long load_u64(const void *p)
{
	unsigned long word;

	__builtin_memcpy(&word, p, sizeof(word));
	return word;
}

/* 1 when a Kconfig bool is y, else 0; usable in C and in #if. */
#define IS_ENABLED(cfg)                 IS_ENABLED_1(cfg)
#define IS_ENABLED_1(val)               IS_ENABLED_2(COMMA_##val)
#define COMMA_1                         0,
#define IS_ENABLED_2(comma_or_junk)     IS_ENABLED_3(comma_or_junk 1, 0, 0)
#define IS_ENABLED_3(ignored, val, ...) val

#define container_of(p, type, field) ((type *)((char *)(p)-offsetof(type, field)))

#define ARRAY_SIZE(a)    (sizeof(a) / sizeof((a)[0]))
#define ALIGN_UP(x, a)   (((x) + (a)-1) & ~((a)-1)) /* a: power of two, type of x */
#define ALIGN_DOWN(x, a) ((x) & ~((a)-1))
#define MIN(a, b)        ((a) < (b) ? (a) : (b)) /* arguments without side effects */
#define MAX(a, b)        ((a) > (b) ? (a) : (b))

#endif
