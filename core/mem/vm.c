/* SPDX-License-Identifier: MIT */
/*
 * vm.c - mapping and unmapping ranges of the low half; vm_protect.c changes their rights.
 *
 * What can fail is done first and undone when a later step fails: nodes for the books
 * and frames are reserved before anything changes. Neighbours that differ in nothing are
 * one range, so that the heap, which grows a piece at a time, stays one range too.
 *
 * Locking: preemption is off during each change, which serialises the users of the
 * books and of the page tables; not for interrupts. What takes long for a large range
 * (filling, emptying, changing entries) is done in pieces of 2 MiB, between which other
 * threads run; the books are right at each of these moments, and the page tables follow
 * the books.
 */
#define LOG_TAG "vm"
#include <errno.h>
#include <string.h>

#include <arch/paging.h>
#include <core/log.h>
#include <core/panic.h>
#include <core/thread.h>
#include <core/vm.h>
#include "mem/ranges.h"
#include "mem/vm.h"
#include "mem/vm_pages.h"

#define STORED (VM_ACCESS | VM_UNCACHED | VM_WRITE_COMBINE)

bool vm_area_valid(uintptr_t addr, size_t size)
{
	return addr % PAGE_SIZE == 0 && size > 0 && addr >= VM_START && addr < VM_END &&
	       size <= VM_END - addr;
}

static bool same_use(const struct vm_range *a, const struct vm_range *b)
{
	return a->prot == b->prot && a->kind == b->kind && a->flags == b->flags &&
	       strcmp(a->name, b->name) == 0;
}

/* Joins r with the range above it when they touch and differ in nothing. */
static bool merge_with_next(struct vm_range *r)
{
	struct vm_range *next = r->next;

	if (!next || !next->next || next->guard || r->end != next->start || !same_use(r, next))
		return false;
	uintptr_t end = next->end;
	range_remove(next);
	range_free(next);
	range_resize(r, r->start, end, r->guard);
	return true;
}

void vm_merge(uintptr_t from, uintptr_t to)
{
	struct vm_range *r = range_after(from);

	if (r->prev)
		r = r->prev;
	while (r->start <= to && r->next) {
		if (!merge_with_next(r))
			r = r->next;
	}
}

/* --- mapping ------------------------------------------------------------------------ */

static void name_range(struct vm_range *r, const char *name)
{
	size_t len = strnlen(name, VM_NAME_MAX - 1);

	memcpy(r->name, name, len);
	r->name[len] = '\0';
}

bool vm_area_is_free(uintptr_t start, uintptr_t end)
{
	const struct vm_range *r = range_after(start);

	return r->start - r->guard >= end;
}

uintptr_t vm_find_place(size_t size, size_t guard, uintptr_t phase)
{
	if (size == 0 || size >= VM_END)
		return 0;
	if (IS_ENABLED(CONFIG_VM_LARGE) && size >= LARGE_PAGE && !guard) {
		uintptr_t gap = ranges_find_gap(size + LARGE_PAGE);
		uintptr_t start = gap + (phase - gap) % LARGE_PAGE;

		if (gap && start + size <= VM_HEAP_BASE)
			return start;
	}
	uintptr_t start = ranges_find_gap(size + guard);
	return start && start + guard + size <= VM_HEAP_BASE ? start + guard : 0;
}

int vm_enter(const struct vm_range *like)
{
	int err = ranges_reserve(1);

	if (err)
		return err;
	if ((like->flags & RANGE_COMMITTED) &&
	    !pages_reserve((like->end - like->start) / PAGE_SIZE))
		return -ENOMEM;
	struct vm_range *r = range_new();
	*r = *like;
	r->flags |= RANGE_FILLING;
	range_insert(r);
	return 0;
}

/* One piece of a new range: frames; or tables, where the frames come later. */
static int fill_piece(const struct vm_range *r, uintptr_t from, uintptr_t to, phys_t pa)
{
	if (r->kind == VM_LENT)
		return 0;
	if (!(r->flags & RANGE_LAZY))
		return pages_fill(r, from, to, pa);
	if (r->flags & RANGE_COMMITTED)
		return paging_prepare((virt_t){ from }, (virt_t){ to });
	return 0;
}

/* -EFAULT: somebody has unmapped what was just being made. */
int vm_fill(uintptr_t from, uintptr_t to, phys_t pa)
{
	int err = 0;

	for (uintptr_t end; !err && from < to; from = end) {
		preempt_disable();
		const struct vm_range *r = range_after(from);

		end = piece_end(from, to);
		err = r->start <= from && (r->flags & RANGE_FILLING) ? fill_piece(r, from, end, pa)
								     : -EFAULT;
		preempt_enable();
	}
	return err;
}

void vm_settle(uintptr_t start, uintptr_t end, int err)
{
	for (struct vm_range *r = range_after(start), *next; r->start < end; r = next) {
		next = r->next;
		if (!(r->flags & RANGE_FILLING))
			continue;
		r->flags &= (uint8_t)~RANGE_FILLING;
		if (err)
			vm_cut(r, r->start, r->end);
	}
	if (err)
		vm_prune(start, end);
	vm_merge(start, end);
}

/* Enters like and puts behind it what belongs there. */
static int map_range(struct vm_range *like, phys_t pa)
{
	int err = vm_enter(like);

	preempt_enable();
	if (!err) {
		err = vm_fill(like->start, like->end, pa);
		preempt_disable();
		vm_settle(like->start, like->end, err);
		preempt_enable();
	}
	preempt_disable();
	return err;
}

