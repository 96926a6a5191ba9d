/* SPDX-License-Identifier: MIT */
/*
 * test_remap.c - mappings that grow, move, open, are discarded and shrink; brk(). Plain
 * hosted C: the same tests pass on Linux.
 */
#define _GNU_SOURCE /* mremap */
#include <errno.h>
#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <test/test.h>

#define PAGE  ((size_t)4096)
#define LARGE ((size_t)2 << 20)
#define RW    (PROT_READ | PROT_WRITE)
#define ANON  (MAP_PRIVATE | MAP_ANONYMOUS)

static char *map(size_t len, int prot, int flags)
{
	char *p = mmap(NULL, len, prot, ANON | flags, -1, 0);

	return p == MAP_FAILED ? NULL : p;
}

/* Each page's first word is its number from first on; 0 stays 0. */
static void number_pages(char *p, size_t len, size_t first)
{
	for (size_t at = 0; at < len; at += PAGE)
		*(volatile size_t *)(p + at) = first + at / PAGE;
}

static size_t misnumbered(const char *p, size_t len, size_t first)
{
	size_t wrong = 0;

	for (size_t at = 0; at < len; at += PAGE)
		wrong += *(const volatile size_t *)(p + at) != first + at / PAGE;
	return wrong;
}

static size_t nonzero_pages(const char *p, size_t len)
{
	size_t n = 0;

	for (size_t at = 0; at < len; at += PAGE)
		n += *(const volatile size_t *)(p + at) != 0;
	return n;
}

TEST(reserved_addresses_open_with_mprotect)
{
	char *p = map(4 * PAGE, PROT_NONE, 0);

	NEED(p);
	CHECK_EQ(mprotect(p + PAGE, 2 * PAGE, RW), 0);
	memset(p + PAGE, 7, 2 * PAGE);
	CHECK_EQ(mprotect(p + PAGE, PAGE, PROT_READ), 0);
	CHECK_EQ(p[PAGE], 7);
	CHECK_EQ(munmap(p, 4 * PAGE), 0);
	CHECK_EQ(mprotect(p, PAGE, PROT_READ), -1);
	CHECK_EQ(errno, ENOMEM);
}

TEST(reserving_a_tebibyte_of_addresses_costs_nothing)
{
	const size_t size = (size_t)1 << 40;
	char *p = map(size, PROT_NONE, MAP_NORESERVE);

	NEED(p);
	CHECK_EQ(mprotect(p + size / 2, 4 * PAGE, RW), 0);
	number_pages(p + size / 2, 4 * PAGE, 1);
	CHECK_EQ(misnumbered(p + size / 2, 4 * PAGE, 1), 0);
	CHECK_EQ(munmap(p, size), 0);
}

TEST(sparse_memory_reads_as_zero_wherever_it_is_touched)
{
	const size_t size = (size_t)8 << 30;
	char *p = map(size, RW, MAP_NORESERVE);
	size_t wrong = 0;

	NEED(p);
	for (size_t at = 0; at < size; at += (size_t)256 << 20) {
		wrong += p[at + 77] != 0;
		p[at + 77] = 1;
		wrong += p[at + 77] != 1;
	}
	CHECK_EQ(wrong, 0);
	CHECK_EQ(munmap(p, size), 0);
}

TEST(system_calls_fill_memory_that_was_never_touched)
{
	char *p = map(64 * PAGE, RW, 0), *q = map(64 * PAGE, RW, 0);
	int fds[2];

	NEED(p && q && pipe(fds) == 0);
	CHECK_EQ(write(fds[1], p + 5 * PAGE - 100, 3000), 3000); /* reads from it, too */
	memset(q, 0xff, PAGE);
	CHECK_EQ(read(fds[0], q + 9 * PAGE - 100, 3000), 3000);
	CHECK_EQ(nonzero_pages(q + PAGE, 63 * PAGE), 0);
	CHECK_EQ(close(fds[0]) + close(fds[1]), 0);
	CHECK_EQ(munmap(p, 64 * PAGE) + munmap(q, 64 * PAGE), 0);
}

TEST(a_mapping_grows_in_place_when_there_is_room_behind_it)
{
	char *p = map(8 * PAGE, RW, 0);

	NEED(p);
	number_pages(p, 8 * PAGE, 1);
	CHECK_EQ(munmap(p + 4 * PAGE, 4 * PAGE), 0);
	CHECK(mremap(p, 4 * PAGE, 8 * PAGE, 0) == p);
	CHECK_EQ(misnumbered(p, 4 * PAGE, 1), 0);
	CHECK_EQ(nonzero_pages(p + 4 * PAGE, 4 * PAGE), 0);
	CHECK_EQ(munmap(p, 8 * PAGE), 0);
}

TEST(a_mapping_that_may_not_move_and_cannot_grow_stays)
{
	char *p = map(8 * PAGE, RW, 0);

	NEED(p);
	number_pages(p, 8 * PAGE, 1);
	CHECK_EQ(mprotect(p + 4 * PAGE, 4 * PAGE, PROT_READ), 0);
	CHECK(mremap(p, 4 * PAGE, 5 * PAGE, 0) == MAP_FAILED);
	CHECK_EQ(errno, ENOMEM);
	CHECK_EQ(misnumbered(p, 8 * PAGE, 1), 0);
	CHECK_EQ(munmap(p, 8 * PAGE), 0);
}

