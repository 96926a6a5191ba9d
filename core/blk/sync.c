/* SPDX-License-Identifier: MIT */
/*
 * sync.c - transfers that the caller waits for. Memory that the device cannot reach (the
 * heap, stacks, the image) goes through frames of our own, BOUNCE_FRAMES at a time.
 *
 * Locking: none but the device's.
 */
#include <errno.h>
#include <string.h>

#include <core/blk.h>

#define BOUNCE_FRAMES 16u
#define DMA32_END     (1ull << 32)

struct waiting {
	struct blk_req req;
	struct waitq wq;
	bool done;
};

static void wake(struct blk_req *req)
{
	struct waiting *w = req->ctx;

	w->done = true;
	waitq_wake(&w->wq);
}

/* Submits one request and waits: core/blk sees to it that every one ends. */
static int run(struct blk_dev *dev, enum blk_op op, uint64_t sector, const struct blk_seg *seg)
{
	struct waiting w = { .req = { .op = op, .sector = sector, .done = wake, .ctx = &w } };
	int err;

	w.req.segs = seg;
	w.req.nsegs = seg ? 1 : 0;
	err = blk_submit(dev, &w.req);
	if (err)
		return err;
	wait_event(&w.wq, w.done);
	return w.req.status;
}

/* All of the buffer is RAM that the device can read and write. */
static bool reachable(const struct blk_dev *dev, const void *buf, size_t len)
{
	uintptr_t base = (uintptr_t)phys_to_virt((phys_t){ 0 }), at = (uintptr_t)buf;
	uint64_t size = (uint64_t)pages_end() * PAGE_SIZE;

	if (dev->whole->zone == PAGES_DMA32)
		size = MIN(size, DMA32_END);
	return at % BLK_ALIGN == 0 && at >= base && len <= size && at - base <= size - len;
}

/* Through the bytes at bounce. */
static int copy(struct blk_dev *dev, enum blk_op op, uint64_t sector, char *buf,
		const struct blk_seg *bounce)
{
	int err;

	if (op == BLK_WRITE)
		memcpy(bounce->data, buf, bounce->len);
	err = run(dev, op, sector, bounce);
	if (!err && op == BLK_READ)
		memcpy(buf, bounce->data, bounce->len);
	return err;
}

/* As many requests as it takes, each of at most size bytes. bounce NULL: buf itself is
 * what the device gets. */
static int in_pieces(struct blk_dev *dev, enum blk_op op, uint64_t sector, char *buf, size_t len,
		     void *bounce, size_t size)
{
	int err = 0;

	while (len && !err) {
		struct blk_seg seg = { bounce ? bounce : buf, (uint32_t)MIN(len, size) };

		err = bounce ? copy(dev, op, sector, buf, &seg) : run(dev, op, sector, &seg);
		sector += seg.len / BLK_SECTOR;
		buf += seg.len;
		len -= seg.len;
	}
	return err;
}

static int through_bounce(struct blk_dev *dev, enum blk_op op, uint64_t sector, char *buf,
			  size_t len, size_t max)
{
	size_t frames = MIN((MIN(len, max) + PAGE_SIZE - 1) / PAGE_SIZE, (size_t)BOUNCE_FRAMES);
	phys_t pa = pages_alloc(frames, dev->whole->zone);
	int err;

	if (!phys_valid(pa)) {
		frames = 1;
		pa = pages_alloc(frames, dev->whole->zone);
	}
	if (!phys_valid(pa))
		return -ENOMEM;
	err = in_pieces(dev, op, sector, buf, len, phys_to_virt(pa), MIN(frames * PAGE_SIZE, max));
	pages_free(pa, frames);
	return err;
}

static int transfer(struct blk_dev *dev, enum blk_op op, uint64_t sector, char *buf, size_t len)
{
	size_t max = ALIGN_DOWN((size_t)dev->max_sectors * BLK_SECTOR, (size_t)dev->block_size);

	if (len & (dev->block_size - 1) || sector > dev->sectors ||
	    len / BLK_SECTOR > dev->sectors - sector)
		return -EINVAL;
	max = MIN(max, (size_t)1 << 30); /* a segment's length is 32 bits */
	if (reachable(dev, buf, len))
		return in_pieces(dev, op, sector, buf, len, NULL, max);
	return through_bounce(dev, op, sector, buf, len, max);
}

int blk_read(struct blk_dev *dev, uint64_t sector, void *buf, size_t len)
{
	return transfer(dev, BLK_READ, sector, buf, len);
}

/* buf is only read: the request has one type of segment for both directions. */
int blk_write(struct blk_dev *dev, uint64_t sector, const void *buf, size_t len)
{
	return transfer(dev, BLK_WRITE, sector, (char *)(uintptr_t)buf, len);
}

int blk_flush(struct blk_dev *dev)
{
	return run(dev, BLK_FLUSH, 0, NULL);
}
