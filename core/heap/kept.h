/* SPDX-License-Identifier: MIT */
/*
 * kept.h - lists of blocks that were given back and are kept for the next request of
 * their size: taken and given in a few instructions, neither split nor joined. Their
 * neighbours see them as in use.
 */
#ifndef CORE_HEAP_KEPT_H
#define CORE_HEAP_KEPT_H

#include "heap/header.h"

/** True when b, any address, is a kept block in [first, end). */
static inline bool is_kept(const struct header *b, const void *first, const void *end)
{
	return (const void *)b >= first && (const void *)b < end && header_intact(b) &&
	       b->word & BLOCK_KEPT;
}

/** Puts b, a live block, on a list. */
static inline void kept_push(struct header **list, struct header *b)
{
	header_set_flags(b, BLOCK_KEPT);
	b->next = *list;
	*list = b;
}

/** Takes the first block of a list, which is not empty, as a live one. Panics when
 *  something has written to it. */
static inline struct header *kept_pop(struct header **list, const void *first, const void *end)
{
	struct header *b = *list, *next = b->next;

	if (heap_hardening && (!header_intact(b) || !(b->word & BLOCK_KEPT)))
		header_damaged(b);
	if (heap_hardening && next && !is_kept(next, first, end))
		header_written(b);
	*list = next;
	header_set_flags(b, 0);
	return b;
}

#endif