/* In sizes that move as single pages, as whole tables, and both. */
TEST(a_mapping_moves_with_its_contents)
{
	static const size_t sizes[] = { PAGE, 3 * PAGE, LARGE, 3 * LARGE + 5 * PAGE, 9 * LARGE };

	for (unsigned i = 0; i < ARRAY_SIZE(sizes); i++) {
		size_t size = sizes[i];
		char *p = map(size + PAGE, RW, 0);

		NEED(p);
		number_pages(p, size + PAGE, 1);
		char *q = mremap(p, size, 2 * size, MREMAP_MAYMOVE);
		NEED(q != MAP_FAILED && q != p);
		CHECK_EQ(misnumbered(q, size, 1), 0);
		CHECK_EQ(nonzero_pages(q + size, size), 0);
		CHECK_EQ(misnumbered(p + size, PAGE, 1 + size / PAGE), 0);
		number_pages(q, 2 * size, 7);
		CHECK(mremap(q, 2 * size, PAGE, 0) == q);
		CHECK_EQ(misnumbered(q, PAGE, 7), 0);
		CHECK_EQ(munmap(q, PAGE) + munmap(p + size, PAGE), 0);
	}
}

TEST(a_mapping_moves_to_an_address_of_choice_over_what_is_there)
{
	char *p = map(4 * PAGE, RW, 0), *q = map(4 * PAGE, RW, 0);

	NEED(p && q);
	number_pages(p, 4 * PAGE, 1);
	number_pages(q, 4 * PAGE, 100);
	CHECK(mremap(p, 2 * PAGE, 2 * PAGE, MREMAP_MAYMOVE | MREMAP_FIXED, q + PAGE) == q + PAGE);
	CHECK_EQ(misnumbered(q, PAGE, 100), 0);
	CHECK_EQ(misnumbered(q + PAGE, 2 * PAGE, 1), 0);
	CHECK_EQ(misnumbered(q + 3 * PAGE, PAGE, 103), 0);
	CHECK_EQ(misnumbered(p + 2 * PAGE, 2 * PAGE, 3), 0);
	CHECK(mremap(q, 2 * PAGE, 2 * PAGE, MREMAP_MAYMOVE | MREMAP_FIXED, q + PAGE) == MAP_FAILED);
	CHECK_EQ(errno, EINVAL);
	CHECK_EQ(munmap(p, 4 * PAGE) + munmap(q, 4 * PAGE), 0);
}

TEST(mremap_refuses_by_name)
{
	char *p = map(4 * PAGE, RW, 0);

	NEED(p);
	CHECK(mremap(p + 1, PAGE, 2 * PAGE, MREMAP_MAYMOVE) == MAP_FAILED);
	CHECK_EQ(errno, EINVAL);
	CHECK(mremap(p, PAGE, 0, MREMAP_MAYMOVE) == MAP_FAILED);
	CHECK_EQ(errno, EINVAL);
	CHECK(mremap(p, PAGE, 2 * PAGE, 0x40) == MAP_FAILED);
	CHECK_EQ(errno, EINVAL);
	CHECK_EQ(munmap(p + PAGE, PAGE), 0);
	CHECK(mremap(p, 4 * PAGE, 8 * PAGE, MREMAP_MAYMOVE) == MAP_FAILED);
	CHECK_EQ(errno, EFAULT);
	CHECK(mremap(p + PAGE, PAGE, 2 * PAGE, MREMAP_MAYMOVE) == MAP_FAILED);
	CHECK_EQ(errno, EFAULT);
	CHECK_EQ(munmap(p, 4 * PAGE), 0);
}

TEST(discarded_memory_of_every_size_reads_as_zero)
{
	const size_t size = 4 * LARGE;
	char *p = map(size, RW, 0);

	NEED(p);
	number_pages(p, size, 1);
	CHECK_EQ(madvise(p + PAGE, 2 * LARGE, MADV_DONTNEED), 0);
	CHECK_EQ(misnumbered(p, PAGE, 1), 0);
	CHECK_EQ(nonzero_pages(p + PAGE, 2 * LARGE), 0);
	CHECK_EQ(misnumbered(p + 2 * LARGE + PAGE, size - 2 * LARGE - PAGE, 2 * LARGE / PAGE + 2),
		 0);
	number_pages(p, size, 5);
	CHECK_EQ(misnumbered(p, size, 5), 0);
	CHECK_EQ(munmap(p, size), 0);
}

