/* SPDX-License-Identifier: MIT */
/*
 * frames.c - a radix tree over page frames. A table is a frame with 512 pointers, so
 * a file of up to 4 KiB costs one frame, 2 MiB one table more, 1 GiB two levels:
 *
 *	height 2    top -> [512 tables] -> [512 frames] -> 4096 bytes
 *
 * Locking: the caller's (the vnode's).
 */
#include <stddef.h>
#include <string.h>

#include "frames.h"

#define SLOTS     512u /* pointers per table */
#define SLOT_BITS 9u
/* A file must not take the last memory from the program: 512 KiB stay free. */
#define RESERVE 128u

static void *new_frame(struct frames *f)
{
	struct pages_stats stats;

	pages_stats(&stats);
	if (stats.free <= RESERVE)
		return NULL;
	phys_t frame = pages_alloc(1, PAGES_ANY);
	if (!phys_valid(frame))
		return NULL;
	f->count++;
	return memset(phys_to_virt(frame), 0, PAGE_SIZE);
}

static void free_frame(struct frames *f, void *frame)
{
	f->count--;
	pages_free(virt_to_phys(frame), 1);
}

/* Frames below one slot of a table that has `height` levels below its slots. */
static uint64_t span(unsigned height)
{
	return 1ull << (SLOT_BITS * height);
}

static void **slot_for(void *table, unsigned height, uint64_t index)
{
	return (void **)table + (index >> (SLOT_BITS * (height - 1))) % SLOTS;
}

uint8_t *frames_find(const struct frames *f, uint64_t index)
{
	void *at = f->top;

	if (index >= span(f->height))
		return NULL;
	for (unsigned h = f->height; h > 0 && at; h--)
		at = *slot_for(at, h, index);
	return at;
}

/* Puts tables above top until index is within reach. */
static bool grow(struct frames *f, uint64_t index)
{
	while (index >= span(f->height)) {
		if (f->top) {
			void **table = new_frame(f);
			if (!table)
				return false;
			table[0] = f->top;
			f->top = table;
		}
		f->height++;
	}
	return true;
}

uint8_t *frames_make(struct frames *f, uint64_t index)
{
	void **at = &f->top;

	if (index >= FRAMES_MAX || !grow(f, index))
		return NULL;
	for (unsigned h = f->height;; h--) {
		if (!*at)
			*at = new_frame(f);
		if (!*at || h == 0)
			return (uint8_t *)*at;
		at = slot_for(*at, h, index);
	}
}

bool frames_next(const struct frames *f, uint64_t *index)
{
	while (f->top && *index < span(f->height)) {
		void *at = f->top;
		unsigned h = f->height;

		while (h > 0 && at)
			at = *slot_for(at, h--, *index);
		if (at)
			return true;
		/* Nothing below this slot: on with the next of its table. */
		*index = ALIGN_DOWN(*index, span(h)) + span(h);
	}
	return false;
}

/* Frees what lies at index `first` and behind in the tree under `at`, whose own first
 * index is 0. True when nothing is left of it. Recursion: at most 4 deep, see FRAMES_MAX. */
static bool cut(struct frames *f, void *at, unsigned height, uint64_t first)
{
	bool empty = true;

	for (unsigned i = 0; height > 0 && i < SLOTS; i++) {
		void **slot = (void **)at + i;
		uint64_t start = i * span(height - 1);
		if (*slot && first < start + span(height - 1) &&
		    cut(f, *slot, height - 1, first > start ? first - start : 0))
			*slot = NULL;
		empty = empty && !*slot;
	}
	if (height == 0)
		empty = first == 0;
	if (empty)
		free_frame(f, at);
	return empty;
}

void frames_cut(struct frames *f, uint64_t first)
{
	if (f->top && cut(f, f->top, f->height, first))
		f->top = NULL;
	if (!f->top)
		f->height = 0;
}
