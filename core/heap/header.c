/* SPDX-License-Identifier: MIT */
/*
 * header.c - what is said about a header that is not as it must be.
 *
 * Locking: none.
 */
#define LOG_TAG "heap"
#include <errno.h>

#include <core/log.h>
#include <core/panic.h>
#include "heap/header.h"

void header_damaged(const struct header *b)
{
	panic("heap: the header of the block at %p is damaged: something wrote past the end of the "
	      "block below, or this is no block",
	      payload_of(b));
}

void header_written(const struct header *b)
{
	panic("heap: the free block at %p was written to", payload_of(b));
}

void header_refuse(const void *p, const void *first, const void *end)
{
	const struct header *b = header_at(p, -HEADER_BYTES);

	if ((uintptr_t)p % HEAP_ALIGN || (const void *)b < first || (const void *)b >= end)
		panic("heap: %p is not a block of the heap", p);
	if (b->word == HEAP_POISON_WORD || header_intact(b))
		panic("heap: double free of %p", p);
	header_damaged(b);
}

int header_bad(const struct header *b, const char *what)
{
	log_err("block at %p: %s", payload_of(b), what);
	return -EFAULT;
}
