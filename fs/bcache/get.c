/* SPDX-License-Identifier: MIT */
/*
 * get.c - borrowing blocks, which are read when they are not here, and reading ahead.
 *
 * Locking: fs/bcache.h.
 */
#include <errno.h>
#include <string.h>

#include "bcache/bcache.h"

/* Puts nb, which is borrowed, into the table as block, unless somebody was faster. */
static struct buf *insert_or_find(struct bcache *c, uint64_t block, struct buf *nb)
{
	unsigned long flags = bcache_lock();
	struct buf *b = bcache_find(c, block);

	if (b) {
		bcache_ref_locked(b);
	} else {
		nb->block = block;
		bcache_insert(nb);
	}
	bcache_unlock(flags);
	if (b)
		bcache_free_buf(nb);
	return b ? b : nb;
}

/* Borrows the block, in whatever state. */
static int find_or_make(struct bcache *c, uint64_t block, struct buf **out)
{
	if (block >= c->blocks)
		return -EINVAL;
	*out = bcache_find_and_ref(c, block);
	if (*out)
		return 0;
	struct buf *nb = bcache_new_buf(c);
	if (!nb)
		return -ENOMEM;
	*out = insert_or_find(c, block, nb);
	return 0;
}

/* Waits until no request is under way for b. */
static void wait_for(struct buf *b)
{
	wait_event(&b->cache->changed, !(b->state & (BUF_READING | BUF_WRITING)));
}

/* Sets READING, if nobody else has and it is not here. */
static bool begin_reading(struct buf *b)
{
	unsigned long flags = bcache_lock();
	bool begun = !(b->state & (BUF_VALID | BUF_READING));

	if (begun) {
		bcache_set_state(b, BUF_READING);
		bcache_counts.misses++;
	} else if (b->state & BUF_VALID) {
		bcache_counts.hits++;
	}
	bcache_unlock(flags);
	return begun;
}

/* Another one's reading may fail without ours, that is of this block alone, failing. */
static int make_valid(struct buf *b)
{
	bool begun = false;

	while (!begun && !(b->state & BUF_VALID)) {
		begun = begin_reading(b);
		if (begun) {
			struct io *io = bcache_take_io(b->cache, true);
			io->bufs[0] = b;
			io->n = 1;
			bcache_submit(io, BLK_READ, b->block);
		}
		wait_event(&b->cache->changed, !(b->state & BUF_READING));
	}
	return b->state & BUF_VALID ? 0 : -EIO;
}

int bcache_get(struct bcache *c, uint64_t block, struct buf **out)
{
	struct buf *b;
	int err = find_or_make(c, block, &b);

	if (err)
		return err;
	if (b->state & BUF_VALID)
		bcache_counts.hits++;
	else
		err = make_valid(b);
	if (err)
		bcache_put(b);
	else
		*out = b;
	return err;
}

int bcache_get_zero(struct bcache *c, uint64_t block, struct buf **out)
{
	struct buf *b;
	int err = find_or_make(c, block, &b);

	if (err)
		return err;
	wait_for(b);
	memset(b->data, 0, BCACHE_BLOCK);
	unsigned long flags = bcache_lock();
	bcache_set_state(b, b->state | BUF_VALID);
	bcache_unlock(flags);
	*out = b;
	return 0;
}

/* The first block from there on that is not here; end. */
static uint64_t first_missing(const struct bcache *c, uint64_t block, uint64_t end)
{
	unsigned long flags = bcache_lock();

	while (block < end && bcache_find(c, block))
		block++;
	bcache_unlock(flags);
	return block;
}

/* Makes the block, which is not here, in state READING. -ENOMEM; -EEXIST: somebody else made it
 * meanwhile. */
static int make_for_reading(struct bcache *c, uint64_t block, struct buf **out)
{
	struct buf *nb = bcache_new_buf(c);

	if (!nb)
		return -ENOMEM;
	unsigned long flags = bcache_lock();
	bool ours = !bcache_find(c, block);
	if (ours) {
		nb->block = block;
		bcache_insert(nb);
		nb->refs--;
		bcache_set_state(nb, BUF_READING);
	}
	bcache_unlock(flags);
	if (!ours) {
		bcache_free_buf(nb);
		return -EEXIST;
	}
	*out = nb;
	return 0;
}

/* Takes what is missing from `block` on, up to end, into io. The error that ended it, or 0. */
static int gather_missing(struct io *io, uint64_t block, uint64_t end)
{
	struct bcache *c = io->cache;
	int err = 0;

	io->n = 0;
	while (block < end && io->n < c->cluster && first_missing(c, block, block + 1) == block) {
		err = make_for_reading(c, block++, &io->bufs[io->n]);
		if (err)
			break;
		io->n++;
	}
	return err;
}

void bcache_read_ahead(struct bcache *c, uint64_t block, unsigned n)
{
	uint64_t end = MIN(block + n, c->blocks);
	int err = 0;

	while (err != -ENOMEM && (block = first_missing(c, block, end)) < end) {
		struct io *io = bcache_take_io(c, true);
		err = gather_missing(io, block, end);
		if (io->n > 0)
			bcache_submit(io, BLK_READ, block);
		else
			bcache_give_io(io);
	}
}
