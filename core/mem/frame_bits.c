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

/* The bits of [first, first + count) that lie in word w. */
static uint64_t word_mask(size_t w, size_t first, size_t count)
{
	size_t low = MAX(w * WORD_BITS, first);
	size_t high = MIN((w + 1) * WORD_BITS, first + count);
	uint64_t ones = high - low == WORD_BITS ? UINT64_MAX : (1ull << (high - low)) - 1;

	return ones << (low % WORD_BITS);
}

void frame_bits_free(size_t first, size_t count)
{
	for (size_t w = first / WORD_BITS; w * WORD_BITS < first + count; w++) {
		uint64_t mask = word_mask(w, first, count);

		if (free_bits[w] & mask)
			panic("pages: double free in frames %#zx..%#zx", first, first + count - 1);
		free_bits[w] |= mask;
	}
}

void frame_bits_take(size_t first, size_t count)
{
	for (size_t w = first / WORD_BITS; w * WORD_BITS < first + count; w++) {
		uint64_t mask = word_mask(w, first, count);

		ASSERT((free_bits[w] & mask) == mask);
		free_bits[w] &= ~mask;
	}
}

size_t frame_bits_next(size_t from, size_t end, bool free)
{
	while (from < end) {
		uint64_t word = free ? free_bits[from / WORD_BITS] : ~free_bits[from / WORD_BITS];

		word >>= from % WORD_BITS;
		if (word)
			return MIN(from + (size_t)__builtin_ctzll(word), end);
		from = ALIGN_DOWN(from + WORD_BITS, (size_t)WORD_BITS);
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
