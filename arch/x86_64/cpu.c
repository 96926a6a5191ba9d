/* SPDX-License-Identifier: MIT */
/* cpu.c - per-CPU state and the hardware random number instruction. */
#include <arch/cpu.h>

#include "msr.h"

#define CPUID1_ECX_RDRAND (1u << 30)
#define RDRAND_TRIES      10 /* Intel DRNG Software Implementation Guide 5.2.1 */

struct cpu boot_cpu;

uint32_t cpu_signature(void)
{
	return cpuid(1, 0).eax;
}

void cpu_flush_caches(void)
{
	__asm__ volatile("wbinvd" : : : "memory");
}

/* Called before the stack guard has its value. */
__attribute__((no_stack_protector)) bool cpu_rdrand(uint64_t *out)
{
	if (!(cpuid(1, 0).ecx & CPUID1_ECX_RDRAND))
		return false;
	for (int i = 0; i < RDRAND_TRIES; i++) {
		uint64_t v;
		bool ok;

		__asm__ volatile("rdrand %0" : "=r"(v), "=@ccc"(ok));
		if (ok) {
			*out = v;
			return true;
		}
	}
	return false;
}
