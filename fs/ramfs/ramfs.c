/* SPDX-License-Identifier: MIT */
/*
 * ramfs.c - the filesystem in memory: its nodes, links and the mount. Folders are in
 * dir.c, files in file.c.
 *
 * Locking: as fs/vfs.h says; the list of all nodes is under a lock of its own, held for a few
 * instructions but for the look whether the mount is in use.
 */
#include <errno.h>
#include <string.h>

#include <core/heap.h>
#include <core/pages.h>
#include <core/spinlock.h>

#include "ramfs.h"

#define RAMFS_MAGIC 0x858458f6 /* Linux, include/uapi/linux/magic.h */

struct ramfs {
	spinlock_t lock; /* below: under lock */
	uint64_t last_ino;
	struct ramfs_node *nodes;
};

static uint64_t join(struct ramfs *fs, struct ramfs_node *node)
{
	unsigned long flags = spin_lock(&fs->lock);
	uint64_t ino = ++fs->last_ino;

	node->next = fs->nodes;
	node->link = &fs->nodes;
	if (node->next)
		node->next->link = &node->next;
	fs->nodes = node;
	spin_unlock(&fs->lock, flags);
	return ino;
}

static void leave(struct ramfs *fs, struct ramfs_node *node)
{
	unsigned long flags = spin_lock(&fs->lock);

	*node->link = node->next;
	if (node->next)
		node->next->link = node->link;
	spin_unlock(&fs->lock, flags);
}

struct ramfs_node *ramfs_new(struct mount *m, const struct vnode_ops *ops, mode_t mode)
{
	struct ramfs_node *node = heap_alloc_zero(1, sizeof(*node));

	if (!node)
		return NULL;
	vnode_init(&node->vn, ops, m, 0, mode);
	node->vn.ino = join(m->fs, node);
	return node;
}

static void free_node(struct ramfs_node *node)
{
	leave(node->vn.mnt->fs, node);
	if (node->vn.ops == &ramfs_file_ops)
		frames_cut(&node->frames, 0);
	else if (node->vn.ops == &ramfs_link_ops)
		heap_free(node->target);
	else if (node->vn.ops == &ramfs_dir_ops)
		ramfs_forget_names(node);
	heap_free(node);
}

void ramfs_reclaim(struct vnode *vn)
{
	free_node(ramfs_node(vn));
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

/* Each name is a reference, and so is each folder to the one above: what is more is somebody
 * else's. The root has the mount instead of a name. */
static bool in_use(const struct vnode *vn)
{
	int own = (int)vn->nlink - (S_ISDIR(vn->mode) ? 1 : 0);

	return vn->nlink == 0 || __atomic_load_n(&vn->refs, __ATOMIC_ACQUIRE) != own;
}

static bool ramfs_idle(struct mount *m)
{
	struct ramfs *fs = m->fs;
	unsigned long flags = spin_lock(&fs->lock);
	const struct ramfs_node *node = fs->nodes;

	while (node && !in_use(&node->vn))
		node = node->next;
	spin_unlock(&fs->lock, flags);
	return node == NULL;
}

static int ramfs_unmount(struct mount *m)
{
	struct ramfs *fs = m->fs;

	while (fs->nodes)
		free_node(fs->nodes);
	heap_free(fs);
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
	.idle = ramfs_idle,
	.stats = ramfs_stats,
};
