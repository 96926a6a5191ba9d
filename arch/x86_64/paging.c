/* SPDX-License-Identifier: MIT */
/*
 * paging.c - the page tables: map, unmap, protect, walk one page.
 *
 * Tables come from the frame allocator; paging_prune() gives back those of the low half
 * that are empty. paging_init.c fills the upper half, paging_large.c has what whole
 * tables and 2 MiB pages need.
 *
 * Source: Intel SDM volume 3, 4.5 (4-level paging), 4.10 (TLB invalidation); 4.10.2.3: what
 * was never accessed is not in the TLB.
 * Locking: core/mem/vm.c serialises everything that changes; walk only reads.
 */
#include <errno.h>
#include <string.h>

#include "tables.h"

extern const char __text_start[], __bss_end[];

uint64_t *paging_root SEALED;

uint64_t *table_new(void)
{
	phys_t frame = pages_alloc(1, PAGES_ANY);

	if (!phys_valid(frame))
		return NULL;
	return memset(phys_to_virt(frame), 0, PAGE_SIZE);
}

uint64_t *entry_create(virt_t va, int stop)
{
	uint64_t *table = paging_root;

	for (int level = 4; level > stop; level--) {
		uint64_t *e = &table[level_index(va, level)];

		if (level < 4 && (*e & PTE_LARGE))
			return NULL;
		if (!(*e & PTE_P)) {
			uint64_t *below = table_new();
			if (!below)
				return NULL;
			*e = virt_to_phys(below).addr | PTE_P | PTE_W;
		}
		table = table_below(e);
	}
	return &table[level_index(va, stop)];
}

uint64_t *entry_walk(virt_t va, int *level)
{
	uint64_t *table = paging_root;

	for (*level = 4; *level > 1; (*level)--) {
		uint64_t *e = &table[level_index(va, *level)];

		if (*e & PTE_LARGE)
			return e;
		if (!(*e & PTE_P))
			return NULL;
		table = table_below(e);
	}
	return &table[level_index(va, 1)];
}

/* The table of level 1 that was found last: the next walk mostly ends there, too. */
static struct {
	uintptr_t base; /* of its 2 MiB; 1: there is none */
	uint64_t *table;
} last = { .base = 1 };

void entries_forget(void)
{
	last.base = 1;
}

uint64_t *entry_find(virt_t va, int *level)
{
	uintptr_t base = ALIGN_DOWN(va.addr, LARGE_PAGE);

	if (base == last.base) {
		*level = 1;
		return &last.table[level_index(va, 1)];
	}
	uint64_t *e = entry_walk(va, level);
	if (e && *level == 1) {
		last.base = base;
		last.table = e - level_index(va, 1);
	}
	return e;
}

/* PWT and PCD choose a type from the PAT that paging_init.c has written. */
uint64_t entry_flags(virt_t va, unsigned prot)
{
	uint64_t flags = prot & (VM_R | VM_W | VM_X) ? PTE_P : PTE_HELD;

	if (va.addr >= HHDM_BASE)
		flags |= PTE_GLOBAL;
	if (prot & VM_W)
		flags |= PTE_W;
	if (!(prot & VM_X))
		flags |= PTE_NX;
	if (prot & VM_UNCACHED)
		flags |= PTE_PCD | PTE_PWT;
	if (prot & VM_WRITE_COMBINE)
		flags |= PTE_PWT;
	return flags;
}

static bool write_and_execute(unsigned prot)
{
	return (prot & (VM_W | VM_X)) == (VM_W | VM_X);
}

int paging_map_run(virt_t va, phys_t pa, size_t count, unsigned prot)
{
	if (write_and_execute(prot))
		return -EINVAL;
	int level;
	uint64_t *e = entry_find(va, &level);

	if (!e || level > 1)
		e = entry_create(va, 1);
	if (!e)
		return -ENOMEM;
	for (size_t i = 0; i < count; i++) {
		if (e[i] & PTE_USED)
			return -EEXIST;
	}
	uint64_t entry = pa.addr | entry_flags(va, prot);
	for (size_t i = 0; i < count; i++, entry += PAGE_SIZE)
		e[i] = entry;
	return 0;
}

