/* SPDX-License-Identifier: MIT */
/* rate.c - see rate.h. */
#include "rate.h"

uint64_t rate_scale(uint64_t a, uint64_t b, uint64_t c)
{
	return a / c * b + a % c * b / c;
}

int64_t rate_error(uint64_t cycles, uint64_t hz, const struct clock_source *ref, uint64_t low)
{
	uint64_t off = (low - rate_scale(cycles, ref->hz, hz)) & ref->mask;

	return off > ref->mask / 2 ? -(int64_t)(ref->mask - off + 1) : (int64_t)off;
}
