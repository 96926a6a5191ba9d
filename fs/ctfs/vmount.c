/* SPDX-License-Identifier: MIT */
/*
 * vmount.c - CTFS under the VFS: mounting. A disk is never formatted unasked; with
 * CONFIG_CTFS_AUTOFORMAT the configuration asks, and only for one whose first block is zero.
 *
 * Locking: the VFS mounts and unmounts one at a time.
 */
#define LOG_TAG "ctfs"
#include <errno.h>
#include <string.h>

#include <core/heap.h>
#include <core/log.h>
#include <core/pages.h>
#include <core/random.h>

#include "ctfs/node.h"

static bool is_blank(struct bcache *cache)
{
	struct buf *b;

	if (bcache_get(cache, 0, &b))
		return false;
	bool blank = b->data[0] == 0 && memcmp(b->data, b->data + 1, CTFS_BLOCK - 1) == 0;
	bcache_put(b);
	return blank;
}

static int format(struct mount *m, struct bcache *cache)
{
	struct ctfs_format f = { .now = (int64_t)ctfs_now() };

	if (!is_blank(cache))
		return -EINVAL;
	random_bytes(f.uuid, sizeof(f.uuid));
	log_warn("%s is blank, it is formatted", m->dev->name);
	return ctfs_format(cache, &f);
}

static int open_volume(struct mount *m, struct bcache *cache, struct ctfs **fs)
{
	enum ctfs_access access = m->read_only ? CTFS_READ_ONLY : CTFS_READ_WRITE;
	int err = ctfs_open(cache, access, fs);

	if (!IS_ENABLED(CONFIG_CTFS_AUTOFORMAT) || err != -EINVAL || m->read_only ||
	    m->dev->read_only)
		return err;
	err = format(m, cache);
	return err ? err : ctfs_open(cache, access, fs);
}

/* The root is not in the table of vnodes: no entry of a folder names it. */
static int open_root(struct mount *m, struct ctfs *fs)
{
	struct ctfs_inode *ip;
	int err = ctfs_get(fs, CTFS_ROOT, &ip);

	if (err)
		return err;
	m->root = ctfs_node_new(m, ip);
	if (!m->root) {
		ctfs_put(ip);
		return -ENOMEM;
	}
	return 0;
}

static int open_all(struct mount *m, struct bcache *cache)
{
	struct ctfs_mount *cm = m->fs;
	int err = open_volume(m, cache, &cm->fs);

	if (err)
		return err;
	err = open_root(m, cm->fs);
	if (err)
		ctfs_close(cm->fs);
	return err;
}

static int vfs_mount_ctfs(struct mount *m)
{
	struct ctfs_mount *cm = heap_alloc_zero(1, sizeof(*cm));
	struct bcache *cache;

	if (!cm)
		return -ENOMEM;
	m->fs = cm;
	int err = bcache_open(m->dev, &cache);
	if (!err) {
		err = open_all(m, cache);
		if (err)
			bcache_close(cache);
	}
	if (err) {
		heap_free(cm);
		return err;
	}
	m->read_only = cm->fs->read_only;
	log_info("%s: CTFS \"%.16s\", %u of %u blocks free%s", m->dev->name,
		 (const char *)ctfs_super(cm->fs)->label, cm->fs->free_blocks, cm->fs->total_blocks,
		 m->read_only ? ", read-only" : "");
	return 0;
}

static int vfs_unmount_ctfs(struct mount *m)
{
	struct ctfs_mount *cm = m->fs;
	struct bcache *cache = cm->fs->cache;

	vnode_put(m->root);
	int err = ctfs_close(cm->fs), cache_err = bcache_close(cache);
	if (cm->zeros)
		pages_free(virt_to_phys(cm->zeros), 1);
	heap_free(cm);
	return err ? err : cache_err;
}

static int vfs_sync_ctfs(struct mount *m)
{
	return ctfs_sync(((struct ctfs_mount *)m->fs)->fs);
}

static void vfs_stats_ctfs(struct mount *m, struct fs_stats *out)
{
	const struct ctfs *fs = ((struct ctfs_mount *)m->fs)->fs;

	*out = (struct fs_stats){
		.magic = CTFS_MAGIC,
		.total = (fs->total_blocks - CTFS_DATA_START) * (uint64_t)CTFS_BLOCK,
		.free = fs->free_blocks * (uint64_t)CTFS_BLOCK,
		.files = CTFS_INODES - 2,
		.unused = fs->free_inodes,
		.name_max = CTFS_NAME_MAX,
	};
}

FS_TYPE(ctfs_type) = {
	.name = "ctfs",
	.on_device = true,
	.mount = vfs_mount_ctfs,
	.unmount = vfs_unmount_ctfs,
	.sync = vfs_sync_ctfs,
	.stats = vfs_stats_ctfs,
};
