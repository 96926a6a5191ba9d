/* SPDX-License-Identifier: MIT */
/*
 * fpu.c - the registers that a preempted thread cannot have saved itself: x87, SSE,
 * and AVX where the CPU has it.
 *
 * Source: Intel SDM volume 1, 13.2 (XSAVE features), 13.4 (XSAVE area); CPUID leaf 0xd.
 */
#include <stdbool.h>

#include <arch/thread.h>
#include <core/compiler.h>

#include "cpu_init.h"
#include "msr.h"

#define CPUID1_ECX_XSAVE (1u << 26)
#define CR4_OSXSAVE      (1ul << 18)
#define XCR0_X87_SSE     0x03u
#define XCR0_AVX         0x04u
#define XCR0_AVX512      0xe0u
#define FXSAVE_SIZE      512u
#define HV_BASE          0x40000000u
#define HV_TCG           0x54474354u /* "TCGT": QEMU without a hypervisor */

static bool have_xsave SEALED;
static uint32_t xcr0 SEALED, area_size SEALED;

/* AVX-512 state is all three parts or none (SDM volume 1, 13.3). */
static uint32_t wanted_features(uint32_t supported)
{
	uint32_t want = XCR0_X87_SSE | (supported & XCR0_AVX);

	if ((want & XCR0_AVX) && (supported & XCR0_AVX512) == XCR0_AVX512)
		want |= XCR0_AVX512;
	return want;
}

/* QEMU's emulator takes CR4.OSXSAVE for a reserved bit when the CPU has XSAVE and none of
 * its extensions (-cpu Opteron_G4), and then repeats the move to CR4 for ever (seen in 7.2). */
__attribute__((no_stack_protector)) static bool xsave_works(void)
{
	return (cpuid(1, 0).ecx & CPUID1_ECX_XSAVE) && cpuid_max() >= 0xd &&
	       (cpuid(0xd, 1).eax != 0 || cpuid(HV_BASE, 0).ebx != HV_TCG);
}

__attribute__((no_stack_protector)) void fpu_init(void)
{
	unsigned long cr4;

	__asm__ volatile("fninit");
	area_size = FXSAVE_SIZE;
	if (!xsave_works())
		return;
	__asm__ volatile("movq %%cr4, %0" : "=r"(cr4));
	__asm__ volatile("movq %0, %%cr4" : : "r"(cr4 | CR4_OSXSAVE));
	xcr0 = wanted_features(cpuid(0xd, 0).eax);
	__asm__ volatile("xsetbv" : : "c"(0), "a"(xcr0), "d"(0));
	area_size = cpuid(0xd, 0).ebx; /* for what is enabled now */
	have_xsave = true;
}

size_t fpu_size(void)
{
	return area_size;
}

void fpu_save(void *area)
{
	if (have_xsave)
		__asm__ volatile("xsave64 (%0)" : : "r"(area), "a"(xcr0), "d"(0) : "memory");
	else
		__asm__ volatile("fxsave64 (%0)" : : "r"(area) : "memory");
}

void fpu_restore(const void *area)
{
	if (have_xsave)
		__asm__ volatile("xrstor64 (%0)" : : "r"(area), "a"(xcr0), "d"(0) : "memory");
	else
		__asm__ volatile("fxrstor64 (%0)" : : "r"(area) : "memory");
}
