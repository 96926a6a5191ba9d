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
#define RUN_FRAMES   32u          /* a thread's stack */

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

static ssize_t provide_large(const struct vm_range *r, uintptr_t va, size_t count)
{
	phys_t frame = pages_alloc_aligned(count, count, PAGES_ANY);

	if (!phys_valid(frame))
		return -ENOMEM;
	if (zeroed(r))
		memset(phys_to_virt(frame), 0, LARGE_PAGE);
	int err = map_large(r, va, frame);
	if (err)
		pages_free(frame, count);
	return err ? err : (ssize_t)count;
}

/* At most *count frames in a row for r; *count is how many. */
static phys_t take_frames(const struct vm_range *r, size_t *count)
{
	size_t zero = *count;
	phys_t frame = zeroed(r) ? pages_alloc_zero(&zero) : PHYS_NONE;

	if (phys_valid(frame)) {
		*count = zero;
		return frame;
	}
	frame = *count > 1 ? pages_alloc_aligned(*count, 1, PAGES_ANY) : pages_alloc(1, PAGES_ANY);
	if (phys_valid(frame) && zeroed(r))
		memset(phys_to_virt(frame), 0, *count * PAGE_SIZE);
	return frame;
}

/* Puts pages behind va and at most count - 1 next ones, of the same 2 MiB. Returns how many;
 * -EAGAIN: there are not so many frames in a row. */
static ssize_t provide_run(const struct vm_range *r, uintptr_t va, size_t count)
{
	phys_t frame = take_frames(r, &count);

	if (!phys_valid(frame))
		return count > 1 ? -EAGAIN : -ENOMEM;
	int err = paging_map_run((virt_t){ va }, frame, count, r->prot);
	if (err)
		pages_free(frame, count);
	return err ? err : (ssize_t)count;
}

/* Calls provide() for at most count pages with the promise of their frames taken back, if
 * there is one. Returns how many it were. */
static ssize_t provide_promised(const struct vm_range *r, uintptr_t va, size_t count,
				ssize_t (*provide)(const struct vm_range *r, uintptr_t va,
						   size_t count))
{
	bool promised = r->flags & RANGE_COMMITTED;

	if (promised)
		pages_unreserve(count);
	ssize_t done = provide(r, va, count);
	size_t missing = count - (done > 0 ? (size_t)done : 0);
	if (missing && promised && !pages_reserve(missing))
		panic("vm: a promise of %zu frames is lost", missing);
	return done;
}

/* True when the 2 MiB around va are r's and empty. */
static bool large_fits(const struct vm_range *r, uintptr_t va)
{
	uintptr_t start = ALIGN_DOWN(va, LARGE_PAGE), end = start + LARGE_PAGE;

	return !(r->flags & RANGE_NORESERVE) && start >= r->start && end <= r->end &&
	       next_page(start, end) == end;
}

static ssize_t map_coming(const struct vm_range *r, uintptr_t va, size_t count)
{
	int err = map_large(r, va, coming.frame);

	if (err)
		return err;
	coming.va = 0;
	return (ssize_t)count;
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
	if (large_fits(r, va) && provide_promised(r, va, LARGE_FRAMES, map_coming) > 0)
		return LARGE_PAGE;
	stop_coming();
	return -ENOMEM;
}

int page_touch(const struct vm_range *r, uintptr_t va)
{
	if (IS_ENABLED(CONFIG_VM_LARGE) && touch_large(r, ALIGN_DOWN(va, LARGE_PAGE)) >= 0)
		return 0;
	return provide_promised(r, va, 1, provide_run) == 1 ? 0 : -ENOMEM;
}

/* The bytes of the large page around va, or of the run of at most count small ones from va
 * on; or as provide_run(). */
static ssize_t provide_pages(const struct vm_range *r, uintptr_t va, size_t count)
{
	if (IS_ENABLED(CONFIG_VM_LARGE) && large_fits(r, va) &&
	    provide_promised(r, ALIGN_DOWN(va, LARGE_PAGE), LARGE_FRAMES, provide_large) > 0)
		return LARGE_PAGE;
	ssize_t done = provide_promised(r, va, count, provide_run);
	return done > 0 ? done * (ssize_t)PAGE_SIZE : done;
}

static ssize_t map_device_page(const struct vm_range *r, uintptr_t va, phys_t pa)
{
	if (IS_ENABLED(CONFIG_VM_LARGE) && (va | pa.addr) % LARGE_PAGE == 0 &&
	    r->end - va >= LARGE_PAGE && map_large(r, va, pa) == 0)
		return LARGE_PAGE;
	int err = paging_map((virt_t){ va }, pa, r->prot);
	return err ? err : (ssize_t)PAGE_SIZE;
}

static int fill_device(const struct vm_range *r, uintptr_t from, uintptr_t to, phys_t pa)
{
	while (from < to) {
		ssize_t size = map_device_page(r, from, (phys_t){ pa.addr + (from - r->start) });
		if (size < 0)
			return (int)size;
		from += (size_t)size;
	}
	return 0;
}

/* Once memory is in pieces, looking for runs takes long: then it is pages. */
int pages_fill(const struct vm_range *r, uintptr_t from, uintptr_t to, phys_t pa)
{
	size_t most = RUN_FRAMES;

	if (r->kind == VM_MMIO)
		return fill_device(r, from, to, pa);
	while (from < to) {
		size_t left = (piece_end(from, to) - from) / PAGE_SIZE;
		ssize_t size = provide_pages(r, from, MIN(most, left));

		if (size == -EAGAIN)
			most = 1;
		else if (size < 0)
			return (int)size;
		else if (size == LARGE_PAGE)
			from = ALIGN_DOWN(from, LARGE_PAGE) + LARGE_PAGE;
		else
			from += (size_t)size;
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

/* Unmaps the large page at va, or small ones whose frames are in a row. Their bytes. What
 * was zero and has not been written to since is still. */
static size_t drop_run(const struct vm_range *r, uintptr_t va, uintptr_t to)
{
	size_t count = (to - va) / PAGE_SIZE;
	bool dirty = true;
	phys_t frame;

	if (page_size_at(va) > PAGE_SIZE) {
		count = LARGE_FRAMES;
		frame = paging_unmap_large((virt_t){ va });
		pages_unreserve(1);
	} else {
		frame = paging_unmap_run((virt_t){ va }, &count, &dirty);
	}
	if (r->kind == VM_MMIO || r->kind == VM_LENT)
		return count * PAGE_SIZE;
	if (zeroed(r) && !dirty)
		pages_free_zero(frame, count);
	else
		pages_free(frame, count);
	return count * PAGE_SIZE;
}

void pages_drop(const struct vm_range *r, uintptr_t from, uintptr_t to)
{
	size_t missing = (to - from) / PAGE_SIZE;

	if (coming.va < to && coming.va + LARGE_PAGE > from)
		stop_coming();
	pages_split(from);
	pages_split(to);
	for (uintptr_t va = from; (va = next_page(va, to)) < to;) {
		size_t size = drop_run(r, va, to);
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
