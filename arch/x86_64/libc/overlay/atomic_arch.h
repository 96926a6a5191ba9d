/* SPDX-License-Identifier: MIT */
/*
 * atomic_arch.h - musl's internal header of this name, with a_crash() changed: musl stops
 * a broken program (a damaged heap, an abort that returned) with HLT, which in ring 0
 * waits for the next interrupt and goes on. UD2 is an exception at every level.
 */
#include_next <atomic_arch.h>

#undef a_crash
#define a_crash bobbin_crash
static inline void bobbin_crash(void)
{
	__asm__ volatile("ud2" : : : "memory");
}
