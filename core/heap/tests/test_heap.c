/* SPDX-License-Identifier: MIT */
/* test_heap.c - heap.h as its users see it, in both rings: other code's blocks are in
 * the same heap. */
#include <stdint.h>
#include <string.h>

#include <core/heap.h>
#include <test/test.h>

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

TEST(heap_keeps_every_block_intact_under_random_use)
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

TEST(heap_aligns_to_every_power_of_two)
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

TEST(heap_gives_unique_blocks_for_nothing)
{
	void *p = heap_alloc(0), *q = heap_alloc(0), *r = heap_alloc_zero(0, 100);

	CHECK(p && q && r && p != q && q != r && p != r);
	heap_free(p);
	heap_free(q);
	heap_free(r);
	heap_free(NULL);
}

TEST(heap_zeroes_reused_memory)
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

TEST(heap_refuses_impossible_sizes)
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
