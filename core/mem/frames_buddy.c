/* SPDX-License-Identifier: MIT */
/*
 * frames_buddy.c - free memory as blocks of 2^order frames at multiples of their size.
 *
 * Two free blocks that are the halves of a larger one, "buddies", become that one at
 * once; so the large blocks that 2 MiB pages and devices want come back by themselves.
 * Each order has a set of its free blocks: a tree of bitmaps, each bit of a level telling
 * whether a word of the level below is not 0. The lowest block of an order is found, and
 * entered or removed, in as many steps as the tree has levels: 4 for 64 GiB. A frame is
 * never written to: at boot only the first 4 GiB can be.
 *
 * A run that is no power of two is cut from a larger block, the rest goes back; and where
 * no block is large enough, a run across neighbouring blocks may still be, which only
 * frame_bits.c can see (that search is linear, like every one of frames_bitmap.c).
 *
 * Source: Knuth, The Art of Computer Programming 1, 2.5, "buddy system".
 * Locking: the caller's (pages.c).
 */
#define LOG_TAG "pages"
#include <errno.h>

#include <core/log.h>
#include <core/panic.h>
#include "mem/frame_bits.h"
#include "mem/frames.h"

#define ORDERS     21u /* the largest block: 4 GiB */
#define WORD_BITS  64u
#define LEVELS_MAX 6u /* 64^6 frames are more than an address can name */

/* The free blocks of one order; block i starts at frame i << order. */
struct tree {
	uint64_t *level[LEVELS_MAX]; /* [0]: a bit per block */
	unsigned levels;
};

static struct tree trees[ORDERS];
static size_t frame_end SEALED;

/* --- sets of blocks ------------------------------------------------------------------- */

static size_t words_for(size_t bits)
{
	return (bits + WORD_BITS - 1) / WORD_BITS;
}

/* Blocks of this order below frame end, the last one perhaps in part: never free. */
static size_t blocks_of(unsigned order, size_t end)
{
	return (end >> order) + 1;
}

/* Words of a tree for count blocks. */
static size_t tree_words(size_t count)
{
	size_t words = words_for(count), sum = words;

	while (words > 1) {
		words = words_for(words);
		sum += words;
	}
	return sum;
}

/* Returns the first word behind the tree. */
static uint64_t *tree_init(struct tree *t, uint64_t *mem, size_t count)
{
	size_t words = words_for(count);

	*t = (struct tree){ .level[0] = mem, .levels = 1 };
	mem += words;
	while (words > 1) {
		words = words_for(words);
		t->level[t->levels++] = mem;
		mem += words;
	}
	return mem;
}

static bool tree_has(const struct tree *t, size_t i)
{
	return t->level[0][i / WORD_BITS] >> (i % WORD_BITS) & 1;
}

static void tree_add(struct tree *t, size_t i)
{
	for (unsigned l = 0; l < t->levels; l++) {
		uint64_t *word = &t->level[l][i / WORD_BITS];
		uint64_t before = *word;

		*word |= 1ull << (i % WORD_BITS);
		if (before)
			return;
		i /= WORD_BITS;
	}
}

static void tree_remove(struct tree *t, size_t i)
{
	for (unsigned l = 0; l < t->levels; l++) {
		uint64_t *word = &t->level[l][i / WORD_BITS];

		*word &= ~(1ull << (i % WORD_BITS));
		if (*word)
			return;
		i /= WORD_BITS;
	}
}

/* The lowest; SIZE_MAX when there is none. */
static size_t tree_first(const struct tree *t)
{
	size_t i = 0;

	for (unsigned l = t->levels; l-- > 0;) {
		uint64_t word = t->level[l][i];

		if (!word)
			return SIZE_MAX;
		i = i * WORD_BITS + (size_t)__builtin_ctzll(word);
	}
	return i;
}

/* --- blocks --------------------------------------------------------------------------- */

/* Enters a block, joined with its buddy as long as that is free. */
static void enter(size_t first, unsigned order)
{
	while (order < ORDERS - 1 && tree_has(&trees[order], (first >> order) ^ 1)) {
		tree_remove(&trees[order], (first >> order) ^ 1);
		order++;
		first = ALIGN_DOWN(first, (size_t)1 << order);
	}
	tree_add(&trees[order], first >> order);
}

/* Enters a run as the largest blocks that it consists of. */
static void enter_run(size_t first, size_t count)
{
	while (count) {
		unsigned order = 63u - (unsigned)__builtin_clzll(count);

		if (first)
			order = MIN(order, (unsigned)__builtin_ctzll(first));
		order = MIN(order, ORDERS - 1);
		enter(first, order);
		first += (size_t)1 << order;
		count -= (size_t)1 << order;
	}
}

