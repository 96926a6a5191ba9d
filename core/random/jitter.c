/* SPDX-License-Identifier: MIT */
/*
 * jitter.c - timing jitter of memory accesses.
 *
 * Every round executes the same number of instructions over a buffer larger than the
 * first-level cache's ways for one set, so that only the machine (caches, refresh,
 * other bus masters, the hypervisor's host) makes one round last longer than another.
 * Where a clock counts instructions, as under an emulator's deterministic mode, the
 * rounds come out equal and the health test refuses the source.
 */
#include <stddef.h>

#include <core/compiler.h>
#include "health.h"
#include "jitter.h"

#define AREA   16384 /* bytes */
#define STRIDE 1093  /* odd: every byte of the area has its turn */
#define TOUCH  16    /* accesses in a round */

static volatile uint8_t area[AREA];

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
	uint64_t last = clock();

	for (unsigned i = 0; i < JITTER_SAMPLES; i++) {
		at = touch_memory(at);
		uint64_t now = clock();
		health_add(&health, (uint8_t)(now - last));
		mix(now - last);
		last = now;
	}
	return health_ok(&health);
}
