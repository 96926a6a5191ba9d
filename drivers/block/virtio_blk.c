/* SPDX-License-Identifier: MIT */
/*
 * virtio_blk.c - a virtio disk: its configuration, and the device behind the queue.
 *
 * Source: VIRTIO 1.2, 5.2.3 (features), 5.2.4 (configuration layout), 5.2.5
 * (initialization).
 * Locking: the block device's (core/blk.h); probing and resetting are alone.
 */
#define LOG_TAG "virtio-blk"
#include <errno.h>
#include <stddef.h>

#include <core/heap.h>
#include <core/log.h>
#include <drivers/virtio.h>

#include "block/virtio_blk.h"

#define F_SIZE_MAX (1ull << 1)
#define F_SEG_MAX  (1ull << 2)
#define F_RO       (1ull << 5)
#define F_BLK_SIZE (1ull << 6)
#define F_FLUSH    (1ull << 9)
#define FEATURES   (F_SIZE_MAX | F_SEG_MAX | F_RO | F_BLK_SIZE | F_FLUSH)

/* Offsets in the device's configuration. */
enum { CONFIG_CAPACITY = 0, CONFIG_SIZE_MAX = 8, CONFIG_SEG_MAX = 12, CONFIG_BLK_SIZE = 20 };

#define TRANSFER_MAX 2048u /* sectors of one request: 1 MiB */
#define FRAME_BYTES  (VBLK_DEPTH * sizeof(struct vblk_frame))
_Static_assert(FRAME_BYTES <= PAGE_SIZE && sizeof(struct vblk_frame) == 32, "as the comments say");

struct vblk {
	struct blk_dev blk;
	struct virtio_dev virtio;
	struct vblk_queue queue;
};

static int start(struct blk_dev *dev, struct blk_req *req)
{
	struct vblk *v = dev->driver;
	int err = vblk_add(&v->queue, req);

	if (!err && virtq_wants_notify(&v->queue.vq))
		virtio_notify(&v->virtio, &v->queue.vq);
	return err;
}

static void poll(struct blk_dev *dev)
{
	struct vblk *v = dev->driver;

	if (vblk_collect(&v->queue) == 0)
		return;
	log_err("%s breaks the rules of its queue", dev->name);
	blk_stuck(dev);
}

static void interrupt(void *arg)
{
	struct vblk *v = arg;

	blk_irq(&v->blk);
}

/* Until DRIVER_OK, in either life of the device. */
static int set_up(struct vblk *v, uint64_t *features)
{
	int err = virtio_negotiate(&v->virtio, FEATURES, features);

	if (!err)
		err = virtio_queue_setup(&v->virtio, 0, &v->queue.vq);
	if (!err)
		vblk_queue_init(&v->queue);
	return err;
}

/* What is in flight is forgotten with the queue that it was in: a device that was reset
 * touches no memory. */
static int reset(struct blk_dev *dev)
{
	struct vblk *v = dev->driver;
	uint64_t features;

	if (virtio_restart(&v->virtio) || set_up(v, &features)) {
		virtio_fail(&v->virtio);
		return -EIO;
	}
	virtio_start(&v->virtio);
	return 0;
}

static uint32_t config32(struct vblk *v, unsigned offset, bool there, uint32_t otherwise)
{
	uint32_t value;

	if (!there || virtio_config(&v->virtio, offset, &value, sizeof(value)))
		return otherwise;
	return value;
}

/* Header and status take two entries of a chain, which is never longer than the queue. */
static unsigned segments(struct vblk *v, uint64_t features)
{
	uint32_t max = config32(v, CONFIG_SEG_MAX, features & F_SEG_MAX, 1);

	return MIN(MIN(max, (uint32_t)v->queue.vq.size - 2), BLK_SEGS_MAX);
}

/* Fills in what core/blk wants to know; it judges the numbers. */
static int describe(struct vblk *v, uint64_t features)
{
	static const struct blk_ops ops = { .start = start, .poll = poll, .reset = reset };
	uint32_t seg_bytes = config32(v, CONFIG_SIZE_MAX, features & F_SIZE_MAX, UINT32_MAX);
	struct blk_dev *dev = &v->blk;

	if (v->queue.vq.size < 4)
		return -EINVAL;
	dev->ops = &ops;
	dev->driver = v;
	dev->block_size = config32(v, CONFIG_BLK_SIZE, features & F_BLK_SIZE, BLK_SECTOR);
	dev->max_sectors = MIN(TRANSFER_MAX, seg_bytes / BLK_SECTOR);
	dev->max_segs = segments(v, features);
	dev->depth = MIN(VBLK_DEPTH, v->queue.vq.size / 3u);
	dev->read_only = features & F_RO;
	dev->write_cache = features & F_FLUSH;
	v->queue.dev = dev;
	v->queue.exact = features & VIRTIO_F_VERSION_1;
	blk_name(dev, "vd");
	return virtio_config(&v->virtio, CONFIG_CAPACITY, &dev->sectors, sizeof(dev->sectors));
}

static int open(struct vblk *v, const struct virtio_place *place)
{
	int err = virtio_open(&v->virtio, place);
	uint64_t features;
	phys_t frame;

	if (!err)
		err = virtio_attach(&v->virtio, interrupt, v);
	if (err)
		return err;
	frame = pages_alloc(1, PAGES_ANY);
	if (!phys_valid(frame))
		return -ENOMEM;
	v->queue.frame = phys_to_virt(frame);
	err = set_up(v, &features);
	if (!err)
		err = describe(v, features);
	if (err) {
		virtio_fail(&v->virtio);
		return err;
	}
	virtio_start(&v->virtio);
	return 0;
}

/* An interrupt that was attached stays so: what probing has allocated is kept for ever,
 * also when the device turns out to be unusable. */
static int vblk_probe(const struct virtio_place *place)
{
	struct vblk *v = heap_alloc_zero(1, sizeof(*v));
	int err;

	if (!v)
		return -ENOMEM;
	v->blk.gone = true; /* until it is registered, an interrupt finds nobody */
	err = open(v, place);
	if (!err)
		err = blk_register(&v->blk);
	if (err)
		virtio_fail(&v->virtio);
	return err;
}

VIRTIO_DRIVER(virtio_blk) = { .name = "virtio-blk", .type = 2, .probe = vblk_probe };
