/* SPDX-License-Identifier: MIT */
/*
 * vm_pages.c - putting frames behind addresses and taking them away.
 *
 * Wherever 2 MiB of one range are empty and 512 frames in a row are to be had, they
 * become one large page: its frames were promised anyway, so that costs no memory, and
 * it saves 511 faults and TLB entries.
 *
 * A touch has interrupts off, and zeroing 2 MiB takes long. So it zeroes a part of them and
 * returns without the page: the instruction is begun anew, after what interrupts and other
 * threads there are, and touches again.
 *
 * Locking: preemption is off.
 */
#include <errno.h>
#include <string.h>

#include <core/panic.h>
#include "mem/vm_pages.h"

#define LARGE_FRAMES (LARGE_PAGE / PAGE_SIZE)
#define TOUCH_ZEROES (64ul << 10) /* bytes */

/* Frames for a large page, on their way: taken beside those promised for the place, so
 * that nobody misses them when it comes to nothing. */
static struct {
	uintptr_t va; /* what they are for; 0: there are none */
	phys_t frame;
	size_t zeroed; /* bytes, from the start */
} coming;

/* The kernel's stacks and the heap are used by those who write before they read. */
static bool zeroed(const struct vm_range *r)
{
	return r->kind != VM_HEAP && r->kind != VM_STACK;
}

/* A frame is promised for the table that splitting the page will take. */
static int map_large(const struct vm_range *r, uintptr_t va, phys_t frame)
{
	if (!pages_reserve(1))
		return -ENOMEM;
	int err = paging_map_large((virt_t){ va }, frame, r->prot);
	if (err)
		pages_unreserve(1);
	return err;
}

static int provide_large(const struct vm_range *r, uintptr_t va)
{
	phys_t frame = pages_alloc_aligned(LARGE_FRAMES, LARGE_FRAMES, PAGES_ANY);

	if (!phys_valid(frame))
		return -ENOMEM;
	if (zeroed(r))
		memset(phys_to_virt(frame), 0, LARGE_PAGE);
	int err = map_large(r, va, frame);
	if (err)
		pages_free(frame, LARGE_FRAMES);
	return err;
}

static int provide_small(const struct vm_range *r, uintptr_t va)
{
	phys_t frame = pages_alloc(1, PAGES_ANY);

	if (!phys_valid(frame))
		return -ENOMEM;
	if (zeroed(r))
		memset(phys_to_virt(frame), 0, PAGE_SIZE);
	int err = paging_map((virt_t){ va }, frame, r->prot);
	if (err)
		pages_free(frame, 1);
	return err;
}

/* Calls provide() with the promise of count frames taken back, if there is one. */
static int provide_promised(const struct vm_range *r, uintptr_t va, size_t count,
			    int (*provide)(const struct vm_range *r, uintptr_t va))
{
	bool promised = r->flags & RANGE_COMMITTED;

	if (promised)
		pages_unreserve(count);
	int err = provide(r, va);
	if (err && promised && !pages_reserve(count))
		panic("vm: a promise of %zu frames is lost", count);
	return err;
}

/* True when the 2 MiB around va are r's and empty. */
static bool large_fits(const struct vm_range *r, uintptr_t va)
{
	uintptr_t start = ALIGN_DOWN(va, LARGE_PAGE), end = start + LARGE_PAGE;

	return !(r->flags & RANGE_NORESERVE) && start >= r->start && end <= r->end &&
	       next_page(start, end) == end;
}

static int map_coming(const struct vm_range *r, uintptr_t va)
{
	int err = map_large(r, va, coming.frame);

	if (!err)
		coming.va = 0;
	return err;
}

static void stop_coming(void)
{
	if (coming.va)
		pages_free(coming.frame, LARGE_FRAMES);
	coming.va = 0;
}

static bool begin_coming(uintptr_t va)
{
	coming.frame = pages_alloc_aligned(LARGE_FRAMES, LARGE_FRAMES, PAGES_ANY);
	if (!phys_valid(coming.frame))
		return false;
	coming.va = va;
	coming.zeroed = 0;
	return true;
}

/* Brings the large page at va nearer: its size when it is there, 0 when it is not yet,
 * -ENOMEM when none can be: also while one comes elsewhere, which so gets on. */
