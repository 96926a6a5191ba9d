/* SPDX-License-Identifier: MIT */
/*
 * tlsf_check.c - is every block, list and bitmap of the allocator as it must be?
 *
 * Stops at the first thing that is not: what follows it could not be trusted.
 *
 * Locking: the caller's.
 */
#include <errno.h>

#include "heap/tlsf.h"

static int check_block(const struct header *b, const struct header *before)
{
	if (!header_intact(b))
		return header_bad(b, "damaged header");
	if (b->before != before)
		return header_bad(b, "does not know the block below");
	if (before && header_is_free(before) && header_is_free(b))
		return header_bad(b, "free, and so is the block below");
	if (b != tlsf.last && header_size(b) < BLOCK_MIN)
		return header_bad(b, "too small");
	if (header_size(b) > (size_t)((char *)tlsf.last - (char *)b) + HEADER_BYTES)
		return header_bad(b, "reaches beyond the end");
	return 0;
}

static int check_blocks(struct heap_totals *totals)
{
	const struct header *before = NULL;

	for (const struct header *b = tlsf.first; b < tlsf.last; b = header_after(b)) {
		int err = check_block(b, before);

		if (err)
			return err;
		*(header_is_free(b) ? &totals->free : &totals->used) += header_size(b);
		*(header_is_free(b) ? &totals->free_blocks : &totals->used_blocks) += 1;
		before = b;
	}
	return check_block(tlsf.last, before);
}

/* One list: its blocks are free, of its class, and linked both ways. Adds their number
 * to *count. */
static int check_list(unsigned class, size_t *count)
{
	const struct header *prev = NULL;

	for (const struct header *b = tlsf.lists[class]; b; b = b->next) {
		if (b < tlsf.first || b >= tlsf.last || !header_intact(b))
			return header_bad(b, "in a list, and not a block");
		if (!header_is_free(b) || tlsf_class(header_size(b)) != class)
			return header_bad(b, "in the wrong list");
		if (b->prev != prev)
			return header_bad(b, "linked one way only");
		prev = b;
		++*count;
	}
	if (!prev != !(tlsf.sl_map[class / TLSF_SL_COUNT] >> class % TLSF_SL_COUNT & 1))
		return header_bad(prev ? prev : tlsf.first, "the bitmap of its class is wrong");
	return 0;
}

/* The kept blocks of one size, which the walk has seen as used ones. */
static int check_kept(unsigned i, struct heap_totals *totals)
{
	unsigned count = 0;

	for (const struct header *b = tlsf.kept[i]; b; b = b->next, count++) {
		if (!is_kept(b, tlsf.first, tlsf.last) || header_size(b) != i * HEAP_ALIGN)
			return header_bad(b, "kept for a size, and not a free block of it");
		totals->used -= header_size(b);
		totals->free += header_size(b);
		totals->used_blocks--;
		totals->free_blocks++;
	}
	return count == tlsf.kept_count[i] ? 0 : header_bad(tlsf.first, "kept blocks are missing");
}

int tlsf_check(struct heap_totals *totals)
{
	size_t listed = 0;

	*totals = (struct heap_totals){ 0 };
	int err = check_blocks(totals);
	for (unsigned class = 0; class < ARRAY_SIZE(tlsf.lists) && !err; class ++)
		err = check_list(class, &listed);
	for (unsigned fl = 0; fl < TLSF_FL_COUNT && !err; fl++) {
		if (!tlsf.sl_map[fl] != !(tlsf.fl_map >> fl & 1))
			err = header_bad(tlsf.first, "the bitmap of classes is wrong");
	}
	if (!err && listed != totals->free_blocks)
		err = header_bad(tlsf.first, "free blocks are missing from the lists");
	for (unsigned i = 0; i < TLSF_KEPT_SIZES && !err; i++)
		err = check_kept(i, totals);
	return err;
}
