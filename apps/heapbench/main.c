/* SPDX-License-Identifier: MIT */
/*
 * main.c - heapbench: fixed traces of malloc() and free(), and what they cost.
 *
 * Prints "name<TAB>number" lines; "-" where the heap ran out of memory on the way. The
 * unit of time is the time stamp counter's: instructions under QEMU's -icount shift=0.
 * Memory is what /proc/bobbin says, against the bytes that were asked for.
 */
#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <x86intrin.h>

#define TURNS            1001
#define LIVE             4096u
#define CHURN_STEPS      200000
#define LARGEST_STEP_KIB 16u

static struct {
	void *p;
	size_t size;
} live[LIVE];
static size_t asked; /* bytes in live[] */
static uint32_t state;

/* Numerical Recipes' generator: the same sequence everywhere. */
static uint32_t below(uint32_t bound)
{
	state = state * 1664525u + 1013904223u;
	return (uint32_t)((uint64_t)state * bound >> 32);
}

static void print(const char *name, bool known, uint64_t value)
{
	if (known)
		printf("%s\t%" PRIu64 "\n", name, value);
	else
		printf("%s\t-\n", name);
}

/* A line of /proc/bobbin. */
static size_t counter(const char *name)
{
	FILE *f = fopen("/proc/bobbin", "r");
	char line[80];
	size_t value = 0, len = strlen(name);

	while (f && fgets(line, sizeof(line), f)) {
		if (strncmp(line, name, len) == 0 && line[len] == ' ')
			value = strtoull(line + len, NULL, 10);
	}
	if (f)
		fclose(f);
	return value;
}

/* --- time ----------------------------------------------------------------------------- */

static int by_size(const void *a, const void *b)
{
	uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;

	return (x > y) - (x < y);
}

/* The cost of reading the counter twice. */
static uint64_t empty_time(void)
{
	uint64_t best = UINT64_MAX;

	for (int i = 0; i < 9; i++) {
		uint64_t start = __rdtsc(), cost = __rdtsc() - start;

		best = cost < best ? cost : best;
	}
	return best;
}

/* A pair on a heap where nothing else happens: medians of both halves. */
static void time_pair(size_t size, const char *take_name, const char *give_name)
{
	static uint64_t take[TURNS], give[TURNS];
	uint64_t empty = empty_time();
	bool ok = true;

	for (unsigned i = 0; i < TURNS && ok; i++) {
		uint64_t start = __rdtsc();
		void *volatile p = malloc(size);
		uint64_t middle = __rdtsc();
		free(p);
		give[i] = __rdtsc() - middle - empty;
		take[i] = middle - start - empty;
		ok = p != NULL;
	}
	qsort(take, TURNS, sizeof(take[0]), by_size);
	qsort(give, TURNS, sizeof(give[0]), by_size);
	print(take_name, ok, take[TURNS / 2]);
	print(give_name, ok, give[TURNS / 2]);
}

/* --- traces --------------------------------------------------------------------------- */

static size_t small_size(void)
{
	return 1 + below(256);
}

/* As programs ask: mostly small, sometimes large. */
static size_t mixed_size(void)
{
	return 1 + below(16u << below(11));
}

static bool put(unsigned k, size_t size)
{
	live[k].p = malloc(size);
	if (!live[k].p)
		return false;
	live[k].size = size;
	asked += size;
	return true;
}

static void drop(unsigned k)
{
	free(live[k].p);
	asked -= live[k].size;
	live[k].p = NULL;
	live[k].size = 0;
}

static void drop_all(void)
{
	for (unsigned k = 0; k < LIVE; k++)
		drop(k);
}

/* What live blocks take beyond what was asked for, in 1/1000. */
static void waste(const char *name, size_t (*size)(void))
{
	size_t before = counter("heap_used");
	bool ok = true;

	for (unsigned k = 0; k < LIVE && ok; k++)
		ok = put(k, size());
	print(name, ok, (counter("heap_used") - before) * 1000 / asked - 1000);
	drop_all();
}

struct churn {
	uint64_t sum, worst;
	size_t most; /* bytes asked for at once */
};

/* Blocks of mixed sizes come and go. False when memory ran out. */
static bool churn(struct churn *c, uint64_t empty)
{
	*c = (struct churn){ 0 };
	for (unsigned i = 0; i < CHURN_STEPS; i++) {
		unsigned k = below(LIVE);
		size_t size = mixed_size();
		bool ok = true;
		uint64_t start = __rdtsc();

		if (live[k].p)
			drop(k);
		else
			ok = put(k, size);
		uint64_t cost = __rdtsc() - start - empty;

		if (!ok)
			return false;
		c->sum += cost;
		c->worst = cost > c->worst ? cost : c->worst;
		c->most = asked > c->most ? asked : c->most;
	}
	return true;
}

/* The largest block to be had without growth, in KiB. */
static size_t largest_block(void)
{
	size_t total = counter("heap_total"), kib = 0;
	void *volatile p;

	do {
		kib += LARGEST_STEP_KIB;
		p = malloc(kib << 10);
		free(p);
	} while (p && counter("heap_total") == total);
	return kib - LARGEST_STEP_KIB;
}

/* First from an empty heap, so that growth is part of it, and once more with what there
 * is. In the end every sixteenth block stays: what is free then, and how much of it can be
 * had as one block, depends on how the live ones are scattered. */
static void measure_churn(void)
{
	struct churn first, second;
	uint64_t empty = empty_time();
	bool ok = churn(&first, empty);
	size_t total = counter("heap_total") >> 10;

	ok = ok && churn(&second, empty);
	print("churn: mean of malloc and free", ok, ok ? second.sum / CHURN_STEPS : 0);
	print("churn: worst of malloc and free", ok, ok ? second.worst : 0);
	print("churn: worst with growth", ok, first.worst);
	print("churn: live bytes at most, KiB", ok, first.most >> 10);
	print("churn: heap, KiB", ok, total);
	for (unsigned k = 0; k < LIVE; k++) {
		if (k % 16)
			drop(k);
	}
	print("1/16 left: free, KiB", ok, (counter("heap_total") - counter("heap_used")) >> 10);
	print("1/16 left: largest block, KiB", ok, ok ? largest_block() : 0);
	drop_all();
}

int main(void)
{
	state = 1;
	time_pair(64, "malloc 64 B", "free 64 B");
	time_pair(4096, "malloc 4 KiB", "free 4 KiB");
	waste("waste, 1 to 256 B, per mille", small_size);
	measure_churn();
	waste("waste, mixed sizes, per mille", mixed_size);
	puts("heapbench: done");
	return 0;
}
