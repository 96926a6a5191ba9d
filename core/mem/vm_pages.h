/* SPDX-License-Identifier: MIT */
/*
 * vm_pages.h - the pages behind a range's addresses, between the books (ranges.h) and
 * the page tables (arch/paging.h).
 *
 * Frames that are promised and not taken: one for each page that is missing in a
 * committed range, and one for each 2 MiB page, for the table that splitting it takes.
 * A committed range has all its tables. So touching, protecting and unmapping a part
 * never fail for want of memory.
 *
 * All of these: preemption off.
 */
#ifndef CORE_MEM_VM_PAGES_H
#define CORE_MEM_VM_PAGES_H

#include <stddef.h>
#include <stdint.h>
#include <core/abi.h>

#include <arch/paging.h>
#include <core/compiler.h>
#include "mem/ranges.h"

/** Bytes of addresses that are worked on before other threads get their turn. */
#define VM_PIECE LARGE_PAGE

/** Bytes of the page that maps va. */
static inline size_t page_size_at(uintptr_t va)
{
	return IS_ENABLED(CONFIG_VM_LARGE) ? paging_size((virt_t){ va }) : PAGE_SIZE;
}
/** The first page in [va, end) that is not there, or end. */
static inline uintptr_t next_hole(uintptr_t va, uintptr_t end)
{
	return paging_next_hole((virt_t){ va }, (virt_t){ end }).addr;
}
/** The first one that is. */
static inline uintptr_t next_page(uintptr_t va, uintptr_t end)
{
	return paging_next((virt_t){ va }, (virt_t){ end }).addr;
}
/** Where a piece of [va, end) ends. */
static inline uintptr_t piece_end(uintptr_t va, uintptr_t end)
{
	return MIN(end, ALIGN_DOWN(va, VM_PIECE) + VM_PIECE);
}

/** Puts a page behind va, which has none, zeroed unless it is the heap's. For a fault: keeps
 *  the CPU for a bounded time, and may return 0 without the page, which another touch brings
 *  nearer. 0 or -ENOMEM. */
int page_touch(const struct vm_range *r, uintptr_t va);
/** Sees to it that no large page of RAM or device reaches across va. */
void pages_split(uintptr_t va);
/** Maps all of [from, to), which is part of r and has no pages; device memory for a
 *  VM_MMIO range that starts at pa. 0 or -ENOMEM. */
int pages_fill(const struct vm_range *r, uintptr_t from, uintptr_t to, phys_t pa);
/** Unmaps [from, to), which is part of r, and takes its promises back. */
void pages_drop(const struct vm_range *r, uintptr_t from, uintptr_t to);
/** Pages of 4 KiB that are there in [from, to). */
size_t pages_present(uintptr_t from, uintptr_t to);

#endif
