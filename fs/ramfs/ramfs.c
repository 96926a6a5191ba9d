/* SPDX-License-Identifier: MIT */
/*
 * ramfs.c - the filesystem in memory: its nodes, links and the mount. Folders are in
 * dir.c, files in file.c.
 *
 * Locking: as fs/vfs.h says; the counter of inode numbers is atomic.
 */
#include <errno.h>
#include <string.h>

#include <core/heap.h>
#include <core/pages.h>

#include "ramfs.h"

#define RAMFS_MAGIC 0x858458f6 /* Linux, include/uapi/linux/magic.h */

struct ramfs {
	uint64_t last_ino;
};

struct ramfs_node *ramfs_new(struct mount *m, const struct vnode_ops *ops, mode_t mode)
{
	struct ramfs *fs = m->fs;
	struct ramfs_node *node = heap_alloc_zero(1, sizeof(*node));

	if (!node)
		return NULL;
	uint64_t ino = __atomic_add_fetch(&fs->last_ino, 1, __ATOMIC_RELAXED);
	vnode_init(&node->vn, ops, m, ino, mode);
	return node;
}

void ramfs_reclaim(struct vnode *vn)
{
	struct ramfs_node *node = ramfs_node(vn);

	if (vn->ops == &ramfs_file_ops)
		frames_cut(&node->frames, 0);
	else if (vn->ops == &ramfs_link_ops)
		heap_free(node->target);
	heap_free(node);
}

static ssize_t ramfs_readlink(struct vnode *vn, char *buf, size_t size)
{
	size_t len = MIN(size, vn->size);

	memcpy(buf, ramfs_node(vn)->target, len);
	return (ssize_t)len;
}

const struct vnode_ops ramfs_link_ops = {
	.readlink = ramfs_readlink,
	.reclaim = ramfs_reclaim,
};

static int ramfs_mount(struct mount *m)
{
	struct ramfs *fs = heap_alloc_zero(1, sizeof(*fs));

	if (!fs)
		return -ENOMEM;
	m->fs = fs;
	struct ramfs_node *root = ramfs_new(m, &ramfs_dir_ops, S_IFDIR | 0755);
	if (!root) {
		heap_free(fs);
		return -ENOMEM;
	}
	m->root = &root->vn;
	return 0;
}

/* Takes the tree apart from its leaves: down into the last folder made, away with its
 * names, and up again. */
static int ramfs_unmount(struct mount *m)
{
	struct vnode *at = m->root;

	while (at) {
		struct ramfs_entry *e = ramfs_node(at)->dir.first;
		if (e && S_ISDIR(e->node->vn.mode) && e->node->dir.first)
			at = &e->node->vn;
		else if (!ramfs_unlink_first(ramfs_node(at)))
			at = at->parent;
	}
	vnode_put(m->root);
	heap_free(m->fs);
	return 0;
}

static void ramfs_stats(struct mount *m, struct fs_stats *out)
{
	struct pages_stats pages;

	(void)m;
	pages_stats(&pages);
	*out = (struct fs_stats){
		.magic = RAMFS_MAGIC,
		.total = pages.total * PAGE_SIZE,
		.free = pages.free * PAGE_SIZE,
	};
}

FS_TYPE(ramfs_type) = {
	.name = "ramfs",
	.mount = ramfs_mount,
	.unmount = ramfs_unmount,
	.stats = ramfs_stats,
};
