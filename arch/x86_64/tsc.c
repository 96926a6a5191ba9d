/* SPDX-License-Identifier: MIT */
/*
 * tsc.c - machines that tell the frequency of the time stamp counter.
 *
 * Source: Intel SDM volume 2, CPUID leaf 0x15; VMware "CPUID timing leaf" 0x40000010;
 * Linux Documentation/virt/kvm/x86/{cpuid,msr}.rst (kvmclock).
 */
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <core/clock.h>
#include <core/pages.h>

#include "msr.h"
#include "tsc.h"

#define HV_BASE               0x40000000u
#define HV_TIMING             0x40000010u
#define HV_KVM_FEATURES       0x40000001u
#define KVM_CLOCKSOURCE2      (1u << 3)
#define KVM_CLOCK_STABLE      (1u << 24)
#define MSR_KVM_SYSTEM_TIME   0x4b564d01u
#define CPUID1_ECX_HYPERVISOR (1u << 31)

/* What the hypervisor writes: ns = (tsc << shift) * mul >> 32. */
struct kvm_time {
	uint32_t version, pad0;
	uint64_t tsc_timestamp, system_time;
	uint32_t mul;
	int8_t shift;
	uint8_t flags, pad[2];
};

static uint64_t from_crystal(void)
{
	if (cpuid_max() < 0x15)
		return 0;
	struct cpuid r = cpuid(0x15, 0);

	return r.eax && r.ebx && r.ecx ? (uint64_t)r.ecx * r.ebx / r.eax : 0;
}

static uint64_t from_kvmclock(void)
{
	struct cpuid features = cpuid(HV_KVM_FEATURES, 0);

	if (!(features.eax & KVM_CLOCKSOURCE2) || !(features.eax & KVM_CLOCK_STABLE))
		return 0;
	phys_t frame = pages_alloc(1, PAGES_ANY);
	if (!phys_valid(frame))
		return 0;
	volatile struct kvm_time *t = memset(phys_to_virt(frame), 0, PAGE_SIZE);
	wrmsr(MSR_KVM_SYSTEM_TIME, frame.addr | 1);
	uint64_t hz = 0;

	if (t->mul) {
		hz = (NSEC_PER_SEC << 32) / t->mul;
		hz = t->shift < 0 ? hz << -t->shift : hz >> t->shift;
	}
	wrmsr(MSR_KVM_SYSTEM_TIME, 0);
	pages_free(frame, 1);
	return hz;
}

uint64_t tsc_hz_announced(const char **how)
{
	uint64_t hz = from_crystal();

	*how = "cpuid";
	if (hz || !(cpuid(1, 0).ecx & CPUID1_ECX_HYPERVISOR))
		return hz;
	struct cpuid hv = cpuid(HV_BASE, 0);
	if (hv.eax >= HV_TIMING && cpuid(HV_TIMING, 0).eax)
		return cpuid(HV_TIMING, 0).eax * 1000ull;
	*how = "kvmclock";
	return memcmp(&hv.ebx, "KVMKVMKVM\0\0\0", 12) == 0 ? from_kvmclock() : 0;
}
