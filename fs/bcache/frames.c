/* SPDX-License-Identifier: MIT */
/*
 * frames.c - the memory of cached blocks: how much there may be, where a new block takes it
 * from, and giving it back when others need it.
 *
 * Locking: the cache's lock, for some code lines at a time. Giving back happens in the
 * middle of somebody's pages_alloc(), so no heap is touched there: what described a block is
 * kept for the next one.
 */
#include <core/heap.h>
#include <core/pages.h>

#include "bcache/bcache.h"

#define BLOCKS_MIN  32u
#define AHEAD_SHARE 8u /* of the cache, for what one file may be ahead */

struct buf_list bcache_idle;
static struct buf *spare; /* without frames; under the lock */

/* Takes at most count frames from idle blocks, those of the longest ago. Returns the number. */
static size_t reclaim(size_t count)
{
	size_t done = 0;

	while (done < count) {
		unsigned long flags = bcache_lock();
		struct buf *b = bcache_idle.first;
		if (b) {
			bcache_unlist(b);
			bcache_remove(b);
			bcache_counts.blocks--;
			b->next = spare;
			spare = b;
		}
		bcache_unlock(flags);
		if (!b)
			break;
		pages_free(virt_to_phys(b->data), 1);
		done++;
	}
	return done;
}

void bcache_set_limit(void)
{
	struct pages_stats pages;

	pages_stats(&pages);
	bcache_counts.limit = MAX(pages.total * CONFIG_BCACHE_PERCENT / 100, BLOCKS_MIN);
	pages_set_reclaim(reclaim);
}

unsigned bcache_ahead_max(void)
{
	return (unsigned)MIN(CONFIG_BCACHE_READ_AHEAD_KB * 1024u / BCACHE_BLOCK,
			     bcache_counts.limit / AHEAD_SHARE);
}

static struct buf *take_spare(void)
{
	unsigned long flags = bcache_lock();
	struct buf *b = spare;

	if (b)
		spare = b->next;
	bcache_unlock(flags);
	return b;
}

static void give_spare(struct buf *b)
{
	unsigned long flags = bcache_lock();

	b->next = spare;
	spare = b;
	bcache_unlock(flags);
}

static void init(struct buf *b, struct bcache *c, uint8_t *data)
{
	*b = (struct buf){ .data = data, .cache = c, .refs = 1 };
}

static struct buf *from_memory(struct bcache *c)
{
	struct buf *b = take_spare();

	if (!b)
		b = heap_alloc(sizeof(*b));
	if (!b)
		return NULL;
	phys_t frame = pages_alloc(1, c->dev->zone);
	if (!phys_valid(frame)) {
		give_spare(b);
		return NULL;
	}
	init(b, c, phys_to_virt(frame));
	unsigned long flags = bcache_lock();
	bcache_counts.blocks++;
	bcache_unlock(flags);
	return b;
}

/* The block of the longest ago whose frame the device can reach. */
static struct buf *from_idle(struct bcache *c)
{
	unsigned long flags = bcache_lock();
	struct buf *b = bcache_idle.first;

	while (b && c->dev->zone != PAGES_ANY && b->cache->dev->zone != c->dev->zone)
		b = b->next;
	if (b) {
		bcache_unlist(b);
		bcache_remove(b);
		init(b, c, b->data);
	}
	bcache_unlock(flags);
	return b;
}

static struct buf *from_somewhere(struct bcache *c)
{
	struct buf *b = bcache_counts.blocks < bcache_counts.limit ? from_memory(c) : from_idle(c);

	return b ? b : from_idle(c);
}

/* Writes blocks, so that they become idle, and waits for some. False: none was to be written. */
static bool clean_some(void)
{
	bool waited = false;

	for (struct bcache *c = bcache_next(NULL); c; c = bcache_next(c)) {
		bcache_start_writing(c, false);
		unsigned now = c->writing;
		if (now > 0 && !waited) {
			wait_event(&c->changed, c->writing < now);
			waited = true;
		}
	}
	return waited;
}

struct buf *bcache_new_buf(struct bcache *c)
{
	struct buf *b;
	unsigned tries = BCACHE_IOS * BLK_SEGS_MAX;

	while (!(b = from_somewhere(c)) && tries-- > 0 && clean_some())
		;
	/* What is dirty or borrowed may be more than the limit, as long as there is memory. */
	return b ? b : from_memory(c);
}

void bcache_free_buf(struct buf *b)
{
	unsigned long flags = bcache_lock();

	bcache_counts.blocks--;
	bcache_unlock(flags);
	pages_free(virt_to_phys(b->data), 1);
	heap_free(b);
}
