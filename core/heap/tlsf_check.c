/* SPDX-License-Identifier: MIT */
/*
 * tlsf_check.c - is every block, list and bitmap of the allocator as it must be?
 *
 * Stops at the first thing that is not: what follows it could not be trusted.
 *
 * Locking: the caller's.
 */
#define LOG_TAG "heap"
#include <errno.h>

#include <core/log.h>
#include "heap/tlsf.h"

static int bad(const struct tlsf_block *b, const char *what)
{
	log_err("block at %p: %s", (const char *)b + TLSF_HEADER, what);
	return -EFAULT;
}

static int check_block(const struct tlsf *t, const struct tlsf_block *b,
		       const struct tlsf_block *before)
{
	if (!tlsf_sealed(b))
		return bad(b, "damaged header");
	if (b->before != before)
		return bad(b, "does not know the block below");
	if (before && tlsf_is_free(before) && tlsf_is_free(b))
		return bad(b, "free, and so is the block below");
	if (b != t->last && tlsf_size(b) < TLSF_MIN_BLOCK)
		return bad(b, "too small");
	if (tlsf_size(b) > (size_t)((char *)t->last - (char *)b) + TLSF_HEADER)
		return bad(b, "reaches beyond the end");
	return 0;
}

static int check_blocks(const struct tlsf *t, struct tlsf_totals *totals)
{
	const struct tlsf_block *before = NULL;

	for (const struct tlsf_block *b = t->first; b < t->last; b = tlsf_after(b)) {
		int err = check_block(t, b, before);

		if (err)
			return err;
		*(tlsf_is_free(b) ? &totals->free : &totals->used) += tlsf_size(b);
		*(tlsf_is_free(b) ? &totals->free_blocks : &totals->used_blocks) += 1;
		before = b;
	}
	return check_block(t, t->last, before);
}

/* One list: its blocks are free, of its class, and linked both ways. Adds their number
 * to *count. */
static int check_list(const struct tlsf *t, unsigned fl, unsigned sl, size_t *count)
{
	const struct tlsf_block *prev = NULL;

	for (const struct tlsf_block *b = t->lists[fl][sl]; b; b = b->next) {
		unsigned is_fl, is_sl;

		if (b < t->first || b >= t->last || !tlsf_sealed(b))
			return bad(b, "in a list, and not a block");
		tlsf_class(tlsf_size(b), &is_fl, &is_sl);
		if (!tlsf_is_free(b) || is_fl != fl || is_sl != sl)
			return bad(b, "in the wrong list");
		if (b->prev != prev)
			return bad(b, "linked one way only");
		prev = b;
		++*count;
	}
	if (!prev != !(t->sl_map[fl] >> sl & 1))
		return bad(prev ? prev : t->first, "the bitmap of its class is wrong");
	return 0;
}

int tlsf_check(const struct tlsf *t, struct tlsf_totals *totals)
{
	size_t listed = 0;

	*totals = (struct tlsf_totals){ 0 };
	int err = check_blocks(t, totals);
	for (unsigned fl = 0; fl < TLSF_FL_COUNT && !err; fl++) {
		for (unsigned sl = 0; sl < TLSF_SL_COUNT && !err; sl++)
			err = check_list(t, fl, sl, &listed);
		if (!err && !t->sl_map[fl] != !(t->fl_map >> fl & 1))
			err = bad(t->first, "the bitmap of classes is wrong");
	}
	if (!err && listed != totals->free_blocks)
		err = bad(t->first, "free blocks are missing from the lists");
	return err;
}
