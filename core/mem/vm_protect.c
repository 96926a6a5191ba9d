/* SPDX-License-Identifier: MIT */
/*
 * vm_protect.c - changing the rights of what is mapped.
 *
 * The books change first and at once, the entries of pages that are there follow in
 * pieces of 2 MiB. Only the tables of memory that is opened are made in one go: 512 of
 * them, 2 MiB to be zeroed, for each GiB.
 *
 * Locking: preemption is off during each change, as in vm.c.
 */
#include <errno.h>

#include <arch/paging.h>
#include <core/panic.h>
#include <core/thread.h>
#include "mem/vm.h"
#include "mem/vm_pages.h"

/* 0 when [start, end) has no hole and nothing whose protection is fixed. */
static int check_protectable(uintptr_t start, uintptr_t end)
{
	for (const struct vm_range *r = range_after(start); start < end; r = r->next) {
		if (r->start > start)
			return -ENOMEM;
		if (r->kind == VM_MMIO)
			return -EINVAL;
		start = r->end;
	}
	return 0;
}

/* True when giving r rights means that its pages can be touched from now on. */
static bool to_be_committed(const struct vm_range *r, unsigned prot)
{
	return prot && (r->flags & (RANGE_LAZY | RANGE_COMMITTED | RANGE_NORESERVE)) == RANGE_LAZY;
}

/* Promises frames, and makes the tables, for what becomes accessible in [start, end). */
static int commit(uintptr_t start, uintptr_t end, unsigned prot)
{
	size_t count = 0;
	int err = 0;

	for (const struct vm_range *r = range_after(start); r->start < end; r = r->next) {
		if (to_be_committed(r, prot))
			count += (MIN(end, r->end) - MAX(start, r->start)) / PAGE_SIZE;
	}
	if (count == 0)
		return 0;
	if (!pages_reserve(count))
		return -ENOMEM;
	for (const struct vm_range *r = range_after(start); !err && r->start < end; r = r->next) {
		if (to_be_committed(r, prot))
			err = paging_prepare((virt_t){ MAX(start, r->start) },
					     (virt_t){ MIN(end, r->end) });
	}
	if (err)
		pages_unreserve(count);
	return err;
}

/* Gives [start, end), which is mapped, the protection prot. Two nodes are reserved. */
static void protect(uintptr_t start, uintptr_t end, unsigned prot)
{
	vm_split(start);
	vm_split(end);
	for (struct vm_range *r = range_after(start); r->start < end; r = r->next) {
		if (to_be_committed(r, prot))
			r->flags |= RANGE_COMMITTED;
		r->prot = (uint8_t)prot;
	}
	vm_merge(start, end);
}

/* Makes the page tables in [from, to) say what the books say. */
static void follow_books(uintptr_t from, uintptr_t to)
{
	for (uintptr_t va = from; (va = next_page(va, to)) < to; va += page_size_at(va)) {
		int err = paging_protect((virt_t){ va }, range_after(va)->prot);

		ASSERT(err == 0);
	}
}

int vm_protect(uintptr_t addr, size_t size, unsigned prot)
{
	if (!vm_area_valid(addr, size) || vm_write_and_execute(prot) || (prot & ~VM_ACCESS))
		return -EINVAL;
	uintptr_t end = addr + ALIGN_UP(size, PAGE_SIZE);

	preempt_disable();
	int err = check_protectable(addr, end);
	if (!err)
		err = ranges_reserve(2);
	if (!err && IS_ENABLED(CONFIG_VM_LAZY))
		err = commit(addr, end, prot);
	if (!err)
		protect(addr, end, prot);
	preempt_enable();
	for (uintptr_t stop; !err && addr < end; addr = stop) {
		preempt_disable();
		addr = next_page(addr, end);
		stop = piece_end(addr, end);
		follow_books(addr, stop);
		preempt_enable();
	}
	return err;
}
