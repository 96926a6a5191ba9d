/* SPDX-License-Identifier: MIT */
/*
 * tlsf.h - a two-level segregated fit allocator over one stretch of memory that can be
 * made longer at its end. Knows nothing of pages, locks or statistics: see heap.c.
 */
#ifndef CORE_HEAP_TLSF_H
#define CORE_HEAP_TLSF_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <core/compiler.h>

#define TLSF_ALIGN    16u
#define TLSF_SL_LOG2  5 /* each power of two is split into 32 classes */
#define TLSF_SL_COUNT (1u << TLSF_SL_LOG2)
#define TLSF_SMALL    (TLSF_SL_COUNT * TLSF_ALIGN) /* below: one class per size */
#define TLSF_FL_COUNT 32u
#define TLSF_MAX_SIZE (1ull << 40) /* blocks are smaller, in bytes */

/**
 * The header of a block; blocks follow each other without gaps.
 *
 *	 0        8        16
 *	+--------+--------+---------------------------+
 *	| before | word   | payload ...               |    word:  63..48 check bits
 *	+--------+--------+---------------------------+          47..4  size in bytes
 *	                  | next   | prev   |  when free          0     free
 *
 * The check bits are a hash of the other bits and of the header's address: writing
 * past the end of a block is noticed when its neighbour is next touched.
 */
struct tlsf_block {
	struct tlsf_block *before; /* the block below; NULL for the lowest */
	uint64_t word;
	struct tlsf_block *next, *prev; /* in the list of its class */
};

#define TLSF_HEADER    offsetof(struct tlsf_block, next)
#define TLSF_MIN_BLOCK sizeof(struct tlsf_block)

struct tlsf {
	struct tlsf_block *first;
	struct tlsf_block *last; /* a header without payload, never free */
	uint32_t fl_map;         /* bit f: sl_map[f] is not 0 */
	uint32_t sl_map[TLSF_FL_COUNT];
	struct tlsf_block *lists[TLSF_FL_COUNT][TLSF_SL_COUNT];
};

/** What tlsf_check() found. */
struct tlsf_totals {
	size_t used, free; /* bytes with headers */
	size_t used_blocks, free_blocks;
};

/** Starts with size bytes at mem, both multiples of TLSF_ALIGN, at least 64 bytes. */
void tlsf_init(struct tlsf *t, void *mem, size_t size);
/** Adds the size bytes that follow the memory it has. */
void tlsf_extend(struct tlsf *t, size_t size);
/** By how many bytes to extend at least, so that size bytes with this alignment can be
 *  had; 0 when they never can. */
size_t tlsf_growth(const struct tlsf *t, size_t align, size_t size);

/** align: power of two. NULL when no free block is large enough. */
void *tlsf_alloc(struct tlsf *t, size_t align, size_t size);
/** Panics for what tlsf_alloc() did not return, or returned and got back already. */
void tlsf_free(struct tlsf *t, void *p);
/** The whole block of a live p, with its header. Panics like tlsf_free(). */
size_t tlsf_block_bytes(const struct tlsf *t, const void *p);

/** Walks everything. 0 with *totals, or -EFAULT with a log line. */
int tlsf_check(const struct tlsf *t, struct tlsf_totals *totals);

/* --- for tlsf.c and tlsf_check.c ------------------------------------------------------ */

#define TLSF_FREE      1ull
#define TLSF_SIZE_MASK 0x0000fffffffffff0ull

static inline size_t tlsf_size(const struct tlsf_block *b)
{
	return b->word & TLSF_SIZE_MASK;
}
static inline bool tlsf_is_free(const struct tlsf_block *b)
{
	return b->word & TLSF_FREE;
}
static inline struct tlsf_block *tlsf_after(const struct tlsf_block *b)
{
	return (struct tlsf_block *)((char *)b + tlsf_size(b));
}
/** True when b's check bits are right. */
bool tlsf_sealed(const struct tlsf_block *b);
/** The class of blocks of this size. */
void tlsf_class(size_t size, unsigned *fl, unsigned *sl);

#endif
