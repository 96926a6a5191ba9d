/* SPDX-License-Identifier: MIT */
/*
 * frames_bitmap.c - next fit over the bits of frame_bits.c: a search goes on where the
 * last one succeeded, so that filling memory costs linear time in total.
 *
 * Locking: the caller's (pages.c).
 */
#include "mem/frame_bits.h"
#include "mem/frames.h"

static size_t frame_end SEALED;
static size_t hint; /* where the last search ended */

/* From the hint to limit, then from the bottom to where that search had begun (and as
 * far beyond as a run that starts below it reaches). */
static size_t find(size_t count, size_t align, size_t limit)
{
	size_t first = frame_bits_run(hint, limit, count, align);

	if (first == SIZE_MAX)
		first = frame_bits_run(0, MIN(hint + count, limit), count, align);
	return first;
}

size_t frames_bitmap_take(size_t count, size_t align, size_t limit)
{
	size_t first = find(count, align, MIN(limit, frame_end));

	if (first != SIZE_MAX) {
		frame_bits_take(first, count);
		hint = first + count;
	}
	return first;
}

void frames_bitmap_give(size_t first, size_t count)
{
	frame_bits_free(first, count);
}

size_t frames_bitmap_book_size(size_t end)
{
	return frame_bits_size(end);
}

void frames_bitmap_init(void *books, size_t end)
{
	frame_bits_init(books);
	frame_end = end;
	hint = 0;
}

/* One book agrees with itself. */
int frames_bitmap_check(void)
{
	return 0;
}
