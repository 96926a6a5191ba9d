/* SPDX-License-Identifier: MIT */
/*
 * map.c - which block holds which page of a file: 12 pointers in the inode, 1024 in a block
 * of pointers, and 1024 times 1024 behind a block of pointers to such blocks.
 *
 * Locking: reading as the caller of operations on the inode; making with fs->lock too.
 */
#include <errno.h>

#include <core/panic.h>

#include "ctfs/ctfs.h"

/** Where the pointer to a page stands. */
struct slot {
	struct buf *table; /* borrowed; NULL: in the inode */
	uint32_t *at;
};

uint64_t ctfs_blocks_max(const struct ctfs *fs)
{
	return ctfs_super(fs)->features & CTFS_DINDIRECT ? CTFS_FILE_BLOCKS : CTFS_FILE_SINGLE;
}

static uint32_t *pointers(struct buf *b)
{
	return (uint32_t *)b->data;
}

static int check(struct ctfs_inode *ip, uint32_t block)
{
	if (ctfs_block_ok(ip->fs, block))
		return 0;
	return ctfs_damaged(ip->fs, ip->ino, block, "a pointer to what is no block of files");
}

/* How many pointers, up to max, go on as the first one does; that is checked. */
static uint64_t count_run(const struct ctfs *fs, const uint32_t *p, uint64_t max)
{
	uint32_t step = p[0] ? 1 : 0;
	uint64_t n = 1;

	if (p[0])
		max = MIN(max, fs->total_blocks - p[0]);
	while (n < max && p[n] == p[0] + n * step)
		n++;
	return n;
}

/* Follows entry i of a block of pointers, and the *run at most behind it. */
static int follow(struct ctfs_inode *ip, uint32_t table, uint64_t i, uint32_t *block, uint64_t *run)
{
	struct buf *b;
	int err = bcache_get(ip->fs->cache, table, &b);

	if (err)
		return err;
	*block = pointers(b)[i];
	err = *block ? check(ip, *block) : 0;
	if (!err)
		*run = count_run(ip->fs, &pointers(b)[i], MIN(*run, CTFS_POINTERS - i));
	bcache_put(b);
	return err;
}

/* Makes *table, at first the inode's pointer, what the page's pointer is in; 0: it is in none. */
static int find_table(struct ctfs_inode *ip, uint64_t index, uint32_t *table)
{
	uint64_t one = 1;
	int err;

	*table = index < CTFS_POINTERS ? ip->d.indirect : ip->d.dindirect;
	err = *table ? check(ip, *table) : 0;
	if (err || !*table || index < CTFS_POINTERS)
		return err;
	return follow(ip, *table, (index - CTFS_POINTERS) / CTFS_POINTERS, table, &one);
}

int ctfs_map_run(struct ctfs_inode *ip, uint64_t index, uint64_t max, uint32_t *block,
		 uint64_t *run)
{
	uint32_t table;
	int err;

	ASSERT(index < CTFS_FILE_BLOCKS);
	if (index < CTFS_DIRECT) {
		*block = ip->d.direct[index];
		err = *block ? check(ip, *block) : 0;
		if (!err)
			*run = count_run(ip->fs, &ip->d.direct[index],
					 MIN(max, CTFS_DIRECT - index));
		return err;
	}
	index -= CTFS_DIRECT;
	err = find_table(ip, index, &table);
	*run = MIN(max, CTFS_POINTERS - index % CTFS_POINTERS);
	*block = 0;
	return err || !table ? err : follow(ip, table, index % CTFS_POINTERS, block, run);
}

int ctfs_map(struct ctfs_inode *ip, uint64_t index, uint32_t *block)
{
	uint64_t one;

	return ctfs_map_run(ip, index, 1, block, &one);
}

/* --- making ------------------------------------------------------------------------------------
 */

unsigned ctfs_map_images(const struct ctfs_inode *ip, uint64_t index)
{
	unsigned tables = index < CTFS_DIRECT ? 0 : index < CTFS_FILE_SINGLE ? 1 : 2;

	return tables + ctfs_bitmap_images(ip->fs, tables + 1) + ctfs_image(ip->buf);
}

/* Takes a free block and borrows it, full of zeros. */
static int new_block(struct ctfs_inode *ip, uint32_t goal, struct buf **out)
{
	uint32_t block;
	int err = ctfs_alloc_block(ip->fs, goal, &block);

	if (err)
		return err;
	err = bcache_get_zero(ip->fs->cache, block, out);
	if (err) {
		ctfs_free_block(ip->fs, ip->ino, block);
		return err;
	}
	ip->d.blocks++;
	ip->data_tid = ip->fs->journal.tid;
	return 0;
}

static void set(struct ctfs_inode *ip, struct slot s, struct buf *b)
{
	if (s.table)
		ctfs_modify(ip->fs, s.table);
	*s.at = (uint32_t)b->block;
}

/* Borrows the block of pointers that s names, made if there is none. Gives up s. */
static int enter(struct ctfs_inode *ip, struct slot s, struct buf **out)
{
	int err = *s.at ? check(ip, *s.at) : 0;

	if (!err && *s.at) {
		err = bcache_get(ip->fs->cache, *s.at, out);
	} else if (!err) {
		err = new_block(ip, 0, out);
		if (!err) {
			ctfs_modify(ip->fs, *out);
			set(ip, s, *out);
		}
	}
	if (s.table)
		bcache_put(s.table);
	return err;
}

static int find_slot(struct ctfs_inode *ip, uint64_t index, struct slot *s)
{
	struct buf *table;
	int err;

	*s = (struct slot){ .at = &ip->d.direct[index < CTFS_DIRECT ? index : 0] };
	if (index < CTFS_DIRECT)
		return 0;
	index -= CTFS_DIRECT;
	s->at = index < CTFS_POINTERS ? &ip->d.indirect : &ip->d.dindirect;
	if (index >= CTFS_POINTERS) {
		index -= CTFS_POINTERS;
		err = enter(ip, *s, &table);
		if (err)
			return err;
		*s = (struct slot){ table, &pointers(table)[index / CTFS_POINTERS] };
	}
	err = enter(ip, *s, &table);
	if (!err)
		*s = (struct slot){ table, &pointers(table)[index % CTFS_POINTERS] };
	return err;
}

/* Behind the page before this one, where that is known without looking far. */
static uint32_t goal(const struct ctfs_inode *ip, const struct slot *s)
{
	const uint32_t *first = s->table ? pointers(s->table) : ip->d.direct;

	return s->at > first && s->at[-1] ? s->at[-1] + 1 : 0;
}

/* A block that will be overwritten is not read, and not cleared if it is here: mappings show it. */
static int borrow(struct bcache *c, uint32_t block, bool whole, struct buf **out)
{
	struct buf *b = whole ? bcache_peek(c, block) : NULL;

	if (!b)
		return whole ? bcache_get_zero(c, block, out) : bcache_get(c, block, out);
	*out = b;
	return 0;
}

int ctfs_map_make(struct ctfs_inode *ip, uint64_t index, bool whole, struct buf **out, bool *fresh)
{
	struct slot s;
	int err = find_slot(ip, index, &s);

	if (err)
		return err;
	*fresh = *s.at == 0;
	if (*fresh) {
		err = new_block(ip, goal(ip, &s), out);
		if (!err)
			set(ip, s, *out);
	} else {
		err = check(ip, *s.at);
		if (!err)
			err = borrow(ip->fs->cache, *s.at, whole, out);
	}
	if (s.table)
		bcache_put(s.table);
	return err;
}
