/* SPDX-License-Identifier: MIT */
/*
 * heap.c - malloc and free. The single ones run in a heap that the mixed load of
 * MIXED_LIVE blocks has already cut up, with half of them still there.
 */
#include <stdlib.h>

#include "measure.h"

#define MIXED_LIVE  256
#define MIXED_STEPS 1000
#define MIXED_MAX   4096u /* bytes */

static void *live[MIXED_LIVE];
static uint32_t state;

/* Numerical Recipes' generator: the same sequence everywhere. */
static uint32_t next_number(void)
{
	state = state * 1664525u + 1013904223u;
	return state >> 8;
}

/* One step: frees the block in a random place or puts one there. */
static void step(void)
{
	void **block = &live[next_number() % MIXED_LIVE];
	size_t size = 1 + next_number() % MIXED_MAX;

	if (*block) {
		free(*block);
		*block = NULL;
	} else {
		*block = malloc(size);
		must(*block != NULL, "malloc()");
	}
}

static uint64_t mixed(void)
{
	uint64_t start = stamp();

	for (unsigned i = 0; i < MIXED_STEPS; i++)
		step();
	return (stamp() - start) / MIXED_STEPS;
}

static uint64_t cost_of_malloc(size_t size)
{
	uint64_t start = stamp();
	void *p = malloc(size);
	uint64_t cost = stamp() - start;

	must(p != NULL, "malloc()");
	free(p);
	return cost;
}

static uint64_t cost_of_free(size_t size)
{
	void *p = malloc(size);

	must(p != NULL, "malloc()");
	uint64_t start = stamp();
	free(p);
	return stamp() - start;
}

static uint64_t malloc_64(void)
{
	return cost_of_malloc(64);
}

static uint64_t free_64(void)
{
	return cost_of_free(64);
}

static uint64_t malloc_4k(void)
{
	return cost_of_malloc(4096);
}

static uint64_t free_4k(void)
{
	return cost_of_free(4096);
}

static void begin(void)
{
	state = 1;
	for (unsigned i = 0; i < MIXED_STEPS; i++)
		step();
}

static void end(void)
{
	for (unsigned i = 0; i < MIXED_LIVE; i++) {
		free(live[i]);
		live[i] = NULL;
	}
}

static const struct measurement list[] = {
	{ "malloc 64 B", malloc_64, TIMES },          { "free 64 B", free_64, TIMES },
	{ "malloc 4 KiB", malloc_4k, TIMES },         { "free 4 KiB", free_4k, TIMES },
	{ "malloc or free, mixed sizes", mixed, 15 },
};
const struct group heap_group = {
	.name = "heap",
	.list = list,
	.count = sizeof(list) / sizeof(list[0]),
	.begin = begin,
	.end = end,
};
