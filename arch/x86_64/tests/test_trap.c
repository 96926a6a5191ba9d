/* SPDX-License-Identifier: MIT */
/*
 * test_trap.c - each exception raised on purpose: vector, error code and address must be
 * the architecture's. Page permissions: test_protection.c.
 *
 * Source: Intel SDM volume 3, table 6-1.
 */
#include <stdint.h>
#include <string.h>

#include <arch/trap.h>
#include <core/irq.h>
#include <test/test.h>

#include "fault.h"

extern const char here_de[], here_bp[], here_ud[], here_gp[], here_of[];

static void raise_divide_error(void *arg)
{
	(void)arg;
	__asm__ volatile("xorl %%eax, %%eax\n\txorl %%edx, %%edx\n\txorl %%ecx, %%ecx\n"
			 ".globl here_de\nhere_de: divl %%ecx"
			 :
			 :
			 : "eax", "ecx", "edx");
}
static void raise_breakpoint(void *arg)
{
	(void)arg;
	__asm__ volatile("int3\n.globl here_bp\nhere_bp: nop");
}
static void raise_invalid_opcode(void *arg)
{
	(void)arg;
	__asm__ volatile(".globl here_ud\nhere_ud: ud2");
}
static void raise_general_protection(void *arg)
{
	(void)arg;
	__asm__ volatile(".globl here_gp\nhere_gp: movw %w0, %%ds" : : "r"(0x1230));
}
/* Loads a selector whose descriptor is not present: into SS vector 12, elsewhere 11. */
#define ABSENT 0x18
static uint64_t small_gdt[] = { 0, 0x00af9b000000ffff, 0x00cf93000000ffff, 0x00cf13000000ffff };

struct table_pointer {
	uint16_t limit;
	uint64_t base;
} __attribute__((packed));

static struct table_pointer use_small_gdt(void)
{
	struct table_pointer saved, small = { sizeof(small_gdt) - 1, (uint64_t)small_gdt };

	__asm__ volatile("sgdt %0\n\tlgdt %1" : "=m"(saved) : "m"(small));
	return saved;
}
static void raise_stack_fault(void *arg)
{
	(void)arg;
	__asm__ volatile("movw %w0, %%ss" : : "r"(ABSENT));
}
static void raise_not_present(void *arg)
{
	(void)arg;
	__asm__ volatile("movw %w0, %%ds" : : "r"(ABSENT));
}
static void raise_debug(void *arg)
{
	(void)arg;
	__asm__ volatile("pushfq\n\torq $0x100, (%%rsp)\n\tpopfq\n\tnop\n\tnop"
			 :
			 :
			 : "memory", "cc");
}
static void raise_nmi(void *arg)
{
	(void)arg;
	__asm__ volatile("int $2");
}
static void raise_machine_check(void *arg)
{
	(void)arg;
	__asm__ volatile("int $18");
}
static void raise_simd(void *arg)
{
	(void)arg;
	__asm__ volatile("int $19");
}
static void raise_x87(void *arg)
{
	uint16_t control = 0x037f & ~(1u << 2); /* unmask division by zero */

	(void)arg;
	__asm__ volatile("fninit\n\tfldcw %0\n\tfld1\n\tfldz\n\tfdivrp\n\tfwait" : : "m"(control));
}
static void raise_double_fault(void *arg)
{
	(void)arg;
	/* The gate of #GP, vector 13, lies beyond this limit: delivering it faults. */
	struct table_pointer saved, only_8 = { 9 * 16 - 1, 0 };

	__asm__ volatile("sidt %0" : "=m"(saved));
	only_8.base = saved.base;
	__asm__ volatile("lidt %0\n\tmovw %w1, %%ds" : : "m"(only_8), "r"(0x1230) : "memory");
}

static struct trap_info raise(void (*fn)(void *), void *arg)
{
	struct trap_info info = { .vector = 99 };

	if (!trap_catch(fn, arg, &info))
		info.vector = 100;
	return info;
}

TEST(divide_error_is_vector_0_at_the_instruction)
{
	struct trap_info t = raise(raise_divide_error, NULL);

	CHECK_EQ(t.vector, 0);
	CHECK_EQ(t.error, 0);
	CHECK_EQ(t.pc, here_de);
}

TEST(debug_exception_is_vector_1)
{
	CHECK_EQ(raise(raise_debug, NULL).vector, 1);
}

TEST(breakpoint_is_vector_3_behind_the_instruction)
{
	struct trap_info t = raise(raise_breakpoint, NULL);

	CHECK_EQ(t.vector, 3);
	CHECK_EQ(t.pc, here_bp);
}

TEST(breakpoint_that_nobody_catches_resumes)
{
	int after = 0;

	__asm__ volatile("int3\n\tmovl $1, %0" : "=r"(after));
	CHECK_EQ(after, 1);
}

TEST(invalid_opcode_is_vector_6_at_the_instruction)
{
	struct trap_info t = raise(raise_invalid_opcode, NULL);

	CHECK_EQ(t.vector, 6);
	CHECK_EQ(t.pc, here_ud);
}

TEST(general_protection_carries_the_selector)
{
	struct trap_info t = raise(raise_general_protection, NULL);

	CHECK_EQ(t.vector, 13);
	CHECK_EQ(t.error, 0x1230);
	CHECK_EQ(t.pc, here_gp);
}

TEST(absent_segments_are_vectors_11_and_12_with_the_selector)
{
	unsigned long flags = irq_save(); /* the TSS is not in the small table */
	struct table_pointer saved = use_small_gdt();
	struct trap_info ss = raise(raise_stack_fault, NULL);
	struct trap_info ds = raise(raise_not_present, NULL);

	__asm__ volatile("lgdt %0" : : "m"(saved));
	irq_restore(flags);
	CHECK_EQ(ss.vector, 12);
	CHECK_EQ(ss.error, ABSENT);
	CHECK_EQ(ds.vector, 11);
	CHECK_EQ(ds.error, ABSENT);
}

/* An emulator never raises these by itself: only the way in is tested. */
TEST(nmi_machine_check_and_simd_error_enter_and_return)
{
	CHECK_EQ(raise(raise_nmi, NULL).vector, 2);
	CHECK_EQ(raise(raise_machine_check, NULL).vector, 18);
	CHECK_EQ(raise(raise_simd, NULL).vector, 19);
}

TEST(x87_error_is_vector_16)
{
	CHECK_EQ(raise(raise_x87, NULL).vector, 16);
	__asm__ volatile("fninit");
}

TEST(double_fault_has_a_stack_of_its_own_and_error_code_0)
{
	unsigned long flags = irq_save(); /* the short table has no gate for the timer */
	struct table_pointer idt;

	__asm__ volatile("sidt %0" : "=m"(idt));
	struct trap_info t = raise(raise_double_fault, NULL);
	__asm__ volatile("lidt %0" : : "m"(idt));
	irq_restore(flags);
	CHECK_EQ(t.vector, 8);
	CHECK_EQ(t.error, 0);
}

TEST(null_pointers_fault_on_read_and_write)
{
	CHECK_EQ(fault_of(read_word, NULL), 0x0);
	CHECK_EQ(fault_of(write_word, NULL), 0x2);
}
