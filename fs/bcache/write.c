/* SPDX-License-Identifier: MIT */
/*
 * write.c - dirty blocks, and bringing them to the device. Neighbours that are dirty too go
 * along in the same request.
 *
 * Locking: fs/bcache.h.
 */
#include <errno.h>

#include <core/panic.h>

#include "bcache/bcache.h"

/* --- states ---------------------------------------------------------------------------- */

static bool too_many_dirty(void)
{
	return bcache_counts.dirty > bcache_counts.limit * CONFIG_BCACHE_DIRTY_PERCENT / 100;
}

void bcache_note_dirty(struct bcache *c)
{
	if (c->dirty_since)
		return;
	c->dirty_since = MAX(clock_now(), 1);
	bcache_flush_soon();
}

void bcache_dirty(struct buf *b)
{
	struct bcache *c = b->cache;

	ASSERT(b->refs > 0);
	wait_event(&c->changed, !(b->state & BUF_WRITING));
	unsigned long flags = bcache_lock();
	bcache_set_state(b, b->state | BUF_DIRTY);
	bcache_note_dirty(c);
	bool many = too_many_dirty();
	bcache_unlock(flags);
	if (many)
		bcache_start_writing(c, false);
}

static void set_held(struct buf *b, bool held)
{
	unsigned long flags = bcache_lock();

	b->held = held;
	bcache_set_state(b, b->state);
	bcache_unlock(flags);
}

void bcache_hold(struct buf *b)
{
	set_held(b, true);
}

void bcache_release(struct buf *b)
{
	set_held(b, false);
}

bool bcache_is_dirty(const struct buf *b)
{
	return b->state & (BUF_DIRTY | BUF_WRITING);
}

void bcache_forget(struct buf *b)
{
	ASSERT(b->refs > 0);
	wait_event(&b->cache->changed, !(b->state & (BUF_READING | BUF_WRITING)));
	unsigned long flags = bcache_lock();
	b->held = false;
	b->owner = 0;
	b->tag = 0;
	bcache_set_state(b, 0);
	if (!b->detached)
		bcache_remove(b);
	b->detached = true;
	bcache_unlock(flags);
}

void bcache_discard(struct bcache *c, uint64_t block, uint64_t n)
{
	for (uint64_t end = block + n; block < end; block++) {
		struct buf *b = bcache_find_and_ref(c, block);
		if (b) {
			bcache_forget(b);
			bcache_put(b);
		}
	}
}

/* --- writing what is dirty ---------------------------------------------------------------- */

/** Whose writing is asked for. */
struct choice {
	bool (*want)(const struct buf *b, const void *ctx);
	const void *ctx;
	bool idle_only; /* not what is borrowed */
	unsigned pass;  /* nothing is tried twice in one */
};

static bool chosen(const struct buf *b, const struct choice *choice)
{
	return b && b->list == LIST_DIRTY && b->pass != choice->pass &&
	       !(choice->idle_only && b->refs > 0) &&
	       (!choice->want || choice->want(b, choice->ctx));
}

/* Takes b and its chosen neighbours into io and marks them as being written. */
static void gather(struct io *io, struct buf *b, const struct choice *choice)
{
	struct bcache *c = io->cache;
	uint64_t first = b->block;

	while (first > 0 && b->block - first + 1 < c->cluster &&
	       chosen(bcache_find(c, first - 1), choice))
		first--;
	io->n = 0;
	while (io->n < c->cluster) {
		struct buf *at = bcache_find(c, first + io->n);
		if (!chosen(at, choice))
			break;
		io->bufs[io->n++] = at;
	}
	for (unsigned i = 0; i < io->n; i++) {
		io->bufs[i]->pass = choice->pass;
		bcache_set_state(io->bufs[i], BUF_VALID | BUF_WRITING);
	}
}

