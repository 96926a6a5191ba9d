/* SPDX-License-Identifier: MIT */
/* transfer.c - many requests at a time, in pieces of different sizes. */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include <core/pages.h>
#include <core/waitq.h>

#include "disk.h"

#define FRAMES 4u /* of each request */

struct job {
	struct blk_req req;
	struct blk_seg seg[FRAMES];
	uint8_t *frame[FRAMES];
	bool busy, done;
};

static struct job jobs[DEPTH];
static struct waitq idle;

/* The pattern: each 8 bytes tell their place and the seed. */
static void fill(uint64_t *p, uint64_t sector, uint32_t bytes, uint64_t seed)
{
	uint64_t n = sector * (BLK_SECTOR / 8);

	for (uint32_t i = 0; i < bytes / 8; i++)
		p[i] = (n + i) * 0x9e3779b97f4a7c15ull + seed;
}

static bool same(const uint64_t *p, uint64_t sector, uint32_t bytes, uint64_t seed)
{
	uint64_t n = sector * (BLK_SECTOR / 8);

	for (uint32_t i = 0; i < bytes / 8; i++)
		if (p[i] != (n + i) * 0x9e3779b97f4a7c15ull + seed)
			return false;
	return true;
}

static void on_done(struct blk_req *req)
{
	struct job *j = req->ctx;

	j->done = true;
	waitq_wake(&idle);
}

static void allocate(struct blk_dev *dev)
{
	for (unsigned i = 0; i < DEPTH; i++)
		for (unsigned k = 0; k < FRAMES; k++)
			jobs[i].frame[k] = phys_to_virt(pages_alloc(1, dev->whole->zone));
}

static void release(void)
{
	for (unsigned i = 0; i < DEPTH; i++)
		for (unsigned k = 0; k < FRAMES; k++)
			pages_free(virt_to_phys(jobs[i].frame[k]), 1);
}

/* Pieces of one block to a whole frame; returns the sectors of all. */
static uint32_t lay_out(struct blk_dev *dev, struct job *j, uint64_t left)
{
	uint32_t per_block = dev->block_size / BLK_SECTOR, total = 0;
	unsigned pieces = MIN(FRAMES, dev->max_segs);

	j->req.nsegs = 0;
	for (unsigned k = 0; k < pieces && left; k++) {
		uint32_t most = PAGE_SIZE / dev->block_size;
		uint64_t n = (1 + (unsigned)(left + k) % most) * per_block;

		n = MIN(n, left);
		if (total + n > dev->max_sectors)
			break;
		j->seg[k] = (struct blk_seg){ j->frame[k], (uint32_t)n * BLK_SECTOR };
		j->req.nsegs++;
		total += (uint32_t)n;
		left -= n;
	}
	return total;
}

static void each_piece(struct job *j, uint64_t seed, struct total *t)
{
	uint64_t sector = j->req.sector;

	for (unsigned k = 0; k < j->req.nsegs; k++) {
		if (j->req.op == BLK_WRITE)
			fill(j->seg[k].data, sector, j->seg[k].len, seed);
		else if (!same(j->seg[k].data, sector, j->seg[k].len, seed))
			t->wrong = MIN(t->wrong, sector);
		sector += j->seg[k].len / BLK_SECTOR;
	}
}

static void finish(struct job *j, uint64_t seed, struct total *t)
{
	j->busy = j->done = false;
	if (j->req.status) {
		t->failed++;
		t->error = t->error ? t->error : j->req.status;
		return;
	}
	t->sectors += j->req.sectors;
	if (j->req.op == BLK_READ)
		each_piece(j, seed, t);
}

/* Returns the sectors that are now under way. */
static uint32_t begin(struct blk_dev *dev, struct job *j, uint64_t left, uint64_t seed,
		      struct total *t)
{
	uint32_t n = lay_out(dev, j, left);
	int err;

	j->req.segs = j->seg;
	j->req.done = on_done;
	j->req.ctx = j;
	if (j->req.op == BLK_WRITE)
		each_piece(j, seed, t);
	j->busy = true;
	err = blk_submit(dev, &j->req);
	if (!err)
		return n;
	j->busy = false;
	t->failed++;
	t->error = t->error ? t->error : err;
	return n;
}

static struct job *find(bool busy, bool done)
{
	for (unsigned i = 0; i < DEPTH; i++)
		if (jobs[i].busy == busy && jobs[i].done == done)
			return &jobs[i];
	return NULL;
}

struct total transfer(struct blk_dev *dev, enum blk_op op, uint64_t first, uint64_t count,
		      uint64_t seed)
{
	struct total t = { .wrong = UINT64_MAX };
	struct job *j;

	allocate(dev);
	while (count || find(true, false) || find(true, true)) {
		while (count && (j = find(false, false))) {
			j->req.op = op;
			j->req.sector = first;
			uint32_t n = begin(dev, j, count, seed, &t);
			first += n;
			count -= n;
		}
		if (find(true, false) || find(true, true))
			wait_event(&idle, find(true, true));
		while ((j = find(true, true)))
			finish(j, seed, &t);
	}
	release();
	return t;
}
