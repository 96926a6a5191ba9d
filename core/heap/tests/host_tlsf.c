/* SPDX-License-Identifier: MIT */
/* host_tlsf.c - what TLSF alone promises: fit, and the order of its classes. */
#include <test/test.h>
#include "heap/tlsf.h"

#define MEMORY 65536u

static char memory[MEMORY] __attribute__((aligned(4096)));

static struct heap_totals check(void)
{
	struct heap_totals totals;

	CHECK_EQ(tlsf_check(&totals), 0);
	return totals;
}

TEST(tlsf_gives_all_but_the_headers)
{
	unsigned n = 0;

	tlsf_init(memory, MEMORY);
	while (tlsf_take(16, 16))
		n++;
	CHECK_EQ(n, (MEMORY - HEADER_BYTES) / BLOCK_MIN);
	CHECK(check().free < BLOCK_MIN);
}

TEST(tlsf_wastes_no_more_than_the_header_and_the_alignment)
{
	for (size_t size = 1; size < 60000; size += 1 + size / 100) {
		tlsf_init(memory, MEMORY);
		void *p = tlsf_take(16, size);
		NEED(p);
		CHECK_EQ(tlsf_usable(p), MAX(ALIGN_UP(size, 16ul), 16ul));
		check();
	}
}

TEST(tlsf_classes_are_in_order_of_size)
{
	unsigned last = 0;

	for (size_t size = 32; size < HEAP_MAX_SIZE; size += ALIGN_UP(size / 50, 16ul) + 16) {
		unsigned class = tlsf_class(size);

		NEED(class < TLSF_FL_COUNT * TLSF_SL_COUNT);
		CHECK(class >= last);
		last = class;
	}
}

/* As many as are kept of one size come back in the order in which a stack gives them; what
 * is more is joined. */
TEST(tlsf_keeps_a_few_small_blocks_of_each_size)
{
	void *p[2 * TLSF_KEPT_MAX];

	tlsf_init(memory, MEMORY);
	for (unsigned i = 0; i < ARRAY_SIZE(p); i++)
		p[i] = tlsf_take(16, 64);
	for (unsigned i = 0; i < ARRAY_SIZE(p); i++)
		tlsf_give(p[i]);
	CHECK_EQ(check().free_blocks, TLSF_KEPT_MAX + 1);
	CHECK(tlsf_take(16, 80) == p[TLSF_KEPT_MAX]);
	for (unsigned i = 0; i < TLSF_KEPT_MAX; i++)
		CHECK(tlsf_take(16, 60) == p[TLSF_KEPT_MAX - 1 - i]);
	check();
}
