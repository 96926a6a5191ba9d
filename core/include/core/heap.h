/* SPDX-License-Identifier: MIT */
/*
 * heap.h - dynamic memory. Exactly one allocator under core/heap/ is linked; libc's
 * malloc() is these functions too: one heap for the image. The heap grows by mapping
 * pages (core/vm.h) at its own range of addresses in the low half.
 */
#ifndef CORE_HEAP_H
#define CORE_HEAP_H

#include <stddef.h>
#include <core/compiler.h>

/** Maps the first pages. After vm_init(). */
void heap_init(void);

/** 16-byte aligned, contents undefined; NULL when out of memory. size 0 gives a
 *  unique block. Constant time but for growth. Thread context; any thread. */
void *heap_alloc(size_t size);
/** align: power of two. */
void *heap_alloc_aligned(size_t align, size_t size);
/** Zeroed memory for count * size bytes; NULL on overflow too. */
void *heap_alloc_zero(size_t count, size_t size);
/** p from heap_alloc*(), or NULL. A double free or a damaged block panics. */
void heap_free(void *p);
/** Usable bytes of a live block, >= what was asked for. */
size_t heap_block_size(const void *p);

struct heap_stats {
	size_t total;      /* bytes mapped */
	size_t used, peak; /* bytes in live blocks, with their headers */
	unsigned long allocs, frees, failed;
};
void heap_stats(struct heap_stats *s);
/** Walks every block and checks it; 0 or -EFAULT with a log line. For tests. */
int heap_check(void);

#endif
