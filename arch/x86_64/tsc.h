/* SPDX-License-Identifier: MIT */
/* tsc.h - what the CPU and the hypervisor say about the time stamp counter. */
#ifndef ARCH_TSC_H
#define ARCH_TSC_H

#include <stdbool.h>
#include <stdint.h>

/** Its frequency by CPUID or a paravirtual clock; 0 when neither says. *how names it. */
uint64_t tsc_hz_announced(const char **how);
/** CPUID promises one rate in all states of power and performance. */
bool tsc_invariant(void);
/** A hypervisor says that it is there. */
bool tsc_hypervisor(void);

/** kvmclock.c: the frequency that the host's clock page implies, or 0. */
uint64_t tsc_hz_from_kvmclock(void);

#endif
