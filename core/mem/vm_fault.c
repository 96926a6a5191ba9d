/* SPDX-License-Identifier: MIT */
/*
 * vm_fault.c - lazily backed memory: the first touch, populating ahead, giving back.
 *
 * A touch takes a promised frame, zeroes it and maps it, with interrupts off, because
 * exceptions run to their end on their own stack: a 2 MiB page takes many touches. It is
 * possible wherever a thread runs with preemption on, also in a system call that was given
 * lazily backed memory; with preemption off books or allocators may be in the middle of a change.
 *
 * Locking: vm_fault() has the CPU for itself; the others turn preemption off.
 */
#include <errno.h>
#include <string.h>

#include <arch/cpu.h>
#include <core/irq.h>
#include <core/panic.h>
#include <core/thread.h>
#include "mem/vm.h"
#include "mem/vm_pages.h"

static void check_context(virt_t addr)
{
	if (in_irq())
		panic("an interrupt handler touched %#lx, which is lazily backed", addr.addr);
	if (this_cpu()->preempt_off)
		panic("%#lx, which is lazily backed, was touched with preemption off", addr.addr);
}

/* The page is there, but the tables do not yet follow the books: vm_protect() is at it. */
static int correct_entry(const struct vm_range *r, virt_t page)
{
	phys_t pa;
	unsigned prot;

	if (paging_walk(page, &pa, &prot) || prot == r->prot)
		return -EFAULT;
	return paging_protect(page, r->prot);
}

int vm_fault(virt_t addr, unsigned access)
{
	if (addr.addr < VM_START || addr.addr >= VM_END)
		return -EFAULT;
	const struct vm_range *r = range_after(addr.addr);
	virt_t page = { ALIGN_DOWN(addr.addr, PAGE_SIZE) };

	if (r->start > addr.addr || (r->flags & (RANGE_LAZY | RANGE_FILLING)) != RANGE_LAZY ||
	    (r->prot & access) != access)
		return -EFAULT;
	check_context(addr);
	if (next_page(page.addr, page.addr + PAGE_SIZE) == page.addr)
		return correct_entry(r, page);
	return page_touch(r, page.addr);
}

/* --- populating ---------------------------------------------------------------------- */

/* Everything in [from, to), which is part of r. */
static int populate_piece(const struct vm_range *r, uintptr_t from, uintptr_t to)
{
	int err = 0;

	while (!err && (from = next_hole(from, to)) < to) {
		uintptr_t there = next_page(from, to);

		err = pages_fill(r, from, there, PHYS_NONE);
		from = there;
	}
	return err;
}

/* From now on [start, end) is populated memory like any other. Preemption off. */
static int pin(uintptr_t start, uintptr_t end)
{
	int err = ranges_reserve(2);

	if (err)
		return err;
	vm_split(start);
	vm_split(end);
	for (struct vm_range *r = range_after(start); !err && r->start < end; r = r->next) {
		if (!(r->flags & RANGE_LAZY) || !r->prot)
			continue;
		err = populate_piece(r, r->start, r->end);
		if (!err)
			r->flags &= (uint8_t) ~(RANGE_LAZY | RANGE_COMMITTED | RANGE_NORESERVE);
	}
	vm_merge(start, end);
	return err;
}

int vm_populate(uintptr_t addr, size_t size)
{
	uintptr_t start = ALIGN_DOWN(addr, PAGE_SIZE), end = ALIGN_UP(addr + size, PAGE_SIZE);
	int err = vm_area_valid(start, end - start) ? 0 : -ENOMEM;

	for (uintptr_t from = start, to; !err && from < end; from = to) {
		preempt_disable();
		const struct vm_range *r = range_after(from);

		to = MIN(piece_end(from, end), r->end);
		if (r->start > from)
			err = -ENOMEM;
		else if ((r->flags & RANGE_LAZY) && r->prot)
			err = populate_piece(r, from, to);
		preempt_enable();
	}
	if (err)
		return err;
	preempt_disable(); /* only what was discarded meanwhile is left to do */
	err = pin(start, end);
	preempt_enable();
	return err;
}

int vm_populate_stack(uintptr_t top)
{
	preempt_disable();
	const struct vm_range *r = range_after(top - 1);
	uintptr_t start = r->start;
	bool lazy = start < top && (r->flags & RANGE_LAZY);
	preempt_enable();
	return lazy ? vm_populate(start, top - start) : 0;
}

/* --- discarding ---------------------------------------------------------------------- */

/* The frames become promises again; with a large page goes the one for its table. */
static void discard_frames(const struct vm_range *r, uintptr_t from, uintptr_t to)
{
	struct vm_range plain = *r;

	pages_split(from);
	pages_split(to);
	size_t count = pages_present(from, to);
	plain.flags &= (uint8_t)~RANGE_COMMITTED;
	pages_drop(&plain, from, to);
	if (!(r->flags & RANGE_COMMITTED))
		return;
	if (paging_prepare((virt_t){ from }, (virt_t){ to }) || !pages_reserve(count))
		panic("vm: discarded frames cannot be promised again");
}

static void zero_pages(uintptr_t from, uintptr_t to)
{
	phys_t frame;
	unsigned prot;

	for (uintptr_t va = from; (va = next_page(va, to)) < to; va += PAGE_SIZE) {
		if (paging_walk((virt_t){ va }, &frame, &prot) == 0)
			memset(phys_to_virt(frame), 0, PAGE_SIZE);
	}
}

int vm_discard(uintptr_t addr, size_t size)
{
	uintptr_t end = addr + ALIGN_UP(size, PAGE_SIZE);
	int err = vm_area_valid(addr, end - addr) ? 0 : -ENOMEM;
	bool hole = false;

	for (uintptr_t to; !err && addr < end; addr = to) {
		preempt_disable();
		const struct vm_range *r = range_after(addr);

		if (r->start > addr) {
			hole = true;
			to = MIN(r->start, end);
			preempt_enable();
			continue;
		}
		to = piece_end(addr, MIN(end, r->end));
		if (r->kind == VM_MMIO)
			err = -EINVAL;
		else if (r->flags & RANGE_LAZY)
			discard_frames(r, addr, to);
		else if (r->kind != VM_LENT) /* what is a file's stays in the file */
			zero_pages(addr, to);
		preempt_enable();
	}
	return !err && hole ? -ENOMEM : err;
}
