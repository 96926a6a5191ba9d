/* SPDX-License-Identifier: MIT */
/*
 * allocator.h - what a heap allocator does for heap.c: it manages one stretch of memory
 * that can be made longer at its end, and knows nothing of pages, locks, limits and
 * statistics. There is one heap, so an allocator's state is its own.
 *
 * Each of them defines these functions under its name: bump, list, block, buddy, tlsf.
 * Exactly one is linked, and heap.c calls ALLOCATOR(take)() and the like, the name being
 * the Makefile's; in the host ring, which links all, it is "any": the one that a test has
 * chosen (tests/heap_any.c).
 *
 * All blocks begin with a header (header.h), payloads are multiples of 16.
 *
 * Locking: the caller's.
 */
#ifndef CORE_HEAP_ALLOCATOR_H
#define CORE_HEAP_ALLOCATOR_H

#include <stdbool.h>
#include <stddef.h>

#define HEAP_ALIGN    16u
#define HEAP_MAX_SIZE (1ul << 40) /* blocks are smaller, in bytes */

/** What a check has counted: bytes are those of whole blocks. */
struct heap_totals {
	size_t used, free;
	size_t used_blocks, free_blocks;
};

/*
 * init(mem, size)     Starts with size bytes at mem, multiples of 4096.
 * extend(size)        Adds the size bytes that follow, a multiple of 4096.
 * growth(align, size) By how many bytes to extend at least, so that such a block can be
 *                     taken; 0 when it never can.
 * take(align, size)   A block for size bytes, aligned to align, a power of two, and to 16.
 *                     The header before it holds the size of the whole block. NULL when
 *                     no free memory does.
 * give(p)             Takes a block back; returns what it took.
 * usable(p)           Payload bytes of a live block.
 * resize(p, size)     Changes what a live block can hold, without moving it, to at least
 *                     size. False, and no change, where that cannot be.
 * check(&totals)      Walks everything. 0, or -EFAULT with a log line.
 *
 * With HEAP_HARDENING, give, usable and resize panic for what is no live block or is
 * damaged, and for a damaged neighbour.
 */
#define ALLOCATOR_DECLARE(name)                                                                    \
	void name##_init(void *mem, size_t size);                                                  \
	void name##_extend(size_t size);                                                           \
	size_t name##_growth(size_t align, size_t size);                                           \
	void *name##_take(size_t align, size_t size);                                              \
	size_t name##_give(void *p);                                                               \
	size_t name##_usable(const void *p);                                                       \
	bool name##_resize(void *p, size_t size);                                                  \
	int name##_check(struct heap_totals *totals)

ALLOCATOR_DECLARE(bump);
ALLOCATOR_DECLARE(list);
ALLOCATOR_DECLARE(block);
ALLOCATOR_DECLARE(buddy);
ALLOCATOR_DECLARE(tlsf);
ALLOCATOR_DECLARE(any);

#define ALLOCATOR_JOIN(name, fn) name##_##fn
#define ALLOCATOR_NAME(name, fn) ALLOCATOR_JOIN(name, fn)
#define ALLOCATOR(fn)            ALLOCATOR_NAME(HEAP_ALLOCATOR, fn)

#endif
