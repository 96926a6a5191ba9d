/* SPDX-License-Identifier: MIT */
/*
 * gdt.c - segments and the task state segment, whose only use is the table of
 * interrupt stacks.
 *
 * Source: Intel SDM volume 3, 3.4.5 (descriptors), 8.7 (64-bit TSS).
 */
#include <stdint.h>
#include <string.h>

#include <core/compiler.h>

#include "cpu_init.h"

struct tss {
	uint32_t reserved0;
	uint64_t rsp[3];
	uint64_t reserved1;
	uint64_t ist[7]; /* IST 1..7 */
	uint64_t reserved2;
	uint16_t reserved3, iomap;
} __attribute__((packed));

/* A panic prints from these stacks; a hardware interrupt leaves its own at once. */
static uint8_t double_fault_stack[8192] NOINIT __attribute__((aligned(16)));
static uint8_t nmi_stack[8192] NOINIT __attribute__((aligned(16)));
static uint8_t machine_check_stack[8192] NOINIT __attribute__((aligned(16)));
static uint8_t exception_stack[8192] NOINIT __attribute__((aligned(16)));
static uint8_t irq_entry_stack[256] __attribute__((aligned(16)));

static struct tss tss SEALED;

/* User segments have no user yet; they keep the TSS at its usual selector. */
static const uint64_t segments[] = {
	0,
	0x00af9b000000ffff, /* 0x08 kernel code, 64 bits */
	0x00cf93000000ffff, /* 0x10 kernel data */
	0x00cff3000000ffff, /* 0x18 user data */
	0x00affb000000ffff, /* 0x20 user code */
};
/* They are marked as accessed, so that the CPU need not write here once it is sealed. */
static uint64_t gdt[ARRAY_SIZE(segments) + 2] SEALED; /* 0x28 TSS: two entries */

static void set_ist(int slot, uint8_t *stack, uint64_t size)
{
	tss.ist[slot - 1] = (uint64_t)stack + size;
}

static void set_tss_descriptor(void)
{
	uint64_t base = (uint64_t)&tss, limit = sizeof(tss) - 1;

	gdt[5] = limit | (base & 0xffffff) << 16 | 0x89ull << 40 | (base >> 24 & 0xff) << 56;
	gdt[6] = base >> 32;
}

void gdt_init(void)
{
	struct {
		uint16_t limit;
		uint64_t base;
	} __attribute__((packed)) ptr = { sizeof(gdt) - 1, (uint64_t)gdt };

	set_ist(IST_DOUBLE_FAULT, double_fault_stack, sizeof(double_fault_stack));
	set_ist(IST_NMI, nmi_stack, sizeof(nmi_stack));
	set_ist(IST_MACHINE_CHECK, machine_check_stack, sizeof(machine_check_stack));
	set_ist(IST_EXCEPTION, exception_stack, sizeof(exception_stack));
	set_ist(IST_IRQ, irq_entry_stack, sizeof(irq_entry_stack));
	tss.iomap = sizeof(tss);
	memcpy(gdt, segments, sizeof(segments));
	set_tss_descriptor();
	__asm__ volatile("lgdt %0\n\t"
			 "pushq %1\n\t"
			 "leaq 1f(%%rip), %%rax\n\t"
			 "pushq %%rax\n\t"
			 "lretq\n"
			 "1:\n\t"
			 "movl %2, %%eax\n\t"
			 "movl %%eax, %%ds\n\t"
			 "movl %%eax, %%es\n\t"
			 "movl %%eax, %%ss\n\t"
			 "ltr %w3"
			 :
			 : "m"(ptr), "i"(GDT_CODE), "i"(GDT_DATA), "r"(GDT_TSS)
			 : "rax", "memory");
}
