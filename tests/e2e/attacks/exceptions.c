/* SPDX-License-Identifier: MIT */
/*
 * exceptions.c - raises each exception of the processor where nobody catches it.
 *
 * What ring 0 of 64-bit mode or an emulator never raises by itself (#TS and #AC need ring 3,
 * #XM an emulator that checks) enters through its gate all the same: by an INT instruction,
 * or, where the processor would push an error code, by a frame made by hand.
 *
 * Source: Intel SDM volume 3, 6.14 (frames, interrupt-stack table), 6.15 (exceptions).
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "attacks.h"

#define RAISE(name, code)                                                                          \
	static ONCE void raise_##name(const char *argument)                                        \
	{                                                                                          \
		(void)argument;                                                                    \
		__asm__ volatile(code : : : "rax", "rcx", "rdx", "memory", "cc");                  \
	}

RAISE(de, "xorl %%eax, %%eax\n\txorl %%edx, %%edx\n\txorl %%ecx, %%ecx\n" PLACE(de) "divl %%ecx")
RAISE(db, "pushfq\n\torq $0x100, (%%rsp)\n\tpopfq\n\tnop\n" PLACE(db) "nop")
RAISE(nmi, "int $2\n" PLACE(nmi) "nop")
RAISE(bp, "int3\n" PLACE(bp) "nop")
RAISE(of, "int $4\n" PLACE(of) "nop")
RAISE(br, "int $5\n" PLACE(br) "nop")
RAISE(ud, PLACE(ud) "ud2")
RAISE(nm, "movq %%cr0, %%rax\n\torq $8, %%rax\n\tmovq %%rax, %%cr0\n" PLACE(nm) "fninit")
RAISE(gp, "movl $0x1230, %%eax\n" PLACE(gp) "movw %%ax, %%ds")
RAISE(mc, "int $18\n" PLACE(mc) "nop")
RAISE(xm, "int $19\n" PLACE(xm) "nop")
RAISE(noncanonical,
      "movabsq $0x8000000000000000, %%rax\n" PLACE(noncanonical) "movq (%%rax), %%rax")

static void raise_mf(const char *argument)
{
	uint16_t control = 0x037f & ~(1u << 2); /* unmask division by zero */

	(void)argument;
	__asm__ volatile("fninit\n\tfldcw %0\n\tfld1\n\tfldz\n\tfdivrp\n" PLACE(mf) "fwait"
			 :
			 : "m"(control));
}

struct table_pointer {
	uint16_t limit;
	uint64_t base;
} __attribute__((packed));

struct gate {
	uint16_t offset_low, selector;
	uint8_t ist, type;
	uint16_t offset_mid;
	uint32_t offset_high, reserved;
};

static const struct gate *gate(unsigned vector)
{
	struct table_pointer idt;

	__asm__ volatile("sidt %0" : "=m"(idt));
	return (const struct gate *)idt.base + vector;
}

/* From now on vector enters on the stack of the moment. The kernel's table is sealed: a copy takes
 * its place. */
static void take_stack_of(unsigned vector)
{
	static struct gate gates[256];
	struct table_pointer idt;

	__asm__ volatile("sidt %0" : "=m"(idt));
	if (idt.base != (uint64_t)gates)
		memcpy(gates, gate(0), idt.limit + 1ul);
	idt.base = (uint64_t)gates;
	gates[vector].ist = 0;
	__asm__ volatile("lidt %0" : : "m"(idt));
}

/* Selector 0x18 of this table is not present: into SS vector 12, elsewhere 11. */
static uint64_t small_gdt[] = { 0, 0x00af9b000000ffff, 0x00cf93000000ffff, 0x00cf13000000ffff };

static void use_small_gdt(void)
{
	struct table_pointer small = { sizeof(small_gdt) - 1, (uint64_t)small_gdt };

	__asm__ volatile("cli\n\tlgdt %0" : : "m"(small));
}

static void raise_np(const char *argument)
{
	(void)argument;
	use_small_gdt();
	__asm__ volatile(PLACE(np) "movw %w0, %%ds" : : "a"(0x18));
}

static void raise_ss(const char *argument)
{
	(void)argument;
	use_small_gdt();
	__asm__ volatile(PLACE(ss) "movw %w0, %%ss" : : "a"(0x18));
}

/* What the processor would push, then what it would do. */
static ONCE void enter_with_error_code(unsigned vector, uint64_t error)
{
	const struct gate *g = gate(vector);
	uint64_t entry = g->offset_low | (uint64_t)g->offset_mid << 16 |
			 (uint64_t)g->offset_high << 32;

	__asm__ volatile("cli\n\tmovq %%rsp, %%rdx\n\tandq $-16, %%rsp\n\t"
			 "movl %%ss, %%ecx\n\tpushq %%rcx\n\tpushq %%rdx\n\tpushfq\n\t"
			 "movl %%cs, %%ecx\n\tpushq %%rcx\n\tleaq at_by_hand(%%rip), %%rcx\n\t"
			 "pushq %%rcx\n\tpushq %1\n\tjmp *%0\n" PLACE(by_hand) "nop"
			 :
			 : "a"(entry), "b"(error)
			 : "rcx", "rdx", "memory");
}

