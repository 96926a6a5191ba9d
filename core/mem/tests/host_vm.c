/* SPDX-License-Identifier: MIT */
/* host_vm.c - mapping, failing half way, describing. Random operations: host_vm_model.c. */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include <arch/paging.h>
#include <core/vm.h>
#include <test/host.h>
#include <test/test.h>

#define RW (VM_R | VM_W)

static const uintptr_t base = VM_START + 0x10000000;

static size_t free_frames(void)
{
	struct pages_stats s;

	pages_stats(&s);
	return s.free;
}

static size_t range_count(void)
{
	struct vm_stats s;

	vm_stats(&s);
	CHECK_EQ(s.mapped, host_mapped_pages() * PAGE_SIZE);
	return s.ranges;
}

/* A machine with an empty low half. */
static void start(void)
{
	static const struct boot_range ram = { 1ull << 20, 32ull << 20 };

	host_boot_memory(&ram, 1);
}

static const char *describe(uintptr_t addr)
{
	static char text[128];

	vm_describe(addr, text, sizeof(text));
	return text;
}

TEST(vm_map_gives_zeroed_frames)
{
	phys_t pa;
	unsigned prot;

	start();
	memset(phys_to_virt((phys_t){ 1 << 20 }) + 3 * PAGE_SIZE, 0xee, 1 << 20);
	uintptr_t p = (uintptr_t)vm_map(3 * PAGE_SIZE + 1, RW, VM_ANON, "test");
	NEED(p);
	for (unsigned i = 0; i < 4; i++) {
		static const char zeros[PAGE_SIZE];

		NEED(paging_walk((virt_t){ p + i * PAGE_SIZE }, &pa, &prot) == 0);
		CHECK_EQ(prot, RW);
		CHECK(memcmp(phys_to_virt(pa), zeros, PAGE_SIZE) == 0);
	}
	CHECK(paging_walk((virt_t){ p + 4 * PAGE_SIZE }, &pa, &prot) == -ENOENT);
}

TEST(vm_map_takes_the_lowest_gap_that_fits)
{
	start();
	CHECK_EQ(vm_map_at(VM_START + 4 * PAGE_SIZE, PAGE_SIZE, VM_R, VM_ANON, "a"), 0);
	CHECK_EQ(vm_map(5 * PAGE_SIZE, RW, VM_ANON, "b"), VM_START + 5 * PAGE_SIZE);
	CHECK_EQ(vm_map(4 * PAGE_SIZE, RW, VM_ANON, "c"), VM_START);
	CHECK_EQ(vm_map(1, RW, VM_ANON, "d"), VM_START + 10 * PAGE_SIZE);
}

TEST(vm_map_refuses_what_cannot_be)
{
	start();
	CHECK(!vm_map(0, RW, VM_ANON, "x"));
	CHECK(!vm_map(SIZE_MAX, RW, VM_ANON, "x"));
	CHECK(!vm_map(VM_END, RW, VM_ANON, "x"));
	CHECK(!vm_map(PAGE_SIZE, VM_W | VM_X, VM_ANON, "x"));
	CHECK_EQ(vm_map_at(base + 1, PAGE_SIZE, RW, VM_ANON, "x"), -EINVAL);
	CHECK_EQ(vm_map_at(0, PAGE_SIZE, RW, VM_ANON, "x"), -EINVAL);
	CHECK_EQ(vm_map_at(VM_START - PAGE_SIZE, PAGE_SIZE, RW, VM_ANON, "x"), -EINVAL);
	CHECK_EQ(vm_map_at(VM_START, PAGE_SIZE, RW, VM_STACK, "no room for the guard"), -EINVAL);
	CHECK_EQ(vm_map_at(VM_END - PAGE_SIZE, 2 * PAGE_SIZE, RW, VM_ANON, "x"), -EINVAL);
	CHECK_EQ(vm_map_at(VM_END, PAGE_SIZE, RW, VM_ANON, "x"), -EINVAL);
	CHECK_EQ(vm_map_at(base, 0, RW, VM_ANON, "x"), -EINVAL);
	CHECK_EQ(vm_map_at(base, PAGE_SIZE, RW, VM_MMIO, "which device?"), -EINVAL);
	CHECK(!vm_map(PAGE_SIZE, RW, VM_MMIO, "which device?"));
	CHECK_EQ(vm_map_at(base, PAGE_SIZE, VM_R | VM_W | VM_X, VM_ANON, "x"), -EINVAL);
	CHECK_EQ(range_count(), 0);
}

