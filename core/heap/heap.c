/* SPDX-License-Identifier: MIT */
/*
 * heap.c - the image's heap: what is the same for every allocator (allocator.h), one of
 * which is linked: growth, the limit, statistics, locking and poisoning.
 *
 * The heap's addresses are reserved (VM_HEAP_BASE), so that it is always one stretch.
 * It starts small, for machines with little memory, and grows in place by a quarter of
 * what it has, or by what one large request needs. Memory is not given back to the system.
 *
 * Locking: preemption is off during each call; not for interrupts.
 */
#define LOG_TAG "heap"
#include <errno.h>
#include <stdint.h>
#include <string.h>

#include <arch/cpu.h>
#include <core/heap.h>
#include <core/log.h>
#include <core/panic.h>
#include <core/thread.h>
#include <core/vm.h>
#include "heap/allocator.h"
#include "heap/header.h"

#define FIRST_BYTES    (CONFIG_HEAP_INITIAL_KB * 1024ul)
#define LIMIT_BYTES    (CONFIG_HEAP_LIMIT_MB * 1024ul * 1024)
#define GROW_MAX_BYTES (1ul << 20) /* in one step, unless a request is larger */

static struct heap_stats stats;
static size_t limit; /* of stats.total */

/* --- growth ------------------------------------------------------------------------- */

/* Maps size bytes, whole pages, at the heap's end. */
static int map_more(size_t size)
{
	if (size > limit - stats.total)
		return -ENOMEM;
	int err = vm_map_at(VM_HEAP_BASE + stats.total, size, VM_R | VM_W, VM_HEAP, "heap");
	if (err)
		return err;
	poison((void *)(VM_HEAP_BASE + stats.total), size);
	stats.total += size;
	return 0;
}

static int grow_by(size_t size)
{
	int err = map_more(size);

	if (err)
		return err;
	ALLOCATOR(extend)(size);
	log_debug("grew from %zu to %zu KiB", (stats.total - size) >> 10, stats.total >> 10);
	return 0;
}

/* Makes room for a request that failed. */
static int grow(size_t align, size_t size)
{
	size_t need = ALIGN_UP(ALLOCATOR(growth)(align, size), PAGE_SIZE);
	size_t step = MIN(ALIGN_UP(stats.total / 4, PAGE_SIZE), GROW_MAX_BYTES);

	if (need == 0)
		return -ENOMEM;
	if (step > need && grow_by(step) == 0)
		return 0;
	return grow_by(need);
}

/* --- freed memory is poisoned ----------------------------------------------------------- */

/* Behind the links, what was free must be as poison() left it. */
static void check_poison(const unsigned char *p)
{
	size_t size = ALLOCATOR(usable)(p);

	for (size_t i = BLOCK_MIN - HEADER_BYTES; i < size; i++) {
		if (p[i] != HEAP_POISON_BYTE)
			panic("heap: freed memory at %p was written to, in what is now block %p",
			      p + i, p);
	}
	poison((void *)p, BLOCK_MIN - HEADER_BYTES);
}

/* --- heap.h ------------------------------------------------------------------------------ */

static COLD void *take_after_growth(size_t align, size_t size)
{
	void *p = grow(align, size) == 0 ? ALLOCATOR(take)(align, size) : NULL;

	if (!p)
		stats.failed++;
	return p;
}

static inline void *take(size_t align, size_t size)
{
	ASSERT(this_cpu()->irq_depth == 0);
	preempt_disable();
	void *p = ALLOCATOR(take)(align, size);
	if (!p)
		p = take_after_growth(align, size);
	if (p) {
		stats.allocs++;
		stats.used += header_size(header_at(p, -HEADER_BYTES));
		if (stats.used > stats.peak)
			stats.peak = stats.used;
		if (heap_poison)
			check_poison(p);
	}
	preempt_enable();
	return p;
}

void *heap_alloc_aligned(size_t align, size_t size)
{
	ASSERT(align && (align & (align - 1)) == 0);
	return take(align, size);
}

void *heap_alloc(size_t size)
{
	return take(HEAP_ALIGN, size);
}

void *heap_alloc_zero(size_t count, size_t size)
{
	size_t bytes;

	if (__builtin_mul_overflow(count, size, &bytes))
		bytes = SIZE_MAX; /* fails, and is counted */
	void *p = heap_alloc(bytes);
	return p ? memset(p, 0, bytes) : NULL;
}

void heap_free(void *p)
{
	if (!p)
		return;
	ASSERT(this_cpu()->irq_depth == 0);
	preempt_disable();
	if (heap_poison)
		poison(p, ALLOCATOR(usable)(p));
	stats.used -= ALLOCATOR(give)(p);
	stats.frees++;
	preempt_enable();
}

bool heap_resize(void *p, size_t size)
{
	preempt_disable();
	size_t before = ALLOCATOR(usable)(p);
	bool done = ALLOCATOR(resize)(p, size);
	if (done) {
		stats.used += ALLOCATOR(usable)(p) - before;
		stats.peak = MAX(stats.peak, stats.used);
	}
	preempt_enable();
	return done;
}

size_t heap_block_size(const void *p)
{
	preempt_disable();
	size_t size = ALLOCATOR(usable)(p);
	preempt_enable();
	return size;
}

void heap_stats(struct heap_stats *s)
{
	preempt_disable();
	*s = stats;
	preempt_enable();
}

void heap_set_limit(size_t bytes)
{
	size_t all = VM_HEAP_END - VM_HEAP_BASE;

	preempt_disable();
	limit = bytes ? MAX(MIN(ALIGN_DOWN(bytes, PAGE_SIZE), all), stats.total) : all;
	preempt_enable();
}

int heap_check(void)
{
	struct heap_totals totals;

	preempt_disable();
	int err = ALLOCATOR(check)(&totals);
	if (!err &&
	    (totals.used != stats.used || totals.used_blocks != stats.allocs - stats.frees)) {
		log_err("%zu bytes in %zu blocks are used, and %zu in %lu were counted",
			totals.used, totals.used_blocks, stats.used, stats.allocs - stats.frees);
		err = -EFAULT;
	}
	preempt_enable();
	return err;
}

void heap_init(void)
{
	stats = (struct heap_stats){ 0 };
	limit = FIRST_BYTES;
	if (map_more(FIRST_BYTES))
		panic("heap: no memory for the first %lu KiB", FIRST_BYTES >> 10);
	heap_set_limit(LIMIT_BYTES);
	ALLOCATOR(init)((void *)VM_HEAP_BASE, FIRST_BYTES);
}
