/* SPDX-License-Identifier: MIT */
/* host_pages_random.c - each frame allocator against a byte map, on random operations. */
#include <stdlib.h>
#include <string.h>

#include <core/pages.h>
#include <test/host.h>
#include "frames_any.h"

#define MIB (1ull << 20)

static const struct boot_range holes[] = { { 0x1000, 0x9e000 },
					   { 2 * MIB, 3 * MIB + 0x5000 },
					   { 16 * MIB, 0x1000 },
					   { 20 * MIB, 7 * MIB } };
static const struct boot_range small[] = { { 0x3000, 0x5d000 }, { 0x80000, 0x23000 } };

/* One byte per frame: is it RAM (1), is it ours (2)? */
static uint8_t frames[28 * MIB / PAGE_SIZE];

struct run {
	size_t first, count;
};
static struct run runs[512];
static size_t run_count;

static size_t free_frames(void)
{
	struct pages_stats s;

	pages_stats(&s);
	return s.free;
}

static void start(const struct boot_range *ram, size_t n)
{
	host_boot_memory(ram, n);
	for (size_t i = 0; i < n; i++)
		memset(frames + ram[i].base / PAGE_SIZE, 1, ram[i].size / PAGE_SIZE);
}

/* Turns count frames that are RAM and in state from to state to. */
static bool turn(size_t first, size_t count, uint8_t from, uint8_t to)
{
	for (size_t i = first; i < first + count; i++) {
		if (frames[i] != from)
			return false;
		frames[i] = to;
	}
	return true;
}

static void random_alloc(void)
{
	size_t count = test_below(4) ? 1 + test_below(3) : 1 + test_below(200);
	size_t align = test_below(4) ? 1 : (size_t)1 << test_below(8);

	if (run_count == ARRAY_SIZE(runs))
		return;
	phys_t p = pages_alloc_aligned(count, align, test_below(2) ? PAGES_ANY : PAGES_DMA32);
	if (!phys_valid(p))
		return;
	size_t first = p.addr / PAGE_SIZE;
	CHECK_EQ(first % align, 0);
	CHECK(turn(first, count, 1, 2));
	memset(phys_to_virt(p), 0xaa, count * PAGE_SIZE);
	runs[run_count++] = (struct run){ first, count };
}

/* Gives back a part of some run: its head, its tail or all. */
static void random_free(void)
{
	if (run_count == 0)
		return;
	struct run *r = &runs[test_below((uint32_t)run_count)];
	size_t count = test_below(2) ? r->count : 1 + test_below((uint32_t)r->count);
	size_t first = test_below(2) ? r->first : r->first + r->count - count;

	pages_free((phys_t){ first * PAGE_SIZE }, count);
	CHECK(turn(first, count, 2, 1));
	if (first == r->first)
		r->first += count;
	r->count -= count;
	if (r->count == 0)
		*r = runs[--run_count];
}

static size_t ours(void)
{
	size_t mine = 0;

	for (size_t k = 0; k < run_count; k++)
		mine += runs[k].count;
	return mine;
}

/* Every check_every-th time the books are looked through. */
static void churn(int operations, int check_every)
{
	size_t free = free_frames();

	for (int i = 0; i < operations; i++) {
		if (test_below(100) < (i / (operations / 10) % 2 ? 40u : 60u))
			random_alloc();
		else
			random_free();
		if (!CHECK_EQ(free_frames(), free - ours()) ||
		    (i % check_every == 0 && !CHECK_EQ(used_frames_check(), 0)))
			return;
	}
	while (run_count)
		random_free();
	CHECK_EQ(free_frames(), free);
	CHECK_EQ(used_frames_check(), 0);
}

PAGES_TEST(pages_agrees_with_a_byte_map_on_random_operations)
{
	start(holes, ARRAY_SIZE(holes));
	churn(30000, 500);
	CHECK(phys_valid(pages_alloc(0x700, PAGES_ANY)));
}

PAGES_TEST(pages_books_are_right_after_each_of_many_operations)
{
	start(small, ARRAY_SIZE(small));
	churn(15000, 1);
}

/* The longest run of free frames, from the byte map. */
static size_t longest_run(size_t align)
{
	size_t longest = 0, run = 0;

	for (size_t f = 0; f < ARRAY_SIZE(frames); f++) {
		run = frames[f] == 1 && (run || f % align == 0) ? run + 1 : 0;
		longest = MAX(longest, run);
	}
	return longest;
}

/* Even across the blocks that an allocator thinks in. */
PAGES_TEST(pages_finds_a_run_whenever_there_is_one)
{
	start(small, ARRAY_SIZE(small));
	/* Ours from now on, but for the books: the map then knows every frame. */
	for (phys_t p; phys_valid(p = pages_alloc(1, PAGES_ANY));)
		frames[p.addr / PAGE_SIZE] = 2;
	for (size_t f = 0; f < ARRAY_SIZE(frames); f++) {
		frames[f] &= 2;
		if (frames[f])
			runs[run_count++] = (struct run){ f, 1 };
	}
	for (int round = 0; round < 1500; round++) {
		size_t align = (size_t)1 << test_below(5);

		test_below(2) ? random_free() : random_alloc();
		size_t longest = longest_run(align);
		CHECK(!phys_valid(pages_alloc_aligned(longest + 1, align, PAGES_ANY)));
		phys_t p = pages_alloc_aligned(longest, align, PAGES_ANY);
		if (!CHECK_EQ(phys_valid(p), longest > 0))
			return;
		if (longest)
			pages_free(p, longest);
	}
}
