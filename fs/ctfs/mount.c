/* SPDX-License-Identifier: MIT */
/*
 * mount.c - a volume comes and goes.
 *
 * Locking: fs->lock; at first and at last nobody else knows the volume.
 */
#define LOG_TAG "ctfs"
#include <errno.h>
#include <string.h>

#include <core/heap.h>
#include <core/log.h>
#include <core/pages.h>

#include "ctfs/ctfs.h"

#define PAGES_PER_BLOCK 1u

static void free_fs(struct ctfs *fs)
{
	for (unsigned i = 0; i < CTFS_BITMAP_BLOCKS; i++)
		if (fs->bitmap[i])
			bcache_put(fs->bitmap[i]);
	if (fs->ibitmap)
		bcache_put(fs->ibitmap);
	if (fs->super)
		bcache_put(fs->super);
	if (fs->journal.header.data)
		pages_free(virt_to_phys(fs->journal.header.data), PAGES_PER_BLOCK);
	heap_free(fs->freed);
	heap_free(fs);
}

static struct ctfs *make_fs(struct bcache *cache)
{
	struct ctfs *fs = heap_alloc_zero(1, sizeof(*fs));
	phys_t frame = fs ? pages_alloc(PAGES_PER_BLOCK, bcache_device(cache)->zone) : PHYS_NONE;

	if (!phys_valid(frame)) {
		heap_free(fs);
		return NULL;
	}
	fs->cache = cache;
	fs->journal.header.data = memset(phys_to_virt(frame), 0, CTFS_BLOCK);
	fs->next_block = CTFS_DATA_START;
	fs->next_inode = CTFS_ROOT + 1;
	mutex_set_name(&fs->lock, "ctfs");
	return fs;
}

static uint64_t device_blocks(const struct ctfs *fs)
{
	return bcache_device(fs->cache)->sectors / (CTFS_BLOCK / BLK_SECTOR);
}

static int read_super(struct ctfs *fs)
{
	int err = bcache_get(fs->cache, 0, &fs->super);

	if (!err)
		err = ctfs_super_check(ctfs_super(fs), device_blocks(fs));
	if (err)
		return err;
	fs->total_blocks = (uint32_t)ctfs_super(fs)->total_blocks;
	fs->bitmap_blocks = (fs->total_blocks - CTFS_DATA_START + CTFS_BITS - 1) / CTFS_BITS;
	fs->freed = heap_alloc_zero(fs->bitmap_blocks, CTFS_BLOCK);
	return fs->freed ? 0 : -ENOMEM;
}

/* Afterwards the superblock may be another one, out of the journal: one of this volume. */
static int recover(struct ctfs *fs)
{
	uint8_t uuid[CTFS_UUID_SIZE];

	memcpy(uuid, ctfs_super(fs)->uuid, sizeof(uuid));
	int err = ctfs_recover(fs);
	const struct ctfs_super *s = ctfs_super(fs);
	if (err)
		return err;
	if (ctfs_super_check(s, device_blocks(fs)) || !(s->features & CTFS_JOURNAL) ||
	    s->total_blocks != fs->total_blocks || memcmp(s->uuid, uuid, sizeof(uuid)) != 0)
		return ctfs_damaged(fs, 0, 0, "the journal has the superblock of another volume");
	return 0;
}

static int read_volume(struct ctfs *fs)
{
	int err = read_super(fs);

	if (!err && ctfs_super(fs)->features & CTFS_JOURNAL)
		err = recover(fs);
	if (err)
		return err;
	const struct ctfs_super *s = ctfs_super(fs);
	err = ctfs_super_verify(s);
	if (err)
		return err;
	fs->free_blocks = (uint32_t)s->free_blocks;
	fs->free_inodes = (uint32_t)s->free_inodes;
	return bcache_get(fs->cache, CTFS_IBITMAP_START, &fs->ibitmap);
}

static int check_root(struct ctfs *fs)
{
	struct ctfs_inode *root;
	int err = ctfs_inode_get(fs, CTFS_ROOT, &root);

	if (err)
		return err;
	if (root->d.type != CTFS_DIR)
		err = ctfs_damaged(fs, CTFS_ROOT, 0, "the root is not a directory");
	ctfs_inode_put(root);
	return err;
}

