/* SPDX-License-Identifier: MIT */
/*
 * tlsf.c - allocation and release in constant time.
 *
 * Free blocks stand in lists by size class: a first level of powers of two, each split
 * linearly into 32. Two bitmaps say which lists hold something, so that the first class
 * whose blocks are all large enough is found with two bit scans. A released block joins
 * its free neighbours at once; no two free blocks ever touch.
 *
 * Source: Masmano, Ripoll, Crespo, Real: "TLSF: a new dynamic memory allocator for
 * real-time systems", ECRTS 2004.
 * Locking: the caller's.
 */
#define LOG_TAG "heap"
#include <core/panic.h>
#include "heap/tlsf.h"

#define CHECK_SHIFT 48

static uint64_t check_bits(const struct tlsf_block *b)
{
	uint64_t low = b->word & (TLSF_SIZE_MASK | TLSF_FREE);
	uint64_t hash = (uintptr_t)b * 0x9e3779b97f4a7c15ull;

	hash ^= (uintptr_t)b->before * 0xc2b2ae3d27d4eb4full;
	hash ^= low * 0x165667b19e3779f9ull;
	return hash >> CHECK_SHIFT;
}

bool tlsf_sealed(const struct tlsf_block *b)
{
	return b->word >> CHECK_SHIFT == check_bits(b);
}

/* Every change of a header goes through here. */
static void seal(struct tlsf_block *b, struct tlsf_block *before, uint64_t size_and_free)
{
	b->before = before;
	b->word = size_and_free;
	b->word |= check_bits(b) << CHECK_SHIFT;
}

static void *payload_of(struct tlsf_block *b)
{
	return (char *)b + TLSF_HEADER;
}

static void verify(const struct tlsf_block *b)
{
	if (!tlsf_sealed(b))
		panic("heap: the header of the block at %p is damaged: something wrote past the "
		      "end "
		      "of the block below, or this is no block",
		      (const char *)b + TLSF_HEADER);
}

/* --- classes ------------------------------------------------------------------------ */

static unsigned log2_of(size_t size)
{
	return 63u - (unsigned)__builtin_clzll(size);
}

void tlsf_class(size_t size, unsigned *fl, unsigned *sl)
{
	if (size < TLSF_SMALL) {
		*fl = 0;
		*sl = (unsigned)(size / TLSF_ALIGN);
		return;
	}
	unsigned msb = log2_of(size);
	*fl = msb - log2_of(TLSF_SMALL) + 1;
	*sl = (unsigned)(size >> (msb - TLSF_SL_LOG2)) & (TLSF_SL_COUNT - 1);
}

/* The smallest size of a class that is not below size: of that class and those above
 * it, any block will do. */
static size_t round_to_class(size_t size)
{
	if (size < TLSF_SMALL)
		return size;
	return ALIGN_UP(size, (size_t)1 << (log2_of(size) - TLSF_SL_LOG2));
}

static void list_insert(struct tlsf *t, struct tlsf_block *b)
{
	unsigned fl, sl;

	tlsf_class(tlsf_size(b), &fl, &sl);
	b->prev = NULL;
	b->next = t->lists[fl][sl];
	if (b->next)
		b->next->prev = b;
	t->lists[fl][sl] = b;
	t->fl_map |= 1u << fl;
	t->sl_map[fl] |= 1u << sl;
}

static void list_remove(struct tlsf *t, struct tlsf_block *b)
{
	unsigned fl, sl;

	if ((b->next && b->next->prev != b) || (b->prev && b->prev->next != b))
		panic("heap: the free block at %p was written to", payload_of(b));
	tlsf_class(tlsf_size(b), &fl, &sl);
	if (b->next)
		b->next->prev = b->prev;
	if (b->prev)
		b->prev->next = b->next;
	else
		t->lists[fl][sl] = b->next;
	if (t->lists[fl][sl])
		return;
	t->sl_map[fl] &= ~(1u << sl);
	if (!t->sl_map[fl])
		t->fl_map &= ~(1u << fl);
}

/* A free block of at least size bytes, which stays in its list. NULL if none. */
static struct tlsf_block *find(const struct tlsf *t, size_t size)
{
	unsigned fl, sl;

	tlsf_class(round_to_class(size), &fl, &sl);
	uint32_t map = fl < TLSF_FL_COUNT ? t->sl_map[fl] & (UINT32_MAX << sl) : 0;
	if (!map) {
		uint64_t levels = t->fl_map & (UINT64_MAX << (fl + 1));

		if (!levels)
			return NULL;
		fl = (unsigned)__builtin_ctzll(levels);
		map = t->sl_map[fl];
	}
	return t->lists[fl][__builtin_ctz(map)];
}

/* --- blocks ------------------------------------------------------------------------- */

/* The block of which p is the payload. Panics when it is not one in use. */
static struct tlsf_block *block_of(const struct tlsf *t, const void *p)
{
	struct tlsf_block *b = (struct tlsf_block *)((uintptr_t)p - TLSF_HEADER);

