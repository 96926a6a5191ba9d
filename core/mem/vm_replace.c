/* SPDX-License-Identifier: MIT */
/*
 * vm_replace.c - a mapping in place of others: mmap(2) with MAP_FIXED.
 *
 * What is there is unmapped a piece at a time, as vm_unmap() does, and with each piece the
 * new range, which cannot be touched yet, grows over it: other threads run in between, and
 * what they map never lands where there has just been something.
 *
 * Locking: preemption is off during each change, as in vm.c.
 */
#include <errno.h>

#include <core/thread.h>
#include <core/vm.h>
#include "mem/vm.h"
#include "mem/vm_pages.h"

/* Makes the new range, which ends at from, reach to to. */
static int grow(uintptr_t start, uintptr_t from, uintptr_t to)
{
	struct vm_range *r = range_after(start);

	if (r->start != start || r->end != from || !(r->flags & RANGE_FILLING))
		return -EFAULT; /* somebody has unmapped it meanwhile */
	if ((r->flags & RANGE_COMMITTED) && !pages_reserve((to - from) / PAGE_SIZE))
		return -ENOMEM;
	range_resize(r, start, to, 0);
	return 0;
}

/* Unmaps the next piece in [*at, like->end) and takes its addresses over. */
static int replace_piece(const struct vm_range *like, uintptr_t *at)
{
	struct vm_range first = *like;
	uintptr_t to = *at;
	int err = vm_unmap_piece(&to, like->end);

	if (err)
		return err;
	if (!vm_area_is_free(*at, to))
		return -EEXIST;
	first.end = to;
	err = *at == like->start ? vm_enter(&first) : grow(like->start, *at, to);
	if (!err)
		*at = to;
	return err;
}

int vm_replace(uintptr_t addr, size_t size, unsigned prot, const char *name)
{
	struct vm_range like = vm_range_like(prot, VM_ANON, name);
	uintptr_t at = addr;
	int err = 0;

	if (!vm_area_valid(addr, size) || vm_write_and_execute(prot))
		return -EINVAL;
	like.start = addr;
	like.end = addr + ALIGN_UP(size, PAGE_SIZE);
	while (!err && at < like.end) {
		preempt_disable();
		err = replace_piece(&like, &at);
		preempt_enable();
	}
	if (!err)
		err = vm_fill(addr, like.end, PHYS_NONE);
	preempt_disable();
	vm_settle(addr, at, err);
	if (err)
		vm_prune(addr, at);
	preempt_enable();
	return err;
}
