/* SPDX-License-Identifier: MIT */
/*
 * test_malloc.c - malloc() and its family. Plain hosted C: the same tests pass on Linux.
 */
#include <errno.h>
#include <malloc.h>
#include <pthread.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <test/test.h>

#define SLOTS 200

/* Hidden from the compiler, which knows malloc() too well to call it. */
static void *volatile sink;
static volatile size_t huge = (size_t)1 << 50, over = SIZE_MAX / 2 + 2;

static void *keep(void *p)
{
	sink = p;
	return sink;
}

TEST(malloc_gives_distinct_aligned_blocks)
{
	void *p[64];

	for (size_t i = 0; i < 64; i++) {
		p[i] = keep(malloc(i));
		NEED(p[i]);
		CHECK_EQ((uintptr_t)p[i] % 16, 0);
		CHECK(malloc_usable_size(p[i]) >= i);
		memset(p[i], (int)i, i);
	}
	for (size_t i = 0; i < 64; i++) {
		for (size_t j = 0; j < i; j++)
			CHECK(((unsigned char *)p[i])[j] == i);
		free(p[i]);
	}
	free(NULL);
	CHECK_EQ(malloc_usable_size(NULL), 0);
}

TEST(impossible_sizes_fail_with_enomem)
{
	errno = 0;
	CHECK(keep(malloc(huge)) == NULL);
	CHECK_EQ(errno, ENOMEM);
	errno = 0;
	CHECK(keep(malloc(over)) == NULL);
	CHECK_EQ(errno, ENOMEM);
	errno = 0;
	CHECK(keep(calloc(over, 2)) == NULL);
	CHECK_EQ(errno, ENOMEM);
	char *volatile hidden = keep(malloc(10));
	char *p = hidden;
	NEED(p);
	memcpy(p, "unchanged", 10);
	errno = 0;
	CHECK(keep(realloc(hidden, huge)) == NULL);
	CHECK_EQ(errno, ENOMEM);
	CHECK(memcmp(p, "unchanged", 10) == 0);
	free(p);
}

TEST(calloc_zeroes_memory_that_was_used_before)
{
	for (size_t size = 1; size < 100000; size = size * 3 + 1) {
		char *p = keep(malloc(size));
		NEED(p);
		memset(p, 0xff, size);
		free(p);
		p = keep(calloc(1, size));
		NEED(p);
		size_t used = 0;
		for (size_t i = 0; i < size; i++)
			used += p[i] != 0;
		CHECK_EQ(used, 0);
		free(p);
	}
}

TEST(realloc_keeps_the_contents)
{
	unsigned char *p = NULL;
	size_t old = 0;
	unsigned wrong = 0;

	for (int i = 0; i < 300; i++) {
		size_t size = 1 + test_below(i % 10 == 0 ? 100000 : 500);
		unsigned char *q = keep(realloc(p, size));
		NEED(q);
		for (size_t j = 0; j < old && j < size; j++)
			wrong += q[j] != (unsigned char)(j * 7 + old);
		for (size_t j = 0; j < size; j++)
			q[j] = (unsigned char)(j * 7 + size);
		p = q;
		old = size;
	}
	CHECK_EQ(wrong, 0);
	free(p);
}

TEST(aligned_blocks_are_aligned_and_bad_alignments_refused)
{
	for (size_t align = 8; align <= 65536; align *= 2) {
		void *p = NULL;
		CHECK_EQ(posix_memalign(&p, align, 100), 0);
		CHECK_EQ((uintptr_t)p % align, 0);
		free(p);
		p = keep(aligned_alloc(align, align * 2));
		NEED(p);
		CHECK_EQ((uintptr_t)p % align, 0);
		memset(p, 1, align * 2);
		p = keep(realloc(p, align * 3));
		NEED(p);
		CHECK_EQ(((char *)p)[align * 2 - 1], 1);
		free(p);
	}
	char here;
	void *untouched = &here;
	errno = 5;
	CHECK_EQ(posix_memalign(&untouched, 24, 100), EINVAL);
	CHECK_EQ(posix_memalign(&untouched, 4, 100), EINVAL);
	CHECK_EQ(posix_memalign(&untouched, 64, huge), ENOMEM);
	CHECK_EQ(errno, 5);
	CHECK(untouched == &here);
}

struct slot {
	unsigned char *p, fill;
	size_t size;
};

/* Checks the block of s and takes another one in its place. */
static int change_slot(struct slot *s, size_t size, unsigned char fill)
{
	int wrong = 0;

	for (size_t i = 0; i < s->size; i++)
		wrong += s->p[i] != s->fill;
	free(s->p);
	*s = (struct slot){ malloc(size), fill, size };
	if (!s->p)
		return wrong + 1;
	memset(s->p, fill, size);
	return wrong;
}

/* Random use with every block filled with a value of its own. */
static void *churn(void *arg)
{
	struct slot *slots = calloc(SLOTS, sizeof(*slots));
	uint64_t random = (uintptr_t)arg * 2654435761u + 1;
	intptr_t wrong = 0;

	for (int i = 0; slots && i < 20000; i++) {
		random = random * 6364136223846793005u + 1442695040888963407u;
		unsigned n = (unsigned)(random >> 33) % SLOTS;
		wrong += change_slot(&slots[n], (random >> 20) % (n < 5 ? 20000 : 300),
				     (unsigned char)i);
	}
	for (int n = 0; slots && n < SLOTS; n++)
		free(slots[n].p);
	free(slots);
	return (void *)(slots ? wrong : -1);
}

TEST_NEEDS(threads_share_the_heap_without_harm, CONFIG_SCHED)
{
	pthread_t t[4];

	for (intptr_t i = 0; i < 4; i++)
		NEED(pthread_create(&t[i], NULL, churn, (void *)(i + 1)) == 0);
	for (int i = 0; i < 4; i++) {
		void *wrong;
		pthread_join(t[i], &wrong);
		CHECK_EQ((intptr_t)wrong, 0);
	}
}
