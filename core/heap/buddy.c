/* SPDX-License-Identifier: MIT */
/*
 * buddy.c - blocks of 2^order bytes at multiples of their size, counted from the heap's
 * start. A block is halved until it fits; when both halves, "buddies", are free they are
 * one block again. Its buddy's address is one bit of a block's own, so taking and giving
 * cost at most one step per order, and no search.
 *
 * The price is memory: a block with its header is up to twice what it holds, and a large
 * one needs the heap to grow to a multiple of its size.
 *
 * An alignment beyond 16 is found inside a larger block; a stub of a header before the
 * payload then says where the block begins ("before").
 *
 * Source: Knuth, The Art of Computer Programming 1, 2.5, "buddy system".
 * Locking: the caller's.
 */
#include <errno.h>

#include "heap/header.h"

#define ORDER_MIN 5u /* 32 bytes: header and links */
#define ORDER_END 41u

static char *base, *end;
static struct header *lists[ORDER_END]; /* free blocks, linked both ways */
static uint64_t orders;                 /* bit per list that is not empty */

static size_t bytes_of(unsigned order)
{
	return (size_t)1 << order;
}

static unsigned order_for(size_t bytes)
{
	return bytes > BLOCK_MIN ? 64u - (unsigned)__builtin_clzll(bytes - 1) : ORDER_MIN;
}

static unsigned order_of(const struct header *b)
{
	return (unsigned)__builtin_ctzll(header_size(b));
}

/* Order of a block for such a payload; ORDER_END when there is none. */
static unsigned order_needed(size_t align, size_t size)
{
	size_t bytes = block_bytes(size);

	if (!bytes || align >= HEAP_MAX_SIZE / 4)
		return ORDER_END;
	return order_for(align > HEAP_ALIGN ? bytes + align : bytes);
}

static void list_insert(struct header *b, unsigned order)
{
	header_seal(b, NULL, bytes_of(order) | BLOCK_FREE);
	b->prev = NULL;
	b->next = lists[order];
	if (b->next)
		b->next->prev = b;
	lists[order] = b;
	orders |= 1ull << order;
}

static void list_remove(struct header *b, unsigned order)
{
	if (heap_hardening && ((b->next && b->next->prev != b) || (b->prev && b->prev->next != b)))
		header_written(b);
	if (b->next)
		b->next->prev = b->prev;
	if (b->prev)
		b->prev->next = b->next;
	else
		lists[order] = b->next;
	if (!lists[order])
		orders &= ~(1ull << order);
}

/* The other half, when it is in the heap and free as a whole; else NULL. Whatever lies
 * there, its address is the start of a block. */
static struct header *free_buddy(const struct header *b, unsigned order)
{
	size_t offset = (size_t)((char *)b - base) ^ bytes_of(order);
	struct header *buddy = header_at(base, offset);

	if (offset + bytes_of(order) > (size_t)(end - base))
		return NULL;
	header_verify(buddy);
	return header_is_free(buddy) && header_size(buddy) == bytes_of(order) ? buddy : NULL;
}

/* Enters a block, joined with its buddy as long as that is free. The headers of both
 * stay behind marked free, to tell of a double free. */
static void release(struct header *b, unsigned order)
{
	struct header *buddy;

	header_set_flags(b, BLOCK_FREE);
	while (order < ORDER_END - 1 && (buddy = free_buddy(b, order))) {
		list_remove(buddy, order);
		order++;
		poison(MAX(b, buddy), BLOCK_MIN);
		b = MIN(b, buddy);
	}
	list_insert(b, order);
}

/* Halves b, which is in no list, down to an order. */
static void split(struct header *b, unsigned order, unsigned wanted)
{
	while (order > wanted) {
		order--;
		list_insert(header_at(b, bytes_of(order)), order);
	}
	header_seal(b, NULL, bytes_of(wanted));
}

/* Where the payload of b begins: an aligned one is announced by a stub. */
static void *place_payload(struct header *b, size_t align)
{
	uintptr_t payload = (uintptr_t)payload_of(b), aligned = ALIGN_UP(payload, align);

	if (aligned != payload)
		header_seal(header_at((void *)aligned, -HEADER_BYTES), b,
			    header_size(b) | BLOCK_STUB);
	return (void *)aligned;
}

void *buddy_take(size_t align, size_t size)
{
	unsigned wanted = order_needed(align, size);
	uint64_t enough = wanted < ORDER_END ? orders & (UINT64_MAX << wanted) : 0;

	if (!enough)
		return NULL;
	unsigned order = (unsigned)__builtin_ctzll(enough);
	struct header *b = lists[order];

	if (heap_hardening && (!header_intact(b) || !header_is_free(b)))
		header_damaged(b);
	list_remove(b, order);
	split(b, order, wanted);
	return place_payload(b, MAX(align, (size_t)HEAP_ALIGN));
}

/* The block of a payload, through its stub if it has one. */
static struct header *block_of(const void *p)
{
	const char *above = end - HEADER_BYTES; /* no payload can follow there */
	struct header *b = header_of(p, base, above);

	return b->word & BLOCK_STUB ? header_of(payload_of(b->before), base, above) : b;
}

