/* SPDX-License-Identifier: MIT */
/*
 * syscall_fast.c - switches the SYSCALL instruction on.
 *
 * Interrupts stay as the caller has them: they keep off its red zone wherever they come.
 *
 * Source: Intel SDM volume 3, 5.8.8 (STAR, LSTAR, FMASK); volume 4, IA32_EFER.
 */
#include <core/compiler.h>

#include "cpu_init.h"
#include "isr.h"
#include "msr.h"

#define MSR_EFER  0xc0000080u
#define EFER_SCE  1ull
#define MSR_STAR  0xc0000081u
#define MSR_LSTAR 0xc0000082u
#define MSR_FMASK 0xc0000084u
#define RFLAGS_TF 0x100ull
#define RFLAGS_DF 0x400ull
#define RFLAGS_NT 0x4000ull
#define RFLAGS_AC 0x40000ull

/* SYSCALL takes CS from STAR and SS from the descriptor behind it. SYSRET, which nobody
 * executes, would take the user segments of gdt.c: 16 and 8 behind the upper selector. */
void syscall_init(void)
{
	wrmsr(MSR_STAR, (uint64_t)GDT_DATA << 48 | (uint64_t)GDT_CODE << 32);
	wrmsr(MSR_LSTAR, (uint64_t)syscall_fast);
	wrmsr(MSR_FMASK, RFLAGS_TF | RFLAGS_DF | RFLAGS_NT | RFLAGS_AC);
	wrmsr(MSR_EFER, rdmsr(MSR_EFER) | EFER_SCE);
}
