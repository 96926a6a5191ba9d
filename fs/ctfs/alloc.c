/* SPDX-License-Identifier: MIT */
/*
 * alloc.c - the bitmaps of blocks and inodes. A block that the running transaction frees is
 * not given out again before that transaction is on the medium: until then the old owner may
 * come back.
 *
 * Locking: fs->lock.
 */
#include <errno.h>
#include <string.h>

#include <core/panic.h>

#include "ctfs/ctfs.h"

bool ctfs_block_ok(const struct ctfs *fs, uint32_t block)
{
	return block >= CTFS_DATA_START && block < fs->total_blocks;
}

/* --- blocks: bit n is block CTFS_DATA_START + n --------------------------------------------- */

static int get_bitmap(struct ctfs *fs, uint32_t i)
{
	if (fs->bitmap[i])
		return 0;
	return bcache_get(fs->cache, CTFS_BITMAP_START + i, &fs->bitmap[i]);
}

unsigned ctfs_bitmap_images(const struct ctfs *fs, unsigned blocks)
{
	unsigned images = 0;

	for (uint32_t i = 0; i < fs->bitmap_blocks && images < blocks; i++)
		images += !fs->bitmap[i] || ctfs_image(fs->bitmap[i]);
	return images;
}

int ctfs_bitmap_of(struct ctfs *fs, uint32_t block, struct buf **out)
{
	uint32_t i = (block - CTFS_DATA_START) / CTFS_BITS;
	int err = get_bitmap(fs, i);

	if (!err)
		*out = fs->bitmap[i];
	return err;
}

/* 64 bits of what must not be taken, from bit 64 * word of bitmap block i on. */
static uint64_t taken_word(const struct ctfs *fs, uint32_t i, uint32_t word)
{
	uint64_t used, freed;

	memcpy(&used, fs->bitmap[i]->data + word * 8, 8);
	memcpy(&freed, fs->freed + i * (size_t)CTFS_BLOCK + word * 8, 8);
	return used | freed;
}

/* The first bit that is free, from `from` on, of bitmap block i; CTFS_BITS: none. */
static uint32_t search(const struct ctfs *fs, uint32_t i, uint32_t from)
{
	for (uint32_t word = from / 64; word < CTFS_BITS / 64; word++) {
		uint64_t open = ~taken_word(fs, i, word);
		if (word == from / 64)
			open &= UINT64_MAX << from % 64;
		if (open)
			return word * 64 + (uint32_t)__builtin_ctzl(open);
	}
	return CTFS_BITS;
}

static int take(struct ctfs *fs, uint32_t i, uint32_t bit, uint32_t *out)
{
	uint32_t block = CTFS_DATA_START + i * CTFS_BITS + bit;

	if (block >= fs->total_blocks || fs->free_blocks == 0)
		return ctfs_damaged(fs, 0, CTFS_BITMAP_START + i,
				    "more blocks free than there are");
	ctfs_modify(fs, fs->bitmap[i]);
	ctfs_set_bit(fs->bitmap[i]->data, bit, true);
	fs->free_blocks--;
	fs->next_block = block + 1;
	*out = block;
	return 0;
}

/* From goal to the end, then from the start: the bitmap block of goal is looked at twice. */
int ctfs_alloc_block(struct ctfs *fs, uint32_t goal, uint32_t *out)
{
	uint32_t at = (ctfs_block_ok(fs, goal) ? goal : fs->next_block) - CTFS_DATA_START;
	uint32_t i = at / CTFS_BITS, from = at % CTFS_BITS;

	for (uint32_t tries = 0; tries <= fs->bitmap_blocks; tries++) {
		if (i >= fs->bitmap_blocks)
			i = from = 0;
		int err = get_bitmap(fs, i);
		if (err)
			return err;
		uint32_t bit = search(fs, i, from);
		if (bit < CTFS_BITS)
			return take(fs, i, bit, out);
		i++;
		from = 0;
	}
	return -ENOSPC;
}

int ctfs_free_block(struct ctfs *fs, uint32_t ino, uint32_t block)
{
	uint32_t at = block - CTFS_DATA_START, i = at / CTFS_BITS, bit = at % CTFS_BITS;

	ASSERT(fs->bitmap[i]);
	if (!ctfs_bit(fs->bitmap[i]->data, bit))
		return ctfs_damaged(fs, ino, block, "a block of the file is marked as free");
	struct buf *b = bcache_peek(fs->cache, block);
	if (b) {
		ctfs_revoke(fs, b);
		bcache_put(b);
	}
	ctfs_modify(fs, fs->bitmap[i]);
	ctfs_set_bit(fs->bitmap[i]->data, bit, false);
	ctfs_set_bit(fs->freed, at, true);
	fs->freed_count++;
	fs->free_blocks++;
	return 0;
}

/* --- inodes ------------------------------------------------------------------------------------
 */

uint32_t ctfs_find_inode(struct ctfs *fs)
{
	for (uint32_t n = 0; n < CTFS_INODES; n++) {
		uint32_t ino = (fs->next_inode + n) % CTFS_INODES;
		if (ino > CTFS_ROOT && !ctfs_bit(fs->ibitmap->data, ino))
			return ino;
	}
	return 0;
}

void ctfs_take_inode(struct ctfs *fs, uint32_t ino)
{
	ctfs_modify(fs, fs->ibitmap);
	ctfs_set_bit(fs->ibitmap->data, ino, true);
	fs->free_inodes--;
	fs->next_inode = ino + 1;
}

void ctfs_free_inode(struct ctfs *fs, uint32_t ino)
{
	ctfs_modify(fs, fs->ibitmap);
	ctfs_set_bit(fs->ibitmap->data, ino, false);
	fs->free_inodes++;
	fs->next_inode = MIN(fs->next_inode, ino);
}
