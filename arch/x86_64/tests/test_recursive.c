/* SPDX-License-Identifier: MIT */
/*
 * test_recursive.c - the page tables as they show themselves, against the same tables by
 * physical address through the direct map.
 *
 * Neither way here is the kernel's own: entries in the window are found by shifting the
 * address once, those in the direct map by going down from CR3.
 *
 * Source: Intel SDM volume 3, 4.5 (4-level paging).
 */
#include <stdint.h>

#include <core/thread.h>
#include <test/test.h>

#include "../msr.h"
#include "../tables.h"

extern const char __text_start[], __bss_end[];

static unsigned long compared[5]; /* leaves seen, by level */

/* Where the window shows va's entry of this level. */
static const uint64_t *shown_entry(uintptr_t va, int level)
{
	uintptr_t index = (va & 0xffffffffffff) >> (PAGE_SHIFT + 9 * (level - 1));
	uintptr_t table = TABLES_START;

	for (int l = 2; l <= level; l++)
		table |= (uintptr_t)TABLES_SLOT << (39 - 9 * (l - 1));
	return (const uint64_t *)table + index;
}

/* Compares va's entries from level 4 down to its page; returns how many differ. */
static unsigned compare(uintptr_t va)
{
	uint64_t cr3;
	unsigned differ = 0;

	__asm__ volatile("movq %%cr3, %0" : "=r"(cr3));
	phys_t table = { cr3 & PTE_ADDR };

	for (int level = 4; level >= 1; level--) {
		const uint64_t *entries = phys_to_virt(table);
		uint64_t e = entries[level_index((virt_t){ va }, level)];

		differ += *shown_entry(va, level) != e;
		if (level == 1 || !(e & PTE_P) || (level < 4 && (e & PTE_LARGE))) {
			compared[level] += (e & PTE_P) != 0;
			break;
		}
		table = (phys_t){ e & PTE_ADDR };
	}
	return differ;
}

static unsigned compare_range(uintptr_t start, size_t size, size_t step)
{
	unsigned differ = 0;

	for (uintptr_t va = start; va < start + size; va += step)
		differ += compare(va);
	return differ;
}

TEST(page_tables_are_the_same_through_the_window_and_the_direct_map)
{
	size_t ram = pages_end() * PAGE_SIZE;

	compared[1] = compared[2] = compared[3] = 0;
	CHECK_EQ(compare_range((uintptr_t)__text_start, (size_t)(__bss_end - __text_start),
			       PAGE_SIZE),
		 0);
	CHECK_EQ(compare_range(HHDM_BASE, ram, 16 * PAGE_SIZE), 0);
	CHECK_EQ(compare_range(0, 64 << 20, PAGE_SIZE), 0);
	CHECK_EQ(compare_range(VM_START, 256 << 20, PAGE_SIZE), 0);
	CHECK_EQ(compare_range(VM_HEAP_BASE, 64 << 20, PAGE_SIZE), 0);
	CHECK_EQ(compare_range(TABLES_ROOT, PAGE_SIZE, PAGE_SIZE), 0);
	CHECK_EQ(compare_range(VM_END - (64ul << 30), 64ul << 30, 1ul << 30), 0);
	CHECK(compared[1] > 300 && compared[2] > 300);
	/* With 2 GiB of RAM and a CPU that has such pages, one is whole. */
	if (ram >= 2ul << 30 && (cpuid(0x80000001, 0).edx & 1u << 26))
		CHECK(compared[3] > 0);
}

/* Each step takes tables out or puts others in, where the window has been read before. */
TEST(page_tables_stay_the_same_through_the_window_while_they_change)
{
	unsigned differ = 0;

	for (unsigned i = 0; i < 50; i++) {
		size_t size = 4 * LARGE_PAGE + i * PAGE_SIZE;
		uintptr_t p = (uintptr_t)vm_map(size, VM_R | VM_W, VM_ANON, "test"), to = 0;

		NEED(p);
		differ += compare_range(p, size, PAGE_SIZE);
		CHECK_EQ(vm_protect(p + LARGE_PAGE + i * PAGE_SIZE, PAGE_SIZE, VM_R), 0);
		differ += compare_range(p, size, PAGE_SIZE);
		CHECK_EQ(vm_protect(p, size, VM_R | VM_W), 0);
		CHECK_EQ(vm_move(p, size, size, &to), 0);
		differ += compare_range(p, size, PAGE_SIZE);
		differ += compare_range(to, size, PAGE_SIZE);
		CHECK_EQ(vm_unmap(to, LARGE_PAGE), 0);
		differ += compare_range(to, size, PAGE_SIZE);
		CHECK_EQ(vm_unmap(to, size), 0);
		differ += compare_range(to, size, PAGE_SIZE);
	}
	CHECK_EQ(differ, 0);
}

/* Where a large page is, the window shows the page's own first bytes: nothing of the table
 * that was there, whose frame is somebody else's by now. */
TEST(table_that_gave_way_to_a_large_page_is_not_in_the_window)
{
	const virt_t scratch = { 0x10000000 }; /* below core/vm's addresses: nobody else's */
	const volatile uint64_t *shown = shown_entry(scratch.addr, 1);
	phys_t small = pages_alloc(1, PAGES_ANY);
	phys_t large = pages_alloc_aligned(ENTRIES, ENTRIES, PAGES_ANY);

	NEED(phys_valid(small) && phys_valid(large));
	*(uint64_t *)phys_to_virt(large) = 0x1234;
	CHECK_EQ(paging_map(scratch, small, VM_R | VM_W), 0);
	CHECK_EQ(*shown & PTE_ADDR, small.addr);
	CHECK_EQ(paging_unmap(scratch).addr, small.addr);
	preempt_disable();
	CHECK_EQ(paging_map_large(scratch, large, VM_R | VM_W), 0);
	uint64_t seen = *shown;
	preempt_enable();
	CHECK_EQ(seen, 0x1234);
	CHECK_EQ(paging_unmap_large(scratch).addr, large.addr);
	pages_free(small, 1);
	pages_free(large, ENTRIES);
}
