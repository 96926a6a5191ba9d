/* SPDX-License-Identifier: MIT */
/* host_heap.c - growth and the end of memory, with each allocator. */
#include <string.h>

#include <core/heap.h>
#include <core/vm.h>
#include <test/host.h>
#include "heap_test.h"

#define MIB (1ul << 20)

static size_t total(void)
{
	struct heap_stats s;

	heap_stats(&s);
	return s.total;
}

HEAP_TEST(heap_starts_small_and_grows_by_steps)
{
	boot_heap(32 * MIB);
	CHECK(total() <= 64 << 10);
	size_t steps = 0, was = total();
	for (int i = 0; i < 4000; i++) {
		CHECK(heap_alloc(4000));
		steps += total() != was;
		was = total();
	}
	CHECK(steps > 5 && steps < 60);
	CHECK(total() < 4000 * 4000 * 3 / 2 || heap_kind == KIND_BUDDY);
	CHECK_EQ(heap_check(), 0);
}

HEAP_TEST(heap_grows_by_what_one_request_needs)
{
	/* A buddy of 32 MiB, because of the header, at a multiple of its size. */
	size_t most = heap_kind == KIND_BUDDY ? 64 * MIB : 21 * MIB;

	boot_heap(80 * MIB);
	void *p = heap_alloc(1000);
	CHECK(heap_alloc(20 * MIB));
	heap_free(p);
	CHECK(total() <= most);
	CHECK_EQ(heap_check(), 0);
}

HEAP_TEST(heap_is_one_range_however_often_it_grew)
{
	struct vm_stats before, after;

	boot_heap(32 * MIB);
	vm_stats(&before);
	for (int i = 0; i < 100; i++)
		CHECK(heap_alloc(100000));
	vm_stats(&after);
	CHECK_EQ(after.ranges, before.ranges);
	CHECK_EQ(after.mapped, total());
}

HEAP_TEST(heap_without_memory_gives_null_and_recovers)
{
	void *blocks[128];
	unsigned n = 0;

	boot_heap(4 * MIB);
	while (n < ARRAY_SIZE(blocks) && (blocks[n] = heap_alloc(100000)))
		n++;
	CHECK(n > (heap_kind == KIND_BUDDY ? 20 : 30) && n < 42);
	CHECK(!heap_alloc(100000));
	CHECK(!heap_alloc(MIB));
	CHECK_EQ(heap_check(), 0);
	for (unsigned i = 0; i < n - 1; i += 2)
		heap_free(blocks[i]);
	/* Half of the memory is free, but not for bump: a live block lies above. */
	CHECK_EQ(heap_alloc(90000) != NULL, heap_kind != KIND_BUMP);
	for (unsigned i = 1; i < n; i += 2)
		heap_free(blocks[i]);
	if (n % 2)
		heap_free(blocks[n - 1]);
	CHECK(heap_alloc(MIB));
	CHECK_EQ(heap_check(), 0);
}

/* Whatever the number of frames that are left, a request fails or succeeds whole. The
 * 64 KiB that are there count, so that nine more pages suffice; a buddy is 128 KiB. */
HEAP_TEST(heap_survives_every_shortage_of_frames)
{
	for (unsigned left = 0; left < 40; left++) {
		struct pages_stats frames;
		struct heap_stats before, after;

		boot_heap(MIB);
		do {
			pages_alloc(1, PAGES_ANY);
			pages_stats(&frames);
		} while (frames.free > left);
		heap_stats(&before);
		char *p = heap_alloc(100000);
		if (p)
			memset(p, 1, 100000);
		CHECK_EQ(heap_check(), 0);
		heap_free(p);
		heap_stats(&after);
		CHECK_EQ(after.used, before.used);
		CHECK_EQ(p != NULL, left >= (heap_kind == KIND_BUDDY ? 16 : 9));
	}
}

/* The n-th page of growth cannot be mapped, once: for every n until none fails. A step is
 * tried before what is needed, so that a failure need not be seen. */
HEAP_TEST(heap_survives_a_failure_of_every_page)
{
	unsigned refused = 0, n = 0;
	bool failed;

	do {
		struct heap_stats before, after;

		boot_heap(4 * MIB);
		char *keep = heap_alloc(1000);
		memset(keep, 7, 1000);
		heap_stats(&before);
		host_fail_paging_map(++n);
		char *p = heap_alloc(300000);
		failed = host_fail_paging_map(0) == 0;
		heap_stats(&after);
		CHECK_EQ(after.failed - before.failed, p == NULL);
		CHECK_EQ(heap_check(), 0);
		refused += p == NULL;
		if (!p) {
			CHECK_EQ(after.used, before.used);
			p = heap_alloc(300000);
		}
		NEED(p);
		memset(p, 1, 300000);
		CHECK_EQ(keep[999], 7);
		heap_free(p);
		heap_free(keep);
		CHECK_EQ(heap_check(), 0);
	} while (failed);
	CHECK(n > 50 && refused > 40);
}

/* Memory that is short, again and again, while blocks of all sizes come and go. */
HEAP_TEST(heap_keeps_its_books_while_memory_is_short)
{
	void *live[100] = { 0 };
	unsigned refused = 0;

	boot_heap(MIB);
	for (int i = 0; i < 20000; i++) {
		unsigned k = test_below(ARRAY_SIZE(live));

		if (live[k]) {
			heap_free(live[k]);
			live[k] = NULL;
		} else {
			live[k] = heap_alloc(test_below(test_below(10) ? 10000 : 120000));
			refused += live[k] == NULL;
		}
		if (i % 20 == 0 && !CHECK_EQ(heap_check(), 0))
			return;
	}
	CHECK(refused > 0);
	for (unsigned k = 0; k < ARRAY_SIZE(live); k++)
		heap_free(live[k]);
	CHECK_EQ(heap_check(), 0);
	void *p = heap_alloc(60000);
	CHECK(p || heap_kind == KIND_BLOCK); /* its sizes keep what they had */
}

HEAP_TEST(heap_check_finds_damage_without_touching_it)
{
	char *p = heap_alloc(100), *q = heap_alloc(100);

	NEED(p && q);
	CHECK_EQ(heap_check(), 0);
	p[heap_block_size(p)] ^= 1;
	CHECK(heap_check() != 0);
	p[heap_block_size(p)] ^= 1;
	CHECK_EQ(heap_check(), 0);
}
