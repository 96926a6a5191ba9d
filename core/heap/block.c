/* SPDX-License-Identifier: MIT */
/*
 * block.c - small blocks come in eight sizes, 16 to 2048 bytes, each with a list of free
 * ones: taking and giving is a push or a pop. The lists are empty at first; a block for
 * one comes from the list allocator (list.c), which has the large and the aligned ones
 * too.
 *
 * A small block is for its size for ever: what was once needed for one size is not there
 * for another. So memory is used well by a program whose mix of sizes stays the same.
 *
 * Locking: the caller's.
 */
#include <errno.h>

#include "heap/kept.h"

#define SMALLEST_LOG2 4u
#define LARGEST       2048u
#define CLASSES       8u

static struct header *kept[CLASSES]; /* linked by next, ended by NULL */
static const char *start, *end;      /* where headers of blocks can be */

static unsigned class_for(size_t size)
{
	if (size <= 1u << SMALLEST_LOG2)
		return 0;
	return 64u - (unsigned)__builtin_clzll(size - 1) - SMALLEST_LOG2;
}

static size_t class_size(unsigned class)
{
	return (size_t)1 << (SMALLEST_LOG2 + class);
}

/* True when b's payload is exactly of a class; it may have come as a large block. */
static bool is_small(const struct header *b)
{
	size_t size = header_size(b) - HEADER_BYTES;

	return size <= LARGEST && (size & (size - 1)) == 0;
}

void *block_take(size_t align, size_t size)
{
	if (size > LARGEST || align > HEAP_ALIGN)
		return list_take(align, size);
	unsigned class = class_for(size);

	return kept[class] ? payload_of(kept_pop(&kept[class], start, end))
			   : list_take(align, class_size(class));
}

size_t block_give(void *p)
{
	struct header *b = header_of(p, start, end);

	if (!is_small(b))
		return list_give(p);
	unsigned class = class_for(header_size(b) - HEADER_BYTES);

	header_verify(header_after(b));
	kept_push(&kept[class], b);
	return header_size(b);
}

size_t block_usable(const void *p)
{
	return list_usable(p);
}

/* A small block stays what it is, unless it would be half empty. */
bool block_resize(void *p, size_t size)
{
	const struct header *b = header_of(p, start, end);

	if (is_small(b))
		return size <= LARGEST &&
		       class_size(class_for(size)) + HEADER_BYTES == header_size(b);
	return size > LARGEST && list_resize(p, size);
}

size_t block_growth(size_t align, size_t size)
{
	bool small = size <= LARGEST && align <= HEAP_ALIGN;

	return list_growth(align, small ? class_size(class_for(size)) : size);
}

void block_init(void *mem, size_t size)
{
	memset(kept, 0, sizeof(kept));
	start = mem;
	end = start + size - HEADER_BYTES;
	list_init(mem, size);
}

void block_extend(size_t size)
{
	end += size;
	list_extend(size);
}

int block_check(struct heap_totals *totals)
{
	int err = list_check(totals);

	for (unsigned class = 0; class < CLASSES && !err; class ++) {
		for (const struct header *b = kept[class]; b && !err; b = b->next) {
			if (!is_kept(b, start, end))
				return header_bad(b, "in a list, and not a free block");
			if (header_size(b) != class_size(class) + HEADER_BYTES)
				return header_bad(b, "in the wrong list");
			totals->used -= header_size(b);
			totals->free += header_size(b);
			totals->used_blocks--;
			totals->free_blocks++;
		}
	}
	return err;
}
