/* SPDX-License-Identifier: MIT */
/*
 * part_fuzz.c - partition tables from a disk whose blocks are anything. Whatever is found
 * lies on the disk, not on its first block, and meets nothing else.
 *
 * The checksum is replaced: it is not what protects us from a table that lies.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include <core/crash.h>
#include <core/heap.h>
#include <core/log.h>

#include "blk/part.h"
#include "blk/queue.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const uint8_t *content;
static size_t content_size;

void *heap_alloc(size_t size)
{
	return malloc(size);
}

void *heap_alloc_zero(size_t count, size_t size)
{
	return calloc(count, size);
}

void heap_free(void *p)
{
	free(p);
}

void log_write(enum log_level lvl, const char *tag, const char *fmt, ...)
{
	(void)lvl;
	(void)tag;
	(void)fmt;
}

int ksnprintf(char *buf, size_t size, const char *fmt, ...);
int ksnprintf(char *buf, size_t size, const char *fmt, ...)
{
	(void)fmt;
	memset(buf, 'x', size);
	return 0;
}

int blk_add(struct blk_dev *dev)
{
	(void)dev;
	return -EEXIST;
}

uint32_t crc32(uint32_t crc, const void *data, size_t size)
{
	(void)crc;
	(void)data;
	(void)size;
	return 0;
}

/* The input's blocks stand at the beginning, and again at the end, of the disk. */
int blk_read(struct blk_dev *dev, uint64_t sector, void *buf, size_t len)
{
	uint64_t end = dev->sectors - content_size / BLK_SECTOR, at = sector;

	if (sector >= dev->sectors || len != dev->block_size || sector % part_scale(dev))
		abort();
	if (sector >= end && end)
		at = sector - end;
	memset(buf, 0, len);
	if (at * BLK_SECTOR < content_size)
		memcpy(buf, content + at * BLK_SECTOR, MIN(len, content_size - at * BLK_SECTOR));
	return 0;
}

static void check(const struct blk_dev *dev, const struct part_table *t)
{
	for (unsigned i = 0; i < t->count; i++) {
		const struct part *p = &t->part[i];

		if (p->first < part_scale(dev) || p->sectors == 0 || p->first > dev->sectors ||
		    p->sectors > dev->sectors - p->first)
			abort();
		for (unsigned k = 0; k < i; k++)
			if (p->first < t->part[k].first + t->part[k].sectors &&
			    t->part[k].first < p->first + p->sectors)
				abort();
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const uint64_t sectors[] = { 2048, 65536, 1ull << 32, INT64_MAX / 512 };
	struct blk_dev dev = { .name = "vda", .max_sectors = 8, .max_segs = 1 };
	static struct part_table t;

	if (size < 1)
		return 0;
	dev.block_size = data[0] & 4 ? 4096 : 512;
	dev.sectors = ALIGN_DOWN(sectors[data[0] % 4], 8ull);
	content = data + 1;
	content_size = ALIGN_DOWN(size - 1, (size_t)512);
	content_size = MIN(content_size, (size_t)1 << 19);
	if (part_read(&dev, &t) == 0)
		check(&dev, &t);
	return 0;
}
