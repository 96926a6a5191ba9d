/* SPDX-License-Identifier: MIT */
/*
 * bump.c - one address that moves up: the fastest allocation, and hardly a release.
 *
 * Memory comes back when the topmost block is given back, and all of it when no block is
 * left. One block that lives long so keeps everything below it that was ever taken: for
 * programs that take what they need and end.
 *
 * Locking: the caller's.
 */
#include <errno.h>

#include "heap/header.h"

static char *base, *top, *end;
static size_t live; /* blocks */

/* Where a payload with this alignment would stand. */
static uintptr_t place(size_t align)
{
	return ALIGN_UP((uintptr_t)top + HEADER_BYTES, MAX(align, (size_t)HEAP_ALIGN));
}

void *bump_take(size_t align, size_t size)
{
	uintptr_t limit = (uintptr_t)end;
	size_t need = align < HEAP_MAX_SIZE ? block_bytes(size) : 0;
	uintptr_t start = place(align) - HEADER_BYTES;

	if (!need || start > limit || need > limit - start)
		return NULL;
	struct header *b = (struct header *)start;
	size_t gap = start - (uintptr_t)top;

	if (gap) /* a block that nobody has */
		header_seal((struct header *)top, NULL, gap | BLOCK_FREE);
	header_seal(b, NULL, need);
	top = (char *)header_after(b);
	live++;
	return payload_of(b);
}

/* Lowers the top; what lies above is fresh again. */
static void drop_to(void *address)
{
	poison(address, (size_t)(top - (char *)address));
	top = address;
}

size_t bump_give(void *p)
{
	struct header *b = header_of(p, base, top);
	struct header *after = header_after(b);
	size_t bytes = header_size(b);

	if ((char *)after < top)
		header_verify(after);
	header_set_flags(b, BLOCK_FREE);
	if (--live == 0)
		drop_to(base);
	else if ((char *)after == top)
		drop_to(b);
	return bytes;
}

size_t bump_usable(const void *p)
{
	return header_size(header_of(p, base, top)) - HEADER_BYTES;
}

/* The topmost block can have any size, others only what they hold. */
bool bump_resize(void *p, size_t size)
{
	struct header *b = header_of(p, base, top);
	size_t need = block_bytes(size);

	if ((char *)header_after(b) != top)
		return need && need <= header_size(b);
	if (!need || need > (size_t)(end - (char *)b))
		return false;
	if (need < header_size(b))
		drop_to((char *)b + need);
	header_seal(b, NULL, need);
	top = (char *)header_after(b);
	return true;
}

size_t bump_growth(size_t align, size_t size)
{
	size_t need = align < HEAP_MAX_SIZE ? block_bytes(size) : 0;

	return need ? place(align) - HEADER_BYTES + need - (uintptr_t)end : 0;
}

void bump_extend(size_t size)
{
	end += size;
}

void bump_init(void *mem, size_t size)
{
	base = top = mem;
	end = base + size;
	live = 0;
}

int bump_check(struct heap_totals *totals)
{
	*totals = (struct heap_totals){ .free = (size_t)(end - top), .free_blocks = 1 };
	for (char *at = base; at < top;) {
		struct header *b = (struct header *)at;
		size_t size = header_size(b);

		if (!header_intact(b))
			return header_bad(b, "damaged header");
		if (size == 0 || size > (size_t)(top - at))
			return header_bad(b, "reaches beyond the top");
		*(header_is_free(b) ? &totals->free : &totals->used) += size;
		*(header_is_free(b) ? &totals->free_blocks : &totals->used_blocks) += 1;
		at += size;
	}
	if (totals->used_blocks != live)
		return header_bad((struct header *)base, "the count of blocks is wrong");
	return 0;
}