TEST(what_lies_behind_a_hole_is_discarded_all_the_same)
{
	char *p = map(6 * PAGE, RW, 0);

	NEED(p);
	number_pages(p, 6 * PAGE, 1);
	CHECK_EQ(munmap(p + 2 * PAGE, 2 * PAGE), 0);
	CHECK_EQ(madvise(p + PAGE, 4 * PAGE, MADV_DONTNEED), -1);
	CHECK_EQ(errno, ENOMEM);
	CHECK_EQ(misnumbered(p, PAGE, 1), 0);
	CHECK_EQ(nonzero_pages(p + PAGE, PAGE), 0);
	CHECK_EQ(nonzero_pages(p + 4 * PAGE, PAGE), 0);
	CHECK_EQ(misnumbered(p + 5 * PAGE, PAGE, 6), 0);
	CHECK_EQ(munmap(p, 6 * PAGE), 0);
}

TEST(advice_is_taken_ignored_or_refused_as_on_linux)
{
	static const int taken[] = { MADV_NORMAL,   MADV_RANDOM, MADV_SEQUENTIAL, MADV_WILLNEED,
				     MADV_DONTFORK, MADV_DOFORK, MADV_HUGEPAGE,   MADV_NOHUGEPAGE,
				     MADV_DONTDUMP, MADV_DODUMP };
	char *p = map(4 * PAGE, RW, 0);

	NEED(p);
	number_pages(p, 4 * PAGE, 1);
	for (unsigned i = 0; i < ARRAY_SIZE(taken); i++)
		CHECK_EQ(madvise(p, 4 * PAGE, taken[i]), 0);
	CHECK_EQ(misnumbered(p, 4 * PAGE, 1), 0);
	CHECK_EQ(madvise(p, 0, MADV_DONTNEED), 0);
	CHECK_EQ(madvise(p, PAGE, 12345), -1);
	CHECK_EQ(errno, EINVAL);
	CHECK_EQ(madvise(p + 1, PAGE, MADV_DONTNEED), -1);
	CHECK_EQ(errno, EINVAL);
	CHECK_EQ(munmap(p + PAGE, PAGE), 0);
	CHECK_EQ(madvise(p, 4 * PAGE, MADV_DONTNEED), -1);
	CHECK_EQ(errno, ENOMEM);
	CHECK_EQ(madvise(p + PAGE, PAGE, MADV_WILLNEED), -1);
	CHECK_EQ(errno, ENOMEM);
	CHECK_EQ(munmap(p, 4 * PAGE), 0);
}

TEST(locked_memory_is_there)
{
	char *p = map(4 * PAGE, RW, 0);

	NEED(p);
	CHECK_EQ(mlock(p + PAGE, 2 * PAGE), 0);
	CHECK_EQ(nonzero_pages(p, 4 * PAGE), 0);
	CHECK_EQ(munmap(p + 3 * PAGE, PAGE), 0);
	CHECK_EQ(mlock(p, 4 * PAGE), -1);
	CHECK_EQ(errno, ENOMEM);
	CHECK_EQ(munlock(p + PAGE, 2 * PAGE), 0);
	CHECK_EQ(munmap(p, 4 * PAGE), 0);
}

/* libc's sbrk() does not move the break; the system call does. */
static char *set_break(char *to)
{
	return (char *)syscall(SYS_brk, to);
}

TEST(the_break_grows_and_shrinks)
{
	char *start = set_break(NULL);

	NEED((uintptr_t)start > PAGE);
	CHECK(set_break(start + 10 * PAGE + 5) == start + 10 * PAGE + 5);
	CHECK_EQ(start[10 * PAGE + 4], 0);
	memset(start, 1, 10 * PAGE + 5);
	CHECK(set_break(start + 3 * PAGE) == start + 3 * PAGE);
	CHECK(set_break(start + 6 * PAGE) == start + 6 * PAGE);
	CHECK_EQ(start[3 * PAGE - 1], 1);
	size_t at = (PAGE - (uintptr_t)start % PAGE) % PAGE; /* on Linux it is anywhere */
	CHECK_EQ(nonzero_pages(start + at + 3 * PAGE, 2 * PAGE), 0);
	CHECK(set_break((char *)PAGE) == start + 6 * PAGE); /* no: it stays */
	CHECK(set_break(start) == start);
}

/* --- a thread's stack ------------------------------------------------------------------ */

static void *use_stack(void *arg)
{
	volatile char deep[200000];

	for (size_t i = 0; i < sizeof(deep); i += 512)
		deep[i] = (char)i;
	usleep(2000); /* interrupts come meanwhile, and push below */
	return deep[512] == 0 ? arg : NULL;
}

TEST_NEEDS(threads_run_on_stacks_that_were_mapped_but_never_touched, CONFIG_SCHED)
{
	const size_t size = 256 * 1024;
	char *stack = map(size, RW, 0);
	pthread_attr_t attr;
	pthread_t t;
	void *result = NULL;

	NEED(stack && pthread_attr_init(&attr) == 0);
	CHECK_EQ(pthread_attr_setstack(&attr, stack, size), 0);
	NEED(pthread_create(&t, &attr, use_stack, stack) == 0);
	CHECK_EQ(pthread_join(t, &result), 0);
	CHECK(result == stack);
	pthread_attr_destroy(&attr);
	CHECK_EQ(munmap(stack, size), 0);
}
