/* SPDX-License-Identifier: MIT */
/*
 * vm.c - mapping, unmapping and protecting ranges of the low half.
 *
 * What can fail is done first and undone when a later step fails: nodes for the books
 * are reserved before anything changes, pages are filled before the range is entered.
 * Neighbours that differ in nothing are one range, so that the heap, which grows a
 * piece at a time, stays one range too.
 *
 * Locking: preemption is off during each change, which serialises the users of the
 * books and of the page tables; not for interrupts.
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

#define ACCESS (VM_R | VM_W | VM_X)

static bool write_and_execute(unsigned prot)
{
	return (prot & (VM_W | VM_X)) == (VM_W | VM_X);
}

/* True when [addr, addr + size) is pages of the low half, and at least one. */
static bool valid_area(uintptr_t addr, size_t size)
{
	return addr % PAGE_SIZE == 0 && size > 0 && addr >= VM_START && addr < VM_END &&
	       size <= VM_END - addr;
}

static bool same_use(const struct vm_range *a, const struct vm_range *b)
{
	return a->prot == b->prot && a->kind == b->kind && strcmp(a->name, b->name) == 0;
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

/* Joins what can be joined among the ranges that touch [from, to]. */
static void merge_around(uintptr_t from, uintptr_t to)
{
	struct vm_range *r = range_after(from);

	if (r->prev)
		r = r->prev;
	while (r->start <= to && r->next) {
		if (!merge_with_next(r))
			r = r->next;
	}
}

/* --- pages -------------------------------------------------------------------------- */

static void empty_pages(uintptr_t start, uintptr_t end, unsigned kind)
{
	for (uintptr_t va = start; va < end; va += PAGE_SIZE) {
		phys_t frame = paging_unmap((virt_t){ va });

		ASSERT(phys_valid(frame));
		if (kind != VM_MMIO)
			pages_free(frame, 1);
	}
}

static int fill_page(uintptr_t va, unsigned prot)
{
	phys_t frame = pages_alloc(1, PAGES_ANY);

	if (!phys_valid(frame))
		return -ENOMEM;
	memset(phys_to_virt(frame), 0, PAGE_SIZE);
	int err = paging_map((virt_t){ va }, frame, prot);
	if (err)
		pages_free(frame, 1);
	return err;
}

/* Maps every page: to a zeroed frame, or to device memory from pa on. */
static int fill_pages(const struct vm_range *r, phys_t pa)
{
	for (uintptr_t va = r->start; va < r->end; va += PAGE_SIZE) {
		int err = r->kind == VM_MMIO
				  ? paging_map((virt_t){ va },
					       (phys_t){ pa.addr + (va - r->start) }, r->prot)
				  : fill_page(va, r->prot);
		if (err) {
			empty_pages(r->start, va, r->kind);
			return err;
		}
	}
	return 0;
}

/* --- mapping ------------------------------------------------------------------------ */

static void name_range(struct vm_range *r, const char *name)
{
	size_t len = strnlen(name, VM_NAME_MAX - 1);

	memcpy(r->name, name, len);
	r->name[len] = '\0';
}

static bool area_is_free(uintptr_t start, uintptr_t end)
{
	const struct vm_range *r = range_after(start);

	return r->start - r->guard >= end;
}

/* Enters like, whose addresses are free, into page tables and books. Preemption off. */
static int map_range(const struct vm_range *like, phys_t pa)
{
	int err = ranges_reserve(1);

	if (!err)
		err = fill_pages(like, pa);
	if (err)
		return err;
	struct vm_range *r = range_new();
	*r = *like;
	range_insert(r);
	merge_around(like->start, like->end);
	return 0;
}

/* Finds addresses for size bytes (whole pages) and maps them. NULL on failure. */
static void *map_anywhere(size_t size, struct vm_range *like, phys_t pa)
{
	void *result = NULL;

	if (size == 0 || size >= VM_END)
		return NULL;
	preempt_disable();
	uintptr_t gap = ranges_find_gap(size + like->guard);
	if (gap && gap + like->guard + size <= VM_HEAP_BASE) {
		like->start = gap + like->guard;
		like->end = like->start + size;
		if (map_range(like, pa) == 0)
			result = (void *)like->start;
	}
	preempt_enable();
	return result;
}

static struct vm_range describe_range(unsigned prot, enum vm_kind kind, const char *name)
{
	struct vm_range r = { .prot = (uint8_t)prot,
			      .kind = (uint8_t)kind,
			      .guard = kind == VM_STACK ? PAGE_SIZE : 0 };

	name_range(&r, name);
	return r;
}

void *vm_map(size_t size, unsigned prot, enum vm_kind kind, const char *name)
{
	struct vm_range like = describe_range(prot, kind, name);

	if (write_and_execute(prot) || kind == VM_MMIO || size > VM_END)
		return NULL;
	return map_anywhere(ALIGN_UP(size, PAGE_SIZE), &like, PHYS_NONE);
}

int vm_map_at(uintptr_t addr, size_t size, unsigned prot, enum vm_kind kind, const char *name)
{
	struct vm_range like = describe_range(prot, kind, name);

	if (!valid_area(addr, size) || addr - VM_START < like.guard || write_and_execute(prot) ||
	    kind == VM_MMIO)
		return -EINVAL;
	like.start = addr;
	like.end = addr + ALIGN_UP(size, PAGE_SIZE);

	preempt_disable();
	int err = -EEXIST;
	if (area_is_free(like.start - like.guard, like.end))
		err = map_range(&like, PHYS_NONE);
	preempt_enable();
	return err;
}

void *vm_map_device(phys_t pa, size_t size)
{
	struct vm_range like = describe_range(VM_R | VM_W | VM_UNCACHED, VM_MMIO, "device");
	size_t offset = pa.addr % PAGE_SIZE;

	if (size > VM_END - offset)
		return NULL;
	char *base = map_anywhere(ALIGN_UP(offset + size, PAGE_SIZE), &like,
				  (phys_t){ pa.addr - offset });
	return base ? base + offset : NULL;
}

/* --- unmapping and protecting ------------------------------------------------------- */

/* Makes what lies in r from addr on a range of its own. Needs a reserved node. */
static void split(struct vm_range *r, uintptr_t addr)
{
	struct vm_range *upper = range_new();

	*upper = *r;
	upper->start = addr;
	upper->guard = 0;
	range_resize(r, r->start, addr, r->guard);
	range_insert(upper);
}

/* Takes [from, to), which lies in r, out of it. */
static void cut(struct vm_range *r, uintptr_t from, uintptr_t to)
{
	empty_pages(from, to, r->kind);
	if (from > r->start && to < r->end)
		split(r, to);
	if (from > r->start) {
		range_resize(r, r->start, from, r->guard);
	} else if (to < r->end) {
		range_resize(r, to, r->end, 0);
	} else {
		range_remove(r);
		range_free(r);
	}
}

/* The one case that needs a node is a hole inside one range. */
static int reserve_for_cut(uintptr_t start, uintptr_t end)
{
	const struct vm_range *r = range_after(start);

	return r->start < start && r->end > end ? ranges_reserve(1) : 0;
}

int vm_unmap(uintptr_t addr, size_t size)
{
	if (!valid_area(addr, size))
		return -EINVAL;
	uintptr_t end = addr + ALIGN_UP(size, PAGE_SIZE);

	preempt_disable();
	int err = reserve_for_cut(addr, end);
	if (!err) {
		struct vm_range *r = range_after(addr);

		while (r->start < end) {
			struct vm_range *next = r->next;

			cut(r, MAX(addr, r->start), MIN(end, r->end));
			r = next;
		}
	}
	preempt_enable();
	return err;
}

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

static void protect_pages(uintptr_t start, uintptr_t end, unsigned prot)
{
	for (uintptr_t va = start; va < end; va += PAGE_SIZE) {
		int err = paging_protect((virt_t){ va }, prot);

		ASSERT(err == 0);
	}
}

/* Gives [start, end), which is mapped, the protection prot. Two nodes are reserved. */
static void protect(uintptr_t start, uintptr_t end, unsigned prot)
{
	struct vm_range *r = range_after(start);

	if (r->start < start) {
		split(r, start);
		r = r->next;
	}
	for (; r->start < end; r = r->next) {
		if (r->end > end)
			split(r, end);
		r->prot = (uint8_t)prot;
	}
	protect_pages(start, end, prot);
	merge_around(start, end);
}

int vm_protect(uintptr_t addr, size_t size, unsigned prot)
{
	if (!valid_area(addr, size) || write_and_execute(prot) || (prot & ~ACCESS))
		return -EINVAL;
	uintptr_t end = addr + ALIGN_UP(size, PAGE_SIZE);

	preempt_disable();
	int err = check_protectable(addr, end);
	if (!err)
		err = ranges_reserve(2);
	if (!err)
		protect(addr, end, prot);
	preempt_enable();
	return err;
}

void vm_init(void)
{
	ranges_init();
	if (ranges_reserve(1))
		panic("vm: no memory for the books");
}