phys_t paging_unmap_run(virt_t va, size_t *count, bool *dirty)
{
	const uint64_t alike = PTE_ADDR | PTE_DIRTY | PTE_USED;
	int level;
	uint64_t *e = entry_find(va, &level);

	if (!e || level != 1 || !(*e & PTE_USED))
		return PHYS_NONE;
	size_t most = MIN(*count, ENTRIES - level_index(va, 1)), n = 0;
	uint64_t first = *e & alike;
	do {
		uint64_t before = e[n];

		e[n] = 0;
		if (before & PTE_ACCESS)
			tlb_flush_page((virt_t){ va.addr + n * PAGE_SIZE });
		n++;
	} while (n < most && (e[n] & alike) == first + n * PAGE_SIZE);
	*count = n;
	*dirty = first & PTE_DIRTY;
	return (phys_t){ first & PTE_ADDR };
}

int paging_protect(virt_t va, unsigned prot)
{
	int level;

	if (write_and_execute(prot))
		return -EINVAL;
	uint64_t *e = entry_find(va, &level);
	if (!e || !(*e & PTE_USED))
		return -ENOENT;
	uint64_t kept = PTE_ADDR | PTE_DIRTY | (level > 1 ? PTE_LARGE : 0);
	*e = (*e & kept) | entry_flags(va, prot);
	tlb_flush_page(va);
	return 0;
}

static unsigned prot_of(uint64_t e)
{
	unsigned prot = 0;

	if (e & PTE_P)
		prot |= VM_R | (e & PTE_W ? VM_W : 0) | (e & PTE_NX ? 0 : VM_X);
	if (e & PTE_PCD)
		prot |= VM_UNCACHED;
	else if (e & PTE_PWT)
		prot |= VM_WRITE_COMBINE;
	return prot;
}

/* On the boot tables: the image is readable at its link address, for a backtrace. */
static int walk_boot_tables(virt_t va, phys_t *pa, unsigned *prot)
{
	if (va.addr < (uintptr_t)__text_start || va.addr >= (uintptr_t)__bss_end)
		return -ENOENT;
	*pa = (phys_t){ va.addr - KERNEL_BASE };
	*prot = VM_R | VM_W | VM_X;
	return 0;
}

int paging_walk(virt_t va, phys_t *pa, unsigned *prot)
{
	int level;

	if (!paging_root)
		return walk_boot_tables(va, pa, prot);
	uint64_t *e = entry_walk(va, &level);
	if (!e || !(*e & PTE_USED))
		return -ENOENT;
	uint64_t inside = level_span(level) - 1;

	*pa = (phys_t){ (*e & PTE_ADDR & ~inside) | (va.addr & inside) };
	*prot = prot_of(*e);
	return 0;
}

bool paging_take_dirty(virt_t va)
{
	int level;
	uint64_t *e = entry_find(va, &level);

	if (!e || level != 1 || (*e & (PTE_P | PTE_DIRTY)) != (PTE_P | PTE_DIRTY))
		return false;
	*e &= ~PTE_DIRTY;
	tlb_flush_page(va); /* else the CPU would not set it again */
	return true;
}

/* The lowest page in [va, end) that is mapped, or is not, as used says. */
static virt_t search(virt_t va, virt_t end, bool used)
{
	while (va.addr < end.addr) {
		int level;
		const uint64_t *e = entry_find(va, &level);

		if ((e && (*e & PTE_USED)) == used)
			return va;
		va.addr = ALIGN_DOWN(va.addr, level_span(level)) + level_span(level);
		if (level > 1)
			continue;
		uintptr_t stop = MIN(end.addr, ALIGN_UP(va.addr, LARGE_PAGE));
		while (va.addr < stop && !(*++e & PTE_USED) == used)
			va.addr += PAGE_SIZE;
	}
	return end;
}

virt_t paging_next(virt_t va, virt_t end)
{
	return search(va, end, true);
}

virt_t paging_next_hole(virt_t va, virt_t end)
{
	return search(va, end, false);
}
