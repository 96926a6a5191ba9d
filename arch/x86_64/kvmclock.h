/* SPDX-License-Identifier: MIT */
/*
 * kvmclock.h - the page in which a KVM host keeps its guest's time, and how it is read.
 *
 * Source: Linux Documentation/virt/kvm/x86/msr.rst, MSR_KVM_SYSTEM_TIME_NEW.
 */
#ifndef ARCH_KVMCLOCK_H
#define ARCH_KVMCLOCK_H

#include <stdint.h>

/** One CPU's time, written by the host at any moment. version is odd while it does. */
struct kvmclock_page {
	uint32_t version, pad0;
	uint64_t tsc_timestamp; /* the TSC when system_time was taken */
	uint64_t system_time;   /* ns */
	uint32_t mul;           /* ns = (cycles << shift) * mul >> 32 */
	int8_t shift;           /* negative: to the right */
	uint8_t flags, pad[2];
};

/** Nanoseconds now, of a page that is consistent; tsc() is read in between. */
uint64_t kvmclock_ns(const volatile struct kvmclock_page *page, uint64_t (*tsc)(void));

/** The TSC's frequency, 0 when the page does not tell one. */
uint64_t kvmclock_tsc_hz(const volatile struct kvmclock_page *page);

#endif