TEST(vm_map_at_the_last_page_works)
{
	start();
	CHECK_EQ(vm_map_at(VM_END - PAGE_SIZE, PAGE_SIZE, 0, VM_ANON, "end"), 0);
	CHECK_EQ(range_count(), 1);
	CHECK_EQ(vm_unmap(VM_END - PAGE_SIZE, PAGE_SIZE), 0);
	CHECK_EQ(range_count(), 0);
}

TEST(vm_stack_has_a_guard_page)
{
	start();
	uintptr_t s = (uintptr_t)vm_map(2 * PAGE_SIZE, RW, VM_STACK, "worker");
	NEED(s);
	CHECK(!vm_readable(s - PAGE_SIZE, 1));
	CHECK_STR(describe(s - 1), "guard page of stack 'worker'");
	CHECK_STR(describe(s - PAGE_SIZE), "guard page of stack 'worker'");
	CHECK_EQ(vm_map_at(s - PAGE_SIZE, PAGE_SIZE, RW, VM_ANON, "x"), -EEXIST);
	uintptr_t next = (uintptr_t)vm_map(2 * PAGE_SIZE, RW, VM_STACK, "worker");
	CHECK_EQ(next, s + 3 * PAGE_SIZE);
	CHECK_EQ(vm_unmap(s, 2 * PAGE_SIZE), 0);
	CHECK_STR(describe(s - 1), "");
	CHECK_EQ(vm_map(3 * PAGE_SIZE, RW, VM_ANON, "fits again"), s - PAGE_SIZE);
}

TEST(vm_unmap_splits_and_forgives_holes)
{
	start();
	size_t frames = free_frames();
	CHECK_EQ(vm_map_at(base, 10 * PAGE_SIZE, RW, VM_ANON, "a"), 0);
	CHECK_EQ(vm_unmap(base + 4 * PAGE_SIZE, 2 * PAGE_SIZE), 0);
	CHECK_EQ(range_count(), 2);
	CHECK(vm_readable(base, 4 * PAGE_SIZE));
	CHECK(!vm_readable(base + 4 * PAGE_SIZE, 1));
	CHECK(vm_readable(base + 6 * PAGE_SIZE, 4 * PAGE_SIZE));
	CHECK_EQ(vm_unmap(base - 8 * PAGE_SIZE, 30 * PAGE_SIZE), 0);
	CHECK_EQ(range_count(), 0);
	CHECK_EQ(free_frames(), frames);
	CHECK_EQ(vm_unmap(base, PAGE_SIZE), 0);
	CHECK_EQ(vm_unmap(base + 8, PAGE_SIZE), -EINVAL);
	CHECK_EQ(vm_unmap(base, 0), -EINVAL);
	CHECK_EQ(vm_unmap(0, PAGE_SIZE), -EINVAL);
	CHECK_EQ(vm_unmap(base, SIZE_MAX), -EINVAL);
	CHECK_EQ(vm_unmap(VM_END - PAGE_SIZE, 2 * PAGE_SIZE), -EINVAL);
}

