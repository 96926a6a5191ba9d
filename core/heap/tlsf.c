/* SPDX-License-Identifier: MIT */
/*
 * tlsf.c - allocation and release in constant time, with little waste.
 *
 * Free blocks stand in lists by size class: a first level of powers of two, each split
 * linearly into 32. Two bitmaps say which lists hold something, so that the first class
 * whose blocks are all large enough is found with two bit scans. A released block joins
 * its free neighbours at once; no two free blocks ever touch.
 *
 * In front of that, a few small blocks of each size are kept as they are when they come
 * back, for a program that takes and gives the same sizes all the time. There are at most
 * 240 of them, and they are released before the heap grows.
 *
 * Source: Masmano, Ripoll, Crespo, Real: "TLSF: a new dynamic memory allocator for
 * real-time systems", ECRTS 2004.
 * Locking: the caller's.
 */
#include "heap/tlsf.h"

struct tlsf tlsf;

/* --- classes ------------------------------------------------------------------------ */

static unsigned log2_of(size_t size)
{
	return 63u - (unsigned)__builtin_clzll(size);
}

unsigned tlsf_class(size_t size)
{
	if (size < TLSF_SMALL)
		return (unsigned)(size / HEAP_ALIGN);
	unsigned msb = log2_of(size);

	/* The bits below the highest one are the second level; it adds one to the first. */
	return (msb - log2_of(TLSF_SMALL)) * TLSF_SL_COUNT +
	       (unsigned)(size >> (msb - TLSF_SL_LOG2));
}

/* The smallest size of a class that is not below size: of that class and those above
 * it, any block will do. */
static size_t round_to_class(size_t size)
{
	if (size < TLSF_SMALL)
		return size;
	return ALIGN_UP(size, (size_t)1 << (log2_of(size) - TLSF_SL_LOG2));
}

static void list_insert(struct header *b, size_t size)
{
	unsigned class = tlsf_class(size), fl = class / TLSF_SL_COUNT;
	struct header *next = tlsf.lists[class];

	b->prev = NULL;
	b->next = next;
	if (next)
		next->prev = b;
	tlsf.lists[class] = b;
	tlsf.fl_map |= 1u << fl;
	tlsf.sl_map[fl] |= 1u << class % TLSF_SL_COUNT;
}

static void list_remove(struct header *b)
{
	struct header *next = b->next, *prev = b->prev;

	if (heap_hardening && ((next && next->prev != b) || (prev && prev->next != b)))
		header_written(b);
	if (next)
		next->prev = prev;
	if (prev) {
		prev->next = next;
		return;
	}
	unsigned class = tlsf_class(header_size(b)), fl = class / TLSF_SL_COUNT;

	tlsf.lists[class] = next;
	if (next)
		return;
	tlsf.sl_map[fl] &= ~(1u << class % TLSF_SL_COUNT);
	if (!tlsf.sl_map[fl])
		tlsf.fl_map &= ~(1u << fl);
}

/* A free block of at least size bytes, which stays in its list. NULL if none. */
static struct header *find(size_t size)
{
	unsigned class = tlsf_class(round_to_class(size)), fl = class / TLSF_SL_COUNT;
	uint32_t map = tlsf.sl_map[fl] & (UINT32_MAX << class % TLSF_SL_COUNT);

	if (!map) {
		uint64_t levels = tlsf.fl_map & (UINT64_MAX << (fl + 1));

		if (!levels)
			return NULL;
		fl = (unsigned)__builtin_ctzll(levels);
		map = tlsf.sl_map[fl];
	}
	return tlsf.lists[fl * TLSF_SL_COUNT + (unsigned)__builtin_ctz(map)];
}

/* --- blocks ------------------------------------------------------------------------- */

/* Gives the block above [b, b + size) its neighbour's new address. */
static void set_before(struct header *b, size_t size)
{
	struct header *after = header_at(b, size);

	header_seal(after, b, header_size(after) | (after->word & HEADER_FLAGS));
}

/* Makes b, which is in no list and large enough, a live block of need bytes. What it has
 * beyond that is free; the block above that is not, as no two free blocks touch. */
static void cut(struct header *b, size_t need)
{
	size_t size = header_size(b), rest = size - need;

	header_verify(header_at(b, size));
	if (rest < BLOCK_MIN) {
		header_set_flags(b, 0);
		return;
	}
	struct header *tail = header_at(b, need);

	header_seal(tail, b, rest | BLOCK_FREE);
	set_before(tail, rest);
	list_insert(tail, rest);
	header_seal(b, b->before, need);
}

/* Enters b as free, joined with the free blocks beside it. Headers inside the result
 * stay behind marked free, to tell of a double free. Returns what b was. */
