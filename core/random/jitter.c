/* SPDX-License-Identifier: MIT */
/*
 * jitter.c - timing jitter of memory accesses.
 *
 * Every round executes the same instructions over a buffer that does not fit into a
 * first-level cache, so that only the machine (caches, refresh, other bus masters, the
 * hypervisor's host) makes one round last longer than another. Nothing but that work
 * lies between the two readings of the clock: hashing and judging a sample take a number
 * of instructions that depends on its value. Where a clock counts instructions, as under
 * an emulator's deterministic mode, the rounds then come out equal and the health test
 * refuses the source.
 */
#include <stddef.h>

#include <core/compiler.h>
#include "health.h"
#include "jitter.h"

#define AREA   65536 /* bytes */
#define STRIDE 4421  /* odd: every byte of the area has its turn */
#define TOUCH  32    /* accesses in a round */

static volatile uint8_t area[AREA] NOINIT; /* its contents do not matter */

/* Constant work: the values that are read never decide what is executed. */
static size_t touch_memory(size_t at)
{
	for (unsigned i = 0; i < TOUCH; i++) {
		at = (at + STRIDE) % AREA;
		area[at] = (uint8_t)(area[at] + 1);
	}
	return at;
}

bool jitter_gather(uint64_t (*clock)(void), void (*mix)(uint64_t sample))
{
	struct health health = { 0 };
	size_t at = 0;

	for (unsigned i = 0; i < JITTER_SAMPLES; i++) {
		uint64_t start = clock();
		at = touch_memory(at);
		uint64_t took = clock() - start;
		health_add(&health, (uint8_t)took);
		mix(took);
	}
	return health_ok(&health);
}