TEST(vm_protect_changes_all_or_nothing)
{
	start();
	CHECK_EQ(vm_map_at(base, 4 * PAGE_SIZE, RW, VM_ANON, "a"), 0);
	CHECK_EQ(vm_map_at(base + 5 * PAGE_SIZE, PAGE_SIZE, RW, VM_ANON, "a"), 0);
	CHECK_EQ(vm_protect(base, 6 * PAGE_SIZE, VM_R), -ENOMEM);
	CHECK_EQ(vm_protect(base - PAGE_SIZE, 2 * PAGE_SIZE, VM_R), -ENOMEM);
	CHECK_EQ(vm_protect(base, PAGE_SIZE, VM_W | VM_X), -EINVAL);
	CHECK_EQ(vm_protect(base, PAGE_SIZE, VM_UNCACHED), -EINVAL);
	CHECK_EQ(vm_protect(base + 1, PAGE_SIZE, VM_R), -EINVAL);
	CHECK_EQ(range_count(), 2);
	CHECK_EQ(vm_protect(base + PAGE_SIZE, 2 * PAGE_SIZE, 0), 0);
	CHECK_EQ(range_count(), 4);
	CHECK(!vm_readable(base + PAGE_SIZE, 1));
	CHECK(vm_readable(base + 3 * PAGE_SIZE, 1));
	CHECK_EQ(vm_protect(base, 4 * PAGE_SIZE, RW), 0);
	CHECK_EQ(range_count(), 2);
	CHECK(vm_readable(base, 4 * PAGE_SIZE));
}

TEST(vm_failure_half_way_leaves_nothing)
{
	start();
	CHECK_EQ(vm_map_at(base + 20 * PAGE_SIZE, PAGE_SIZE, RW, VM_ANON, "above"), 0);
	size_t frames = free_frames(), mapped = host_mapped_pages();

	for (unsigned n = 1; n <= 20; n++) {
		host_fail_paging_map(n);
		CHECK_EQ(vm_map_at(base, 20 * PAGE_SIZE, RW, VM_ANON, "a"), -ENOMEM);
		CHECK_EQ(free_frames(), frames);
		CHECK_EQ(host_mapped_pages(), mapped);
		CHECK_EQ(range_count(), 1);
	}
	CHECK_EQ(vm_map_at(base, 20 * PAGE_SIZE, RW, VM_ANON, "a"), 0);
}

TEST(vm_without_frames_leaves_nothing)
{
	start();
	while (free_frames() > 0)
		pages_alloc(1, PAGES_ANY);
	phys_t spare = { 2 << 20 };
	for (unsigned n = 0; n < 20; n++) {
		CHECK_EQ(vm_map_at(base, 20 * PAGE_SIZE, RW, VM_ANON, "a"), -ENOMEM);
		CHECK_EQ(free_frames(), n);
		CHECK_EQ(host_mapped_pages(), 0);
		CHECK_EQ(range_count(), 0);
		pages_free((phys_t){ spare.addr + n * PAGE_SIZE }, 1);
	}
	CHECK_EQ(vm_map_at(base, 20 * PAGE_SIZE, RW, VM_ANON, "a"), 0);
	CHECK_EQ(free_frames(), 0);
}

TEST(vm_without_nodes_changes_nothing)
{
	start();
	CHECK_EQ(vm_map_at(base, 400 * PAGE_SIZE, RW, VM_ANON, "a"), 0);
	while (free_frames() > 0)
		pages_alloc(1, PAGES_ANY);
	uintptr_t at = base + PAGE_SIZE;
	while (vm_protect(at, PAGE_SIZE, VM_R) == 0) /* takes two nodes */
		at += 2 * PAGE_SIZE;
	while (vm_unmap(at, PAGE_SIZE) == 0) { /* takes one, and gives a frame */
		at += 2 * PAGE_SIZE;
		pages_alloc(1, PAGES_ANY);
	}
	NEED(at < base + 300 * PAGE_SIZE);
	size_t ranges = range_count();
	CHECK_EQ(vm_unmap(at, PAGE_SIZE), -ENOMEM);
	CHECK_EQ(vm_protect(at, PAGE_SIZE, VM_R), -ENOMEM);
	CHECK(vm_readable(at, 50 * PAGE_SIZE));
	CHECK_EQ(range_count(), ranges);
	/* What needs no node works, and makes room. */
	CHECK_EQ(vm_unmap(base + 399 * PAGE_SIZE, PAGE_SIZE), 0);
	CHECK_EQ(vm_unmap(at, PAGE_SIZE), 0);
}

