/* SPDX-License-Identifier: MIT */
/* host_misuse.c - what each allocator says to its misuse, and what the variants without
 * hardening and with poison do. */
#include <string.h>

#include <core/heap.h>
#include <core/vm.h>
#include <test/host.h>
#include "heap/header.h"
#include "heap_test.h"

#define MIB (1ul << 20)

/* Each of these runs in a process of its own and damages a heap of its own. */
static void *block(size_t size)
{
	void *p = heap_alloc(size);

	CHECK(p);
	return p;
}

static void free_twice(void *align)
{
	void *p = heap_alloc_aligned((size_t)align, 100);

	block(10);
	heap_free(p);
	heap_free(p);
}

static void free_twice_after_a_merge(void *arg)
{
	void *p = block(100), *q = block(100);

	(void)arg;
	block(10);
	heap_free(p);
	heap_free(q);
	heap_free(q);
}

static void write_past_the_end(void *size)
{
	char *p = block((size_t)size);

	block(10);
	p[heap_block_size(p)] ^= 1;
	heap_free(p);
}

static void write_past_the_end_and_free_the_next(void *arg)
{
	char *p = block(100);
	void *q = block(10);

	(void)arg;
	memset(p, 'x', heap_block_size(p) + 12);
	heap_free(q);
}

static void overwrite_the_next_header(void *byte)
{
	char *p = block(100);

	block(10);
	memset(p + heap_block_size(p), (int)(size_t)byte, 16);
	heap_free(p);
}

static void write_past_the_end_and_resize(void *arg)
{
	char *p = block(100);

	(void)arg;
	block(10);
	p[heap_block_size(p)] ^= 1;
	heap_resize(p, 5000);
	heap_free(p);
}

static void write_before_the_start(void *arg)
{
	char *p = block(100);

	(void)arg;
	p[-1] ^= 0x40;
	heap_free(p);
}

/* A link of the list in which the free block stands. Found when somebody walks there: a
 * neighbour is joined, or a block of that size is taken. */
static void write_after_free(void *arg)
{
	void *p = block(100), *q = block(100), *r;

	(void)arg;
	heap_free(p);
	r = block(200);
	memcpy(p, &r, sizeof(r));
	heap_free(q);
	block(100);
	block(100);
}

static void free_inside_a_block(void *offset)
{
	heap_free((char *)block(100) + (size_t)offset);
}

static void free_address(void *p)
{
	heap_free(p);
}

static void free_the_end(void *arg)
{
	struct heap_stats s;

	(void)arg;
	heap_stats(&s);
	heap_free((void *)(VM_HEAP_BASE + s.total));
}

/* Behind the links, where only poison is. */
static void write_into_freed_memory(void *arg)
{
	char *p = block(100);

	(void)arg;
	heap_free(p);
	p[77] ^= 1;
	block(100);
}

struct misuse {
	void (*fn)(void *arg);
	void *arg;
};

static void misuse(void *arg)
{
	const struct misuse *m = arg;

	boot_heap(4 * MIB);
	m->fn(m->arg);
}

static bool misuse_panics(void (*fn)(void *arg), void *arg, const char *text)
{
	struct misuse m = { fn, arg };

	return host_panics(misuse, &m, text);
}

static void damage_is_found(void)
{
	CHECK(misuse_panics(write_past_the_end, (void *)100, "damaged"));
	CHECK(misuse_panics(write_past_the_end, (void *)0, "damaged"));
	CHECK(misuse_panics(write_past_the_end_and_free_the_next, NULL, "damaged"));
	CHECK(misuse_panics(write_past_the_end_and_resize, NULL, "damaged"));
	CHECK(misuse_panics(overwrite_the_next_header, (void *)0xff, "damaged"));
	CHECK(misuse_panics(overwrite_the_next_header, (void *)0, "damaged"));
	CHECK(misuse_panics(write_before_the_start, NULL, "damaged"));
	if (heap_kind != KIND_BUMP) /* has no lists */
		CHECK(misuse_panics(write_after_free, NULL, "written to"));
}

HEAP_TEST(heap_panics_when_a_header_is_damaged)
{
	damage_is_found();
}

HEAP_TEST(heap_panics_when_a_block_is_freed_twice)
{
	CHECK(misuse_panics(free_twice, (void *)16, "double free"));
	CHECK(misuse_panics(free_twice, (void *)256, "double free"));
	CHECK(misuse_panics(free_twice_after_a_merge, NULL, "double free"));
}

HEAP_TEST(heap_panics_when_given_what_is_no_block)
{
	static char outside[64] __attribute__((aligned(16)));

	CHECK(misuse_panics(free_inside_a_block, (void *)8, "not a block"));
	CHECK(misuse_panics(free_inside_a_block, (void *)32, "damaged"));
	CHECK(misuse_panics(free_address, outside + 32, "not a block"));
	CHECK(misuse_panics(free_address, (void *)16, "not a block"));
	CHECK(misuse_panics(free_address, (void *)(UINTPTR_MAX & ~15ul), "not a block"));
	CHECK(misuse_panics(free_the_end, NULL, "not a block"));
}

HEAP_TEST(heap_with_poison_finds_writes_to_freed_memory)
{
	heap_poison = true;
	CHECK(misuse_panics(write_into_freed_memory, NULL, "was written to"));
	CHECK(misuse_panics(free_twice, (void *)16, "double free"));
	CHECK(misuse_panics(free_twice, (void *)256, "double free"));
	CHECK(misuse_panics(free_twice_after_a_merge, NULL, "double free"));
	damage_is_found();
}

/* --- the variants work ------------------------------------------------------------------ */

struct slot {
	unsigned char *p;
	size_t size;
};

static bool holds(const struct slot *s, unsigned char fill)
{
	for (size_t i = 0; i < s->size; i++) {
		if (s->p[i] != fill)
			return false;
	}
	return true;
}

static void change(struct slot *s, unsigned char fill)
{
	CHECK(holds(s, fill));
	if (test_below(3) == 0 && s->p && heap_resize(s->p, test_below(3000))) {
		s->size = heap_block_size(s->p);
	} else {
		heap_free(s->p);
		s->size = 1 + test_below(1u << test_below(14));
		s->p = heap_alloc_aligned((size_t)16 << (test_below(8) ? 0 : test_below(8)),
					  s->size);
	}
	NEED(s->p);
	memset(s->p, fill, s->size);
}

static void churn(void)
{
	struct slot slots[64] = { { 0 } };

	boot_heap(64 * MIB);
	for (int i = 0; i < 6000; i++) {
		unsigned k = test_below(ARRAY_SIZE(slots));

		change(&slots[k], (unsigned char)k);
		if (i % 10 == 0 && !CHECK_EQ(heap_check(), 0))
			return;
	}
	for (unsigned k = 0; k < ARRAY_SIZE(slots); k++)
		heap_free(slots[k].p);
	CHECK_EQ(heap_check(), 0);
}

HEAP_TEST(heap_works_in_every_variant)
{
	for (int variant = 0; variant < 4; variant++) {
		heap_hardening = variant & 1;
		heap_poison = variant & 2;
		churn();
	}
}

/* The control: without hardening the same damage goes unnoticed for a while. */
static void leave_damage(void *arg)
{
	char *p = block(100);

	(void)arg;
	p[-1] ^= 0x40;
	heap_free(p);
}

HEAP_TEST(heap_without_hardening_does_not_look)
{
	char output[512];
	struct misuse m = { leave_damage, NULL };

	heap_hardening = false;
	CHECK_EQ(host_capture(misuse, &m, output, sizeof(output)), 0);
}
