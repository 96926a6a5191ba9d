/* SPDX-License-Identifier: MIT */
/*
 * free.c - taking blocks from a file, the last ones first, in as many transactions as it
 * takes: freeing 4 GiB changes more blocks than the journal has. The inode is an orphan
 * meanwhile, so that a mount after a power cut goes on where this stopped; what it still has
 * is always reachable from it.
 *
 * Locking: fs->lock.
 */
#include <errno.h>

#include "ctfs/ctfs.h"

/* A pointer's blocks: the bitmap's, the two of pointers on the way, the inode's. */
#define IMAGES 4u

static int corrupt(struct ctfs_inode *ip, uint32_t block)
{
	return ctfs_damaged(ip->fs, ip->ino, block, "a pointer to what is no block of files");
}

/* Frees the block that *at names; at lies in table (NULL: in the inode). */
static int free_at(struct ctfs_inode *ip, struct buf *table, uint32_t *at)
{
	struct ctfs *fs = ip->fs;
	uint32_t block = *at;
	struct buf *bitmap;

	if (!ctfs_block_ok(fs, block))
		return corrupt(ip, block);
	int err = ctfs_bitmap_of(fs, block, &bitmap);
	if (!err)
		err = ctfs_reserve(fs, ip, IMAGES, 0);
	if (!err)
		err = ctfs_free_block(fs, ip->ino, block);
	if (err)
		return err;
	if (table)
		ctfs_modify(fs, table);
	*at = 0;
	ip->d.blocks--;
	return 0;
}

static int open_table(struct ctfs_inode *ip, uint32_t block, struct buf **out)
{
	if (!ctfs_block_ok(ip->fs, block))
		return corrupt(ip, block);
	return bcache_get(ip->fs->cache, block, out);
}

/* The first of n entries, which stand for `each` pages from page `first` on, that is not
 * wholly before page keep. */
static uint64_t first_to_go(uint64_t first, uint64_t each, uint64_t keep)
{
	return keep > first ? (keep - first) / each : 0;
}

/* Frees the pages from keep on that the block of pointers named by *at has; it stands for
 * page `first` and following. Then itself, if none is left. */
static int free_table(struct ctfs_inode *ip, struct buf *parent, uint32_t *at, uint64_t first,
		      uint64_t keep)
{
	struct buf *b;

	if (*at == 0 || keep >= first + CTFS_POINTERS)
		return 0;
	int err = open_table(ip, *at, &b);
	if (err)
		return err;
	uint32_t *pointer = (uint32_t *)b->data;
	uint64_t stop = first_to_go(first, 1, keep);
	for (uint64_t i = CTFS_POINTERS; i-- > stop && !err;)
		if (pointer[i])
			err = free_at(ip, b, &pointer[i]);
	bcache_put(b);
	return err || keep > first ? err : free_at(ip, parent, at);
}

static int free_double(struct ctfs_inode *ip, uint64_t keep)
{
	struct buf *b;

	if (ip->d.dindirect == 0)
		return 0;
	int err = open_table(ip, ip->d.dindirect, &b);
	if (err)
		return err;
	uint32_t *table = (uint32_t *)b->data;
	uint64_t stop = first_to_go(CTFS_FILE_SINGLE, CTFS_POINTERS, keep);
	for (uint64_t i = CTFS_POINTERS; i-- > stop && !err;)
		err = free_table(ip, b, &table[i], CTFS_FILE_SINGLE + i * CTFS_POINTERS, keep);
	bcache_put(b);
	return err || keep > CTFS_FILE_SINGLE ? err : free_at(ip, NULL, &ip->d.dindirect);
}

int ctfs_free_from(struct ctfs_inode *ip, uint64_t keep)
{
	int err = ctfs_reserve(ip->fs, NULL, IMAGES, 0);

	if (err)
		return err;
	err = free_double(ip, keep);
	if (!err)
		err = free_table(ip, NULL, &ip->d.indirect, CTFS_DIRECT, keep);
	for (uint64_t i = CTFS_DIRECT; i-- > keep && !err;)
		if (ip->d.direct[i])
			err = free_at(ip, NULL, &ip->d.direct[i]);
	if (ctfs_has_begun(ip->fs))
		ctfs_inode_update(ip);
	return err;
}

int ctfs_finish_cut(struct ctfs_inode *ip)
{
	if (!ip->cutting)
		return 0;
	int err = ctfs_free_from(ip, (ip->d.size + CTFS_BLOCK - 1) / CTFS_BLOCK);
	if (!err)
		err = ctfs_reserve(ip->fs, ip, 1, 0);
	if (err)
		return err;
	ip->cutting = false;
	if (ip->d.nlink > 0)
		ctfs_set_orphan(ip, false);
	ctfs_inode_update(ip);
	return 0;
}
