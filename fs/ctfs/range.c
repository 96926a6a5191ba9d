/* SPDX-License-Identifier: MIT */
/*
 * range.c - room for files in advance, holes, pages for mappings, and making a file durable.
 *
 * Locking: the caller has excluded other operations on the inode.
 */
#include <errno.h>
#include <string.h>

#include "ctfs/ctfs.h"

static int allocate_page(struct ctfs_inode *ip, uint64_t index)
{
	struct buf *b;
	bool fresh;
	int err = ctfs_reserve(ip->fs, ip, ctfs_map_images(ip, index), MAP_BLOCKS);

	if (!err)
		err = ctfs_map_make(ip, index, false, &b, &fresh);
	if (err)
		return err;
	if (fresh)
		ctfs_mark(ip, b, true);
	bcache_put(b);
	return 0;
}

int ctfs_allocate(struct ctfs_inode *ip, uint64_t off, uint64_t len)
{
	uint64_t max = ctfs_blocks_max(ip->fs) * CTFS_BLOCK;

	if (off > max || len > max - off)
		return -EFBIG;
	int err = ctfs_begin(ip->fs, 1, 0);
	if (err)
		return err;
	err = ctfs_prepare_growing(ip);
	for (uint64_t i = off / CTFS_BLOCK; i * CTFS_BLOCK < off + len && !err; i++)
		err = allocate_page(ip, i);
	if (ctfs_has_begun(ip->fs))
		ctfs_inode_update(ip);
	ctfs_end(ip->fs);
	return err;
}

int ctfs_seek(struct ctfs_inode *ip, uint64_t off, bool hole, uint64_t *out)
{
	uint64_t end = (ip->d.size + CTFS_BLOCK - 1) / CTFS_BLOCK, run;
	uint32_t block;

	for (uint64_t index = off / CTFS_BLOCK; index < end; index += run) {
		int err = ctfs_map_run(ip, index, end - index, &block, &run);
		if (err)
			return err;
		if ((block == 0) == hole) {
			*out = MAX(off, index * CTFS_BLOCK);
			return 0;
		}
	}
	*out = ip->d.size;
	return 0;
}

/* --- pages of mappings ---------------------------------------------------------------------------
 */

/* What a mapping shows behind the file's end is zero. */
static int clear_behind(struct ctfs_inode *ip, uint64_t index, struct buf *b)
{
	uint64_t start = index * CTFS_BLOCK, end = ip->d.size;
	int err = 0;

	if (end < start || end - start >= CTFS_BLOCK)
		return 0;
	if (!ip->fs->read_only && !ip->fs->aborted) {
		err = ctfs_prepare_growing(ip); /* a cut may be undone until it is committed */
		if (!err)
			ctfs_mark(ip, b, false);
	}
	if (!err)
		memset(b->data + (end - start), 0, CTFS_BLOCK - (end - start));
	return err;
}

static int page_for_writing(struct ctfs_inode *ip, uint64_t index, struct buf **out)
{
	bool fresh;
	int err = ctfs_reserve(ip->fs, NULL, ctfs_map_images(ip, index), MAP_BLOCKS);

	if (err)
		return err;
	err = ctfs_map_make(ip, index, false, out, &fresh);
	if (!err && fresh)
		ctfs_mark(ip, *out, true);
	ctfs_inode_update(ip);
	return err;
}

static int page_for_reading(struct ctfs_inode *ip, uint64_t index, struct buf **out)
{
	uint32_t block;
	int err = ctfs_map(ip, index, &block);

	*out = NULL;
	return err || !block ? err : bcache_get(ip->fs->cache, block, out);
}

int ctfs_page(struct ctfs_inode *ip, uint64_t index, bool for_write, struct buf **out)
{
	if (index >= ctfs_blocks_max(ip->fs))
		return -EFBIG;
	mutex_lock(&ip->fs->lock);
	struct buf *b = NULL;
	int err = for_write ? page_for_writing(ip, index, &b) : page_for_reading(ip, index, &b);
	if (!err && b) {
		err = clear_behind(ip, index, b);
		if (err)
			bcache_put(b);
	}
	mutex_unlock(&ip->fs->lock);
	if (!err)
		*out = b;
	return err;
}

/* --- durability
 * ------------------------------------------------------------------------------------ */

static bool is_of(const struct buf *b, const void *ctx)
{
	return b->owner == ((const struct ctfs_inode *)ctx)->ino;
}

/* The commit's flushes are behind the data too. */
int ctfs_fsync(struct ctfs_inode *ip, bool data_only)
{
	struct ctfs *fs = ip->fs;

	if (fs->read_only)
		return 0;
	mutex_lock(&fs->lock);
	int err = bcache_write_if(fs->cache, is_of, ip);
	uint64_t tid = data_only && ip->d.type == CTFS_FILE ? ip->data_tid : ip->tid;
	if (!err && fs->aborted)
		err = -EIO;
	if (!err && tid == fs->journal.tid)
		err = ctfs_commit(fs);
	else if (!err)
		err = blk_flush(bcache_device(fs->cache));
	mutex_unlock(&fs->lock);
	return err;
}
