/* SPDX-License-Identifier: MIT */
/* arch/cpu.h - per-CPU state, idling, and the instructions C has no name for. */
#ifndef ARCH_CPU_H
#define ARCH_CPU_H

#include <stdbool.h>
#include <stdint.h>
#include <core/compiler.h>

struct thread;

/** State of one CPU; there is one today. */
struct cpu {
	struct thread *thread; /* running now */
	unsigned preempt_off;  /* nesting of preempt_disable() */
	unsigned irq_depth;    /* nesting of interrupt handlers */
	bool resched;          /* a better thread may be ready */
};
extern struct cpu boot_cpu;
static inline struct cpu *this_cpu(void)
{
	return &boot_cpu;
}

/** Interrupts on and halted until one has come, atomically; then off again. Call
 *  with interrupts off: a wake-up before the halt is not lost. */
static inline void cpu_wait_irq(void)
{
	__asm__ volatile("sti; hlt; cli" : : : "memory");
}
/** Interrupts on, for the first time in the boot. Everybody else: irq_restore(). */
static inline void cpu_irqs_on(void)
{
	__asm__ volatile("sti" : : : "memory");
}
static inline void cpu_relax(void)
{
	__asm__ volatile("pause" : : : "memory");
}
static inline uint64_t cpu_cycles(void)
{
	uint32_t lo, hi;
	__asm__ volatile("rdtsc" : "=a"(lo), "=d"(hi) : : "memory");
	return (uint64_t)hi << 32 | lo;
}
/** Family, model and stepping, packed as CPUID leaf 1 has them in eax. */
uint32_t cpu_signature(void) IRQ_SAFE;
/** 64 bits of RDRAND. False when the CPU lacks it or it has none now. */
bool cpu_rdrand(uint64_t *out) IRQ_SAFE;

/** Powers the machine off with a program's status (0..255): debug-exit port, ACPI
 *  S5, the FADT sleep register; else halts and says so. */
_Noreturn void power_off(int status) IRQ_SAFE;
/** Halts for ever, interrupts off. */
_Noreturn void cpu_halt(void) IRQ_SAFE;
/** Writes the caches back to memory: a reset forgets them. */
void cpu_flush_caches(void) IRQ_SAFE;
/** Restarts the machine: FADT reset register, 8042, triple fault. */
_Noreturn void power_reboot(void) IRQ_SAFE;

struct boot_info;
/** Reads what the firmware tells about power and clocks (ACPI). */
void arch_firmware_init(const struct boot_info *bi);
/** Reads the clocks, starts the timer device: clock_init() is called from here. */
void arch_clock_init(void);

#endif
