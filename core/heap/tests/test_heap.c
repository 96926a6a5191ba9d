/* SPDX-License-Identifier: MIT */
/* test_heap.c - heap.h as its users see it, in both rings: other code's blocks are in
 * the same heap. */
#include <stdint.h>
#include <string.h>

#include <core/heap.h>
#include "heap_test.h"

#define SLOTS 256

static struct slot {
	unsigned char *p;
	size_t size, align;
	unsigned char fill;
} slots[SLOTS];

static bool holds(const struct slot *s)
{
	for (size_t i = 0; i < s->size; i++) {
		if (s->p[i] != s->fill)
			return false;
	}
	return true;
}

/* Mostly small, sometimes large, often just beside a power of two. */
static size_t random_size(void)
{
	size_t size = (size_t)1 << test_below(test_below(20) ? 11 : 17);

	return test_below(2) ? size + test_below((uint32_t)size) : size - 1 + test_below(3);
}

static void fill_slot(struct slot *s)
{
	s->size = random_size();
	s->align = test_below(8) ? 16 : (size_t)1 << test_below(14);
	s->fill = (unsigned char)test_random();
	s->p = s->align == 16 ? heap_alloc(s->size) : heap_alloc_aligned(s->align, s->size);
	if (!CHECK(s->p))
		return;
	CHECK_EQ((uintptr_t)s->p % MAX(s->align, 16ul), 0);
	CHECK(heap_block_size(s->p) >= s->size);
	memset(s->p, s->fill, s->size);
}

static void empty_slot(struct slot *s)
{
	CHECK(holds(s));
	heap_free(s->p);
	s->p = NULL;
}

HEAP_TEST(heap_keeps_every_block_intact_under_random_use)
{
	struct heap_stats before, after;

	heap_stats(&before);
	for (int i = 0; i < 20000; i++) {
		struct slot *s = &slots[test_below(SLOTS)];

		if (s->p)
			empty_slot(s);
		else
			fill_slot(s);
		if (i % 500 == 0 && !CHECK_EQ(heap_check(), 0))
			return;
	}
	for (unsigned i = 0; i < SLOTS; i++) {
		if (slots[i].p)
			empty_slot(&slots[i]);
	}
	CHECK_EQ(heap_check(), 0);
	heap_stats(&after);
	CHECK_EQ(after.used, before.used);
	CHECK_EQ(after.allocs - before.allocs, after.frees - before.frees);
	CHECK(after.peak >= after.used && after.total >= after.peak);
}

HEAP_TEST(heap_aligns_to_every_power_of_two)
{
	for (size_t align = 1; align <= 1 << 16; align *= 2) {
		void *p = heap_alloc_aligned(align, 24), *q = heap_alloc_aligned(align, align);

		NEED(p && q);
		CHECK_EQ((uintptr_t)p % MAX(align, 16ul), 0);
		CHECK_EQ((uintptr_t)q % MAX(align, 16ul), 0);
		heap_free(p);
		CHECK_EQ(heap_check(), 0);
		heap_free(q);
	}
	CHECK_EQ(heap_check(), 0);
}

HEAP_TEST(heap_gives_unique_blocks_for_nothing)
{
	void *p = heap_alloc(0), *q = heap_alloc(0), *r = heap_alloc_zero(0, 100);

	CHECK(p && q && r && p != q && q != r && p != r);
	heap_free(p);
	heap_free(q);
	heap_free(r);
	heap_free(NULL);
}

HEAP_TEST(heap_zeroes_reused_memory)
{
	static const unsigned char zeros[1000];
	unsigned char *p = heap_alloc(1000);

	NEED(p);
	memset(p, 0xff, 1000);
	heap_free(p);
	p = heap_alloc_zero(10, 100);
	NEED(p);
	CHECK(memcmp(p, zeros, 1000) == 0);
	heap_free(p);
}

HEAP_TEST(heap_refuses_impossible_sizes)
{
	struct heap_stats before, after;

	heap_stats(&before);
	CHECK(!heap_alloc(SIZE_MAX));
	CHECK(!heap_alloc(SIZE_MAX - 15));
	CHECK(!heap_alloc((size_t)1 << 47));
	CHECK(!heap_alloc_zero(SIZE_MAX / 2, 3));
	CHECK(!heap_alloc_zero((size_t)1 << 32, (size_t)1 << 32));
	CHECK(!heap_alloc_aligned((size_t)1 << 62, 1));
	CHECK(!heap_alloc_aligned((size_t)1 << 63, SIZE_MAX));
	heap_stats(&after);
	CHECK_EQ(after.failed - before.failed, 7);
	CHECK_EQ(after.used, before.used);
	CHECK_EQ(after.total, before.total);
	CHECK_EQ(heap_check(), 0);
}

/* Two blocks are live at any time. Where memory comes back, any number of blocks can
 * follow each other; bump's comes back only when none is live, and that is never. */
HEAP_TEST(heap_serves_a_million_small_objects)
{
	struct heap_stats before, after;
	unsigned long served = 0;

	heap_stats(&before);
	heap_set_limit(before.total + (1 << 20));
	void *old = heap_alloc(64), *p;
	while (old && served < 1000000 && (p = heap_alloc(24 + served % 64))) {
		heap_free(old);
		old = p;
		served++;
	}
	heap_free(old);
	heap_set_limit(0);
	heap_stats(&after);
	CHECK_EQ(after.used, before.used);
	CHECK_EQ(after.failed - before.failed, heap_kind == KIND_BUMP);
	if (heap_kind == KIND_BUMP)
		CHECK(served < 50000);
	else
		CHECK_EQ(served, 1000000);
	CHECK_EQ(heap_check(), 0);
}

HEAP_TEST(heap_stops_at_its_limit_and_goes_on_when_it_is_raised)
{
	struct heap_stats s;

	heap_stats(&s);
	heap_set_limit(s.total + (256 << 10));
	CHECK(!heap_alloc(8 << 20));
	void *list = NULL, **p;
	while ((p = heap_alloc(3000))) {
		*p = list;
		list = p;
	}
	heap_stats(&s);
	CHECK(!heap_alloc(3000));
	CHECK_EQ(heap_check(), 0);
	heap_set_limit(s.total + (64 << 10));
	p = heap_alloc(3000);
	CHECK(p);
	heap_free(p);
	while ((p = list)) {
		list = *p;
		heap_free(p);
	}
	heap_set_limit(0);
	CHECK_EQ(heap_check(), 0);
}

/* Whether a block can be resized where it is depends; what it holds stays. */
HEAP_TEST(heap_resizes_in_place_or_not_at_all)
{
	struct heap_stats before, after;
	struct slot *s = &slots[0];

	heap_stats(&before);
	for (int i = 0; i < 3000; i++) {
		void *other = heap_alloc(random_size());
		fill_slot(s);
		size_t wanted = random_size(), usable = heap_block_size(s->p);

		bool early = test_below(2);
		if (early)
			heap_free(other);
		bool done = heap_resize(s->p, wanted);
		CHECK(done ? heap_block_size(s->p) >= wanted : heap_block_size(s->p) == usable);
		if (done && wanted < s->size)
			s->size = wanted;
		CHECK(holds(s));
		if (done)
			memset(s->p, 0x55, heap_block_size(s->p));
		s->size = 0;
		empty_slot(s);
		if (i % 2 == 0 && !CHECK_EQ(heap_check(), 0))
			return;
		if (!early)
			heap_free(other);
	}
	heap_stats(&after);
	CHECK_EQ(after.used, before.used);
}
