/* SPDX-License-Identifier: MIT */
/*
 * virtqueue.h - a split virtqueue: how buffers go to a virtio device and come back.
 *
 *	descriptors   16 bytes * size   where buffers lie; written by us
 *	available     4 + 2 * size + 2  chains for the device; written by us
 *	(to the next multiple of 4096)
 *	used          4 + 8 * size + 2  chains it is done with; written by the device
 *
 * The whole state is ours: of what the device writes, only the used ring is read, and
 * each entry is checked against what was given to the device.
 *
 * Source: VIRTIO 1.2, section 2.7; the layout in one piece is 2.7.2's for legacy
 * devices, which suits modern ones too.
 * Locking: none; the owner calls from one context at a time.
 */
#ifndef DRIVERS_VIRTQUEUE_H
#define DRIVERS_VIRTQUEUE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <core/pages.h>

#define VIRTQ_SIZE_MAX 1024u

struct virtq_desc;
struct virtq_avail;
struct virtq_used;

/** One piece of memory in a chain. */
struct virtq_buf {
	phys_t addr;
	uint32_t len;       /* bytes, not 0 */
	bool device_writes; /* else the device reads it; those come first in a chain */
};

/** What we remember of a descriptor; the device cannot reach it. */
struct virtq_slot {
	void *token;       /* of the chain that starts here; NULL: none in flight */
	uint32_t writable; /* bytes of that chain the device may write */
	uint16_t count;    /* descriptors of that chain */
	uint16_t next;     /* in the chain, or in the free list */
};

struct virtqueue {
	uint16_t index; /* on its device */
	uint16_t size;  /* entries, power of two */
	uint16_t notify_off;
	uint16_t free_head, free_count;
	uint16_t avail_idx, used_idx;
	bool broken; /* the device broke the rules: nothing is taken any more */
	/** Set by the owner: this queue's device tells lengths that mean nothing, such as the
	 *  bytes that it has read; virtq_pop() tells 0. */
	bool no_lengths;
	struct virtq_desc *desc;
	struct virtq_avail *avail;
	volatile struct virtq_used *used;
	struct virtq_slot *slot; /* size entries */
};

/** Bytes of DMA memory that a queue of size entries takes; whole pages. */
size_t virtq_bytes(unsigned size);
/** Offsets of the available and used rings in that memory. */
size_t virtq_avail_offset(unsigned size);
size_t virtq_used_offset(unsigned size);

/** Prepares an empty queue in mem (page aligned, virtq_bytes(size) bytes, borrowed for
 *  ever) with slot[0..size). size: power of two, at most VIRTQ_SIZE_MAX. */
void virtq_init(struct virtqueue *vq, unsigned index, unsigned size, void *mem,
		struct virtq_slot *slot);

/** Whether the device is to interrupt when it is done with a chain; not, at first. */
void virtq_interrupts(struct virtqueue *vq, bool wanted);
/** False when the device looks at the queue of its own accord just now. */
bool virtq_wants_notify(const struct virtqueue *vq);

/** Gives the device a chain of n buffers. token (not NULL) comes back from
 *  virtq_pop(). 0; -EAGAIN not enough descriptors; -EINVAL; -EIO queue is broken. */
int virtq_add(struct virtqueue *vq, const struct virtq_buf *buf, unsigned n, void *token);

/** Takes back one chain: *token, and *len, the bytes the device wrote, at most what
 *  it was allowed. 0; -EAGAIN none is done; -EIO the device broke the rules, now or
 *  earlier: reset it. */
int virtq_pop(struct virtqueue *vq, void **token, uint32_t *len);

#endif
