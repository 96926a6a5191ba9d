/* SPDX-License-Identifier: MIT */
/*
 * measure.c - takes samples and prints their median.
 *
 * The median, because the first turns find caches and lists empty and a timer may
 * interrupt one. What two readings of the counter cost by themselves is taken off.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "measure.h"

void must(int claim, const char *what)
{
	if (claim)
		return;
	fprintf(stderr, "bench: %s failed\n", what);
	exit(1);
}

static int by_size(const void *a, const void *b)
{
	uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;

	return (x > y) - (x < y);
}

static uint64_t median(uint64_t (*once)(void), unsigned times)
{
	uint64_t samples[TIMES];

	for (unsigned i = 0; i < times; i++)
		samples[i] = once();
	qsort(samples, times, sizeof(samples[0]), by_size);
	return samples[times / 2];
}

static uint64_t nothing(void)
{
	uint64_t start = stamp();

	return stamp() - start;
}

void measure_group(const struct group *g)
{
	uint64_t empty = median(nothing, TIMES);

	if (g->begin)
		g->begin();
	for (unsigned i = 0; i < g->count; i++) {
		const struct measurement *m = &g->list[i];
		uint64_t cost = median(m->once, m->times), off = g->unit == CYCLES ? empty : 0;

		printf("%s\t%" PRIu64 "\n", m->name, cost > off ? cost - off : 0);
	}
	if (g->end)
		g->end();
}
