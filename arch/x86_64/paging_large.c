/* SPDX-License-Identifier: MIT */
/*
 * paging_large.c - page tables more than one entry at a time: 2 MiB pages, tables made
 * ahead, moved and given back.
 *
 * Source: Intel SDM volume 3, 4.10.4.1 (INVLPG drops what is cached of the tables above
 * a page, too), 4.10.2.3 (one large page may be cached in pieces: so it takes a full
 * flush to be rid of one).
 * Locking: as paging.c.
 */
#include <errno.h>
#include <string.h>

#include "tables.h"

static bool table_is_empty(const uint64_t *table)
{
	for (unsigned i = 0; i < ENTRIES; i++) {
		if (table[i] & PTE_USED)
			return false;
	}
	return true;
}

/* The table that entry e referred to, which nobody reaches any more. */
static void free_table(uint64_t e)
{
	entries_forget();
	pages_free((phys_t){ e & PTE_ADDR }, 1);
}

int paging_map_large(virt_t va, phys_t pa, unsigned prot)
{
	if ((prot & (VM_W | VM_X)) == (VM_W | VM_X))
		return -EINVAL;
	uint64_t *e = entry_create(va, 2);
	if (!e)
		return -ENOMEM;
	uint64_t before = *e;
	uint64_t *table = before & PTE_P && !(before & PTE_LARGE) ? table_below(e) : NULL;
	if (table ? !table_is_empty(table) : (before & PTE_USED) != 0)
		return -EEXIST;
	*e = pa.addr | entry_flags(va, prot) | PTE_LARGE;
	if (table) {
		tlb_flush_page(va);
		tlb_flush_table(table);
		free_table(before);
	}
	return 0;
}

phys_t paging_unmap_large(virt_t va)
{
	int level;
	uint64_t *e = entry_find(va, &level);

	if (!e || level != 2 || va.addr % LARGE_PAGE || !(*e & PTE_USED))
		return PHYS_NONE;
	phys_t frame = { *e & PTE_ADDR };
	*e = 0;
	tlb_flush_low_half();
	return frame;
}

size_t paging_size(virt_t va)
{
	int level;
	const uint64_t *e = entry_find(va, &level);

	return e && (*e & PTE_USED) ? level_span(level) : PAGE_SIZE;
}

int paging_split(virt_t va)
{
	int level;
	uint64_t *e = entry_find(va, &level);
	uint64_t *table = table_new();

	if (!table)
		return -ENOMEM;
	for (unsigned i = 0; i < ENTRIES; i++)
		table[i] = (*e & ~PTE_LARGE) + i * PAGE_SIZE;
	*e = virt_to_phys(table).addr | PTE_P | PTE_W;
	tlb_flush_low_half();
	return 0;
}

int paging_prepare(virt_t va, virt_t end)
{
	int level;

	for (; va.addr < end.addr; va.addr = ALIGN_DOWN(va.addr, LARGE_PAGE) + LARGE_PAGE) {
		if (!entry_find(va, &level) && !entry_create(va, 1))
			return -ENOMEM;
	}
	return 0;
}

/* Takes the tables that [va, end) reaches into and that lie wholly in hole out of table,
 * which has this level and maps base onwards. Recursive: three levels. */
static void prune_level(uint64_t *table, int level, uintptr_t base, virt_t va, virt_t end,
			const virt_t hole[2])
{
	uint64_t span = level_span(level);
	unsigned i = va.addr > base ? (unsigned)((va.addr - base) / span) : 0;

	for (uintptr_t start; i < ENTRIES && (start = base + i * span) < end.addr; i++) {
		if (!(table[i] & PTE_P) || (level < 4 && (table[i] & PTE_LARGE)))
			continue;
		if (level > 2)
			prune_level(table_below(&table[i]), level - 1, start, va, end, hole);
		if (start < hole[0].addr || hole[1].addr - start < span)
			continue;
		uint64_t before = table[i];

		table[i] = 0;
		tlb_flush_page((virt_t){ start });
		tlb_flush_table(table_below(&table[i]));
		free_table(before);
	}
}

void paging_prune(virt_t va, virt_t end, virt_t low, virt_t high)
{
	const virt_t hole[] = { low, high };

	prune_level(paging_root, 4, 0, va, end, hole);
}

/* Moves the small page at from; nothing when there is none. */
static void move_page(virt_t from, virt_t to)
{
	int level;
	uint64_t *source = entry_find(from, &level);

	if (!source || !(*source & PTE_USED))
		return;
	uint64_t *target = entry_find(to, &level);
	*target = *source;
	*source = 0;
}

/* Exchanges what the two 2 MiB have: tables or pages, nothing is copied. */
static void swap_tables(virt_t from, virt_t to)
{
	uint64_t *source = entry_create(from, 2), *target = entry_create(to, 2);
	uint64_t moved = *source;

	*source = *target;
	*target = moved;
	entries_forget();
}

void paging_move(virt_t from, virt_t to, size_t size)
{
	virt_t end = { from.addr + size };
	uintptr_t distance = to.addr - from.addr; /* may wrap around */

	while ((from = paging_next(from, end)).addr < end.addr) {
		to.addr = from.addr + distance;
		if (from.addr % LARGE_PAGE == 0 && to.addr % LARGE_PAGE == 0 &&
		    end.addr - from.addr >= LARGE_PAGE) {
			swap_tables(from, to);
			from.addr += LARGE_PAGE;
		} else {
			move_page(from, to);
			from.addr += PAGE_SIZE;
		}
	}
	tlb_flush_low_half();
}
