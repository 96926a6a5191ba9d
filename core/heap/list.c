/* SPDX-License-Identifier: MIT */
/*
 * list.c - one list of the free blocks, in the order of their addresses; the first that
 * is large enough is taken. A block that comes back is joined with its free neighbours,
 * which the order of the list makes easy to find.
 *
 * Small, and it wastes little; both taking and giving walk the list, so that they cost
 * time in proportion to the number of holes.
 *
 * Source: Knuth, The Art of Computer Programming 1, 2.5, algorithms A and B.
 * Locking: the caller's.
 */
#include <errno.h>

#include "heap/header.h"

static struct header *first;
static struct header *last;      /* a header without payload, never free */
static struct header *free_list; /* by address, linked by next, ended by NULL */

/* The block that a link points to. What somebody wrote into a free block, where its link
 * is, must not lead astray. */
static struct header *follow(struct header **link)
{
	struct header *b = *link;

	if (!b || !heap_hardening)
		return b;
	if (b >= first && b < last && header_intact(b) && header_is_free(b))
		return b;
	if (link == &free_list)
		header_damaged(b);
	header_written(container_of(link, struct header, next));
}

/* Turns what *link, a free block, has beyond bytes into a free block in its place; the
 * block itself leaves the list. */
static void cut(struct header **link, struct header *b, size_t bytes)
{
	size_t rest = header_size(b) - bytes;

	header_verify(header_after(b));
	if (rest < BLOCK_MIN) {
		*link = b->next;
		header_set_flags(b, 0);
		return;
	}
	struct header *tail = header_at(b, bytes), *next = b->next;

	header_seal(tail, NULL, rest | BLOCK_FREE);
	tail->next = next;
	*link = tail;
	header_seal(b, NULL, bytes);
}

/* Leaves the lowest offset bytes of b in the list, as a block; returns the link to what
 * lies above. */
static struct header **cut_below(struct header *b, size_t offset)
{
	struct header *upper = header_at(b, offset);

	header_seal(upper, NULL, (header_size(b) - offset) | BLOCK_FREE);
	upper->next = b->next;
	header_seal(b, NULL, offset | BLOCK_FREE);
	b->next = upper;
	return &b->next;
}

void *list_take(size_t align, size_t size)
{
	size_t need = block_bytes_aligned(align, size) ? block_bytes(size) : 0;
	struct header **link = &free_list, *b;

	for (; need && (b = follow(link)); link = &b->next) {
		size_t offset = align_offset(b, MAX(align, (size_t)HEAP_ALIGN));

		if (header_size(b) < need || header_size(b) - need < offset)
			continue;
		if (offset) {
			link = cut_below(b, offset);
			b = *link;
		}
		cut(link, b, need);
		return payload_of(b);
	}
	return NULL;
}

/* The link that is to point to b. */
static struct header **find_link(const struct header *b, struct header **below)
{
	struct header **link = &free_list, *at;

	*below = NULL;
	while ((at = follow(link)) && at < b) {
		*below = at;
		link = &at->next;
	}
	return link;
}

/* Joins b, which is in the list, with the block that follows it there when they touch. */
static void join(struct header *b)
{
	struct header *next = b->next;

	if (!next || header_after(b) != next)
		return;
	header_seal(b, NULL, (header_size(b) + header_size(next)) | BLOCK_FREE);
	b->next = next->next;
	poison(next, BLOCK_MIN);
}

/* Enters b. Its header is marked free first: it may stay behind inside a larger block,
 * to tell of a double free. */
static void release(struct header *b)
{
	struct header *below, **link = find_link(b, &below);

	header_verify(header_after(b));
	header_set_flags(b, BLOCK_FREE);
	b->next = *link;
	*link = b;
	join(b);
	if (below)
		join(below);
}

size_t list_give(void *p)
{
	struct header *b = header_of(p, first, last);
	size_t bytes = header_size(b);

	release(b);
	return bytes;
}

size_t list_usable(const void *p)
{
	return header_size(header_of(p, first, last)) - HEADER_BYTES;
}

/* Adds the free block that follows b, if it makes b large enough. */
static bool absorb(struct header *b, size_t need)
{
	struct header *after = header_after(b), *below, **link;

	header_verify(after);
	if (!header_is_free(after) || header_size(b) + header_size(after) < need)
		return false;
	link = find_link(after, &below);
	*link = after->next;
	header_seal(b, NULL, header_size(b) + header_size(after));
	poison(after, BLOCK_MIN);
	return true;
}

bool list_resize(void *p, size_t size)
{
	struct header *b = header_of(p, first, last);
	size_t need = block_bytes(size);

	if (!need || (need > header_size(b) && !absorb(b, need)))
		return false;
	size_t rest = header_size(b) - need;
	if (rest >= BLOCK_MIN) {
		struct header *tail = header_at(b, need);

		poison(tail, rest);
		header_seal(tail, NULL, rest);
		header_seal(b, NULL, need);
		release(tail);
	}
	return true;
}

/* --- memory ------------------------------------------------------------------------- */

void list_init(void *mem, size_t size)
{
	first = mem;
	free_list = NULL;
	last = header_at(mem, size - HEADER_BYTES);
	header_seal(last, NULL, HEADER_BYTES);
	header_seal(first, NULL, size - HEADER_BYTES);
	release(first);
}

void list_extend(size_t size)
{
	struct header *b = last;

	last = header_at(b, size);
	header_seal(last, NULL, HEADER_BYTES);
	header_seal(b, NULL, size);
	release(b);
}

size_t list_growth(size_t align, size_t size)
{
	size_t bytes = block_bytes_aligned(align, size);
	struct header *below;

	find_link(last, &below);
	if (below && header_after(below) == last && header_size(below) < bytes)
		bytes -= header_size(below);
	return bytes ? MAX(bytes, BLOCK_MIN) : 0;
}

/* --- for tests ------------------------------------------------------------------------ */

int list_check(struct heap_totals *totals)
{
	const struct header *expected = free_list;
	bool free_below = false;

	*totals = (struct heap_totals){ 0 };
	for (const struct header *b = first; b < last; b = header_after(b)) {
		bool is_free = header_is_free(b);

		if (!header_intact(b))
			return header_bad(b, "damaged header");
		if (header_size(b) < BLOCK_MIN ||
		    header_size(b) > (size_t)((char *)last - (char *)b))
			return header_bad(b, "impossible size");
		if (is_free && (free_below || b != expected))
			return header_bad(b, free_below ? "free, and so is the block below"
							: "not where it belongs in the list");
		if (is_free)
			expected = b->next;
		*(is_free ? &totals->free : &totals->used) += header_size(b);
		*(is_free ? &totals->free_blocks : &totals->used_blocks) += 1;
		free_below = is_free;
	}
	if (expected)
		return header_bad(expected, "in the list, and not a block");
	return header_intact(last) ? 0 : header_bad(last, "damaged header");
}