/* Leaves neither a node nor a frame. */
static void take_all_nodes(void)
{
	uintptr_t at = base + (1ul << 32);

	CHECK_EQ(vm_map_at(at, 400 * PAGE_SIZE, RW, VM_ANON, "nodes"), 0);
	while (phys_valid(pages_alloc(1, PAGES_ANY))) {
	}
	for (at += PAGE_SIZE; vm_protect(at, PAGE_SIZE, VM_R) == 0;) /* takes two nodes */
		at += 2 * PAGE_SIZE;
	while (vm_unmap(at, PAGE_SIZE) == 0) { /* takes one, and gives a frame */
		at += 2 * PAGE_SIZE;
		pages_alloc(1, PAGES_ANY);
	}
}

TEST(vm_unmaps_the_end_of_a_range_in_pieces_without_a_node)
{
	start();
	CHECK_EQ(vm_map_at(base, 4 * LARGE_PAGE, RW, VM_ANON, "a"), 0);
	take_all_nodes();
	size_t mapped = host_mapped_pages();
	CHECK_EQ(vm_unmap(base + PAGE_SIZE, 4 * LARGE_PAGE - PAGE_SIZE), 0);
	CHECK_EQ(host_mapped_pages(), mapped - 4 * LARGE_PAGE / PAGE_SIZE + 1);
	CHECK(vm_readable(base, PAGE_SIZE));
	CHECK_EQ(vm_unmap(base, PAGE_SIZE), 0);
}

/* What another thread maps into the hole becomes one range with what is still to be
 * unmapped behind it: there is to be a hole in the middle once more. */
static void fill_the_hole(void)
{
	CHECK_EQ(vm_map_at(base + LARGE_PAGE, LARGE_PAGE, RW, VM_ANON, "a"), 0);
	take_all_nodes();
}

TEST(vm_unmap_needs_another_node_when_its_hole_was_filled)
{
	start();
	CHECK_EQ(vm_map_at(base, 4 * LARGE_PAGE, RW, VM_ANON, "a"), 0);
	host_run_between(fill_the_hole);
	CHECK_EQ(vm_unmap(base + LARGE_PAGE, 2 * LARGE_PAGE), -ENOMEM);
	CHECK(vm_readable(base, 4 * LARGE_PAGE));
	CHECK_EQ(vm_unmap(base, 4 * LARGE_PAGE), 0);
}

static unsigned pieces, inside;

/* As many mappings as there are moments at which another thread may run. */
static void map_something(void)
{
	uintptr_t at = (uintptr_t)vm_map(PAGE_SIZE, RW, VM_ANON, "other");

	pieces++;
	inside += at >= VM_START + LARGE_PAGE && at < VM_START + 5 * LARGE_PAGE;
	host_run_between(map_something);
}

TEST(vm_replace_leaves_no_hole_in_between)
{
	start();
	CHECK_EQ(vm_map_at(VM_START, 6 * LARGE_PAGE, RW, VM_ANON, "a"), 0);
	CHECK_EQ(vm_map_at(VM_START + 6 * LARGE_PAGE, LARGE_PAGE, VM_R, VM_ANON, "b"), 0);
	host_run_between(map_something);
	CHECK_EQ(vm_replace(VM_START + LARGE_PAGE, 4 * LARGE_PAGE, VM_R, "new"), 0);
	host_run_between(NULL);
	CHECK(pieces >= 4);
	CHECK_EQ(inside, 0);
	CHECK(vm_mapped(VM_START, 7 * LARGE_PAGE));
	CHECK_EQ(vm_replace(VM_START, 3 * PAGE_SIZE, RW | VM_X, "x"), -EINVAL);
}

