/* SPDX-License-Identifier: MIT */
/*
 * heap.h - dynamic memory. Exactly one allocator under core/heap/ is linked (choice
 * HEAP; docs/HEAPS.md compares them); libc's malloc() is these functions too: one heap
 * for the image. The heap grows by mapping pages (core/vm.h) at its own range of addresses
 * in the low half, up to CONFIG_HEAP_LIMIT_MB.
 */
#ifndef CORE_HEAP_H
#define CORE_HEAP_H

#include <stdbool.h>
#include <stddef.h>
#include <core/compiler.h>

/** Maps the first pages. After vm_init(). */
void heap_init(void);

/** 16-byte aligned, contents undefined; NULL when out of memory or at the limit. size 0
 *  gives a unique block. Constant time but for growth, unless the allocator is the list
 *  (HEAP_LIST). Thread context; any thread. */
void *heap_alloc(size_t size);
/** align: power of two. */
void *heap_alloc_aligned(size_t align, size_t size);
/** Zeroed memory for count * size bytes; NULL on overflow too. */
void *heap_alloc_zero(size_t count, size_t size);
/** p from heap_alloc*(), or NULL. With CONFIG_HEAP_HARDENING a double free, a pointer that
 *  is no block, and a damaged header of the block or of its neighbours panic. */
void heap_free(void *p);
/** Changes what a live block can hold to at least size bytes, without moving it; gives
 *  back what is too much, where the allocator can. False, and no change, when it cannot. */
bool heap_resize(void *p, size_t size);
/** Usable bytes of a live block, >= what was asked for. */
size_t heap_block_size(const void *p);

struct heap_stats {
	size_t total;      /* bytes mapped */
	size_t used, peak; /* bytes in live blocks, with their headers */
	unsigned long allocs, frees, failed;
};
void heap_stats(struct heap_stats *s);
/** The heap stops growing at this many bytes (whole pages), and not below what it has;
 *  0: at the end of memory. For tests; at boot it is CONFIG_HEAP_LIMIT_MB. */
void heap_set_limit(size_t bytes);
/** Walks every block and checks it; 0 or -EFAULT with a log line. For tests. */
int heap_check(void);

#endif
