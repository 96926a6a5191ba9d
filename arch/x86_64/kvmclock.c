/* SPDX-License-Identifier: MIT */
/*
 * kvmclock.c - the clock that a KVM host offers: asked for once, then a page to read.
 *
 * Source: Linux Documentation/virt/kvm/x86/{cpuid,msr}.rst.
 */
#include <stddef.h>
#include <string.h>

#include <arch/cpu.h>
#include <core/pages.h>

#include "counters.h"
#include "kvmclock.h"
#include "msr.h"
#include "tsc.h"

#define HV_BASE             0x40000000u
#define HV_KVM_FEATURES     0x40000001u
#define KVM_CLOCKSOURCE2    (1u << 3)
#define KVM_CLOCK_STABLE    (1u << 24)
#define MSR_KVM_SYSTEM_TIME 0x4b564d01u
#define MSR_ENABLE          1u

static volatile struct kvmclock_page *page;

static bool offered(void)
{
	if (!tsc_hypervisor())
		return false;
	struct cpuid hv = cpuid(HV_BASE, 0);
	if (memcmp(&hv.ebx, "KVMKVMKVM\0\0\0", 12) != 0)
		return false;
	uint32_t features = cpuid(HV_KVM_FEATURES, 0).eax;

	return (features & KVM_CLOCKSOURCE2) && (features & KVM_CLOCK_STABLE);
}

/* The host writes to the page as long as the machine runs: it is never given back. */
static bool open_page(void)
{
	if (page || !offered())
		return page != NULL;
	phys_t frame = pages_alloc(1, PAGES_ANY);
	if (!phys_valid(frame))
		return false;
	page = memset(phys_to_virt(frame), 0, PAGE_SIZE);
	wrmsr(MSR_KVM_SYSTEM_TIME, frame.addr | MSR_ENABLE);
	return true;
}

static uint64_t read_page(void)
{
	return kvmclock_ns(page, cpu_cycles);
}

const struct clock_source *kvmclock_find(void)
{
	static const struct clock_source source = { "kvmclock", NSEC_PER_SEC, read_page,
						    UINT64_MAX };

	return open_page() && page->mul ? &source : NULL;
}

uint64_t tsc_hz_from_kvmclock(void)
{
	return open_page() ? kvmclock_tsc_hz(page) : 0;
}
