/* SPDX-License-Identifier: MIT */
/* virtio_blk_queue.c - a disk's requests in a virtqueue (virtio_blk.h). */
#include <errno.h>

#include "block/virtio_blk.h"

enum { TYPE_IN = 0, TYPE_OUT = 1, TYPE_FLUSH = 4 };
#define STATUS_OK    0u
#define STATUS_UNSET 0xffu
#define HEADER_SIZE  16u

void vblk_queue_init(struct vblk_queue *q)
{
	for (unsigned i = 0; i < VBLK_DEPTH; i++)
		q->free[i] = (uint8_t)i;
	q->free_count = VBLK_DEPTH;
}

static uint32_t type_of(const struct blk_req *req)
{
	switch (req->op) {
	case BLK_READ:
		return TYPE_IN;
	case BLK_WRITE:
		return TYPE_OUT;
	default:
		return TYPE_FLUSH;
	}
}

/* Puts the request's memory into buf; returns how many entries that takes. Segments that lie
 * behind each other in RAM, as frames taken one after the other do, are one: each costs the
 * device a look-up. */
static unsigned add_segments(struct virtq_buf *buf, const struct blk_req *req)
{
	unsigned n = 0;
	uint64_t end = 0; /* of what buf has */

	for (unsigned i = 0; i < req->nsegs; i++) {
		phys_t at = virt_to_phys(req->segs[i].data);
		uint32_t len = req->segs[i].len;

		if (n && at.addr == end)
			buf[n - 1].len += len;
		else
			buf[n++] = (struct virtq_buf){ .addr = at,
						       .len = len,
						       .device_writes = req->op == BLK_READ };
		end = at.addr + len;
	}
	return n;
}

int vblk_add(struct vblk_queue *q, struct blk_req *req)
{
	struct virtq_buf buf[BLK_SEGS_MAX + 2];
	struct vblk_frame *f;
	unsigned n = 0;
	phys_t at;
	int err;

	if (q->free_count == 0)
		return -EAGAIN;
	req->slot = q->free[q->free_count - 1];
	f = &q->frame[req->slot];
	f->type = type_of(req);
	f->sector = req->at;
	f->status = STATUS_UNSET;
	at = virt_to_phys(f);
	buf[n++] = (struct virtq_buf){ .addr = at, .len = HEADER_SIZE };
	n += add_segments(buf + n, req);
	at.addr += HEADER_SIZE;
	buf[n++] = (struct virtq_buf){ .addr = at, .len = 1, .device_writes = true };
	err = virtq_add(&q->vq, buf, n, req);
	if (!err)
		q->free_count--;
	return err;
}

/* A device that claims success and wrote less than that has lied. */
static int result(const struct vblk_queue *q, const struct blk_req *req, uint32_t wrote)
{
	uint32_t data = req->op == BLK_READ ? req->sectors * BLK_SECTOR : 0;

	if (*(volatile uint8_t *)&q->frame[req->slot].status != STATUS_OK)
		return -EIO;
	return q->exact && wrote < data + 1 ? -EIO : 0;
}

int vblk_collect(struct vblk_queue *q)
{
	void *token;
	uint32_t wrote;
	int err;

	while ((err = virtq_pop(&q->vq, &token, &wrote)) == 0) {
		struct blk_req *req = token;
		int status = result(q, req, wrote);

		q->free[q->free_count++] = (uint8_t)req->slot;
		blk_done(q->dev, req, status);
	}
	return err == -EAGAIN ? 0 : err;
}