static void raise_ts(const char *argument)
{
	(void)argument;
	enter_with_error_code(10, 0x28);
}

static void raise_ac(const char *argument)
{
	(void)argument;
	enter_with_error_code(17, 0);
}

/* A machine check comes by a gate without error code; #CP with one. */
static void raise_cp(const char *argument)
{
	(void)argument;
	enter_with_error_code(21, 3);
}

/* The gate of #GP lies beyond the limit: delivering it faults again. */
static void raise_df(const char *argument)
{
	struct table_pointer idt;

	(void)argument;
	__asm__ volatile("sidt %0" : "=m"(idt));
	idt.limit = 9 * sizeof(struct gate) - 1;
	__asm__ volatile("lidt %0\n" PLACE(df) "movw %w1, %%ds" : : "m"(idt), "a"(0x1230));
}

static ONCE void push_nowhere(void)
{
	__asm__ volatile("movl $0x5000, %%esp\n" PLACE(badsp) "pushq %%rax" : : : "memory");
}

/* A bad stack pointer is a page fault like any other: that has a stack of its own too. */
static void raise_badsp(const char *argument)
{
	(void)argument;
	push_nowhere();
}

/* Without it, the page fault cannot be delivered: a double fault, on its own stack. */
static void raise_df_badsp(const char *argument)
{
	(void)argument;
	take_stack_of(14);
	push_nowhere();
}

/* Without that one too nothing is left: the machine resets. */
static void raise_triple(const char *argument)
{
	(void)argument;
	take_stack_of(14);
	take_stack_of(8);
	push_nowhere();
}

/* pf ADDRESS reads, pf-write writes, pf-call calls. */
static void raise_pf(const char *argument)
{
	uint64_t address = strtoull(argument, NULL, 16);

	__asm__ volatile(PLACE(pf) "movb (%0), %%cl" : : "a"(address) : "rcx");
}

static void raise_pf_write(const char *argument)
{
	uint64_t address = strtoull(argument, NULL, 16);

	__asm__ volatile(PLACE(pf_write) "movb $0, (%0)" : : "a"(address) : "memory");
}

static void raise_pf_call(const char *argument)
{
	uint64_t address = strtoull(argument, NULL, 16);

	__asm__ volatile("call *%0\n" PLACE(pf_call) "nop" : : "a"(address) : "memory");
}

/* In its first instruction, before it has a frame of its own. */
__asm__(".text\n.globl frameless\n.type frameless, @function\n"
	"frameless: movq 0, %rax\n\tret\n");
void frameless(void);

static void raise_frameless(const char *argument)
{
	(void)argument;
	frameless();
	__asm__ volatile(""); /* not a tail call */
}

/* No exception: the kernel's own panic(), called with a number of its own in each register
 * that a call leaves alone, and its arguments in the others. */
static ONCE void call_panic(const char *argument)
{
	static const char format[] = "called with %d";

	(void)argument;
	__asm__ volatile("movl $0xb0b, %%ebx\n\tmovl $0xc12, %%r12d\n\tmovl $0xd13, %%r13d\n\t"
			 "movl $0xe14, %%r14d\n\tmovl $0xf15, %%r15d\n\tmovl $0x808, %%r8d\n\t"
			 "movl $0x909, %%r9d\n\tmovl $0x1010, %%r10d\n\tmovl $0x1111, %%r11d\n\t"
			 "movl $0xccc, %%ecx\n\tmovl $0xddd, %%edx\n\tmovq %0, %%rdi\n\t"
			 "movl $0x515, %%esi\n\txorl %%eax, %%eax\n\tstc\n\t"
			 "call panic\n" PLACE(call_panic) "ud2"
			 :
			 : "i"(format)
			 : "rax", "rbx", "rcx", "rdx", "rsi", "rdi", "r8", "r9", "r10", "r11",
			   "r12", "r13", "r14", "r15", "memory", "cc");
}

const struct attack exception_attacks[] = {
	{ "de", raise_de },           { "db", raise_db },
	{ "nmi", raise_nmi },         { "bp", raise_bp },
	{ "of", raise_of },           { "br", raise_br },
	{ "ud", raise_ud },           { "nm", raise_nm },
	{ "df", raise_df },           { "ts", raise_ts },
	{ "np", raise_np },           { "ss", raise_ss },
	{ "gp", raise_gp },           { "noncanonical", raise_noncanonical },
	{ "pf", raise_pf },           { "pf-write", raise_pf_write },
	{ "pf-call", raise_pf_call }, { "mf", raise_mf },
	{ "ac", raise_ac },           { "mc", raise_mc },
	{ "xm", raise_xm },           { "cp", raise_cp },
	{ "badsp", raise_badsp },     { "df-badsp", raise_df_badsp },
	{ "triple", raise_triple },   { "frameless", raise_frameless },
	{ "call-panic", call_panic }, { 0 },
};