TEST(vm_replace_without_frames_leaves_nothing_of_its_own)
{
	start();
	CHECK_EQ(vm_map_at(base, 8 * PAGE_SIZE, 0, VM_ANON, "a"), 0);
	CHECK_EQ(vm_map_at(base + (1ul << 32), PAGE_SIZE, RW, VM_STACK, "s"), 0);
	CHECK_EQ(vm_replace(base + (1ul << 32) - PAGE_SIZE, PAGE_SIZE, RW, "g"), -EEXIST);
	size_t promised = pages_reserved(), free = free_frames();
	CHECK_EQ(vm_replace(base, 1ul << 30, RW | VM_LAZY, "b"), -ENOMEM);
	CHECK_EQ(pages_reserved(), promised);
	CHECK(free_frames() >= free);
	CHECK_EQ(vm_replace(base, 8 * PAGE_SIZE, RW, "b"), 0);
	CHECK(vm_readable(base, 8 * PAGE_SIZE));
}

TEST(vm_device_is_mapped_with_its_offset)
{
	phys_t pa;
	unsigned prot;

	start();
	size_t frames = free_frames();
	uintptr_t p = (uintptr_t)vm_map_device((phys_t){ 0xfebd1f80 }, 0x100);
	NEED(p);
	CHECK_EQ(p % PAGE_SIZE, 0xf80);
	CHECK_EQ(paging_walk((virt_t){ p }, &pa, &prot), 0);
	CHECK_EQ(pa.addr, 0xfebd1f80);
	CHECK_EQ(prot, VM_R | VM_W | VM_UNCACHED);
	CHECK_EQ(paging_walk((virt_t){ p + 0xff }, &pa, &prot), 0);
	CHECK_EQ(pa.addr, 0xfebd207f);
	CHECK_EQ(free_frames(), frames);
	CHECK_EQ(vm_protect(ALIGN_DOWN(p, PAGE_SIZE), PAGE_SIZE, VM_R), -EINVAL);
	CHECK_EQ(vm_unmap(ALIGN_DOWN(p, PAGE_SIZE), 2 * PAGE_SIZE), 0);
	CHECK_EQ(free_frames(), frames);
	CHECK(!vm_map_device((phys_t){ 0xfebd1f80 }, SIZE_MAX));
}

TEST(vm_describe_tells_what_an_address_is)
{
	char want[128], small[8];

	start();
	CHECK_EQ(vm_map_at(base, 2 * PAGE_SIZE, RW, VM_HEAP, "a name of more than 15 bytes"), 0);
	snprintf(want, sizeof(want), "heap 'a name of more ' %#lx..%#lx, rw-", base,
		 base + 2 * PAGE_SIZE);
	CHECK_STR(describe(base + 5), want);
	CHECK_STR(describe(base - 1), "");
	CHECK_STR(describe(base + 2 * PAGE_SIZE), "");
	CHECK_STR(describe(0x18), "the first page, never mapped: a null pointer");
	CHECK_STR(describe(UINTPTR_MAX), "");
	CHECK_STR(describe(VM_END), "");
	vm_describe(base, small, sizeof(small));
	CHECK_STR(small, "heap 'a");
}

TEST(vm_readable_knows_the_edges)
{
	start();
	CHECK_EQ(vm_map_at(base, 2 * PAGE_SIZE, VM_R, VM_ANON, "a"), 0);
	CHECK(vm_readable(base, 2 * PAGE_SIZE));
	CHECK(vm_readable(base + 2 * PAGE_SIZE - 8, 8));
	CHECK(!vm_readable(base + 2 * PAGE_SIZE - 8, 9));
	CHECK(!vm_readable(base - 1, 2));
	CHECK(!vm_readable(0, 1));
	CHECK(!vm_readable(UINTPTR_MAX - 3, 8));
	CHECK(!vm_readable(base, SIZE_MAX));
}