/* The order of the free block that holds the frame. */
static unsigned order_at(size_t frame)
{
	for (unsigned order = 0; order < ORDERS; order++) {
		if (tree_has(&trees[order], frame >> order))
			return order;
	}
	panic("pages: frame %#zx is free, and in no block", frame);
}

/* Takes a run out of the blocks that it lies in. */
static void cut_run(size_t first, size_t count)
{
	while (count) {
		unsigned order = order_at(first);
		size_t low = ALIGN_DOWN(first, (size_t)1 << order);
		size_t high = low + ((size_t)1 << order);
		size_t end = MIN(high, first + count);

		tree_remove(&trees[order], low >> order);
		enter_run(low, first - low);
		enter_run(end, high - end);
		count -= end - first;
		first = end;
	}
}

/* The lowest block below limit among those of the smallest order that will do. */
static size_t find_block(size_t count, size_t align, size_t limit)
{
	size_t size = MAX(count, align);
	unsigned order = size > 1 ? WORD_BITS - (unsigned)__builtin_clzll(size - 1) : 0;

	for (; order < ORDERS; order++) {
		size_t i = tree_first(&trees[order]);

		if (i != SIZE_MAX && (i << order) + count <= limit)
			return i << order;
	}
	return SIZE_MAX;
}

/* --- for pages.c ---------------------------------------------------------------------- */

size_t frames_buddy_take(size_t count, size_t align, size_t limit)
{
	limit = MIN(limit, frame_end);
	size_t first = find_block(count, align, limit);
	if (first == SIZE_MAX && MAX(count, align) > 1)
		first = frame_bits_run(0, limit, count, align);
	if (first != SIZE_MAX) {
		frame_bits_take(first, count);
		cut_run(first, count);
	}
	return first;
}

void frames_buddy_give(size_t first, size_t count)
{
	frame_bits_free(first, count);
	enter_run(first, count);
}

size_t frames_buddy_book_size(size_t end)
{
	size_t bytes = frame_bits_size(end);

	for (unsigned order = 0; order < ORDERS; order++)
		bytes += tree_words(blocks_of(order, end)) * sizeof(uint64_t);
	return bytes;
}

void frames_buddy_init(void *books, size_t end)
{
	uint64_t *mem = (uint64_t *)((char *)books + frame_bits_size(end));

	frame_bits_init(books);
	frame_end = end;
	for (unsigned order = 0; order < ORDERS; order++)
		mem = tree_init(&trees[order], mem, blocks_of(order, end));
}

/* --- for tests ------------------------------------------------------------------------ */

static int bad(size_t frame, unsigned order, const char *what)
{
	log_err("block of order %u at frame %#zx: %s", order, frame, what);
	return -EFAULT;
}

static int check_block(size_t first, unsigned order)
{
	size_t end = first + ((size_t)1 << order);

	if (end > frame_end || frame_bits_next(first, end, false) != end)
		return bad(first, order, "not all of it is free");
	if (order < ORDERS - 1 && tree_has(&trees[order], (first >> order) ^ 1))
		return bad(first, order, "not joined with its buddy");
	return 0;
}

/* Each bit above says what the word below it does. */
static int check_tree(const struct tree *t, unsigned order)
{
	size_t words = words_for(blocks_of(order, frame_end));

	for (unsigned l = 1; l < t->levels; l++, words = words_for(words)) {
		for (size_t i = 0; i < words; i++) {
			bool bit = t->level[l][i / WORD_BITS] >> (i % WORD_BITS) & 1;

			if (bit != (t->level[l - 1][i] != 0))
				return bad(i << order, order, "the tree above it is wrong");
		}
	}
	return 0;
}

int frames_buddy_check(void)
{
	size_t in_blocks = 0, free = 0;

	for (unsigned order = 0; order < ORDERS; order++) {
		if (check_tree(&trees[order], order))
			return -EFAULT;
		for (size_t i = 0; i < blocks_of(order, frame_end); i++) {
			if (!tree_has(&trees[order], i))
				continue;
			if (check_block(i << order, order))
				return -EFAULT;
			in_blocks += (size_t)1 << order;
		}
	}
	for (size_t f = 0; (f = frame_bits_next(f, frame_end, true)) < frame_end; f++)
		free++;
	return free == in_blocks ? 0 : bad(0, 0, "free frames are in no block, or in two");
}