	if ((uintptr_t)p % TLSF_ALIGN || b < t->first || b >= t->last)
		panic("heap: %p is not a block of the heap", p);
	verify(b);
	if (tlsf_is_free(b))
		panic("heap: double free of %p", p);
	return b;
}

/* Cuts what b, which is in no list, has beyond size bytes off and returns it, free but
 * in no list either. NULL when that is too little for a block. */
static struct tlsf_block *cut_tail(struct tlsf_block *b, size_t size)
{
	size_t rest = tlsf_size(b) - size;

	if (rest < TLSF_MIN_BLOCK)
		return NULL;
	struct tlsf_block *after = tlsf_after(b);
	struct tlsf_block *tail = (struct tlsf_block *)((char *)b + size);

	verify(after);
	seal(tail, b, rest | TLSF_FREE);
	seal(after, tail, tlsf_size(after) | (after->word & TLSF_FREE));
	seal(b, b->before, size | TLSF_FREE);
	return tail;
}

/* Enters b as free, joined with the free blocks beside it. Its own header is marked
 * free first: it may stay behind inside a larger block, to tell of a double free. */
static void release(struct tlsf *t, struct tlsf_block *b)
{
	size_t size = tlsf_size(b);
	struct tlsf_block *before = b->before, *after = tlsf_after(b);

	seal(b, before, size | TLSF_FREE);
	verify(after);
	if (tlsf_is_free(after)) {
		list_remove(t, after);
		size += tlsf_size(after);
	}
	if (before) {
		verify(before);
		if (tlsf_is_free(before)) {
			list_remove(t, before);
			size += tlsf_size(before);
			b = before;
		}
	}
	seal(b, b->before, size | TLSF_FREE);
	after = tlsf_after(b);
	verify(after);
	seal(after, b, tlsf_size(after) | (after->word & TLSF_FREE));
	list_insert(t, b);
}

/* Splits b, which is in no list, so that the payload of the result is aligned; what
 * lies below becomes a free block. */
static struct tlsf_block *align_block(struct tlsf *t, struct tlsf_block *b, size_t align)
{
	uintptr_t payload = (uintptr_t)payload_of(b);
	uintptr_t aligned = ALIGN_UP(payload, align);

	if (aligned == payload)
		return b;
	if (aligned - payload < TLSF_MIN_BLOCK)
		aligned = ALIGN_UP(payload + TLSF_MIN_BLOCK, align);
	struct tlsf_block *upper = cut_tail(b, aligned - payload);
	list_insert(t, b);
	return upper;
}

/* Bytes of a block that holds size bytes; 0 when there is no such block. */
static size_t block_bytes(size_t size)
{
	if (size >= TLSF_MAX_SIZE / 4)
		return 0;
	return MAX(ALIGN_UP(size, (size_t)TLSF_ALIGN) + TLSF_HEADER, TLSF_MIN_BLOCK);
}

/* Bytes of a free block in which such a block can be aligned; 0 likewise. */
static size_t search_bytes(size_t align, size_t size)
{
	size_t need = block_bytes(size);

	if (!need || align <= TLSF_ALIGN)
		return need;
	return align < TLSF_MAX_SIZE / 4 ? need + align + TLSF_MIN_BLOCK : 0;
}

void *tlsf_alloc(struct tlsf *t, size_t align, size_t size)
{
	size_t bytes = search_bytes(align, size);
	struct tlsf_block *b = bytes ? find(t, bytes) : NULL;

	if (!b)
		return NULL;
	verify(b);
	list_remove(t, b);
	if (align > TLSF_ALIGN)
		b = align_block(t, b, align);
	struct tlsf_block *tail = cut_tail(b, block_bytes(size));
	if (tail)
		list_insert(t, tail);
	seal(b, b->before, tlsf_size(b));
	return payload_of(b);
}

void tlsf_free(struct tlsf *t, void *p)
{
	release(t, block_of(t, p));
}

size_t tlsf_block_bytes(const struct tlsf *t, const void *p)
{
	return tlsf_size(block_of(t, p));
}

/* --- memory ------------------------------------------------------------------------- */

void tlsf_init(struct tlsf *t, void *mem, size_t size)
{
	*t = (struct tlsf){ .first = mem };
	t->last = (struct tlsf_block *)((char *)mem + size - TLSF_HEADER);
	seal(t->first, NULL, size - TLSF_HEADER);
	seal(t->last, t->first, TLSF_HEADER);
	release(t, t->first);
}

void tlsf_extend(struct tlsf *t, size_t size)
{
	struct tlsf_block *b = t->last;

	seal(b, b->before, size);
	t->last = tlsf_after(b);
	seal(t->last, b, TLSF_HEADER);
	release(t, b);
}

size_t tlsf_growth(const struct tlsf *t, size_t align, size_t size)
{
	size_t bytes = search_bytes(align, size);
	const struct tlsf_block *top = t->last->before;

	if (!bytes)
		return 0;
	bytes = round_to_class(bytes);
	if (tlsf_is_free(top) && tlsf_size(top) < bytes)
		bytes -= tlsf_size(top);
	return MAX(bytes, TLSF_MIN_BLOCK);
}
