/* SPDX-License-Identifier: MIT */
/* jitter.h - entropy of the last resort: how long the same work takes each time. */
#ifndef RANDOM_JITTER_H
#define RANDOM_JITTER_H

#include <stdbool.h>
#include <stdint.h>

#define JITTER_SAMPLES 1024 /* two windows of the health test, 512 bits by its measure */

/**
 * Measures JITTER_SAMPLES times with clock() (cycles, any scale) and hands each
 * difference to mix(). True when the health test passed on all of them: 256 bits may
 * be credited. The differences are mixed in either way. Thread context; about 400000
 * instructions.
 */
bool jitter_gather(uint64_t (*clock)(void), void (*mix)(uint64_t sample));

#endif
