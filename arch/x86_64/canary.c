/* SPDX-License-Identifier: MIT */
/*
 * canary.c - what -fstack-protector-strong calls. It defines all three symbols of
 * libc's own object, so that one is never linked.
 *
 * The second byte is zero: a string copy that overruns cannot write the guard back.
 *
 * The guard stands in two places. Our flags say -mstack-protector-guard=global, but gcc
 * forgets that in functions with a target attribute (BearSSL's AES-NI code): those read
 * %gs:0x28, the default of -mcmodel=kernel. So GS points to where it is found.
 */
#include <string.h>

#include <arch/cpu.h>
#include <core/panic.h>

#include "canary.h"
#include "msr.h"

uintptr_t __stack_chk_guard SEALED;

static struct {
	uint8_t before[0x28];
	uintptr_t guard;
} gs_area SEALED;

_Noreturn void __stack_chk_fail(void);
void __init_ssp(void *entropy);

/* Runs before anything else: RDRAND where there is one, else the time since reset,
 * spread by a multiplication (Knuth, 6.4). */
__attribute__((no_stack_protector)) void canary_init(void)
{
	uint64_t v;

	if (!cpu_rdrand(&v))
		v = cpu_cycles() * 0x9e3779b97f4a7c15ull;
	__stack_chk_guard = v & ~0xff00ul;
	gs_area.guard = __stack_chk_guard;
	wrmsr(MSR_GS_BASE, (uintptr_t)&gs_area);
}

void __stack_chk_fail(void)
{
	panic("stack smashed: the guard value of a frame was overwritten");
}

/* libc's start-up runs under live protected frames: the value must stay. */
void __init_ssp(void *entropy)
{
	(void)entropy;
}