size_t buddy_give(void *p)
{
	struct header *b = block_of(p), *stub = header_at(p, -HEADER_BYTES);
	struct header *after = header_after(b);
	size_t bytes = header_size(b);

	if ((char *)after < end)
		header_verify(after);
	if (stub != b) {
		header_set_flags(stub, BLOCK_STUB | BLOCK_FREE);
		poison(stub, HEADER_BYTES);
	}
	release(b, order_of(b));
	return bytes;
}

size_t buddy_usable(const void *p)
{
	return (size_t)((char *)header_after(block_of(p)) - (const char *)p);
}

/* True when b can become a block of this order by taking in the upper halves above it. */
static bool can_grow(const struct header *b, unsigned order)
{
	for (unsigned o = order_of(b); o < order; o++) {
		if ((size_t)((const char *)b - base) & bytes_of(o) || !free_buddy(b, o))
			return false;
	}
	return true;
}

bool buddy_resize(void *p, size_t size)
{
	struct header *b = block_of(p);
	unsigned wanted = order_needed(HEAP_ALIGN, size), order = order_of(b);

	if (payload_of(b) != p)
		return size <= buddy_usable(p);
	if (wanted == ORDER_END || !can_grow(b, wanted))
		return false;
	for (; order < wanted; order++) {
		struct header *upper = header_at(b, bytes_of(order));

		list_remove(upper, order);
		poison(upper, BLOCK_MIN);
	}
	if (order > wanted)
		poison(header_at(b, bytes_of(wanted)), bytes_of(order) - bytes_of(wanted));
	split(b, order, wanted);
	return true;
}

/* --- memory ------------------------------------------------------------------------- */

/* Adds size bytes as the largest blocks that they consist of. The end moves with them:
 * what lies above is no block yet, and nobody's buddy. */
void buddy_extend(size_t size)
{
	while (size) {
		struct header *b = (struct header *)end;
		size_t offset = (size_t)(end - base);
		unsigned order = 63u - (unsigned)__builtin_clzll(size);

		if (offset)
			order = MIN(order, (unsigned)__builtin_ctzll(offset));
		order = MIN(order, ORDER_END - 1);
		end += bytes_of(order);
		size -= bytes_of(order);
		release(b, order);
	}
}

void buddy_init(void *mem, size_t size)
{
	base = end = mem;
	memset(lists, 0, sizeof(lists));
	orders = 0;
	buddy_extend(size);
}

/* A block of the order starts at the last multiple of its size if all from there to the
 * end is free, else at the next one. */
size_t buddy_growth(size_t align, size_t size)
{
	unsigned order = order_needed(align, size);
	size_t total = (size_t)(end - base);

	if (order == ORDER_END)
		return 0;
	size_t start = ALIGN_DOWN(total, bytes_of(order));
	for (const char *at = base + start; at < end;) {
		const struct header *b = (const struct header *)at;

		header_verify(b);
		if (!header_is_free(b)) {
			start += bytes_of(order);
			break;
		}
		at += header_size(b);
	}
	return start + bytes_of(order) - total;
}

/* --- for tests ------------------------------------------------------------------------ */

static int check_block(const struct header *b, size_t offset)
{
	size_t size = header_size(b);

	if (!header_intact(b))
		return header_bad(b, "damaged header");
	if (size < BLOCK_MIN || (size & (size - 1)) || offset % size ||
	    size > (size_t)(end - base) - offset)
		return header_bad(b, "impossible size");
	if (header_is_free(b) && order_of(b) < ORDER_END - 1 && free_buddy(b, order_of(b)))
		return header_bad(b, "free, and so is its buddy");
	return 0;
}

/* Adds the number of blocks in one list to *count. */
static int check_list(unsigned order, size_t *count)
{
	const struct header *prev = NULL;

	for (const struct header *b = lists[order]; b; prev = b, b = b->next, ++*count) {
		if ((char *)b < base || (char *)b >= end || !header_intact(b))
			return header_bad(b, "in a list, and not a block");
		if (!header_is_free(b) || header_size(b) != bytes_of(order))
			return header_bad(b, "in the wrong list");
		if (b->prev != prev)
			return header_bad(b, "linked one way only");
	}
	if (!prev != !(orders >> order & 1))
		return header_bad((struct header *)base, "the bitmap of orders is wrong");
	return 0;
}

int buddy_check(struct heap_totals *totals)
{
	size_t listed = 0;
	int err = 0;

	*totals = (struct heap_totals){ 0 };
	for (const char *at = base; at < end && !err;) {
		const struct header *b = (const struct header *)at;

		err = check_block(b, (size_t)(at - base));
		*(header_is_free(b) ? &totals->free : &totals->used) += header_size(b);
		*(header_is_free(b) ? &totals->free_blocks : &totals->used_blocks) += 1;
		at += header_size(b);
	}
	for (unsigned order = 0; order < ORDER_END && !err; order++)
		err = check_list(order, &listed);
	if (!err && listed != totals->free_blocks)
		err = header_bad((struct header *)base, "free blocks are missing from the lists");
	return err;
}
