/* SPDX-License-Identifier: MIT */
/*
 * part_mbr.c - the partition table of the IBM PC: four entries in the first block, one of
 * which may be an extended partition, a chain of further tables.
 *
 *	446 + 16 * i   0: 0x80 active, else 0   4: type   8: first block   12: blocks
 *	510            0x55 0xaa
 *
 * A filesystem without a table has those two bytes too, and what is code or text in it must
 * not be read as partitions: an entry whose first byte is neither value says so, and the names
 * that filesystems have at fixed places.
 *
 * Source: UEFI 2.10, 5.2.1 (legacy MBR), 5.2.3 (protective MBR); for extended partitions
 * there is only practice: the first entry of each table is relative to that table, the second
 * leads to the next table and is relative to the extended partition.
 */
#define LOG_TAG "blk"
#include <errno.h>
#include <string.h>

#include <core/heap.h>
#include <core/log.h>

#include "blk/part.h"

#define ENTRIES       446u
#define ENTRY_SIZE    16u
#define SIGNATURE     510u
#define FIRST_LOGICAL 5u
#define TABLES_MAX    PARTS_MAX /* of a chain */

enum { TYPE_EMPTY = 0x00, TYPE_PROTECTIVE = 0xee };

struct entry {
	uint8_t status, type;
	uint32_t first, count;
};

static struct entry entry_of(const uint8_t *block, unsigned i)
{
	const uint8_t *p = block + ENTRIES + ENTRY_SIZE * i;

	return (struct entry){ p[0], p[4], part_le32(p + 8), part_le32(p + 12) };
}

static bool extended(uint8_t type)
{
	return type == 0x05 || type == 0x0f || type == 0x85;
}

static bool is_filesystem(const uint8_t *block)
{
	return memcmp(block + 54, "FAT", 3) == 0 || memcmp(block + 82, "FAT32", 5) == 0 ||
	       memcmp(block + 3, "NTFS ", 5) == 0 || memcmp(block + 3, "EXFAT", 5) == 0;
}

static bool is_table(const uint8_t *block)
{
	bool some = false;

	if (block[SIGNATURE] != 0x55 || block[SIGNATURE + 1] != 0xaa)
		return false;
	for (unsigned i = 0; i < 4; i++) {
		struct entry e = entry_of(block, i);

		if (e.status != 0 && e.status != 0x80)
			return false;
		some |= e.type != TYPE_EMPTY;
	}
	return some && !is_filesystem(block);
}

static int damaged(const struct blk_dev *dev, const char *what)
{
	log_warn("%s: %s", dev->name, what);
	return -EINVAL;
}

static bool inside(const struct entry *ext, uint64_t first, uint64_t count)
{
	return first >= ext->first && count <= ext->count &&
	       first - ext->first <= ext->count - count;
}

/* One table of the chain: *next is where the next one is, 0 at the end. */
static int read_logical(struct blk_dev *dev, struct part_table *t, const struct entry *ext,
			const uint8_t *block, uint64_t here, unsigned *number, uint64_t *next)
{
	struct entry e = entry_of(block, 0), link = entry_of(block, 1);
	int err = 0;

	if (block[SIGNATURE] != 0x55 || block[SIGNATURE + 1] != 0xaa)
		return damaged(dev, "a table of the extended partition is none");
	*next = extended(link.type) ? (uint64_t)ext->first + link.first : 0;
	if (e.type != TYPE_EMPTY) {
		/* Behind its table, which would be overwritten else. */
		if (e.first == 0 || !inside(ext, here + e.first, e.count))
			return damaged(dev, "a logical partition is not in the extended one");
		err = part_add(dev, t, (*number)++, here + e.first, e.count);
	}
	if (!err && *next && !inside(ext, *next, 1))
		return damaged(dev,
			       "the chain of logical partitions leads out of the extended one");
	return err;
}

/* A chain that bites its tail has no end, or partitions that overlap. */
static int read_chain(struct blk_dev *dev, struct part_table *t, const struct entry *ext)
{
	uint8_t *block = heap_alloc(dev->block_size);
	unsigned number = FIRST_LOGICAL;
	uint64_t here = ext->first, next = 0;
	int err = block ? 0 : -ENOMEM;

	for (unsigned i = 0; !err && here; i++, here = next) {
		err = i < TABLES_MAX ? blk_read(dev, here * part_scale(dev), block, dev->block_size)
				     : damaged(dev, "the chain of logical partitions has no end");
		if (!err)
			err = read_logical(dev, t, ext, block, here, &number, &next);
	}
	heap_free(block);
	return err;
}

/* The extended partition is a partition to all but those in it. */
static int read_extended(struct blk_dev *dev, struct part_table *t, const struct entry *ext,
			 unsigned number)
{
	int err = part_add(dev, t, number, ext->first, ext->count);

	if (err)
		return err;
	t->count--;
	return read_chain(dev, t, ext);
}

int mbr_read(struct blk_dev *dev, const uint8_t *block, struct part_table *t)
{
	struct entry ext = { 0 };
	unsigned ext_number = 0;
	int err = 0;

	if (!is_table(block))
		return -ENOENT;
	t->kind = "MBR";
	for (unsigned i = 0; i < 4 && !err; i++) {
		struct entry e = entry_of(block, i);

		if (e.type == TYPE_PROTECTIVE)
			return -EAGAIN;
		if (extended(e.type) && ext_number)
			return damaged(dev, "two extended partitions");
		if (extended(e.type)) {
			ext = e;
			ext_number = i + 1;
		} else if (e.type != TYPE_EMPTY) {
			err = part_add(dev, t, i + 1, e.first, e.count);
		}
	}
	return err || !ext_number ? err : read_extended(dev, t, &ext, ext_number);
}
