/* SPDX-License-Identifier: MIT */
/*
 * cpu.c - stands in for the CPU, the interrupt controller, the clocks and the power
 * switch. Interrupts come only from host_advance(), so that turning them off is a flag.
 */
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include <arch/cpu.h>
#include <arch/irq.h>
#include <arch/thread.h>
#include <arch/trap.h>
#include <core/clock.h>
#include <core/irq.h>
#include <test/host.h>

struct cpu boot_cpu;

static bool interrupts_on = true;
static int controller_result;
static unsigned unmasked;
static uint64_t cycles, armed;

unsigned long irq_save(void)
{
	bool was = interrupts_on;

	interrupts_on = false;
	return was;
}

void irq_restore(unsigned long flags)
{
	interrupts_on = flags;
}

bool irqs_enabled(void)
{
	return interrupts_on;
}

int arch_irq_unmask(unsigned line)
{
	if (controller_result == 0)
		unmasked |= 1u << line;
	return controller_result;
}

int arch_irq_message(unsigned n, struct irq_message *m)
{
	*m = (struct irq_message){ 0xfee00000, 0x31 + n };
	return controller_result;
}

void host_set_irq_controller(int result)
{
	controller_result = result;
}

unsigned host_unmasked_lines(void)
{
	return unmasked;
}

void cpu_flush_caches(void)
{
}

uint32_t cpu_signature(void)
{
	return 0x00a20f10;
}

void arch_call_on_stack(uintptr_t stack_top, void (*fn)(void *arg), void *arg)
{
	(void)stack_top;
	fn(arg);
	abort();
}

bool trap_catch(void (*fn)(void *arg), void *arg, struct trap_info *info)
{
	(void)info;
	fn(arg);
	return false;
}

/* Keeps no registers. */
__asm__(".globl panic\npanic: jmp panic_enter");

bool trap_registers(unsigned line, char *buf, size_t size)
{
	snprintf(buf, size, "rip %016x", line);
	return line < 2;
}

bool cpu_rdrand(uint64_t *out)
{
	(void)out;
	return false;
}

void power_off(int status)
{
	host_print_log();
	fflush(stdout);
	_exit(status);
}

void power_reboot(void)
{
	printf("# the machine was restarted\n");
	fflush(stdout);
	_exit(1);
}

static uint64_t read_cycles(void)
{
	return cycles;
}

static void arm(uint64_t deadline)
{
	armed = deadline;
}

void host_clock_start(void)
{
	static const struct clock_source source = { "host", NSEC_PER_SEC, read_cycles, UINT64_MAX };
	static const struct clock_event event = { "host", arm };

	cycles = 0;
	armed = NO_DEADLINE;
	clock_init(&source, &event);
}

uint64_t host_clock_armed(void)
{
	return armed;
}

/* As the real device does: one interrupt at the deadline, or at once when it is past. */
void host_advance(uint64_t ns)
{
	uint64_t end = cycles + ns;

	while (armed <= end) {
		if (armed > cycles)
			cycles = armed;
		armed = NO_DEADLINE;
		unsigned long flags = irq_save();
		boot_cpu.irq_depth++;
		timers_run();
		boot_cpu.irq_depth--;
		irq_restore(flags);
	}
	cycles = end;
}
