/* SPDX-License-Identifier: MIT */
/*
 * idt.c - which code and which stack each vector enters.
 *
 * Source: Intel SDM volume 3, 6.14.1 (64-bit interrupt gates).
 */
#include <stddef.h>
#include <stdint.h>

#include <core/compiler.h>

#include "cpu_init.h"
#include "isr.h"

#define GATE_INTERRUPT 0x8e /* present, ring 0, interrupts off on entry */

struct gate {
	uint16_t offset_low, selector;
	uint8_t ist, type;
	uint16_t offset_mid;
	uint32_t offset_high, reserved;
};

static struct gate idt[256] SEALED __attribute__((aligned(16)));

static int ist_of(unsigned vector)
{
	switch (vector) {
	case TRAP_NMI:
		return IST_NMI;
	case TRAP_DOUBLE_FAULT:
		return IST_DOUBLE_FAULT;
	case TRAP_MACHINE_CHECK:
		return IST_MACHINE_CHECK;
	default:
		return vector < VECTOR_IRQ0 ? IST_EXCEPTION : IST_IRQ;
	}
}

static void set_gate(unsigned vector, uint64_t entry)
{
	idt[vector] = (struct gate){
		.offset_low = (uint16_t)entry,
		.selector = GDT_CODE,
		.ist = (uint8_t)ist_of(vector),
		.type = GATE_INTERRUPT,
		.offset_mid = (uint16_t)(entry >> 16),
		.offset_high = (uint32_t)(entry >> 32),
	};
}

void idt_init(void)
{
	struct {
		uint16_t limit;
		uint64_t base;
	} __attribute__((packed)) ptr = { sizeof(idt) - 1, (uint64_t)idt };

	for (unsigned v = 0; v < ISR_COUNT; v++)
		set_gate(v, isr_table[v]);
	set_gate(VECTOR_SPURIOUS, (uint64_t)isr_spurious);
	if (IS_ENABLED(CONFIG_SYSCALL_INT80))
		set_gate(VECTOR_SYSCALL, (uint64_t)syscall_int80);
	__asm__ volatile("lidt %0" : : "m"(ptr));
}