static ssize_t touch_large(const struct vm_range *r, uintptr_t va)
{
	if (coming.va != va && (coming.va || !large_fits(r, va) || !begin_coming(va)))
		return -ENOMEM;
	if (coming.zeroed < LARGE_PAGE) {
		memset((char *)phys_to_virt(coming.frame) + coming.zeroed, 0, TOUCH_ZEROES);
		coming.zeroed += TOUCH_ZEROES;
		return 0;
	}
	/* Somebody may have mapped, unmapped or protected a part of it meanwhile. */
	if (large_fits(r, va) && provide_promised(r, va, LARGE_FRAMES, map_coming) == 0)
		return LARGE_PAGE;
	stop_coming();
	return -ENOMEM;
}

int page_touch(const struct vm_range *r, uintptr_t va)
{
	if (IS_ENABLED(CONFIG_VM_LARGE) && touch_large(r, ALIGN_DOWN(va, LARGE_PAGE)) >= 0)
		return 0;
	return provide_promised(r, va, 1, provide_small);
}

ssize_t page_provide(const struct vm_range *r, uintptr_t va)
{
	if (IS_ENABLED(CONFIG_VM_LARGE) && large_fits(r, va) &&
	    provide_promised(r, ALIGN_DOWN(va, LARGE_PAGE), LARGE_FRAMES, provide_large) == 0)
		return LARGE_PAGE;
	int err = provide_promised(r, va, 1, provide_small);
	return err ? err : (ssize_t)PAGE_SIZE;
}

static ssize_t map_device_page(const struct vm_range *r, uintptr_t va, phys_t pa)
{
	if (IS_ENABLED(CONFIG_VM_LARGE) && (va | pa.addr) % LARGE_PAGE == 0 &&
	    r->end - va >= LARGE_PAGE && map_large(r, va, pa) == 0)
		return LARGE_PAGE;
	int err = paging_map((virt_t){ va }, pa, r->prot);
	return err ? err : (ssize_t)PAGE_SIZE;
}

int pages_fill(const struct vm_range *r, uintptr_t from, uintptr_t to, phys_t pa)
{
	while (from < to) {
		ssize_t size =
			r->kind == VM_MMIO
				? map_device_page(r, from, (phys_t){ pa.addr + (from - r->start) })
				: page_provide(r, from);
		if (size < 0)
			return (int)size;
		from = ALIGN_DOWN(from, (size_t)size) + (size_t)size;
	}
	return 0;
}

void pages_split(uintptr_t va)
{
	if (!IS_ENABLED(CONFIG_VM_LARGE) || va % LARGE_PAGE == 0 || page_size_at(va) == PAGE_SIZE)
		return;
	pages_unreserve(1);
	if (paging_split((virt_t){ va }))
		panic("vm: the frame promised for splitting a large page is lost");
}

static size_t drop_page(const struct vm_range *r, uintptr_t va)
{
	size_t size = page_size_at(va);
	phys_t frame;

	if (size > PAGE_SIZE) {
		frame = paging_unmap_large((virt_t){ va });
		pages_unreserve(1);
	} else {
		frame = paging_unmap((virt_t){ va });
	}
	if (r->kind != VM_MMIO && r->kind != VM_LENT)
		pages_free(frame, size / PAGE_SIZE);
	return size;
}

void pages_drop(const struct vm_range *r, uintptr_t from, uintptr_t to)
{
	size_t missing = (to - from) / PAGE_SIZE;

	if (coming.va < to && coming.va + LARGE_PAGE > from)
		stop_coming();
	pages_split(from);
	pages_split(to);
	for (uintptr_t va = from; (va = next_page(va, to)) < to;) {
		size_t size = drop_page(r, va);
		missing -= size / PAGE_SIZE;
		va += size;
	}
	if (r->flags & RANGE_COMMITTED)
		pages_unreserve(missing);
}

size_t pages_present(uintptr_t from, uintptr_t to)
{
	size_t present = 0;

	for (uintptr_t va = from; (va = next_page(va, to)) < to;) {
		size_t size = page_size_at(va);
		present += size / PAGE_SIZE;
		va += size;
	}
	return present;
}
