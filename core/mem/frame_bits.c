/* SPDX-License-Identifier: MIT */
/*
 * frame_bits.c - see frame_bits.h. Searches look at 64 frames at a time.
 *
 * Locking: the caller's (pages.c).
 */
#define LOG_TAG "pages"
#include <core/panic.h>
#include "mem/frame_bits.h"

#define WORD_BITS 64u

static uint64_t *free_bits;

/* The bits of [at, end) that lie in the word of at. */
static inline uint64_t word_mask(size_t at, size_t end)
{
	size_t shift = at % WORD_BITS, count = MIN(WORD_BITS - shift, end - at);

	return UINT64_MAX >> (WORD_BITS - count) << shift;
}

static inline size_t next_word(size_t at)
{
	return ALIGN_DOWN(at, (size_t)WORD_BITS) + WORD_BITS;
}

void frame_bits_free(size_t first, size_t count)
{
	for (size_t at = first, end = first + count; at < end; at = next_word(at)) {
		uint64_t mask = word_mask(at, end), *word = &free_bits[at / WORD_BITS];

		if (*word & mask)
			panic("pages: double free in frames %#zx..%#zx", first, end - 1);
		*word |= mask;
	}
}

void frame_bits_take(size_t first, size_t count)
{
	for (size_t at = first, end = first + count; at < end; at = next_word(at)) {
		uint64_t mask = word_mask(at, end), *word = &free_bits[at / WORD_BITS];

		ASSERT((*word & mask) == mask);
		*word &= ~mask;
	}
}

size_t frame_bits_next(size_t from, size_t end, bool free)
{
	while (from < end) {
		uint64_t word = free ? free_bits[from / WORD_BITS] : ~free_bits[from / WORD_BITS];

		word >>= from % WORD_BITS;
		if (word)
			return MIN(from + (size_t)__builtin_ctzll(word), end);
		from = next_word(from);
	}
	return end;
}

size_t frame_bits_run(size_t from, size_t end, size_t count, size_t align)
{
	size_t first = ALIGN_UP(frame_bits_next(from, end, true), align);

	while (first < end && end - first >= count) {
		size_t taken = frame_bits_next(first, first + count, false);

		if (taken == first + count)
			return first;
		first = ALIGN_UP(frame_bits_next(taken, end, true), align);
	}
	return SIZE_MAX;
}

size_t frame_bits_size(size_t end)
{
	return ALIGN_UP(end, (size_t)WORD_BITS) / 8;
}

void frame_bits_init(void *zeroed)
{
	free_bits = zeroed;
}
