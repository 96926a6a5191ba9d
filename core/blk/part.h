/* SPDX-License-Identifier: MIT */
/*
 * part.h - partition tables as they are on disks. Everything read is hostile: a table is
 * taken as a whole, when every partition lies in the disk and none meets another, or not at
 * all.
 */
#ifndef CORE_BLK_PART_H
#define CORE_BLK_PART_H

#include <core/blk.h>

#define PARTS_MAX 128u

/** Sectors of 512 bytes, whatever the device's blocks are. */
struct part {
	unsigned number; /* from 1 */
	uint64_t first, sectors;
};

struct part_table {
	const char *kind; /* "GPT" */
	unsigned count;
	struct part part[PARTS_MAX];
};

/** Reads the table of dev. 0; -ENOENT there is none; -EINVAL it is damaged, which a log line
 *  tells in detail; -EIO, -ENOMEM. */
int part_read(struct blk_dev *dev, struct part_table *t) MAY_SLEEP;

/** The two kinds. block: the device's first one. The rest as part_read(), and mbr_read() says
 *  -EAGAIN when it protects a GPT. */
int mbr_read(struct blk_dev *dev, const uint8_t *block, struct part_table *t) MAY_SLEEP;
int gpt_read(struct blk_dev *dev, struct part_table *t) MAY_SLEEP;

/** Adds a partition, in blocks of the device. 0; -EINVAL with a log line: outside the disk, on
 *  the table itself, or on another partition. */
int part_add(struct blk_dev *dev, struct part_table *t, unsigned number, uint64_t first,
	     uint64_t count);

/** Sectors of a block of dev. */
static inline uint32_t part_scale(const struct blk_dev *dev)
{
	return dev->block_size / BLK_SECTOR;
}

static inline uint32_t part_le32(const uint8_t *p)
{
	return p[0] | (uint32_t)p[1] << 8 | (uint32_t)p[2] << 16 | (uint32_t)p[3] << 24;
}

static inline uint64_t part_le64(const uint8_t *p)
{
	return part_le32(p) | (uint64_t)part_le32(p + 4) << 32;
}

#endif