/* Finds addresses for size bytes (whole pages) and maps them. NULL on failure. */
static void *map_anywhere(size_t size, struct vm_range *like, phys_t pa)
{
	void *result = NULL;

	preempt_disable();
	uintptr_t start = vm_find_place(size, like->guard, phys_valid(pa) ? pa.addr : 0);
	if (start) {
		like->start = start;
		like->end = start + size;
		if (map_range(like, pa) == 0)
			result = (void *)start;
	}
	preempt_enable();
	return result;
}

static uint8_t flags_of(unsigned prot)
{
	if (!(prot & VM_LAZY))
		return 0;
	if ((prot & VM_NORESERVE) == VM_NORESERVE)
		return RANGE_LAZY | RANGE_NORESERVE;
	return RANGE_LAZY | (prot & VM_ACCESS ? RANGE_COMMITTED : 0);
}

struct vm_range vm_range_like(unsigned prot, enum vm_kind kind, const char *name)
{
	struct vm_range r = { .prot = (uint8_t)(prot & STORED),
			      .kind = (uint8_t)kind,
			      .flags = flags_of(prot),
			      .guard = kind == VM_STACK ? PAGE_SIZE : 0 };

	name_range(&r, name);
	return r;
}

void *vm_map(size_t size, unsigned prot, enum vm_kind kind, const char *name)
{
	struct vm_range like = vm_range_like(prot, kind, name);

	if (vm_write_and_execute(prot) || kind == VM_MMIO || size > VM_END)
		return NULL;
	return map_anywhere(ALIGN_UP(size, PAGE_SIZE), &like, PHYS_NONE);
}

int vm_map_at(uintptr_t addr, size_t size, unsigned prot, enum vm_kind kind, const char *name)
{
	struct vm_range like = vm_range_like(prot, kind, name);

	if (!vm_area_valid(addr, size) || addr - VM_START < like.guard ||
	    vm_write_and_execute(prot) || kind == VM_MMIO)
		return -EINVAL;
	like.start = addr;
	like.end = addr + ALIGN_UP(size, PAGE_SIZE);

	preempt_disable();
	int err = -EEXIST;
	if (vm_area_is_free(like.start - like.guard, like.end))
		err = map_range(&like, PHYS_NONE);
	preempt_enable();
	return err;
}

static void *map_device(phys_t pa, size_t size, unsigned caching)
{
	struct vm_range like = vm_range_like(VM_R | VM_W | caching, VM_MMIO, "device");
	size_t offset = pa.addr % PAGE_SIZE;

	if (size > VM_END - offset)
		return NULL;
	char *base = map_anywhere(ALIGN_UP(offset + size, PAGE_SIZE), &like,
				  (phys_t){ pa.addr - offset });
	return base ? base + offset : NULL;
}

void *vm_map_device(phys_t pa, size_t size)
{
	return map_device(pa, size, VM_UNCACHED);
}

void *vm_map_framebuffer(phys_t pa, size_t size)
{
	return map_device(pa, size, VM_WRITE_COMBINE);
}

/* --- unmapping ------------------------------------------------------- */

void vm_split(uintptr_t addr)
{
	struct vm_range *r = range_after(addr), *upper;

	if (r->start >= addr)
		return;
	pages_split(addr);
	upper = range_new();
	*upper = *r;
	upper->start = addr;
	upper->guard = 0;
	range_resize(r, r->start, addr, r->guard);
	range_insert(upper);
}

void vm_cut(struct vm_range *r, uintptr_t from, uintptr_t to)
{
	pages_drop(r, from, to);
	if (from > r->start && to < r->end)
		vm_split(to);
	if (from > r->start) {
		range_resize(r, r->start, from, r->guard);
	} else if (to < r->end) {
		range_resize(r, to, r->end, 0);
	} else {
		range_remove(r);
		range_free(r);
	}
}

int vm_unmap_piece(uintptr_t *at, uintptr_t end)
{
	struct vm_range *r = range_after(*at);
	uintptr_t from = MAX(*at, r->start), stop = MIN(end, r->end);

	if (r->start >= end) {
		*at = end;
		return 0;
	}
	uintptr_t to = piece_end(next_page(from, stop), stop);
	if (from > r->start && to < r->end && ranges_reserve(1)) {
		if (stop < r->end)
			return -ENOMEM;
		to = stop; /* the range's end, in one go: that needs no node */
	}
	vm_cut(r, from, to);
	*at = to;
	return 0;
}

/* Only where [start, end) reaches: what else of the hole has tables lost its last range,
 * and with it the tables, earlier. */
void vm_prune(uintptr_t start, uintptr_t end)
{
	const struct vm_range *r = range_after(start);

	if (!IS_ENABLED(CONFIG_VM_LAZY) || r->start < end)
		return; /* somebody has mapped something here meanwhile */
	virt_t low = { r->prev ? r->prev->end : VM_START }, high = { r->start - r->guard };

	paging_prune((virt_t){ start }, (virt_t){ MIN(end, high.addr) }, low, high);
}

int vm_unmap(uintptr_t addr, size_t size)
{
	if (!vm_area_valid(addr, size))
		return -EINVAL;
	uintptr_t end = addr + ALIGN_UP(size, PAGE_SIZE);

	preempt_disable();
	int err = 0;
	for (uintptr_t at = addr; !err && at < end;) {
		err = vm_unmap_piece(&at, end);
		preempt_enable();
		preempt_disable();
	}
	if (!err)
		vm_prune(addr, end);
	preempt_enable();
	return err;
}

void vm_init(void)
{
	ranges_init();
	if (ranges_reserve(1))
		panic("vm: no memory for the books");
}
