/* SPDX-License-Identifier: MIT */
/*
 * header.h - the 16 bytes before each payload, alike for all allocators.
 *
 *	 0        8        16
 *	+--------+--------+---------------------------+
 *	| before | word   | payload ...               |    word:  63..48 check bits
 *	+--------+--------+---------------------------+          47..4  size in bytes
 *	                  | next   | prev   |  when free          3..0   flags
 *
 * The check bits are a hash of the other bits but the flags, and of the header's address:
 * writing past the end of a block is noticed when its neighbour is next touched. Without
 * HEAP_HARDENING they are 0 and nobody looks.
 *
 * With HEAP_POISON the payload of a free block, but for the two links, is HEAP_POISON_BYTE;
 * an allocator that joins blocks erases what was a header.
 */
#ifndef CORE_HEAP_HEADER_H
#define CORE_HEAP_HEADER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <core/compiler.h>
#include "heap/allocator.h"

struct header {
	struct header *before; /* for the allocator; part of the hash */
	uint64_t word;
	struct header *next, *prev; /* only while the block is free */
};

#define HEADER_BYTES offsetof(struct header, next)
#define BLOCK_MIN    sizeof(struct header)

#define BLOCK_FREE 1u
#define BLOCK_KEPT 2u /* free for one size only (block.c) */
#define BLOCK_STUB 4u /* stands before an aligned payload inside a block (buddy.c) */

#define HEADER_SIZE_MASK 0x0000fffffffffff0ul
#define HEADER_FLAGS     0xful
#define CHECK_SHIFT      48

#define HEAP_POISON_BYTE 0xfeu
#define HEAP_POISON_WORD (UINT64_MAX / 0xff * HEAP_POISON_BYTE)

/* The host ring tests every variant; there these are variables. */
#ifdef HEAP_RUNTIME_CHECKS
extern bool heap_hardening, heap_poison;
#else
#define heap_hardening IS_ENABLED(CONFIG_HEAP_HARDENING)
#define heap_poison    IS_ENABLED(CONFIG_HEAP_POISON)
#endif

static inline size_t header_size(const struct header *b)
{
	return b->word & HEADER_SIZE_MASK;
}
static inline bool header_is_free(const struct header *b)
{
	return b->word & BLOCK_FREE;
}
static inline struct header *header_at(const void *b, size_t offset)
{
	return (struct header *)((uintptr_t)b + offset);
}
/** The block that follows b. */
static inline struct header *header_after(const struct header *b)
{
	return header_at(b, header_size(b));
}
static inline void *payload_of(const struct header *b)
{
	return header_at(b, HEADER_BYTES);
}

static inline uint64_t header_hash(const struct header *b)
{
	uint64_t before = (uintptr_t)b->before;
	uint64_t sum = (uintptr_t)b + (before << 21 | before >> 43) + (b->word >> 4 << 20);

	return sum * 0x9e3779b97f4a7c15ul >> CHECK_SHIFT;
}
/** True when b's check bits are right. */
static inline bool header_intact(const struct header *b)
{
	return !heap_hardening || b->word >> CHECK_SHIFT == header_hash(b);
}
/** Writes a header; every change but that of flags goes through here. */
static inline void header_seal(struct header *b, struct header *before, uint64_t size_and_flags)
{
	b->before = before;
	b->word = size_and_flags;
	if (heap_hardening)
		b->word |= header_hash(b) << CHECK_SHIFT;
}
static inline void header_set_flags(struct header *b, uint64_t flags)
{
	b->word = (b->word & ~HEADER_FLAGS) | flags;
}

/* They panic, saying what is wrong at which payload. */
_Noreturn void header_damaged(const struct header *b);
_Noreturn void header_written(const struct header *b);
_Noreturn void header_refuse(const void *p, const void *first, const void *end);

/** Panics when b is damaged. */
static inline void header_verify(const struct header *b)
{
	if (!header_intact(b))
		header_damaged(b);
}
/** The header of p, a live block in [first, end). Panics when it is none. */
static inline struct header *header_of(const void *p, const void *first, const void *end)
{
	struct header *b = header_at(p, -HEADER_BYTES);
	bool inside = (uintptr_t)p % HEAP_ALIGN == 0 && (void *)b >= first && (void *)b < end;

	if (heap_hardening &&
	    (!inside || !header_intact(b) || (b->word & (BLOCK_FREE | BLOCK_KEPT))))
		header_refuse(p, first, end);
	return b;
}

/** Bytes of a block for size bytes; 0 when there is no such block. */
static inline size_t block_bytes(size_t size)
{
	if (size >= HEAP_MAX_SIZE / 4)
		return 0;
	size_t bytes = ALIGN_UP(size + HEADER_BYTES, (size_t)HEAP_ALIGN);
	return MAX(bytes, BLOCK_MIN);
}
/** Bytes of a free block in which such a payload can be aligned, with a block of its own
 *  below it; 0 likewise. */
static inline size_t block_bytes_aligned(size_t align, size_t size)
{
	size_t bytes = block_bytes(size);

	if (!bytes || align <= HEAP_ALIGN)
		return bytes;
	return align < HEAP_MAX_SIZE / 4 ? bytes + align + BLOCK_MIN : 0;
}
/** Where in b a block is to start so that its payload is aligned and what lies below is
 *  nothing or large enough for a block. */
static inline size_t align_offset(const struct header *b, size_t align)
{
	uintptr_t payload = (uintptr_t)payload_of(b), aligned = ALIGN_UP(payload, align);

	if (aligned != payload && aligned - payload < BLOCK_MIN)
		aligned = ALIGN_UP(payload + BLOCK_MIN, align);
	return aligned - payload;
}

/** Fills memory that is free from now on. */
static inline void poison(void *from, size_t bytes)
{
	if (heap_poison)
		memset(from, (int)HEAP_POISON_BYTE, bytes);
}

/** For a check: logs what is wrong with b and returns -EFAULT. */
int header_bad(const struct header *b, const char *what);

#endif
