/* SPDX-License-Identifier: MIT */
/* host_pages.c - each frame allocator on machines of many shapes. Random operations:
 * host_pages_random.c. */
#include <stdlib.h>

#include <core/pages.h>
#include <test/host.h>
#include "frames_any.h"

#define MIB (1ull << 20)
#define GIB (1ull << 30)

static const struct boot_range holes[] = { { 0x1000, 0x9e000 },
					   { 2 * MIB, 3 * MIB + 0x5000 },
					   { 16 * MIB, 0x1000 },
					   { 20 * MIB, 7 * MIB } };
static const struct boot_range five_gib[] = { { 1 * MIB, 3 * GIB - MIB }, { 4 * GIB, 2 * GIB } };

/* One byte per frame: is it ours? */
static uint8_t *owned;

static size_t free_frames(void)
{
	struct pages_stats s;

	pages_stats(&s);
	return s.free;
}

static bool in_ram(const struct boot_range *ram, size_t n, uint64_t addr, uint64_t size)
{
	for (size_t i = 0; i < n; i++) {
		if (addr >= ram[i].base && addr + size <= ram[i].base + ram[i].size)
			return true;
	}
	return false;
}

/* Notes count frames at p as ours; false when one was already. */
static bool own(phys_t p, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		if (owned[p.addr / PAGE_SIZE + i]++)
			return false;
	}
	return true;
}

static void start(const struct boot_range *ram, size_t n)
{
	host_boot_memory(ram, n);
	owned = calloc(HOST_RAM_MAX / PAGE_SIZE, 1);
}

/* Takes every frame, one by one; returns how many. */
static size_t take_all(const struct boot_range *ram, size_t n, enum pages_zone zone)
{
	size_t count = 0;

	for (phys_t p; phys_valid(p = pages_alloc(1, zone)); count++) {
		if (!CHECK(in_ram(ram, n, p.addr, PAGE_SIZE)) || !CHECK(own(p, 1)))
			return count;
	}
	return count;
}

PAGES_TEST(pages_gives_every_frame_once)
{
	start(holes, ARRAY_SIZE(holes));
	size_t free = free_frames();
	CHECK_EQ(take_all(holes, ARRAY_SIZE(holes), PAGES_ANY), free);
	CHECK_EQ(free_frames(), 0);
	CHECK_EQ(used_frames_check(), 0);
	for (size_t f = 0; f < HOST_RAM_MAX / PAGE_SIZE; f++) {
		if (owned[f])
			pages_free((phys_t){ f * PAGE_SIZE }, 1);
	}
	CHECK_EQ(free_frames(), free);
	CHECK_EQ(used_frames_check(), 0);
	CHECK(phys_valid(pages_alloc(0x700, PAGES_ANY)));
}

PAGES_TEST(pages_counts_the_ranges_and_its_own_books)
{
	struct pages_stats s;

	start(holes, ARRAY_SIZE(holes));
	pages_stats(&s);
	CHECK_EQ(s.total, 0x9e + (0x305) + 1 + 0x700);
	/* vm_init() took a frame for its nodes, the books for 27 MiB fit into one. */
	CHECK_EQ(s.free, s.total - 2);
}

PAGES_TEST(pages_works_with_three_mebibytes)
{
	static const struct boot_range tiny = { 1 * MIB, 3 * MIB };

	start(&tiny, 1);
	CHECK_EQ(take_all(&tiny, 1, PAGES_DMA32), 3 * MIB / PAGE_SIZE - 2);
}

PAGES_TEST(pages_books_go_where_they_fit)
{
	/* For the bitmap: 48 frames for 6 GiB. The first two ranges are too small. */
	size_t books = ALIGN_UP(used_frames_book_size(6 * GIB / PAGE_SIZE), PAGE_SIZE);
	const struct boot_range ram[] = { { 0x1000, 0x2000 },
					  { 1 * MIB, books - PAGE_SIZE },
					  { 2 * MIB, books },
					  { 6 * GIB - PAGE_SIZE, PAGE_SIZE } };
	start(ram, ARRAY_SIZE(ram));
	for (phys_t p; phys_valid(p = pages_alloc(1, PAGES_ANY));)
		CHECK(!in_ram(ram + 2, 1, p.addr, PAGE_SIZE));
	CHECK_EQ(free_frames(), 0);
}

PAGES_TEST(pages_dma32_stays_below_four_gibibytes)
{
	start(five_gib, 2);
	size_t free = free_frames();
	size_t low = take_all(five_gib, 2, PAGES_DMA32);

	CHECK_EQ(low, free - 2 * GIB / PAGE_SIZE);
	CHECK(!phys_valid(pages_alloc(1, PAGES_DMA32)));
	CHECK_EQ(take_all(five_gib, 2, PAGES_ANY), 2 * GIB / PAGE_SIZE);
	CHECK_EQ(free_frames(), 0);
	pages_free((phys_t){ 4 * GIB }, 1);
	CHECK(!phys_valid(pages_alloc(1, PAGES_DMA32)));
	pages_free((phys_t){ 4 * GIB - GIB - PAGE_SIZE }, 1);
	CHECK_EQ(pages_alloc(1, PAGES_DMA32).addr, 3 * GIB - PAGE_SIZE);
}

