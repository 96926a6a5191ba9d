/* SPDX-License-Identifier: MIT */
/* rate.h - two counters compared: arithmetic without a device. */
#ifndef ARCH_RATE_H
#define ARCH_RATE_H

#include <stdint.h>
#include <core/clock.h>

/** a * b / c where a * b may not fit; b * c must. */
uint64_t rate_scale(uint64_t a, uint64_t b, uint64_t c);

/** By how many ticks of ref a stretch differs from cycles of a counter at hz. ref has
 *  turned over any number of times and stands low ticks after the start, modulo its
 *  turn; the difference is right while it is within half of one. */
int64_t rate_error(uint64_t cycles, uint64_t hz, const struct clock_source *ref, uint64_t low);

#endif
