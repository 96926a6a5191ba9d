/* SPDX-License-Identifier: MIT */
/* tsc.h - the time stamp counter's frequency. */
#ifndef ARCH_TSC_H
#define ARCH_TSC_H

#include <stdint.h>

/** What CPUID or a paravirtual clock says; 0 when neither does. *how names it. */
uint64_t tsc_hz_announced(const char **how);

#endif
