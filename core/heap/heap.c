/* SPDX-License-Identifier: MIT */
/*
 * heap.c - the image's heap: a TLSF allocator whose memory grows in place.
 *
 * The heap's addresses are reserved (VM_HEAP_BASE), so that it is always one stretch.
 * It starts small, for machines with little memory, and grows by a quarter of what it
 * has, or by what one large request needs. Memory is not given back to the system.
 *
 * Locking: preemption is off during each call; not for interrupts.
 */
#define LOG_TAG "heap"
#include <errno.h>
#include <stdint.h>
#include <string.h>

#include <core/heap.h>
#include <core/irq.h>
#include <core/log.h>
#include <core/panic.h>
#include <core/thread.h>
#include <core/vm.h>
#include "heap/tlsf.h"

#define FIRST_BYTES    (64ul << 10)
#define GROW_MAX_BYTES (16ul << 20) /* in one step, unless a request is larger */

static struct tlsf heap;
static struct heap_stats stats;

/* Maps size bytes, whole pages, at the heap's end. */
static int map_more(size_t size)
{
	if (size > VM_HEAP_END - VM_HEAP_BASE - stats.total)
		return -ENOMEM;
	int err = vm_map_at(VM_HEAP_BASE + stats.total, size, VM_R | VM_W, VM_HEAP, "heap");
	if (!err)
		stats.total += size;
	return err;
}

static int grow_by(size_t size)
{
	int err = map_more(size);

	if (!err)
		tlsf_extend(&heap, size);
	return err;
}

/* Makes room for a request that failed. */
static int grow(size_t align, size_t size)
{
	size_t need = ALIGN_UP(tlsf_growth(&heap, align, size), PAGE_SIZE);
	size_t step = MIN(ALIGN_UP(stats.total / 4, PAGE_SIZE), GROW_MAX_BYTES);

	if (need == 0)
		return -ENOMEM;
	if (step > need && grow_by(step) == 0)
		return 0;
	return grow_by(need);
}

static void count_alloc(const void *p)
{
	if (!p) {
		stats.failed++;
		return;
	}
	stats.allocs++;
	stats.used += tlsf_block_bytes(&heap, p);
	stats.peak = MAX(stats.peak, stats.used);
}

void *heap_alloc_aligned(size_t align, size_t size)
{
	ASSERT(!in_irq() && align && (align & (align - 1)) == 0);
	preempt_disable();
	void *p = tlsf_alloc(&heap, align, size);
	if (!p && grow(align, size) == 0)
		p = tlsf_alloc(&heap, align, size);
	count_alloc(p);
	preempt_enable();
	return p;
}

void *heap_alloc(size_t size)
{
	return heap_alloc_aligned(TLSF_ALIGN, size);
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
	ASSERT(!in_irq());
	preempt_disable();
	stats.used -= tlsf_block_bytes(&heap, p);
	stats.frees++;
	tlsf_free(&heap, p);
	preempt_enable();
}

size_t heap_block_size(const void *p)
{
	preempt_disable();
	size_t size = tlsf_block_bytes(&heap, p) - TLSF_HEADER;
	preempt_enable();
	return size;
}

void heap_stats(struct heap_stats *s)
{
	preempt_disable();
	*s = stats;
	preempt_enable();
}

int heap_check(void)
{
	struct tlsf_totals totals;

	preempt_disable();
	int err = tlsf_check(&heap, &totals);
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
	if (map_more(FIRST_BYTES))
		panic("heap: no memory for the first %lu KiB", FIRST_BYTES >> 10);
	tlsf_init(&heap, (void *)VM_HEAP_BASE, FIRST_BYTES);
}
