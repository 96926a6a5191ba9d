/* SPDX-License-Identifier: MIT */
/*
 * part.c - partitions of a disk: finds the table, whichever kind it is, and makes a block
 * device of every partition.
 *
 * Locking: the probing thread.
 */
#define LOG_TAG "blk"
#include <errno.h>
#include <string.h>

#include <core/heap.h>
#include <core/log.h>
#include <core/printf.h>

#include "blk/part.h"
#include "blk/queue.h"

static bool meets(const struct part *p, uint64_t first, uint64_t sectors)
{
	return first < p->first + p->sectors && p->first < first + sectors;
}

int part_add(struct blk_dev *dev, struct part_table *t, unsigned number, uint64_t first,
	     uint64_t count)
{
	uint64_t blocks = dev->sectors / part_scale(dev);

	if (first == 0 || first >= blocks || count == 0 || count > blocks - first) {
		log_warn("%s: partition %u is not on the disk", dev->name, number);
		return -EINVAL;
	}
	first *= part_scale(dev);
	count *= part_scale(dev);
	for (unsigned i = 0; i < t->count; i++) {
		if (!meets(&t->part[i], first, count))
			continue;
		log_warn("%s: partitions %u and %u overlap", dev->name, t->part[i].number, number);
		return -EINVAL;
	}
	if (t->count == PARTS_MAX) {
		log_warn("%s: more than %u partitions", dev->name, PARTS_MAX);
		return -EINVAL;
	}
	t->part[t->count++] = (struct part){ number, first, count };
	return 0;
}

int part_read(struct blk_dev *dev, struct part_table *t)
{
	uint8_t *block = heap_alloc(dev->block_size);
	int err;

	if (!block)
		return -ENOMEM;
	t->count = 0;
	err = blk_read(dev, 0, block, dev->block_size);
	if (!err)
		err = mbr_read(dev, block, t);
	heap_free(block);
	if (err == -EAGAIN)
		err = gpt_read(dev, t);
	return err;
}

static int add_device(struct blk_dev *whole, const struct part *p)
{
	bool digit = whole->name[strlen(whole->name) - 1] <= '9';
	struct blk_dev *dev = heap_alloc_zero(1, sizeof(*dev));
	int err;

	if (!dev)
		return -ENOMEM;
	ksnprintf(dev->name, sizeof(dev->name), "%s%s%u", whole->name, digit ? "p" : "", p->number);
	dev->ops = whole->ops;
	dev->driver = whole->driver;
	dev->sectors = p->sectors;
	dev->block_size = whole->block_size;
	dev->max_sectors = whole->max_sectors;
	dev->max_segs = whole->max_segs;
	dev->depth = whole->depth;
	dev->zone = whole->zone;
	dev->read_only = whole->read_only;
	dev->write_cache = whole->write_cache;
	dev->whole = whole;
	dev->first = p->first;
	err = blk_add(dev);
	if (err)
		heap_free(dev);
	return err;
}

static void add_devices(struct blk_dev *dev, const struct part_table *t)
{
	int err = 0;

	for (unsigned i = 0; i < t->count && !err; i++)
		err = add_device(dev, &t->part[i]);
	if (err)
		log_err("%s: not all partitions can be used, error %d", dev->name, -err);
	else if (t->count)
		log_info("%s: %s, %u partition%s", dev->name, t->kind, t->count,
			 t->count == 1 ? "" : "s");
}

/* What is smaller than two blocks has no room for a table and something else. */
void blk_scan_partitions(struct blk_dev *dev)
{
	struct part_table *t;
	int err;

	if (dev->sectors < 2 * part_scale(dev))
		return;
	t = heap_alloc(sizeof(*t));
	err = t ? part_read(dev, t) : -ENOMEM;
	if (!err)
		add_devices(dev, t);
	else if (err == -EINVAL)
		log_err("%s: its partition table is damaged, none is used", dev->name);
	else if (err != -ENOENT)
		log_err("%s: its partition table cannot be read, error %d", dev->name, -err);
	heap_free(t);
}
