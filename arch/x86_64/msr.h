/* SPDX-License-Identifier: MIT */
/* msr.h - model-specific registers and CPUID. */
#ifndef ARCH_MSR_H
#define ARCH_MSR_H

#include <stdint.h>

#define MSR_APIC_BASE 0x1bu
#define MSR_PAT       0x277u
#define MSR_FS_BASE   0xc0000100u
#define MSR_GS_BASE   0xc0000101u

static inline uint64_t rdmsr(uint32_t msr)
{
	uint32_t lo, hi;
	__asm__ volatile("rdmsr" : "=a"(lo), "=d"(hi) : "c"(msr));
	return (uint64_t)hi << 32 | lo;
}

static inline void wrmsr(uint32_t msr, uint64_t v)
{
	__asm__ volatile("wrmsr"
			 :
			 : "c"(msr), "a"((uint32_t)v), "d"((uint32_t)(v >> 32))
			 : "memory");
}

struct cpuid {
	uint32_t eax, ebx, ecx, edx;
};

static inline struct cpuid cpuid(uint32_t leaf, uint32_t subleaf)
{
	struct cpuid r;
	__asm__ volatile("cpuid"
			 : "=a"(r.eax), "=b"(r.ebx), "=c"(r.ecx), "=d"(r.edx)
			 : "a"(leaf), "c"(subleaf));
	return r;
}

/** Largest basic leaf; leaves above answer with nonsense. */
static inline uint32_t cpuid_max(void)
{
	return cpuid(0, 0).eax;
}

#endif
