/* SPDX-License-Identifier: MIT */
/*
 * apic.c - the local APIC: it delivers the 8259's interrupts (LINT0 as ExtINT; without
 * it a microvm delivers none) and its timer is our one-shot event device.
 *
 * Source: Intel SDM volume 3, 11.4 (registers), 11.5.1 (local vector table), 11.5.4 (timer),
 * 10.11 (messages).
 */
#define LOG_TAG "apic"
#include <stddef.h>

#include <core/log.h>
#include <core/vm.h>

#include "apic.h"
#include "cpu_init.h"
#include "msr.h"

#define CPUID1_EDX_APIC (1u << 9)
#define BASE_ENABLE     (1ul << 11)
#define BASE_X2APIC     (1ul << 10)
#define BASE_ADDR       0x000ffffffffff000ull

/* Registers, byte offsets. */
enum {
	REG_ID = 0x020,
	REG_TPR = 0x080,
	REG_EOI = 0x0b0,
	REG_SPURIOUS = 0x0f0,
	REG_LVT_TIMER = 0x320,
	REG_LVT_LINT0 = 0x350,
	REG_LVT_LINT1 = 0x360,
	REG_TIMER_INITIAL = 0x380,
	REG_TIMER_CURRENT = 0x390,
	REG_TIMER_DIVIDE = 0x3e0,
};
#define MESSAGE_ADDRESS 0xfee00000u
#define SPURIOUS_ENABLE 0x100u
#define LVT_MASKED      0x10000u
#define DELIVER_NMI     0x400u
#define DELIVER_EXTINT  0x700u
#define DIVIDE_BY_1     0xbu

static volatile uint32_t *regs SEALED;

static void write_reg(unsigned reg, uint32_t v)
{
	regs[reg / 4] = v;
}

bool apic_init(void)
{
	if (!(cpuid(1, 0).edx & CPUID1_EDX_APIC))
		return false;
	uint64_t base = rdmsr(MSR_APIC_BASE);
	if (base & BASE_X2APIC) /* firmware's choice; one switch back through "disabled" */
		wrmsr(MSR_APIC_BASE, base & ~(BASE_ENABLE | BASE_X2APIC));
	wrmsr(MSR_APIC_BASE, (base | BASE_ENABLE) & ~BASE_X2APIC);
	regs = vm_map_device((phys_t){ base & BASE_ADDR }, PAGE_SIZE);
	if (!regs)
		return false;
	write_reg(REG_SPURIOUS, SPURIOUS_ENABLE | VECTOR_SPURIOUS);
	write_reg(REG_TPR, 0);
	write_reg(REG_LVT_LINT0, DELIVER_EXTINT);
	write_reg(REG_LVT_LINT1, DELIVER_NMI);
	write_reg(REG_LVT_TIMER, LVT_MASKED);
	write_reg(REG_TIMER_DIVIDE, DIVIDE_BY_1);
	return true;
}

bool apic_present(void)
{
	return regs != NULL;
}

void apic_eoi(void)
{
	write_reg(REG_EOI, 0);
}

/* Fixed delivery, edge triggered, to this very APIC (10.11.1, 10.11.2). */
struct irq_message apic_message(unsigned vector)
{
	uint32_t id = regs[REG_ID / 4] >> 24;

	return (struct irq_message){ MESSAGE_ADDRESS | id << 12, vector };
}

void apic_timer_start(uint32_t ticks)
{
	write_reg(REG_LVT_TIMER, VECTOR_TIMER);
	write_reg(REG_TIMER_INITIAL, ticks);
}

void apic_timer_start_silent(uint32_t ticks)
{
	write_reg(REG_LVT_TIMER, LVT_MASKED);
	write_reg(REG_TIMER_INITIAL, ticks);
}

uint32_t apic_timer_left(void)
{
	return regs[REG_TIMER_CURRENT / 4];
}
