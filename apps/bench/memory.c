/* SPDX-License-Identifier: MIT */
/* memory.c - copying memory, and mapping pages of it. */
#include <string.h>
#include <sys/mman.h>

#include "measure.h"

#define SMALL (4ul << 10)
#define LARGE (1ul << 20)
#define PAGE  4096ul

static unsigned char from[LARGE] UNCLEARED, to[LARGE] UNCLEARED;

/* The compiler must not see through the copy. */
static uint64_t copy(size_t size)
{
	uint64_t start = stamp();

	memcpy(to, from, size);
	__asm__ volatile("" : : : "memory");
	return stamp() - start;
}

static uint64_t copy_small(void)
{
	return copy(SMALL);
}

static uint64_t copy_large(void)
{
	return copy(LARGE);
}

static unsigned char *map_page(void)
{
	unsigned char *p =
		mmap(NULL, PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	must(p != MAP_FAILED, "mmap()");
	return p;
}

static uint64_t mapped(void)
{
	uint64_t start = stamp();
	unsigned char *p = map_page();
	uint64_t cost = stamp() - start;

	munmap(p, PAGE);
	return cost;
}

static uint64_t touched(void)
{
	volatile unsigned char *p = map_page();
	uint64_t start = stamp();

	*p = 1;
	uint64_t cost = stamp() - start;
	munmap((void *)p, PAGE);
	return cost;
}

static uint64_t unmapped(void)
{
	unsigned char *p = map_page();

	*p = 1;
	uint64_t start = stamp();
	munmap(p, PAGE);
	return stamp() - start;
}

static const struct measurement list[] = {
	{ "memcpy 4 KiB", copy_small, TIMES },   { "memcpy 1 MiB", copy_large, 5 },
	{ "mmap of a page", mapped, TIMES },     { "first touch of a page", touched, TIMES },
	{ "munmap of a page", unmapped, TIMES },
};
const struct group memory_group = {
	.name = "memory",
	.list = list,
	.count = sizeof(list) / sizeof(list[0]),
};
