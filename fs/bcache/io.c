/* SPDX-License-Identifier: MIT */
/*
 * io.c - requests of the cache: one struct io for each in flight, made with the cache.
 *
 * Locking: done() runs with interrupts off, whatever the CPU was doing.
 */
#include <core/panic.h>

#include "bcache/bcache.h"

static struct io *try_take_io(struct bcache *c)
{
	unsigned long flags = bcache_lock();
	struct io *io = c->free_io;

	if (io)
		c->free_io = io->next;
	bcache_unlock(flags);
	return io;
}

struct io *bcache_take_io(struct bcache *c, bool wait)
{
	struct io *io;

	while (!(io = try_take_io(c)) && wait)
		wait_event(&c->changed, c->free_io);
	if (io)
		io->aside = false;
	return io;
}

void bcache_give_io(struct io *io)
{
	struct bcache *c = io->cache;
	unsigned long flags = bcache_lock();

	io->next = c->free_io;
	c->free_io = io;
	waitq_wake(&c->changed);
	bcache_unlock(flags);
}

static void buf_done(struct buf *b, enum blk_op op, int status)
{
	if (op == BLK_READ)
		bcache_set_state(b, status ? 0 : BUF_VALID);
	else
		bcache_set_state(b, (b->state & ~BUF_WRITING) | (status ? BUF_DIRTY : 0));
}

static void write_failed(struct bcache *c)
{
	c->write_failed = true;
	bcache_note_dirty(c);
}

/* What failed to be written is dirty again, from now on: it is tried when it is old. */
static void io_done(struct blk_req *req)
{
	struct io *io = req->ctx;
	struct bcache *c = io->cache;
	unsigned long flags = bcache_lock();

	for (unsigned i = 0; i < io->n && !io->aside; i++)
		buf_done(io->bufs[i], req->op, req->status);
	if (req->status && io->aside)
		c->aside_error = req->status;
	else if (req->status && req->op == BLK_WRITE)
		write_failed(c);
	c->writing -= req->op == BLK_WRITE;
	bcache_unlock(flags);
	bcache_give_io(io);
}

/* Of the last block of the device there may be a part only. */
static uint32_t block_len(const struct bcache *c, uint64_t block)
{
	uint64_t sectors = c->dev->sectors - block * BCACHE_SECTORS;

	return (uint32_t)MIN(sectors, BCACHE_SECTORS) * BLK_SECTOR;
}

void bcache_submit(struct io *io, enum blk_op op, uint64_t to)
{
	struct bcache *c = io->cache;

	ASSERT(io->n > 0 && io->n <= c->cluster);
	for (unsigned i = 0; i < io->n; i++)
		io->segs[i] = (struct blk_seg){ io->bufs[i]->data, block_len(c, to + i) };
	io->req = (struct blk_req){
		.op = op,
		.sector = to * BCACHE_SECTORS,
		.segs = io->segs,
		.nsegs = io->n,
		.done = io_done,
		.ctx = io,
	};
	unsigned long flags = bcache_lock();
	c->writing += op == BLK_WRITE;
	*(op == BLK_READ ? &bcache_counts.reads : &bcache_counts.writes) += io->n;
	bcache_unlock(flags);
	int err = blk_submit(c->dev, &io->req);
	if (err) {
		flags = irq_save();
		io->req.status = err;
		io_done(&io->req);
		irq_restore(flags);
	}
}
