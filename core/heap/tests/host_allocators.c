/* SPDX-License-Identifier: MIT */
/* host_allocators.c - each allocator alone, on stretches of memory whose size is known to
 * the byte: joining, growth, and whole books after every operation. */
#include <string.h>

#include <test/test.h>
#include "heap/header.h"
#include "heap_test.h"

#define MEMORY 65536u

static char memory[32 * MEMORY] __attribute__((aligned(4096)));

static struct heap_totals check(void)
{
	struct heap_totals totals;

	CHECK_EQ(any_check(&totals), 0);
	return totals;
}

static void *take(size_t align, size_t size)
{
	void *p = any_take(align, size);

	CHECK(!p || header_size(header_at(p, -HEADER_BYTES)) >= size + HEADER_BYTES);
	return p;
}

/* Those that end in a header without payload cannot use all. */
static size_t all_bytes(void)
{
	return heap_kind == KIND_BUMP || heap_kind == KIND_BUDDY ? MEMORY : MEMORY - HEADER_BYTES;
}

HEAP_TEST(allocator_is_one_free_block_when_all_is_given_back)
{
	void *p[100];

	any_init(memory, MEMORY);
	CHECK_EQ(check().free, all_bytes());
	for (unsigned i = 0; i < 100; i++) {
		p[i] = take(i % 3 ? 16 : 128, 4 * i);
		NEED(p[i]);
	}
	for (unsigned i = 0; i < 100; i++)
		any_give(p[i * 37 % 100]);
	CHECK_EQ(check().used, 0);
	CHECK_EQ(check().free, all_bytes());
	/* Small blocks may be kept until they stand in the way of a large one; those of
	 * fixed sizes stay what they are. */
	size_t whole = all_bytes() - HEADER_BYTES;
	p[0] = take(16, heap_kind == KIND_BUDDY ? whole : ALIGN_DOWN(whole * 31 / 32, 1024));
	CHECK_EQ(p[0] != NULL, heap_kind != KIND_BLOCK);
	if (!p[0])
		return;
	any_give(p[0]);
	CHECK_EQ(check().free_blocks, 1);
}

HEAP_TEST(allocator_growth_is_enough_and_not_much_more)
{
	for (int round = 0; round < 3000; round++) {
		size_t first = 4096 * (1 + test_below(4));
		size_t size = test_below(40000);
		size_t align = (size_t)16 << test_below(8);

		any_init(memory, first);
		for (unsigned i = test_below(5); i > 0; i--)
			take(16, test_below(400));
		if (take(align, size))
			continue;
		size_t more = any_growth(align, size);
		NEED(more > 0);
		size_t most = heap_kind == KIND_BUDDY ? 4 * (size + align + 16)
						      : size + size / 32 + 2 * align + 2100;
		CHECK(more <= most);
		any_extend(ALIGN_UP(more, 4096ul));
		CHECK(take(align, size));
		check();
	}
}

HEAP_TEST(allocator_growth_of_the_impossible_is_none)
{
	any_init(memory, MEMORY);
	CHECK_EQ(any_growth(16, SIZE_MAX), 0);
	CHECK_EQ(any_growth(16, SIZE_MAX - 8), 0);
	CHECK_EQ(any_growth(16, HEAP_MAX_SIZE), 0);
	CHECK_EQ(any_growth((size_t)1 << 63, 1), 0);
	CHECK(!take(16, SIZE_MAX));
	CHECK(!take(16, SIZE_MAX - 8));
	CHECK(!take((size_t)1 << 63, 1));
	void *p = take(16, 100);
	CHECK(!any_resize(p, SIZE_MAX));
	CHECK(!any_resize(p, HEAP_MAX_SIZE));
	check();
}

/* Everything above is free. Only fixed sizes cannot change. */
HEAP_TEST(allocator_resizes_in_place_where_there_is_room)
{
	struct heap_totals before, after;

	any_init(memory, MEMORY);
	void *large = take(16, 100);
	NEED(large);
	CHECK_EQ(any_resize(large, 20000), heap_kind != KIND_BLOCK);
	before = check();
	CHECK_EQ(any_resize(large, 3000), heap_kind != KIND_BLOCK);
	after = check();
	if (heap_kind != KIND_BLOCK)
		CHECK(after.used + 15000 < before.used);
	CHECK(!any_resize(large, MEMORY));
	any_give(large);
	CHECK_EQ(check().used, 0);
}

TEST(bump_takes_the_topmost_block_back)
{
	bump_init(memory, MEMORY);
	void *low = bump_take(16, 100), *top = bump_take(16, 200);
	bump_give(top);
	CHECK(bump_take(16, 200) == top);
	bump_give(low);
	CHECK(bump_take(16, 100) != low);
}

/* --- after every operation -------------------------------------------------------------- */

static struct {
	unsigned char *p;
	size_t size;
} live[64];

static void take_one(unsigned k)
{
	size_t align = (size_t)1 << (test_below(4) ? 4 : test_below(11));

	live[k].size = test_below(1u << test_below(13));
	live[k].p = take(align, live[k].size);
	CHECK_EQ((uintptr_t)live[k].p % align, 0);
}

static void resize_one(unsigned k)
{
	size_t size = test_below(1u << test_below(13));

	if (any_resize(live[k].p, size)) {
		CHECK(any_usable(live[k].p) >= size);
		live[k].size = size;
	}
}

static void operate(unsigned k)
{
	for (size_t b = 0; live[k].p && b < live[k].size; b++)
		CHECK_EQ(live[k].p[b], k);
	if (!live[k].p) {
		take_one(k);
	} else if (test_below(3) == 0) {
		size_t kept = live[k].size;

		resize_one(k);
		for (size_t b = 0; b < MIN(kept, live[k].size); b++)
			CHECK_EQ(live[k].p[b], k);
	} else {
		any_give(live[k].p);
		live[k].p = NULL;
	}
	if (live[k].p)
		memset(live[k].p, (int)k, live[k].size);
}

HEAP_TEST(allocator_is_whole_after_each_of_many_operations)
{
	any_init(memory, MEMORY);
	for (int i = 0; i < 15000; i++) {
		operate(test_below(ARRAY_SIZE(live)));
		struct heap_totals totals = check();
		if (!CHECK_EQ(totals.used + totals.free, all_bytes()))
			return;
	}
}
