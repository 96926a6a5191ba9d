/* SPDX-License-Identifier: MIT */
/*
 * tables.h - the entries of the page tables, for the files paging*.c.
 *
 * Source: Intel SDM volume 3, 4.5 (4-level paging), table 4-15 and following.
 */
#ifndef ARCH_TABLES_H
#define ARCH_TABLES_H

#include <stdbool.h>
#include <stdint.h>

#include <arch/paging.h>

#define PTE_P      0x001ull
#define PTE_W      0x002ull
#define PTE_PWT    0x008ull
#define PTE_PCD    0x010ull
#define PTE_ACCESS 0x020ull /* set by the CPU before the TLB may have the page */
#define PTE_DIRTY  0x040ull
#define PTE_LARGE  0x080ull /* in a table of level 2 or 3: a page and not a table */
#define PTE_GLOBAL 0x100ull
#define PTE_NX     (1ull << 63)
#define PTE_ADDR   0x000ffffffffff000ull

/* A bit the CPU ignores: the entry holds a frame although nothing may be accessed. */
#define PTE_HELD 0x200ull
#define PTE_USED (PTE_P | PTE_HELD)

#define HUGE_PAGE (1ull << 30)
#define ENTRIES   512u

extern uint64_t *paging_root; /* level 4; NULL before there are tables of our own */

/** Bytes behind one entry of a table of this level. */
static inline uint64_t level_span(int level)
{
	return 1ull << (PAGE_SHIFT + 9 * (level - 1));
}
/** Where va's entry is in a table of this level. */
static inline unsigned level_index(virt_t va, int level)
{
	return va.addr / level_span(level) % ENTRIES;
}

/*
 * With CONFIG_PAGING_RECURSIVE one entry of the table of level 4 leads back to that table,
 * so that the 512 GiB behind it show all tables: the page at index i there is the table of
 * level 1 that entry i of them all refers to, and so on up. Entry 511 is the image's.
 */
#define TABLES_SLOT  510u
#define TABLES_START (0xffff000000000000ul | (uintptr_t)TABLES_SLOT << 39)
#define TABLES_ROOT                                                                                \
	(TABLES_START | (uintptr_t)TABLES_SLOT << 30 | TABLES_SLOT << 21 | TABLES_SLOT << 12)

/** The table that entry e, which is in one, refers to. */
static inline uint64_t *table_below(const uint64_t *e)
{
	if (IS_ENABLED(CONFIG_PAGING_RECURSIVE)) /* one level less of going round */
		return (uint64_t *)(0xffff000000000000ul | (uintptr_t)e << 9);
	return phys_to_virt((phys_t){ *e & PTE_ADDR });
}

/** A zeroed table; NULL without memory. */
uint64_t *table_new(void);
/** The entry for va in a table of level stop (1: 4 KiB, 2: 2 MiB, 3: 1 GiB), creating
 *  the tables above it. NULL without memory, or when a larger page is in the way. */
uint64_t *entry_create(virt_t va, int stop);
/** The entry that maps va now, and its level; or NULL, and the level of the empty entry
 *  where a table is missing. */
uint64_t *entry_walk(virt_t va, int *level) IRQ_SAFE;
/** The same, quicker next to the last one: for those whom core/mem/vm.c serialises. */
uint64_t *entry_find(virt_t va, int *level);
/** A table has been put elsewhere or given back: entry_find() starts at the top. */
void entries_forget(void);
/** The bits of an entry for va beside its address. */
uint64_t entry_flags(virt_t va, unsigned prot);

static inline void tlb_flush_page(virt_t va)
{
	__asm__ volatile("invlpg (%0)" : : "r"(va.addr) : "memory");
}
/** After the table that table_below() gave has been taken out. */
static inline void tlb_flush_table(const uint64_t *table)
{
	if (IS_ENABLED(CONFIG_PAGING_RECURSIVE))
		tlb_flush_page((virt_t){ (uintptr_t)table });
}
/** Everything but global pages: the low half, and the tables where they show themselves. */
static inline void tlb_flush_low_half(void)
{
	uint64_t cr3;

	__asm__ volatile("movq %%cr3, %0\n\tmovq %0, %%cr3" : "=r"(cr3) : : "memory");
}

#endif