/* Without a journal there is nothing that keeps the promises; without checksums neither. */
static bool can_write(const struct ctfs *fs)
{
	uint32_t needed = CTFS_JOURNAL | CTFS_CHECKSUMS;

	if (bcache_device(fs->cache)->read_only)
		return false;
	if ((ctfs_super(fs)->features & needed) == needed)
		return true;
	log_warn("%s: no journal or no checksums, read-only", bcache_device(fs->cache)->name);
	return false;
}

static void timed_commit(void *ctx)
{
	ctfs_sync(ctx); /* what fails stays in memory, and the next fsync() tells */
}

/* The volume is in use from now on. */
static int begin_use(struct ctfs *fs)
{
	struct ctfs_super *s = ctfs_super(fs);
	int err = ctfs_reserve(fs, NULL, 1, 0);

	if (err)
		return err;
	ctfs_modify(fs, fs->super);
	memset(s->zero, 0, sizeof(s->zero)); /* perhaps it was not: ctfs_super_seal() */
	s->mount_count++;
	s->last_mount_time = ctfs_now();
	s->state = CTFS_IN_USE;
	err = ctfs_commit(fs);
	if (!err)
		ctfs_reap_orphans(fs);
	return fs->aborted ? fs->aborted : err;
}

int ctfs_open(struct bcache *cache, enum ctfs_access access, struct ctfs **out)
{
	struct ctfs *fs = make_fs(cache);

	if (!fs)
		return -ENOMEM;
	mutex_lock(&fs->lock);
	int err = read_volume(fs);
	if (!err)
		err = check_root(fs);
	if (!err)
		fs->read_only = access == CTFS_READ_ONLY || !can_write(fs);
	if (!err && !fs->read_only)
		err = begin_use(fs);
	mutex_unlock(&fs->lock);
	if (err) {
		ctfs_drop_all(fs);
		free_fs(fs);
		return err;
	}
	if (!fs->read_only)
		bcache_set_flush(cache, timed_commit, fs);
	*out = fs;
	return 0;
}

int ctfs_sync(struct ctfs *fs)
{
	if (fs->read_only)
		return 0;
	mutex_lock(&fs->lock);
	int err = bcache_write_all(fs->cache);
	bool commits = fs->journal.changed;
	int commit_err = fs->aborted ? -EIO : ctfs_commit(fs);
	int flush_err = 0;
	if (!commits || commit_err) /* a commit's last flush is behind the data too */
		flush_err = blk_flush(bcache_device(fs->cache));
	mutex_unlock(&fs->lock);
	return err ? err : commit_err ? commit_err : flush_err;
}

void ctfs_look_at_clock(struct ctfs *fs)
{
	if (!fs->read_only && bcache_flush_due(fs->cache))
		ctfs_sync(fs);
}

static bool any_orphans(const struct ctfs *fs)
{
	for (unsigned i = 0; i < sizeof(fs->orphans); i++)
		if (fs->orphans[i])
			return true;
	return false;
}

/* All in place, and marked as clean unless a mount has something left to finish. */
static int end_use(struct ctfs *fs)
{
	int err = bcache_write_all(fs->cache);

	if (!err)
		err = ctfs_reserve(fs, NULL, 1, 0);
	if (err)
		return err;
	ctfs_modify(fs, fs->super);
	ctfs_super(fs)->state = any_orphans(fs) ? CTFS_IN_USE : CTFS_CLEAN;
	err = ctfs_commit(fs);
	if (!err)
		err = ctfs_checkpoint(fs, CTFS_JOURNAL_BLOCKS + 1);
	return err ? err : blk_flush(bcache_device(fs->cache));
}

int ctfs_close(struct ctfs *fs)
{
	int err = 0;

	bcache_set_flush(fs->cache, NULL, NULL);
	if (!fs->read_only) {
		mutex_lock(&fs->lock);
		err = fs->aborted ? -EIO : end_use(fs);
		mutex_unlock(&fs->lock);
	}
	ctfs_drop_all(fs);
	free_fs(fs);
	return err;
}