static NOINLINE size_t release(struct header *b)
{
	size_t size = header_size(b), joined = size;
	struct header *before = b->before, *after = header_at(b, size);

	header_verify(after);
	if (header_is_free(after)) {
		list_remove(after);
		joined += header_size(after);
		poison(after, BLOCK_MIN);
	}
	if (before) {
		header_verify(before);
		if (header_is_free(before)) {
			list_remove(before);
			joined += header_size(before);
			header_set_flags(b, BLOCK_FREE);
			poison(b, BLOCK_MIN);
			b = before;
		}
	}
	header_seal(b, b->before, joined | BLOCK_FREE);
	if (joined != size) {
		header_verify(header_at(b, joined));
		set_before(b, joined);
	}
	list_insert(b, joined);
	return size;
}

/* Splits b, a free block in no list, so that the payload of the result is aligned; what
 * lies below becomes a free block. */
static struct header *align_block(struct header *b, size_t align)
{
	size_t offset = align_offset(b, align), rest = header_size(b) - offset;

	if (!offset)
		return b;
	struct header *upper = header_at(b, offset);

	header_verify(header_after(b));
	header_seal(upper, b, rest | BLOCK_FREE);
	set_before(upper, rest);
	header_seal(b, b->before, offset | BLOCK_FREE);
	list_insert(b, offset);
	return upper;
}

static bool is_small(size_t bytes)
{
	return bytes < TLSF_KEPT_SIZES * HEAP_ALIGN;
}

/* Releases all kept blocks. True when there were some. */
static COLD bool release_kept(void)
{
	bool any = false;

	for (unsigned i = 0; i < TLSF_KEPT_SIZES; i++) {
		for (; tlsf.kept[i]; any = true)
			release(kept_pop(&tlsf.kept[i], tlsf.first, tlsf.last));
		tlsf.kept_count[i] = 0;
	}
	return any;
}

static NOINLINE void *take_from_lists(size_t align, size_t size)
{
	size_t need = block_bytes_aligned(align, size);
	struct header *b = need ? find(need) : NULL;

	if (!b && (!need || !release_kept() || !(b = find(need))))
		return NULL;
	header_verify(b);
	list_remove(b);
	if (align > HEAP_ALIGN)
		b = align_block(b, align);
	cut(b, block_bytes(size));
	return payload_of(b);
}

void *tlsf_take(size_t align, size_t size)
{
	size_t bytes = block_bytes(size);
	size_t i = bytes / HEAP_ALIGN;

	if (align > HEAP_ALIGN || !is_small(bytes) || !tlsf.kept[i])
		return take_from_lists(align, size);
	tlsf.kept_count[i]--;
	return payload_of(kept_pop(&tlsf.kept[i], tlsf.first, tlsf.last));
}

size_t tlsf_give(void *p)
{
	struct header *b = header_of(p, tlsf.first, tlsf.last);
	size_t bytes = header_size(b), i = bytes / HEAP_ALIGN;

	if (is_small(bytes) && tlsf.kept_count[i] < TLSF_KEPT_MAX) {
		header_verify(header_after(b));
		tlsf.kept_count[i]++;
		kept_push(&tlsf.kept[i], b);
		return bytes;
	}
	return release(b);
}

size_t tlsf_usable(const void *p)
{
	return header_size(header_of(p, tlsf.first, tlsf.last)) - HEADER_BYTES;
}

/* Adds the free block that follows b, if it makes b large enough. */
static bool absorb(struct header *b, size_t need)
{
	struct header *after = header_after(b);
	size_t size = header_size(b) + header_size(after);

	header_verify(after);
	if (!header_is_free(after) || size < need)
		return false;
	list_remove(after);
	poison(after, BLOCK_MIN);
	header_seal(b, b->before, size);
	header_verify(header_after(b));
	set_before(b, size);
	return true;
}

bool tlsf_resize(void *p, size_t size)
{
	struct header *b = header_of(p, tlsf.first, tlsf.last);
	size_t need = block_bytes(size);

	if (!need || (need > header_size(b) && !absorb(b, need)))
		return false;
	size_t rest = header_size(b) - need;
	if (rest >= BLOCK_MIN) {
		struct header *tail = header_at(b, need);

		header_verify(header_after(b));
		poison(tail, rest);
		header_seal(tail, b, rest);
		set_before(tail, rest);
		header_seal(b, b->before, need);
		release(tail);
	}
	return true;
}

/* --- memory ------------------------------------------------------------------------- */

void tlsf_init(void *mem, size_t size)
{
	tlsf = (struct tlsf){ .first = mem, .last = header_at(mem, size - HEADER_BYTES) };
	header_seal(tlsf.first, NULL, size - HEADER_BYTES);
	header_seal(tlsf.last, tlsf.first, HEADER_BYTES);
	release(tlsf.first);
}

void tlsf_extend(size_t size)
{
	struct header *b = tlsf.last;

	header_seal(b, b->before, size);
	tlsf.last = header_after(b);
	header_seal(tlsf.last, b, HEADER_BYTES);
	release(b);
}

size_t tlsf_growth(size_t align, size_t size)
{
	size_t bytes = block_bytes_aligned(align, size);
	const struct header *top = tlsf.last->before;

	if (!bytes)
		return 0;
	bytes = round_to_class(bytes);
	if (header_is_free(top) && header_size(top) < bytes)
		bytes -= header_size(top);
	return MAX(bytes, BLOCK_MIN);
}
