/* SPDX-License-Identifier: MIT */
/*
 * test_tables.c - prints what the page tables say, as the kernel reads them: one line
 * "pt START END PHYSICAL FLAGS" for each run of alike pages. The end-to-end ring compares
 * it with what QEMU's monitor says of the same machine.
 *
 * Flags, as `info tlb` has them: X not executable, G global, P large, C PCD, T PWT, W
 * writable; a dash for what is not.
 */
#define LOG_TAG "tables"
#include <core/log.h>
#include <core/thread.h>
#include <test/test.h>

#include "../tables.h"

#define FLAGS (PTE_NX | PTE_GLOBAL | PTE_LARGE | PTE_PCD | PTE_PWT | PTE_W)

static struct run {
	uintptr_t start, end;
	uint64_t pa, flags; /* of the page at start */
} run;

static unsigned long pages;

static void print_run(void)
{
	uint64_t f = run.flags;

	if (run.end != run.start)
		log_info("pt %016lx %016lx %016lx %c%c%c%c%c%c", run.start, run.end, run.pa,
			 f & PTE_NX ? 'X' : '-', f & PTE_GLOBAL ? 'G' : '-',
			 f & PTE_LARGE ? 'P' : '-', f & PTE_PCD ? 'C' : '-',
			 f & PTE_PWT ? 'T' : '-', f & PTE_W ? 'W' : '-');
}

static void add_page(uintptr_t va, uint64_t entry, int level)
{
	uint64_t flags = entry & FLAGS, pa = entry & PTE_ADDR;

	pages++;
	if (va != run.end || flags != run.flags || pa != run.pa + (run.end - run.start)) {
		print_run();
		run = (struct run){ .start = va, .pa = pa, .flags = flags };
	}
	run.end = va + level_span(level);
}

/* Four levels deep. Addresses of the upper half have all high bits set. */
static void walk(const uint64_t *table, int level, uintptr_t base)
{
	for (unsigned i = 0; i < ENTRIES; i++) {
		uintptr_t va = base + i * level_span(level);

		if (level == 4 && i >= ENTRIES / 2)
			va |= 0xffff000000000000ul;
		if (!(table[i] & PTE_P))
			continue;
		if (level == 1 || (level < 4 && (table[i] & PTE_LARGE)))
			add_page(va, table[i], level);
		else
			walk(table_below(&table[i]), level - 1, va);
	}
}

TEST(page_tables_can_be_walked_and_printed)
{
	uint64_t cr3;
	phys_t root;
	unsigned prot;

	__asm__ volatile("movq %%cr3, %0" : "=r"(cr3));
	CHECK_EQ(paging_walk((virt_t){ (uintptr_t)paging_root }, &root, &prot), 0);
	CHECK_EQ(cr3 & PTE_ADDR, root.addr);
	log_info("pt cr3 %016lx", cr3);
	run = (struct run){ 0 };
	pages = 0;
	walk(paging_root, 4, 0);
	print_run();
	CHECK(pages > 32);
}
