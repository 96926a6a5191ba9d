/* SPDX-License-Identifier: MIT */
/*
 * vm_move.c - mappings that move or change their size: mremap(2).
 *
 * Frames move from one place of the page tables to the other, 2 MiB at a time where both
 * places have the same remainder by 2 MiB (for which vm sees where it can choose), so a
 * move takes no memory and little time. It is one step with preemption off: 512 entries
 * of a table for each GiB, and at most 1022 single pages at the ends.
 *
 * Locking: preemption is off during each change, as in vm.c.
 */
#include <errno.h>

#include <core/panic.h>
#include <core/thread.h>
#include "mem/vm.h"
#include "mem/vm_pages.h"

/* The range that all of [start, start + size) is part of, if such memory can be moved. */
static struct vm_range *movable(uintptr_t start, size_t size)
{
	if (!vm_area_valid(start, size))
		return NULL;
	struct vm_range *r = range_after(start);

	if (r->start > start || r->end < start + size || r->kind != VM_ANON ||
	    (r->flags & RANGE_FILLING))
		return NULL;
	return r;
}

/* --- in place ------------------------------------------------------------------------ */

static int enter_behind(uintptr_t addr, size_t old_size, size_t new_size)
{
	const struct vm_range *r = movable(addr, old_size);

	if (!r)
		return -EFAULT;
	struct vm_range like = *r;
	uintptr_t limit = addr < VM_HEAP_BASE ? VM_HEAP_BASE : VM_END;

	like.start = addr + old_size;
	like.end = addr + new_size;
	like.guard = 0;
	if (new_size > limit - addr || !vm_area_is_free(like.start, like.end))
		return -EEXIST;
	return vm_enter(&like);
}

int vm_resize(uintptr_t addr, size_t old_size, size_t new_size)
{
	uintptr_t start = addr + old_size, end = addr + new_size;

	if (new_size <= old_size) {
		if (!movable(addr, old_size))
			return -EFAULT;
		return new_size < old_size ? vm_unmap(end, old_size - new_size) : 0;
	}
	preempt_disable();
	int err = enter_behind(addr, old_size, new_size);
	preempt_enable();
	if (err)
		return err;
	err = vm_fill(start, end, PHYS_NONE);
	preempt_disable();
	vm_settle(start, end, err);
	preempt_enable();
	return err;
}

/* --- moving -------------------------------------------------------------------------- */

/* Enters what is going to be like r, at *to or anywhere. */
static int enter_target(const struct vm_range *r, uintptr_t old, size_t size, uintptr_t *to)
{
	struct vm_range like = *r;

	if (!*to)
		*to = vm_find_place(size, 0, old);
	if (!*to)
		return -ENOMEM;
	if (!vm_area_valid(*to, size))
		return -EINVAL;
	if (!vm_area_is_free(*to, *to + size))
		return -EEXIST;
	like.start = *to;
	like.end = *to + size;
	like.guard = 0;
	like.flags &= (uint8_t)~RANGE_COMMITTED; /* what is promised moves, too */
	return vm_enter(&like);
}

/* Tables at to for what is there in [from, from + size). */
static int prepare_tables(uintptr_t from, size_t size, uintptr_t to)
{
	uintptr_t end = from + size;
	int err = 0;

	for (uintptr_t va = from; !err && (va = next_page(va, end)) < end;) {
		size_t page = page_size_at(va);
		uintptr_t target = to + (va - from);

		err = paging_prepare((virt_t){ target }, (virt_t){ target + page });
		va += page;
	}
	return err;
}

/* Large pages move as they are only onto a place with the same remainder. */
static void split_pages(uintptr_t from, uintptr_t end)
{
	for (uintptr_t va = from; (va = next_page(va, end)) < end; va += PAGE_SIZE)
		pages_split(va + PAGE_SIZE);
}

/* Tables and promises for the whole target, nodes for cutting the source out. */
static int prepare_move(const struct vm_range *r, uintptr_t old, size_t old_size, uintptr_t to,
			size_t new_size)
{
	int err = ranges_reserve(2);

	if (err)
		return err;
	if (!(r->flags & RANGE_COMMITTED))
		return prepare_tables(old, old_size, to);
	err = paging_prepare((virt_t){ to }, (virt_t){ to + new_size });
	if (!err && !pages_reserve((new_size - old_size) / PAGE_SIZE))
		err = -ENOMEM;
	return err;
}

static int move_range(uintptr_t old, size_t old_size, uintptr_t to, size_t new_size)
{
	struct vm_range *target = range_after(to), *r = movable(old, old_size);

	if (!r || target->start != to || target->end != to + new_size)
		return -EFAULT; /* somebody has unmapped one or the other meanwhile */
	int err = prepare_move(r, old, old_size, to, new_size);
	if (err)
		return err;
	vm_split(old);
	vm_split(old + old_size);
	r = range_after(old);
	if (IS_ENABLED(CONFIG_VM_LARGE) && (old - to) % LARGE_PAGE)
		split_pages(old, old + old_size);
	paging_move((virt_t){ old }, (virt_t){ to }, old_size);
	target->flags |= r->flags & RANGE_COMMITTED;
	r->flags &= (uint8_t)~RANGE_COMMITTED;
	vm_cut(r, r->start, r->end);
	return 0;
}

int vm_move(uintptr_t old, size_t old_size, size_t new_size, uintptr_t *to)
{
	uintptr_t at = *to;

	if (new_size < old_size)
		return -EINVAL;
	preempt_disable();
	const struct vm_range *r = movable(old, old_size);
	int err = r ? enter_target(r, old, new_size, &at) : -EFAULT;
	bool lazy = r && (r->flags & RANGE_LAZY);
	preempt_enable();
	if (err)
		return err;
	if (!lazy)
		err = vm_fill(at + old_size, at + new_size, PHYS_NONE);
	preempt_disable();
	if (!err)
		err = move_range(old, old_size, at, new_size);
	vm_settle(at, at + new_size, err);
	if (!err)
		vm_prune(old, old + old_size);
	preempt_enable();
	if (!err)
		*to = at;
	return err;
}
