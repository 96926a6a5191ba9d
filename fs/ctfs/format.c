/* SPDX-License-Identifier: MIT */
/*
 * format.c - an empty volume. The superblock is written last, when all it speaks of is on the
 * medium; and what it was before first becomes nothing.
 */
#include <errno.h>
#include <string.h>

#include "ctfs/ctfs.h"

/* Calls fill on a block of zeros and writes it. */
static int put_block(struct bcache *c, uint32_t block,
		     void (*fill)(uint8_t *data, const struct ctfs_format *f, uint32_t block),
		     const struct ctfs_format *f)
{
	struct buf *b;
	int err = bcache_get_zero(c, block, &b);

	if (err)
		return err;
	bcache_dirty(b);
	if (fill)
		fill(b->data, f, block);
	bcache_put(b);
	return 0;
}

static void fill_ibitmap(uint8_t *data, const struct ctfs_format *f, uint32_t block)
{
	(void)f;
	(void)block;
	memset(data + CTFS_INODES / 8, 0xff, CTFS_BLOCK - CTFS_INODES / 8);
	data[0] = 1u << 0 | 1u << CTFS_ROOT;
}

/* The root has the first block; what is behind the volume's end is taken. */
static void fill_bitmap(uint8_t *data, const struct ctfs_format *f, uint32_t block)
{
	uint32_t first = (block - CTFS_BITMAP_START) * CTFS_BITS;
	uint32_t blocks = f->blocks - CTFS_DATA_START;
	uint32_t here = blocks > first ? MIN(blocks - first, CTFS_BITS) : 0;

	memset(data + (here + 7) / 8, 0xff, CTFS_BLOCK - (here + 7) / 8);
	for (uint32_t bit = here; bit % 8; bit++)
		ctfs_set_bit(data, bit, true);
	if (first == 0)
		ctfs_set_bit(data, 0, true);
}

static void fill_table(uint8_t *data, const struct ctfs_format *f, uint32_t block)
{
	struct ctfs_dinode *d = (struct ctfs_dinode *)data + CTFS_ROOT;
	uint32_t ino = CTFS_ROOT;

	if (block != CTFS_TABLE_START)
		return;
	*d = (struct ctfs_dinode){ .mode = 0755,
				   .type = CTFS_DIR,
				   .nlink = 2,
				   .size = CTFS_BLOCK,
				   .blocks = 1,
				   .atime = (uint64_t)f->now,
				   .mtime = (uint64_t)f->now,
				   .ctime = (uint64_t)f->now,
				   .direct = { CTFS_DATA_START } };
	d->crc = ctfs_crc(ctfs_crc(0, &ino, sizeof(ino)), d, offsetof(struct ctfs_dinode, crc));
}

static void fill_root(uint8_t *data, const struct ctfs_format *f, uint32_t block)
{
	struct ctfs_dirent *e = (struct ctfs_dirent *)data;

	(void)f;
	(void)block;
	e[0] = (struct ctfs_dirent){ CTFS_ROOT, 1, CTFS_DIR, "." };
	e[1] = (struct ctfs_dirent){ CTFS_ROOT, 2, CTFS_DIR, ".." };
}

static void fill_super(uint8_t *data, const struct ctfs_format *f, uint32_t block)
{
	struct ctfs_super *s = (struct ctfs_super *)data;

	(void)block;
	*s = (struct ctfs_super){ .magic = CTFS_MAGIC,
				  .version = CTFS_VERSION,
				  .block_size = CTFS_BLOCK,
				  .features = CTFS_FEATURES,
				  .total_blocks = f->blocks,
				  .total_inodes = CTFS_INODES,
				  .free_blocks = f->blocks - CTFS_DATA_START - 1,
				  .free_inodes = CTFS_INODES - 2,
				  .root_inode = CTFS_ROOT,
				  .last_write_time = (uint64_t)f->now,
				  .journal_start = CTFS_JOURNAL_START,
				  .journal_blocks = CTFS_JOURNAL_BLOCKS };
	memcpy(s->uuid, f->uuid, sizeof(s->uuid));
	memcpy(s->label, f->label, strlen(f->label));
	ctfs_super_seal(s);
}

/* Everything but the superblock, which is zero. */
static int put_all(struct bcache *c, const struct ctfs_format *f)
{
	int err = put_block(c, 0, NULL, f);

	if (!err)
		err = bcache_sync(c);
	if (!err)
		err = put_block(c, CTFS_IBITMAP_START, fill_ibitmap, f);
	for (uint32_t i = 0; i < CTFS_JOURNAL_BLOCKS && !err; i++)
		err = put_block(c, CTFS_JOURNAL_START + i, NULL, f);
	for (uint32_t i = 0; i < CTFS_BITMAP_BLOCKS && !err; i++)
		err = put_block(c, CTFS_BITMAP_START + i, fill_bitmap, f);
	for (uint32_t i = 0; i < CTFS_TABLE_BLOCKS && !err; i++)
		err = put_block(c, CTFS_TABLE_START + i, fill_table, f);
	if (!err)
		err = put_block(c, CTFS_DATA_START, fill_root, f);
	return err ? err : bcache_sync(c);
}

int ctfs_format(struct bcache *cache, const struct ctfs_format *given)
{
	struct ctfs_format f = *given;
	uint64_t whole = bcache_device(cache)->sectors / (CTFS_BLOCK / BLK_SECTOR);

	if (f.blocks == 0)
		f.blocks = (uint32_t)MIN(whole, CTFS_BLOCKS_MAX);
	if (!f.label)
		f.label = "";
	if (f.blocks < CTFS_BLOCKS_MIN || f.blocks > whole || f.blocks > CTFS_BLOCKS_MAX ||
	    strnlen(f.label, CTFS_LABEL_SIZE + 1) > CTFS_LABEL_SIZE)
		return -EINVAL;
	int err = put_all(cache, &f);
	if (!err)
		err = put_block(cache, 0, fill_super, &f);
	return err ? err : bcache_sync(cache);
}
