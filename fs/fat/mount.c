/* SPDX-License-Identifier: MIT */
/*
 * mount.c - mounting, unmounting and the numbers of a FAT volume. DESIGN.md is the text to
 * this folder.
 *
 * Source: Microsoft, "FAT: General Overview of On-Disk Format", version 1.03 (FATGEN103).
 */
#define LOG_TAG "fat"
#include <errno.h>
#include <stdarg.h>
#include <string.h>

#include <core/heap.h>
#include <core/log.h>
#include <core/printf.h>

#include "fat.h"

#define FAT_MAGIC   0x4d44 /* Linux, include/uapi/linux/magic.h */
#define MESSAGE_MAX 160

int fat_damaged(struct fat *fs, const char *fmt, ...)
{
	char text[MESSAGE_MAX];
	va_list args;

	if (fs->broken)
		return -EUCLEAN;
	va_start(args, fmt);
	kvsnprintf(text, sizeof(text), fmt, args);
	va_end(args);
	log_err("%s: %s; it is read-only now: run fsck.fat", fs->mnt->dev->name, text);
	fs->broken = true;
	fs->mnt->read_only = true;
	return -EUCLEAN;
}

/* --- mounting ------------------------------------------------------------------------------------
 */

static int read_geometry(struct fat *fs, const struct blk_dev *dev)
{
	const char *why;
	struct buf *b;
	int err = bcache_get(fs->cache, 0, &b);

	if (err)
		return err;
	err = fat_read_bpb(b->data, dev->sectors * BLK_SECTOR, &fs->geo, &why);
	bcache_put(b);
	if (err == -EUCLEAN)
		log_err("%s: a FAT volume that cannot be used: %s", dev->name, why);
	else if (err) /* another kind may know it */
		log_debug("%s: no FAT volume: %s", dev->name, why);
	return err;
}

/* A volume that was in use may have wrong numbers in FSInfo. */
static int read_numbers(struct fat *fs, const struct blk_dev *dev)
{
	int err = fat_read_state(fs, &fs->was_in_use);

	if (!err)
		err = fat_read_info(fs);
	if (err || !fs->was_in_use)
		return err;
	fs->free_known = false;
	log_warn("%s: was not unmounted; fsck.fat finds what that has left", dev->name);
	return 0;
}

static int load(struct fat *fs, struct mount *m)
{
	int err = read_geometry(fs, m->dev);

	if (!err)
		err = read_numbers(fs, m->dev);
	if (!err)
		fs->root = fat_new_root(fs, &err);
	return err;
}

/* The time of flushing has come. */
static void flush(void *ctx)
{
	struct fat *fs = ctx;

	mutex_lock(&fs->lock);
	int err = fat_commit(fs);
	mutex_unlock(&fs->lock);
	if (err)
		log_warn("%s: writing failed, error %d", bcache_device(fs->cache)->name, -err);
}

static int fat_mount(struct mount *m)
{
	struct fat *fs = heap_alloc_zero(1, sizeof(*fs));

	if (!fs)
		return -ENOMEM;
	mutex_set_name(&fs->lock, "fat");
	fs->mnt = m;
	int err = bcache_open(m->dev, &fs->cache);
	if (!err) {
		err = load(fs, m);
		if (err)
			bcache_close(fs->cache);
	}
	if (err) {
		heap_free(fs);
		return err;
	}
	m->fs = fs;
	m->root = &fs->root->vn;
	m->read_only = m->read_only || m->dev->read_only;
	bcache_set_flush(fs->cache, flush, fs);
	log_info("%s: FAT%u, %u clusters of %u bytes", m->dev->name, fs->geo.bits, fs->geo.clusters,
		 fs->geo.cluster);
	return 0;
}

/* Says that the volume is not in use any more, if nothing speaks against it. */
static int leave_clean(struct fat *fs)
{
	int err = fat_commit(fs);

	if (err || fs->was_in_use || fs->broken)
		return err;
	err = fat_write_state(fs, false);
	return err ? err : fat_commit(fs);
}

static int fat_unmount(struct mount *m)
{
	struct fat *fs = m->fs;

	bcache_set_flush(fs->cache, NULL, NULL);
	mutex_lock(&fs->lock);
	int err = fs->changed ? leave_clean(fs) : 0;
	fat_drop_shadows(fs);
	mutex_unlock(&fs->lock);
	vnode_put(m->root);
	int close_err = bcache_close(fs->cache);
	heap_free(fs);
	return err ? err : close_err;
}

static int fat_sync_all(struct mount *m)
{
	return fat_sync(m->root, false);
}

static void fat_stats(struct mount *m, struct fs_stats *out)
{
	struct fat *fs = m->fs;
	uint64_t free;

	mutex_lock(&fs->lock);
	if (fat_count_free(fs, &free) != 0)
		free = 0;
	mutex_unlock(&fs->lock);
	*out = (struct fs_stats){
		.magic = FAT_MAGIC,
		.total = (uint64_t)fs->geo.clusters * fs->geo.cluster,
		.free = free * fs->geo.cluster,
		.name_max = FAT_NAME_MAX,
	};
}

FS_TYPE(fat_type) = {
	.name = "vfat",
	.on_device = true,
	.mount = fat_mount,
	.unmount = fat_unmount,
	.sync = fat_sync_all,
	.stats = fat_stats,
};
