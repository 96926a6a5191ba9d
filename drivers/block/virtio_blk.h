/* SPDX-License-Identifier: MIT */
/*
 * virtio_blk.h - the requests of a virtio disk in its queue: touches memory only, so that
 * tests and a fuzzer can play the device.
 *
 *	header     16 bytes: type, 0, sector         read by the device
 *	data       in pieces                         read or written by it
 *	status     1 byte                            written by it
 *
 * Source: VIRTIO 1.2, 5.2.6 (device operation).
 * Locking: the block device's (core/blk.h).
 */
#ifndef DRIVERS_BLOCK_VIRTIO_BLK_H
#define DRIVERS_BLOCK_VIRTIO_BLK_H

#include <stdint.h>
#include <core/blk.h>
#include <drivers/virtqueue.h>

#define VBLK_DEPTH 64u

/* What the device reads and writes beside the data: 64 of them are half a frame. */
struct vblk_frame {
	uint32_t type, reserved;
	uint64_t sector;
	uint8_t status;
	uint8_t unused[15];
};

struct vblk_queue {
	struct virtqueue vq;
	struct blk_dev *dev;
	struct vblk_frame *frame; /* VBLK_DEPTH of them, in the direct map */
	bool exact;               /* the device tells how much it wrote (not legacy ones) */
	uint8_t free[VBLK_DEPTH]; /* a stack of the free frames' numbers */
	unsigned free_count;
};

/** An empty queue: vq is set up, frame points to VBLK_DEPTH frames. */
void vblk_queue_init(struct vblk_queue *q);
/** Puts req into the queue. 0, -EAGAIN, -EIO; req->slot is its frame then. */
int vblk_add(struct vblk_queue *q, struct blk_req *req) IRQ_SAFE;
/** Calls blk_done() for everything that the device is done with. -EIO: it broke the rules of
 *  the queue, and nothing of it can be believed any more. */
int vblk_collect(struct vblk_queue *q) IRQ_SAFE;

#endif
