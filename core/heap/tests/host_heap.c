/* SPDX-License-Identifier: MIT */
/* host_heap.c - growth, the end of memory, and misuse, on a machine of the test's own. */
#include <string.h>

#include <core/heap.h>
#include <core/vm.h>
#include <test/host.h>
#include <test/test.h>

#define MIB (1ul << 20)

static void start(uint64_t ram_bytes)
{
	const struct boot_range ram = { MIB, ram_bytes };

	host_boot_memory(&ram, 1);
	heap_init();
}

static size_t total(void)
{
	struct heap_stats s;

	heap_stats(&s);
	return s.total;
}

TEST(heap_starts_small_and_grows_by_steps)
{
	start(32 * MIB);
	CHECK(total() <= 64 << 10);
	size_t steps = 0, was = total();
	for (int i = 0; i < 4000; i++) {
		CHECK(heap_alloc(4000));
		steps += total() != was;
		was = total();
	}
	CHECK(steps > 5 && steps < 40);
	CHECK(total() < 4000 * 4000 * 3 / 2);
	CHECK_EQ(heap_check(), 0);
}

TEST(heap_grows_by_what_one_request_needs)
{
	start(32 * MIB);
	CHECK(heap_alloc(20 * MIB));
	CHECK(total() < 21 * MIB);
	CHECK_EQ(heap_check(), 0);
}

TEST(heap_is_one_range_however_often_it_grew)
{
	struct vm_stats before, after;

	start(32 * MIB);
	vm_stats(&before);
	for (int i = 0; i < 100; i++)
		CHECK(heap_alloc(100000));
	vm_stats(&after);
	CHECK_EQ(after.ranges, before.ranges);
	CHECK_EQ(after.mapped, total());
}

TEST(heap_without_memory_gives_null_and_recovers)
{
	void *blocks[128];
	unsigned n = 0;

	start(4 * MIB);
	while (n < ARRAY_SIZE(blocks) && (blocks[n] = heap_alloc(100000)))
		n++;
	CHECK(n > 30 && n < 42);
	CHECK(!heap_alloc(100000));
	CHECK(!heap_alloc(MIB));
	CHECK_EQ(heap_check(), 0);
	for (unsigned i = 0; i < n; i += 2)
		heap_free(blocks[i]);
	CHECK(heap_alloc(90000));
	for (unsigned i = 1; i < n; i += 2)
		heap_free(blocks[i]);
	CHECK(heap_alloc(MIB));
	CHECK_EQ(heap_check(), 0);
}

/* Whatever the number of frames that are left, a request fails or succeeds whole. The
 * 64 KiB that are there count, so that nine more pages suffice. */
TEST(heap_survives_every_shortage_of_frames)
{
	for (unsigned left = 0; left < 40; left++) {
		struct pages_stats frames;
		struct heap_stats before, after;

		start(MIB);
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
		CHECK_EQ(p != NULL, left >= 9);
	}
}

/* --- misuse ------------------------------------------------------------------------------- */

/* Each of these runs in a process of its own and damages a heap of its own. */
static void *block(size_t size)
{
	void *p = heap_alloc(size);

	CHECK(p);
	return p;
}

static void free_twice(void *arg)
{
	void *p = block(100);

	(void)arg;
	heap_free(p);
	heap_free(p);
}

static void free_twice_after_a_merge(void *arg)
{
	void *p = block(100), *q = block(100);

	(void)arg;
	heap_free(p);
	heap_free(q);
	heap_free(q);
}

static void write_past_the_end(void *size)
{
	char *p = block((size_t)size);
	void *q = block(10);

	(void)q;
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

static void overwrite_the_next_header(void *arg)
{
	char *p = block(100);
	void *q = block(10);

	(void)arg, (void)q;
	memset(p + heap_block_size(p), 0xff, 16);
	heap_free(p);
}

static void write_before_the_start(void *arg)
{
	char *p = block(100);

	(void)arg;
	p[-1] ^= 0x40;
	heap_free(p);
}

static void write_after_free(void *arg)
{
	void *p = block(100), *q = block(100), *r;

	(void)arg;
	heap_free(p);
	r = block(200);
	memcpy(p, &r, sizeof(r)); /* a link of the list that it stands in */
	heap_free(q);
}

static void free_inside_a_block(void *arg)
{
	heap_free((char *)block(100) + (size_t)arg);
}

static void free_address(void *p)
{
	heap_free(p);
}

struct misuse {
	void (*fn)(void *arg);
	void *arg;
};

static void misuse(void *arg)
{
	const struct misuse *m = arg;

	start(4 * MIB);
	m->fn(m->arg);
}

static bool misuse_panics(void (*fn)(void *arg), void *arg, const char *text)
{
	struct misuse m = { fn, arg };

	return host_panics(misuse, &m, text);
}

TEST(heap_panics_when_misused)
{
	static char outside[64] __attribute__((aligned(16)));

	CHECK(misuse_panics(free_twice, NULL, "double free"));
	CHECK(misuse_panics(free_twice_after_a_merge, NULL, "double free"));
	CHECK(misuse_panics(write_past_the_end, (void *)100, "damaged"));
	CHECK(misuse_panics(write_past_the_end, (void *)0, "damaged"));
	CHECK(misuse_panics(write_past_the_end_and_free_the_next, NULL, "damaged"));
	CHECK(misuse_panics(overwrite_the_next_header, NULL, "damaged"));
	CHECK(misuse_panics(write_before_the_start, NULL, "damaged"));
	CHECK(misuse_panics(write_after_free, NULL, "written to"));
	CHECK(misuse_panics(free_inside_a_block, (void *)8, "not a block"));
	CHECK(misuse_panics(free_inside_a_block, (void *)32, "damaged"));
	CHECK(misuse_panics(free_address, outside + 32, "not a block"));
	CHECK(misuse_panics(free_address, (void *)16, "not a block"));
	CHECK(misuse_panics(free_address, (void *)(UINTPTR_MAX & ~15ul), "not a block"));
}

TEST(heap_check_finds_damage_without_touching_it)
{
	char *p = heap_alloc(100), *q = heap_alloc(100);

	NEED(p && q);
	CHECK_EQ(heap_check(), 0);
	p[heap_block_size(p)] ^= 1;
	CHECK(heap_check() != 0);
	p[heap_block_size(p)] ^= 1;
	CHECK_EQ(heap_check(), 0);
}