/* Starts one request. False: nothing that is dirty is chosen. */
static bool write_some(struct io *io, const struct choice *choice)
{
	struct bcache *c = io->cache;
	unsigned long flags = bcache_lock();
	struct buf *b = c->dirty.first;

	while (b && !chosen(b, choice))
		b = b->next;
	if (b)
		gather(io, b, choice);
	bcache_unlock(flags);
	if (b)
		bcache_submit(io, BLK_WRITE, io->bufs[0]->block);
	return b;
}

void bcache_start_writing(struct bcache *c, bool wait)
{
	const struct choice choice = { .idle_only = true, .pass = ++c->pass };
	struct io *io = bcache_take_io(c, wait);

	while (io && write_some(io, &choice))
		io = bcache_take_io(c, wait);
	if (io)
		bcache_give_io(io);
	unsigned long flags = bcache_lock();
	if (c->dirty.first)
		bcache_note_dirty(c);
	bcache_unlock(flags);
}

/* Waits for what is under way. 0, or -EIO if some of it failed since the last call. */
static int settle(struct bcache *c)
{
	wait_event(&c->changed, c->writing == 0);
	unsigned long flags = bcache_lock();
	int err = c->write_failed ? -EIO : 0;
	c->write_failed = false;
	bcache_unlock(flags);
	return err;
}

int bcache_write_if(struct bcache *c, bool (*want)(const struct buf *b, const void *ctx),
		    const void *ctx)
{
	settle(c); /* what failed before this is dirty again, and tried again now */
	const struct choice choice = { .want = want, .ctx = ctx, .pass = ++c->pass };
	struct io *io = bcache_take_io(c, true);
	while (write_some(io, &choice))
		io = bcache_take_io(c, true);
	bcache_give_io(io);
	return settle(c);
}

int bcache_write_all(struct bcache *c)
{
	return bcache_write_if(c, NULL, NULL);
}

int bcache_sync(struct bcache *c)
{
	int err = bcache_write_all(c);
	int flush_err = c->dev->read_only ? 0 : blk_flush(c->dev);

	return err ? err : flush_err;
}

/* --- writing certain blocks ----------------------------------------------------------------- */

/* Takes blocks from bufs into io as long as they are neighbours and want to be written.
 * Returns how many of bufs are done with. */
static size_t take_neighbours(struct io *io, struct buf *const *bufs, size_t n)
{
	size_t i = 0;

	io->n = 0;
	unsigned long flags = bcache_lock();
	while (i < n && io->n < io->cache->cluster) {
		struct buf *b = bufs[i];
		bool want = b->state & BUF_DIRTY && !(b->state & BUF_WRITING);

		if (io->n > 0 && (!want || b->block != io->bufs[io->n - 1]->block + 1))
			break;
		if (want) {
			io->bufs[io->n++] = b;
			bcache_set_state(b, BUF_VALID | BUF_WRITING);
		}
		i++;
	}
	bcache_unlock(flags);
	return i;
}

int bcache_write(struct buf *const *bufs, size_t n)
{
	if (n == 0)
		return 0;
	struct bcache *c = bufs[0]->cache;
	settle(c);
	for (size_t i = 0; i < n;) {
		struct io *io = bcache_take_io(c, true);
		i += take_neighbours(io, bufs + i, n - i);
		if (io->n > 0)
			bcache_submit(io, BLK_WRITE, io->bufs[0]->block);
		else
			bcache_give_io(io);
	}
	return settle(c);
}

int bcache_write_to(struct bcache *c, uint64_t block, struct buf *const *bufs, size_t n)
{
	settle(c);
	c->aside_error = 0;
	for (size_t i = 0; i < n;) {
		struct io *io = bcache_take_io(c, true);
		io->aside = true;
		for (io->n = 0; io->n < c->cluster && i < n; i++)
			io->bufs[io->n++] = bufs[i];
		bcache_submit(io, BLK_WRITE, block + i - io->n);
	}
	wait_event(&c->changed, c->writing == 0);
	return c->aside_error;
}
