/* SPDX-License-Identifier: MIT */
/* host_frames.c - what only one of the frame allocators promises. */
#include <core/pages.h>
#include <test/host.h>
#include "frames_any.h"

#define MIB (1ull << 20)

static const struct boot_range ram = { 1 * MIB, 31 * MIB };

static void start(enum frames_kind kind)
{
	use_frames(kind);
	host_boot_memory(&ram, 1);
}

static uint64_t take(size_t count)
{
	return pages_alloc(count, PAGES_ANY).addr;
}

TEST(frames_bitmap_goes_on_where_the_last_search_ended)
{
	start(FRAMES_BITMAP);
	uint64_t first = take(10);

	pages_free((phys_t){ first }, 10);
	CHECK_EQ(take(1), first + 10 * PAGE_SIZE);
	CHECK_EQ(take(3), first + 11 * PAGE_SIZE);
	while (take(1) != 32 * MIB - PAGE_SIZE) {
	}
	CHECK_EQ(take(1), first); /* and begins again at the bottom */
}

TEST(frames_buddy_takes_the_lowest_block_of_the_smallest_order)
{
	start(FRAMES_BUDDY);
	uint64_t p = take(8), q = take(1), r = take(8);

	CHECK_EQ(p % (8 * PAGE_SIZE), 0);
	CHECK_EQ(r % (8 * PAGE_SIZE), 0);
	pages_free((phys_t){ p }, 8);
	CHECK_EQ(take(8), p);
	pages_free((phys_t){ q }, 1);
	CHECK_EQ(take(1), q);
}

/* Taken apart frame by frame and given back in an order without any order. */
TEST(frames_buddy_joins_what_was_split)
{
	start(FRAMES_BUDDY);
	uint64_t base = pages_alloc_aligned(4096, 4096, PAGES_ANY).addr;

	CHECK_EQ(base, 16 * MIB);
	for (size_t i = 0; i < 4096; i++) {
		pages_free((phys_t){ base + (i * 1237 % 4096) * PAGE_SIZE }, 1);
		if (i % 256 == 0)
			CHECK_EQ(used_frames_check(), 0);
	}
	CHECK_EQ(used_frames_check(), 0);
	CHECK_EQ(pages_alloc_aligned(4096, 4096, PAGES_ANY).addr, base);
}
