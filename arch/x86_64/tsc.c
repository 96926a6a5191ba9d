/* SPDX-License-Identifier: MIT */
/*
 * tsc.c - what CPUID tells about the time stamp counter.
 *
 * Source: Intel SDM volume 2, CPUID leaves 0x15 and 0x80000007; volume 3, 17.17.1
 * (invariant TSC); VMware "CPUID timing leaf" 0x40000010.
 */
#include <core/compiler.h>

#include "msr.h"
#include "tsc.h"

#define LEAF_CRYSTAL          0x15u
#define LEAF_POWER            0x80000007u
#define POWER_EDX_INVARIANT   (1u << 8)
#define HV_BASE               0x40000000u
#define HV_TIMING             0x40000010u
#define CPUID1_ECX_HYPERVISOR (1u << 31)

static uint64_t from_crystal(void)
{
	if (cpuid_max() < LEAF_CRYSTAL)
		return 0;
	struct cpuid r = cpuid(LEAF_CRYSTAL, 0);

	return r.eax && r.ebx && r.ecx ? (uint64_t)r.ecx * r.ebx / r.eax : 0;
}

bool tsc_hypervisor(void)
{
	return cpuid(1, 0).ecx & CPUID1_ECX_HYPERVISOR;
}

bool tsc_invariant(void)
{
	return cpuid(0x80000000u, 0).eax >= LEAF_POWER &&
	       (cpuid(LEAF_POWER, 0).edx & POWER_EDX_INVARIANT);
}

uint64_t tsc_hz_announced(const char **how)
{
	uint64_t hz = from_crystal();

	*how = "cpuid";
	if (hz || !tsc_hypervisor())
		return hz;
	if (cpuid(HV_BASE, 0).eax >= HV_TIMING && cpuid(HV_TIMING, 0).eax)
		return cpuid(HV_TIMING, 0).eax * 1000ull;
	*how = "kvmclock";
	return IS_ENABLED(CONFIG_CLOCK_KVM) ? tsc_hz_from_kvmclock() : 0;
}
