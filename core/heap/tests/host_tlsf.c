/* SPDX-License-Identifier: MIT */
/* host_tlsf.c - the allocator alone, on small stretches of memory: what it promises about
 * fit, joining and growth. */
#include <stdlib.h>
#include <string.h>

#include <test/host.h>
#include <test/test.h>
#include "heap/tlsf.h"

#define MEMORY 65536u

static struct tlsf t;
static char memory[2 * MEMORY] __attribute__((aligned(4096)));

static struct tlsf_totals check(void)
{
	struct tlsf_totals totals;

	CHECK_EQ(tlsf_check(&t, &totals), 0);
	return totals;
}

TEST(tlsf_is_one_free_block_when_all_is_given_back)
{
	void *p[100];

	tlsf_init(&t, memory, MEMORY);
	size_t free = check().free;
	CHECK_EQ(free, MEMORY - TLSF_HEADER);
	for (unsigned i = 0; i < 100; i++)
		p[i] = tlsf_alloc(&t, i % 3 ? 16 : 256, 7 * i);
	for (unsigned i = 0; i < 100; i++)
		tlsf_free(&t, p[i * 37 % 100]);
	CHECK_EQ(check().free_blocks, 1);
	CHECK_EQ(check().free, free);
	CHECK_EQ(check().used, 0);
}

TEST(tlsf_gives_all_but_the_headers)
{
	tlsf_init(&t, memory, 1024);
	unsigned n = 0;
	while (tlsf_alloc(&t, 16, 16))
		n++;
	CHECK_EQ(n, (1024 - TLSF_HEADER) / TLSF_MIN_BLOCK);
	CHECK(check().free < TLSF_MIN_BLOCK);
}

TEST(tlsf_wastes_at_most_one_class)
{
	for (size_t size = 1; size < 60000; size += 1 + size / 100) {
		tlsf_init(&t, memory, MEMORY);
		void *p = tlsf_alloc(&t, 16, size);
		NEED(p);
		CHECK_EQ(tlsf_block_bytes(&t, p), MAX(ALIGN_UP(size, 16ul) + 16, 32ul));
		check();
	}
}

TEST(tlsf_grows_by_what_is_missing_and_no_more)
{
	for (int round = 0; round < 3000; round++) {
		size_t first = 64 + 16 * test_below(256);
		size_t size = test_below(40000);
		size_t align = (size_t)16 << test_below(8);

		tlsf_init(&t, memory, first);
		for (unsigned i = test_below(5); i > 0; i--)
			tlsf_alloc(&t, 16, test_below(400));
		if (tlsf_alloc(&t, align, size))
			continue;
		size_t more = ALIGN_UP(tlsf_growth(&t, align, size), 16ul);
		NEED(more > 0 && first + more <= sizeof(memory));
		tlsf_extend(&t, more);
		CHECK(tlsf_alloc(&t, align, size));
		CHECK(more <= size + size / 32 + 2 * align + 96);
		check();
	}
}

TEST(tlsf_growth_of_the_impossible_is_none)
{
	tlsf_init(&t, memory, MEMORY);
	CHECK_EQ(tlsf_growth(&t, 16, SIZE_MAX), 0);
	CHECK_EQ(tlsf_growth(&t, 16, TLSF_MAX_SIZE), 0);
	CHECK_EQ(tlsf_growth(&t, (size_t)1 << 63, 1), 0);
	CHECK(!tlsf_alloc(&t, 16, SIZE_MAX));
	CHECK(!tlsf_alloc(&t, (size_t)1 << 63, 1));
}

TEST(tlsf_classes_are_in_order_of_size)
{
	unsigned last = 0;

	for (size_t size = 32; size < TLSF_MAX_SIZE; size += ALIGN_UP(size / 50, 16ul) + 16) {
		unsigned fl, sl;

		tlsf_class(size, &fl, &sl);
		NEED(fl < TLSF_FL_COUNT && sl < TLSF_SL_COUNT);
		CHECK(fl * TLSF_SL_COUNT + sl >= last);
		last = fl * TLSF_SL_COUNT + sl;
	}
}

/* Everything is checked after every operation, and the memory never changes size. */
TEST(tlsf_is_whole_after_each_of_many_operations)
{
	struct {
		unsigned char *p;
		size_t size;
	} live[64] = { { 0 } };

	tlsf_init(&t, memory, MEMORY / 4);
	for (int i = 0; i < 15000; i++) {
		unsigned k = test_below(ARRAY_SIZE(live));

		if (live[k].p) {
			for (size_t b = 0; b < live[k].size; b++)
				CHECK_EQ(live[k].p[b], k);
			tlsf_free(&t, live[k].p);
			live[k].p = NULL;
		} else {
			size_t align = (size_t)1 << (test_below(4) ? 4 : test_below(11));

			live[k].size = test_below(1u << test_below(13));
			live[k].p = tlsf_alloc(&t, align, live[k].size);
			CHECK_EQ((uintptr_t)live[k].p % align, 0);
			if (live[k].p)
				memset(live[k].p, (int)k, live[k].size);
		}
		struct tlsf_totals totals = check();
		if (!CHECK_EQ(totals.used + totals.free, MEMORY / 4 - TLSF_HEADER))
			return;
	}
}
