/* SPDX-License-Identifier: MIT */
/*
 * part_gpt.c - the partition table of UEFI: a header in the second block with checksums of
 * itself and of an array of entries, and the same again at the end of the disk.
 *
 * The copy at the end is used, with a warning, when the first one is damaged.
 *
 * Source: UEFI 2.10, 5.3 (GUID partition table).
 */
#define LOG_TAG "blk"
#include <errno.h>
#include <string.h>

#include <core/crash.h>
#include <core/heap.h>
#include <core/log.h>

#include "blk/part.h"

#define HEADER_MIN    92u
#define ENTRY_MIN     128u
#define ARRAY_MAX     (1u << 20) /* bytes; the usual is 16 KiB */
#define REVISION_MASK 0xffff0000u
#define REVISION_1    0x00010000u

/* Offsets in the header. */
enum {
	AT_REVISION = 8,
	AT_SIZE = 12,
	AT_CRC = 16,
	AT_MY_BLOCK = 24,
	AT_FIRST_USABLE = 40,
	AT_LAST_USABLE = 48,
	AT_ARRAY = 72,
	AT_COUNT = 80,
	AT_ENTRY_SIZE = 84,
	AT_ARRAY_CRC = 88,
};
/* Offsets in an entry; its type, 16 bytes, is 0 when it is not in use. */
enum { AT_FIRST = 32, AT_LAST = 40 };

struct header {
	uint64_t array, first_usable, last_usable; /* blocks */
	uint32_t count, entry_size, array_crc;
};

static bool sane(const struct blk_dev *dev, const struct header *h, uint64_t here)
{
	uint64_t blocks = dev->sectors / part_scale(dev);
	uint64_t bytes = (uint64_t)h->count * h->entry_size;
	uint64_t end = h->array + (bytes + dev->block_size - 1) / dev->block_size;

	if (h->entry_size < ENTRY_MIN || h->entry_size > dev->block_size ||
	    h->entry_size & (h->entry_size - 1) || h->count == 0 || bytes > ARRAY_MAX)
		return false;
	if (h->first_usable > h->last_usable || h->last_usable >= blocks)
		return false;
	/* The array is beside the usable blocks and the header, and on the disk. */
	if (h->array == 0 || h->array >= blocks || end > blocks)
		return false;
	return (end <= h->first_usable || h->array > h->last_usable) &&
	       (here < h->array || here >= end);
}

/* Takes the header in block apart. False when it is not one, or damaged. */
static bool parse_header(const struct blk_dev *dev, uint8_t *block, uint64_t here, struct header *h)
{
	uint32_t size = part_le32(block + AT_SIZE), crc = part_le32(block + AT_CRC);

	if (memcmp(block, "EFI PART", 8) != 0 || size < HEADER_MIN || size > dev->block_size ||
	    (part_le32(block + AT_REVISION) & REVISION_MASK) != REVISION_1 ||
	    part_le64(block + AT_MY_BLOCK) != here)
		return false;
	memset(block + AT_CRC, 0, 4);
	if (crc32(0, block, size) != crc)
		return false;
	*h = (struct header){ .array = part_le64(block + AT_ARRAY),
			      .first_usable = part_le64(block + AT_FIRST_USABLE),
			      .last_usable = part_le64(block + AT_LAST_USABLE),
			      .count = part_le32(block + AT_COUNT),
			      .entry_size = part_le32(block + AT_ENTRY_SIZE),
			      .array_crc = part_le32(block + AT_ARRAY_CRC) };
	return sane(dev, h, here);
}

static bool in_use(const uint8_t *entry)
{
	for (unsigned i = 0; i < 16; i++)
		if (entry[i])
			return true;
	return false;
}

static int add(struct blk_dev *dev, struct part_table *t, const struct header *h, unsigned number,
	       const uint8_t *entry)
{
	uint64_t first = part_le64(entry + AT_FIRST), last = part_le64(entry + AT_LAST);

	if (!in_use(entry))
		return 0;
	if (first < h->first_usable || last > h->last_usable || first > last) {
		log_warn("%s: partition %u is not where partitions may be", dev->name, number);
		return -EINVAL;
	}
	return part_add(dev, t, number, first, last - first + 1);
}

/* The checksum is known at the end only: what was added before counts when it is right. */
static int read_array(struct blk_dev *dev, struct part_table *t, const struct header *h,
		      uint8_t *block)
{
	uint32_t left = h->count * h->entry_size, crc = 0;
	uint64_t here = h->array;
	unsigned number = 1;
	int err = 0;

	t->count = 0;
	while (left) {
		uint32_t n = MIN(left, dev->block_size);
		int io = blk_read(dev, here++ * part_scale(dev), block, dev->block_size);

		if (io)
			return io;
		crc = crc32(crc, block, n);
		for (uint32_t at = 0; at + AT_LAST + 8 <= n && !err; at += h->entry_size)
			err = add(dev, t, h, number++, block + at);
		left -= n;
	}
	return crc == h->array_crc ? err : -EILSEQ;
}

/* The table whose header is at block here. -EILSEQ: it is damaged. */
static int read_at(struct blk_dev *dev, struct part_table *t, uint64_t here, uint8_t *block)
{
	struct header h;
	int err = blk_read(dev, here * part_scale(dev), block, dev->block_size);

	if (err)
		return err;
	if (!parse_header(dev, block, here, &h))
		return -EILSEQ;
	return read_array(dev, t, &h, block);
}

int gpt_read(struct blk_dev *dev, struct part_table *t)
{
	uint64_t last = dev->sectors / part_scale(dev) - 1;
	uint8_t *block = heap_alloc(dev->block_size);
	int err = block ? read_at(dev, t, 1, block) : -ENOMEM;

	t->kind = "GPT";
	if (err == -EILSEQ || err == -EIO) {
		log_warn("%s: the partition table is damaged, looking at the copy", dev->name);
		err = read_at(dev, t, last, block);
	}
	heap_free(block);
	return err == -EILSEQ ? -EINVAL : err;
}