PAGES_TEST(pages_gives_large_runs_inside_one_range)
{
	start(five_gib, 2);
	phys_t p = pages_alloc(GIB / PAGE_SIZE, PAGES_ANY);
	CHECK(phys_valid(p) && in_ram(five_gib, 2, p.addr, GIB));
	p = pages_alloc(2 * GIB / PAGE_SIZE, PAGES_ANY);
	CHECK_EQ(p.addr, 4 * GIB);
	CHECK(!phys_valid(pages_alloc(2 * GIB / PAGE_SIZE, PAGES_ANY)));
	pages_free(p, 2 * GIB / PAGE_SIZE);
	CHECK_EQ(pages_alloc(2 * GIB / PAGE_SIZE, PAGES_ANY).addr, 4 * GIB);
}

PAGES_TEST(pages_finds_the_one_run_that_is_left)
{
	start(five_gib, 1);
	take_all(five_gib, 1, PAGES_ANY);
	/* Freed from its middle outwards, across word borders. */
	for (int i = 0; i < 70; i++)
		pages_free(
			(phys_t){ GIB + (uint64_t)(i % 2 ? 100 + i / 2 : 99 - i / 2) * PAGE_SIZE },
			1);
	CHECK(!phys_valid(pages_alloc(71, PAGES_ANY)));
	CHECK_EQ(pages_alloc(70, PAGES_ANY).addr, GIB + 65 * PAGE_SIZE);
	CHECK_EQ(free_frames(), 0);
}

PAGES_TEST(pages_finds_the_run_around_where_the_last_search_ended)
{
	start(holes, ARRAY_SIZE(holes));
	take_all(holes, ARRAY_SIZE(holes), PAGES_ANY);
	pages_free((phys_t){ 24 * MIB }, 1);
	CHECK_EQ(pages_alloc(1, PAGES_ANY).addr, 24 * MIB);
	pages_free((phys_t){ 24 * MIB - 4 * PAGE_SIZE }, 10);
	CHECK_EQ(pages_alloc(10, PAGES_ANY).addr, 24 * MIB - 4 * PAGE_SIZE);
}

PAGES_TEST(pages_aligns_runs)
{
	start(holes, ARRAY_SIZE(holes));
	for (size_t align = 1; align <= 1024; align *= 2) {
		phys_t p = pages_alloc_aligned(align / 2 + 1, align, PAGES_ANY);

		NEED(phys_valid(p));
		CHECK_EQ(p.addr / PAGE_SIZE % align, 0);
		CHECK(in_ram(holes, ARRAY_SIZE(holes), p.addr, (align / 2 + 1) * PAGE_SIZE));
		CHECK(own(p, align / 2 + 1));
	}
	CHECK(!phys_valid(pages_alloc_aligned(1, 1 << 13, PAGES_ANY)));
}

PAGES_TEST(pages_finds_the_last_aligned_run)
{
	start(holes, ARRAY_SIZE(holes));
	size_t runs = 0;
	while (phys_valid(pages_alloc_aligned(512, 512, PAGES_ANY)))
		runs++;
	CHECK_EQ(runs, 1 + 3); /* 2 to 4 MiB; 20 to 26 MiB; 27 MiB is the end */
	pages_free((phys_t){ 22 * MIB - PAGE_SIZE }, 513);
	CHECK(!phys_valid(pages_alloc_aligned(512, 1024, PAGES_ANY)));
	CHECK_EQ(pages_alloc_aligned(512, 512, PAGES_ANY).addr, 22 * MIB);
}

PAGES_TEST(pages_refuses_nothing_and_too_much)
{
	start(holes, ARRAY_SIZE(holes));
	CHECK(!phys_valid(pages_alloc(0, PAGES_ANY)));
	CHECK(!phys_valid(pages_alloc(SIZE_MAX, PAGES_ANY)));
	CHECK(!phys_valid(pages_alloc(0x701, PAGES_ANY)));
	CHECK(phys_valid(pages_alloc(0x700, PAGES_ANY)));
}

PAGES_TEST(pages_add_brings_frames_in)
{
	static const struct boot_range more[] = { { 1 * MIB, 3 * PAGE_SIZE } };

	start(holes, ARRAY_SIZE(holes));
	take_all(holes, ARRAY_SIZE(holes), PAGES_ANY);
	pages_add((phys_t){ more[0].base }, 3);
	CHECK_EQ(free_frames(), 3);
	CHECK_EQ(take_all(more, 1, PAGES_DMA32), 3);
}

/* --- what others keep -------------------------------------------------------------------- */

static phys_t kept;
static size_t kept_count, reclaims;

