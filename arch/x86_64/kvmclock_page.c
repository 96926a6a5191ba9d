/* SPDX-License-Identifier: MIT */
/* kvmclock_page.c - see kvmclock.h. */
#include <core/clock.h>

#include "kvmclock.h"

/* The host runs on another CPU, or this one stands still while it writes: x86 keeps
 * loads in order, so that only the compiler has to be told. */

static uint64_t scaled(uint64_t cycles, uint32_t mul, int shift)
{
	cycles = shift < 0 ? cycles >> -shift : cycles << shift;
	return (uint64_t)((unsigned __int128)cycles * mul >> 32);
}

uint64_t kvmclock_ns(const volatile struct kvmclock_page *page, uint64_t (*tsc)(void))
{
	uint32_t version;
	uint64_t ns;

	do {
		do
			version = page->version;
		while (version & 1);
		barrier();
		ns = page->system_time +
		     scaled(tsc() - page->tsc_timestamp, page->mul, page->shift);
		barrier();
	} while (page->version != version);
	return ns;
}

uint64_t kvmclock_tsc_hz(const volatile struct kvmclock_page *page)
{
	int shift = page->shift;

	if (!page->mul || shift < -31 || shift > 31)
		return 0;
	uint64_t hz = (NSEC_PER_SEC << 32) / page->mul;

	return shift < 0 ? hz << -shift : hz >> shift;
}
