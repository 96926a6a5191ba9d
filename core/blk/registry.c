/* SPDX-License-Identifier: MIT */
/*
 * registry.c - the list of block devices.
 *
 * Locking: devices come during boot, in the boot thread, and never go: one that does not
 * work any more stays and answers -EIO.
 */
#define LOG_TAG "blk"
#include <errno.h>
#include <string.h>

#include <core/log.h>
#include <core/printf.h>

#include "blk/queue.h"

#define SECTORS_MAX (INT64_MAX / BLK_SECTOR) /* positions in bytes are an off_t */
#define LETTERS     26

static struct blk_dev *devices;

struct blk_dev *blk_next(const struct blk_dev *dev)
{
	return dev ? dev->next : devices;
}

struct blk_dev *blk_find(const char *name)
{
	struct blk_dev *dev = devices;

	while (dev && strcmp(dev->name, name) != 0)
		dev = dev->next;
	return dev;
}

void blk_name(struct blk_dev *dev, const char *prefix)
{
	unsigned n = 0;

	do {
		if (n < LETTERS)
			ksnprintf(dev->name, sizeof(dev->name), "%s%c", prefix, 'a' + (int)n);
		else
			ksnprintf(dev->name, sizeof(dev->name), "%s%c%c", prefix,
				  'a' + (int)(n / LETTERS - 1), 'a' + (int)(n % LETTERS));
		n++;
	} while (blk_find(dev->name) && n < LETTERS * (LETTERS + 1));
}

int blk_add(struct blk_dev *dev)
{
	struct blk_dev **end = &devices;

	if (blk_find(dev->name)) {
		log_err("there are two devices called %s", dev->name);
		return -EEXIST;
	}
	while (*end)
		end = &(*end)->next;
	dev->next = NULL;
	*end = dev;
	return 0;
}

static bool sensible_block(const struct blk_dev *dev)
{
	return dev->block_size >= BLK_SECTOR && dev->block_size <= 4096 &&
	       !(dev->block_size & (dev->block_size - 1)) &&
	       dev->max_sectors >= dev->block_size / BLK_SECTOR && dev->max_segs >= 1 &&
	       dev->max_segs <= BLK_SEGS_MAX;
}

int blk_register(struct blk_dev *dev)
{
	int err;

	if (!sensible_block(dev)) {
		log_err("%s: blocks of %u bytes, %u sectors and %u segments in a request cannot be",
			dev->name, dev->block_size, dev->max_sectors, dev->max_segs);
		return -EINVAL;
	}
	dev->sectors -= dev->sectors % (dev->block_size / BLK_SECTOR);
	if (dev->sectors == 0 || dev->sectors > SECTORS_MAX) {
		log_err("%s: a disk of %lu sectors cannot be", dev->name, dev->sectors);
		return -EINVAL;
	}
	dev->first = 0;
	blk_queue_init(dev);
	err = blk_add(dev);
	if (err)
		return err;
	log_info("%s: %lu MiB%s", dev->name, dev->sectors / (1048576 / BLK_SECTOR),
		 dev->read_only ? ", read-only" : "");
	blk_proc_init();
	blk_scan_partitions(dev);
	return 0;
}