static size_t give_back(size_t count)
{
	count = MIN(count, kept_count);
	reclaims++;
	kept_count -= count;
	if (count)
		pages_free((phys_t){ kept.addr + kept_count * PAGE_SIZE }, count);
	return count;
}

PAGES_TEST(pages_reclaims_only_for_who_cannot_do_without)
{
	start(holes, ARRAY_SIZE(holes));
	kept = pages_alloc(512, PAGES_ANY);
	kept_count = 512;
	reclaims = 0;
	take_all(holes, ARRAY_SIZE(holes), PAGES_ANY);
	pages_set_reclaim(give_back);
	CHECK(!phys_valid(pages_alloc_aligned(512, 512, PAGES_ANY)));
	CHECK(!phys_valid(pages_alloc_aligned(1, 1, PAGES_ANY)));
	CHECK_EQ(reclaims, 0);
	CHECK_EQ(pages_alloc(1, PAGES_ANY).addr, kept.addr + 511 * PAGE_SIZE);
	CHECK_EQ(reclaims, 1);
	CHECK(phys_valid(pages_alloc(3, PAGES_ANY)));
	CHECK_EQ(kept_count, 512 - 4);
	pages_set_reclaim(NULL);
}

/* --- frames that are zero ----------------------------------------------------------------- */

PAGES_TEST(pages_gives_zero_frames_as_they_came)
{
	start(holes, ARRAY_SIZE(holes));
	phys_t p = pages_alloc(9, PAGES_ANY);
	size_t before = free_frames(), count = 9;

	CHECK(!phys_valid(pages_alloc_zero(&count)));
	pages_free_zero((phys_t){ p.addr + 4 * PAGE_SIZE }, 5);
	pages_free_zero(p, 2);
	CHECK_EQ(free_frames(), before + 7);
	count = 9;
	CHECK_EQ(pages_alloc_zero(&count).addr, p.addr);
	CHECK_EQ(count, 2);
	count = 3;
	CHECK_EQ(pages_alloc_zero(&count).addr, p.addr + 4 * PAGE_SIZE);
	CHECK_EQ(count, 3);
	CHECK_EQ(free_frames(), before + 2);
}

/* They are free for everybody, also in a row with others, and promised like others. */
PAGES_TEST(pages_gives_zero_frames_to_all_when_no_others_are_left)
{
	start(holes, ARRAY_SIZE(holes));
	size_t all = free_frames(), run = 7 * MIB / PAGE_SIZE, count = 1;
	phys_t p = pages_alloc(run, PAGES_ANY);

	CHECK_EQ(p.addr, 20 * MIB);
	pages_free_zero(p, 100); /* more than are kept */
	pages_free((phys_t){ p.addr + 100 * PAGE_SIZE }, run - 100);
	CHECK_EQ(free_frames(), all);
	CHECK_EQ(pages_alloc(run, PAGES_ANY).addr, p.addr);
	CHECK(!phys_valid(pages_alloc_zero(&count)));
	pages_free_zero(p, run);
	CHECK(pages_reserve(all));
	count = 1;
	CHECK(!phys_valid(pages_alloc_zero(&count)));
	pages_unreserve(all);
	CHECK_EQ(take_all(holes, ARRAY_SIZE(holes), PAGES_ANY), all);
}

/* --- misuse ----------------------------------------------------------------------------- */

static void free_twice(void *arg)
{
	phys_t p = pages_alloc(10, PAGES_ANY);

	(void)arg;
	pages_free(p, 10);
	pages_free((phys_t){ p.addr + 9 * PAGE_SIZE }, 1);
}

static void free_at(void *addr)
{
	pages_free((phys_t){ (uintptr_t)addr }, 1);
}

static void free_across_the_end(void *arg)
{
	(void)arg;
	pages_free((phys_t){ 27 * MIB - PAGE_SIZE }, 2);
}

static void boot_without_ram(void *arg)
{
	static const struct boot_range ram = { 6 * GIB, PAGE_SIZE };

	host_boot_memory(&ram, arg ? 1 : 0);
}

PAGES_TEST(pages_panics_when_misused)
{
	start(holes, ARRAY_SIZE(holes));
	CHECK(host_panics(free_twice, NULL, "double free"));
	CHECK(host_panics(free_at, (void *)0, "not RAM"));
	CHECK(host_panics(free_at, (void *)0x1800, "not RAM"));
	CHECK(host_panics(free_at, (void *)(27 * MIB), "not RAM"));
	CHECK(host_panics(free_at, (void *)UINTPTR_MAX, "not RAM"));
	CHECK(host_panics(free_across_the_end, NULL, "not RAM"));
}

PAGES_TEST(pages_panics_without_room_for_its_books)
{
	CHECK(host_panics(boot_without_ram, "one page, and bits for six gibibytes",
			  "no range of RAM"));
	CHECK(host_panics(boot_without_ram, NULL, "no range of RAM"));
}
