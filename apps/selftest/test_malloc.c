/* SPDX-License-Identifier: MIT */
/*
 * test_malloc.c - memory as libc gives it: malloc() and its family, mmap() and its.
 * Plain hosted C: the same tests pass on Linux.
 */
#define _GNU_SOURCE /* mremap */
#include <errno.h>
#include <malloc.h>
#include <pthread.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include <test/test.h>

#define PAGE  4096
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

TEST(threads_share_the_heap_without_harm)
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

/* --- mmap ------------------------------------------------------------------------------- */

static char *map(size_t pages, int prot)
{
	char *p = mmap(NULL, pages * PAGE, prot, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	return p == MAP_FAILED ? NULL : p;
}

static unsigned nonzero(const char *p, size_t len)
{
	unsigned n = 0;

	for (size_t i = 0; i < len; i++)
		n += p[i] != 0;
	return n;
}

TEST(anonymous_mappings_are_zero_also_when_reused)
{
	for (int i = 0; i < 3; i++) {
		char *p = map(8, PROT_READ | PROT_WRITE);
		NEED(p);
		CHECK_EQ((uintptr_t)p % PAGE, 0);
		CHECK_EQ(nonzero(p, 8 * PAGE), 0);
		memset(p, 0xaa, 8 * PAGE);
		CHECK_EQ(munmap(p + PAGE, PAGE), 0); /* a hole in the middle */
		CHECK_EQ(p[0] + p[2 * PAGE], 2 * (char)0xaa);
		CHECK_EQ(munmap(p, 8 * PAGE), 0);
	}
}

TEST(a_fixed_mapping_replaces_what_is_there)
{
	char *p = map(4, PROT_READ | PROT_WRITE);

	NEED(p);
	memset(p, 1, 4 * PAGE);
	char *q = mmap(p + PAGE, PAGE, PROT_READ | PROT_WRITE,
		       MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0);
	CHECK(q == p + PAGE);
	CHECK_EQ(nonzero(p + PAGE, PAGE), 0);
	CHECK_EQ(nonzero(p, 4 * PAGE), 3 * PAGE);
	CHECK_EQ(munmap(p, 4 * PAGE), 0);
}

TEST(reserved_addresses_open_with_mprotect)
{
	char *p = map(4, PROT_NONE);

	NEED(p);
	CHECK_EQ(mprotect(p + PAGE, 2 * PAGE, PROT_READ | PROT_WRITE), 0);
	memset(p + PAGE, 7, 2 * PAGE);
	CHECK_EQ(mprotect(p + PAGE, PAGE, PROT_READ), 0);
	CHECK_EQ(p[PAGE], 7);
	CHECK_EQ(munmap(p, 4 * PAGE), 0);
	CHECK_EQ(mprotect(p, PAGE, PROT_READ), -1);
	CHECK_EQ(errno, ENOMEM);
}

TEST(mremap_grows_and_shrinks_with_its_contents)
{
	char *p = map(4, PROT_READ | PROT_WRITE);

	NEED(p);
	memset(p, 3, 4 * PAGE);
	char *q = mremap(p, 4 * PAGE, 20 * PAGE, MREMAP_MAYMOVE);
	NEED(q != MAP_FAILED);
	CHECK_EQ(nonzero(q, 20 * PAGE), 4 * PAGE);
	memset(q, 4, 20 * PAGE);
	CHECK(mremap(q, 20 * PAGE, 2 * PAGE, 0) == q);
	CHECK_EQ(nonzero(q, 2 * PAGE), 2 * PAGE);
	CHECK_EQ(munmap(q, 2 * PAGE), 0);
}

TEST(discarded_memory_reads_as_zero)
{
	char *p = map(4, PROT_READ | PROT_WRITE);

	NEED(p);
	memset(p, 5, 4 * PAGE);
	CHECK_EQ(madvise(p + PAGE, 2 * PAGE, MADV_DONTNEED), 0);
	CHECK_EQ(nonzero(p, 4 * PAGE), 2 * PAGE);
	CHECK_EQ(munmap(p, 4 * PAGE), 0);
}

TEST(bad_mappings_are_refused_by_name)
{
	CHECK(mmap(NULL, 0, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0) == MAP_FAILED);
	CHECK_EQ(errno, EINVAL);
	CHECK(mmap(NULL, PAGE, PROT_READ, MAP_ANONYMOUS, -1, 0) == MAP_FAILED);
	CHECK_EQ(errno, EINVAL);
	CHECK(mmap(NULL, PAGE, PROT_READ, MAP_PRIVATE, 99, 0) == MAP_FAILED);
	CHECK_EQ(errno, EBADF);
	CHECK_EQ(munmap((void *)1, PAGE), -1);
	CHECK_EQ(errno, EINVAL);
	CHECK(mmap(NULL, huge, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0) ==
	      MAP_FAILED);
	CHECK_EQ(errno, ENOMEM);
}
