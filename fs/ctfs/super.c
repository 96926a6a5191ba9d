/* SPDX-License-Identifier: MIT */
/*
 * super.c - the superblock: what makes a volume one of ours, and what happens when it turns
 * out to be damaged.
 *
 * Locking: fs->lock.
 */
#define LOG_TAG "ctfs"
#include <errno.h>
#include <string.h>

#include <core/clock.h>
#include <core/log.h>

#include "ctfs/ctfs.h"

uint64_t ctfs_now(void)
{
	int64_t ns = clock_wall();

	return ns > 0 ? (uint64_t)ns / NSEC_PER_SEC : 0;
}

static int refuse(const char *what, uint64_t value)
{
	log_err("superblock: %s (%lu), not mounted", what, (unsigned long)value);
	return -EUCLEAN;
}

/* What stands in the first sector and never changes: true of a torn superblock too. */
int ctfs_super_check(const struct ctfs_super *s, uint64_t device_blocks)
{
	bool journal = s->features & CTFS_JOURNAL;

	if (s->magic != CTFS_MAGIC)
		return -EINVAL;
	if (s->version != CTFS_VERSION)
		return refuse("a version that is not understood", s->version);
	if (s->features & ~CTFS_FEATURES)
		return refuse("features that are not understood", s->features);
	if (s->block_size != CTFS_BLOCK)
		return refuse("a block size that is not 4096", s->block_size);
	if (s->total_blocks < CTFS_BLOCKS_MIN || s->total_blocks > CTFS_BLOCKS_MAX)
		return refuse("a number of blocks that cannot be", s->total_blocks);
	if (s->total_blocks > device_blocks)
		return refuse("more blocks than the device has", s->total_blocks);
	if (s->total_inodes != CTFS_INODES || s->root_inode != CTFS_ROOT)
		return refuse("not 2048 inodes, or the root is not inode 1", s->root_inode);
	if (s->journal_start != (journal ? CTFS_JOURNAL_START : 0) ||
	    s->journal_blocks != (journal ? CTFS_JOURNAL_BLOCKS : 0))
		return refuse("the journal is not blocks 2 to 31", s->journal_start);
	return 0;
}

int ctfs_super_verify(const struct ctfs_super *s)
{
	if (s->features & CTFS_CHECKSUMS &&
	    ctfs_crc(0, s, offsetof(struct ctfs_super, crc)) != s->crc)
		return refuse("its checksum is wrong", s->crc);
	if (s->generation > CTFS_SEQUENCE_MAX)
		return refuse("a generation that nothing can follow", s->generation);
	if (s->free_blocks > s->total_blocks - CTFS_DATA_START)
		return refuse("more free blocks than there are", s->free_blocks);
	if (s->free_inodes > CTFS_INODES - 2)
		return refuse("more free inodes than there are", s->free_inodes);
	return 0;
}

void ctfs_super_seal(struct ctfs_super *s)
{
	s->crc = ctfs_crc_zeros(ctfs_crc(0, s, offsetof(struct ctfs_super, zero)), sizeof(s->zero));
}

int ctfs_damaged(struct ctfs *fs, uint32_t ino, uint64_t block, const char *what)
{
	if (!fs->aborted)
		log_err("%s: inode %u, block %lu: %s; nothing is written any more, run fsck.ctfs",
			bcache_device(fs->cache)->name, ino, (unsigned long)block, what);
	fs->aborted = -EUCLEAN;
	return -EUCLEAN;
}
