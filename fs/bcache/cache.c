/* SPDX-License-Identifier: MIT */
/*
 * cache.c - opening and closing.
 *
 * Locking: fs/bcache.h; the list of caches is under the lock.
 */
#include <errno.h>

#include <core/heap.h>
#include <core/panic.h>

#include "bcache/bcache.h"

#define BUCKETS_MAX 16384u

static struct bcache *caches;

void bcache_stats(struct bcache_stats *s)
{
	unsigned long flags = bcache_lock();

	*s = bcache_counts;
	bcache_unlock(flags);
}

struct blk_dev *bcache_device(const struct bcache *c)
{
	return c->dev;
}

uint64_t bcache_blocks(const struct bcache *c)
{
	return c->blocks;
}

static bool is_open(const struct blk_dev *dev)
{
	for (struct bcache *c = caches; c; c = c->next)
		if (c->dev == dev)
			return true;
	return false;
}

static size_t table_size(uint64_t blocks)
{
	size_t n = 16;

	while (n < blocks && n < bcache_counts.limit && n < BUCKETS_MAX)
		n *= 2;
	return n;
}

static struct bcache *make_cache(struct blk_dev *dev)
{
	struct bcache *c = heap_alloc_zero(1, sizeof(*c));

	if (!c)
		return NULL;
	c->dev = dev;
	c->blocks = dev->sectors / BCACHE_SECTORS + (dev->sectors % BCACHE_SECTORS != 0);
	c->cluster = MIN(MIN(dev->max_segs, BLK_SEGS_MAX), dev->max_sectors / BCACHE_SECTORS);
	c->buckets = table_size(c->blocks);
	c->table = heap_alloc_zero(c->buckets, sizeof(*c->table));
	if (!c->table) {
		heap_free(c);
		return NULL;
	}
	for (unsigned i = 0; i < BCACHE_IOS; i++) {
		c->ios[i].cache = c;
		bcache_give_io(&c->ios[i]);
	}
	return c;
}

int bcache_open(struct blk_dev *dev, struct bcache **out)
{
	if (dev->max_segs == 0 || dev->max_sectors < BCACHE_SECTORS)
		return -EINVAL;
	if (is_open(dev))
		return -EBUSY;
	bcache_set_limit();
	int err = bcache_flush_init();
	if (err)
		return err;
	struct bcache *c = make_cache(dev);
	if (!c)
		return -ENOMEM;
	unsigned long flags = bcache_lock();
	c->next = caches;
	caches = c;
	bcache_unlock(flags);
	*out = c;
	return 0;
}

struct bcache *bcache_next(struct bcache *c)
{
	unsigned long flags = bcache_lock();
	struct bcache *next = c ? c->next : caches;

	if (c && --c->users == 0)
		waitq_wake(&c->changed);
	if (next)
		next->users++;
	bcache_unlock(flags);
	return next;
}

/* Whoever walks along the caches leaves this one first. */
static void forget_cache(struct bcache *c)
{
	struct bcache **at = &caches;

	wait_event(&c->changed, c->users == 0);
	unsigned long flags = bcache_lock();
	while (*at != c)
		at = &(*at)->next;
	*at = c->next;
	bcache_unlock(flags);
	wait_event(&c->changed, c->users == 0);
}

/* Read-ahead may be under way still. */
static bool all_done(const struct bcache *c)
{
	unsigned n = 0;

	for (const struct io *io = c->free_io; io; io = io->next)
		n++;
	return n == BCACHE_IOS;
}

static void free_bufs(struct bcache *c, size_t row)
{
	struct buf *b;

	while ((b = c->table[row])) {
		unsigned long flags = bcache_lock();
		ASSERT(b->refs == 0);
		bcache_remove(b);
		b->held = false;
		bcache_set_state(b, 0);
		bcache_unlist(b);
		bcache_unlock(flags);
		bcache_free_buf(b);
	}
}

int bcache_close(struct bcache *c)
{
	bcache_set_flush(c, NULL, NULL);
	forget_cache(c);
	int err = bcache_sync(c);

	wait_event(&c->changed, all_done(c));
	for (size_t row = 0; row < c->buckets; row++)
		free_bufs(c, row);
	heap_free(c->table);
	heap_free(c);
	return err;
}
