/* SPDX-License-Identifier: MIT */
/*
 * devfs.c - the filesystem at /dev: one folder with the devices that are always there and the
 * disks there are, by their names. Nothing can be made or removed in it.
 *
 *	inode   1     2, 3, ...        DISKS, DISKS + 1, ...
 *	what    /dev  devices[0], ...  disks in the order in which they were found
 *
 * Locking: fs/vfs.h; what is found and what is published is one step under devfs_lock.
 */
#include <errno.h>
#include <string.h>
#include <sys/sysmacros.h>

#include <core/heap.h>
#include <fs/vfile.h>

#include "devfs.h"

#define DEVFS_MAGIC 0x01021994 /* tmpfs', which Linux has at /dev */
#define ROOT        1u
#define FIXED       2u
#define DISKS       64u
#define DISK_MAJOR  259 /* Linux: block devices without a number of their own */

struct device_node {
	struct vnode vn;
	const struct device *device; /* or */
	struct blk_dev *disk;
};

static struct mutex devfs_lock;

static struct device_node *node_of(struct vnode *vn)
{
	return container_of(vn, struct device_node, vn);
}

struct blk_dev *devfs_disk(struct vnode *vn)
{
	return node_of(vn)->disk;
}

static struct blk_dev *next_disk(const struct blk_dev *disk)
{
	return IS_ENABLED(CONFIG_BLK) ? blk_next(disk) : NULL;
}

static void device_reclaim(struct vnode *vn)
{
	heap_free(node_of(vn));
}

static int device_open(struct vnode *vn, int flags, struct file **out)
{
	const struct device_node *node = node_of(vn);

	if (node->device && node->device->open)
		return node->device->open(vn, flags, out);
	if (node->device && !node->device->ops) {
		int fd = node->device->fd;
		*out = fd == DEVICE_CONSOLE ? console_get() : file_get(fd);
		return *out ? 0 : -ENXIO;
	}
	if (!node->device && (flags & O_ACCMODE) != O_RDONLY) {
		if (node->disk->read_only)
			return -EROFS;
		if (vfs_device_used(node->disk)) /* its cache would not see what is written */
			return -EBUSY;
	}
	return vfile_make(vn, flags, node->device ? node->device->ops : &disk_ops, out);
}

static const struct vnode_ops device_ops = {
	.open = device_open,
	.reclaim = device_reclaim,
};

/* --- the folder ------------------------------------------------------------------------- */

/* One entry: what devices[] and the list of disks have in common. */
struct entry {
	const char *name;
	uint64_t ino;
	mode_t mode;
	uint64_t rdev;
	const struct device *device;
	struct blk_dev *disk;
};

/* Steps e to the entry behind; {0} is before the first. False at the end. */
static bool next_entry(struct entry *e)
{
	uint64_t ino = e->ino ? e->ino + 1 : FIXED;

	if (ino - FIXED < device_count) {
		const struct device *d = &devices[ino - FIXED];
		*e = (struct entry){ .name = d->name, .ino = ino, .mode = d->mode, .device = d };
		e->rdev = makedev(d->major, d->minor);
		return true;
	}
	struct blk_dev *disk = next_disk(e->disk);
	ino = MAX(ino, (uint64_t)DISKS);
	*e = (struct entry){ .ino = ino, .mode = S_IFBLK | 0660, .disk = disk };
	e->name = disk ? disk->name : NULL;
	e->rdev = makedev(DISK_MAJOR, (unsigned)(ino - DISKS));
	return disk != NULL;
}

/* The vnode of e: the one there is, or a new one. */
static struct vnode *vnode_for(struct mount *m, const struct entry *e)
{
	struct vnode *vn = vnode_find(m, e->ino);

	if (vn)
		return vn;
	struct device_node *node = heap_alloc(sizeof(*node));
	if (!node)
		return NULL;
	vnode_init(&node->vn, &device_ops, m, e->ino, e->mode);
	node->vn.rdev = e->rdev;
	node->device = e->device;
	node->disk = e->disk;
	vnode_publish(&node->vn);
	return &node->vn;
}

static int folder_lookup(struct vnode *dir, const char *name, size_t len, struct vnode **out)
{
	struct entry e = { 0 };

	while (next_entry(&e)) {
		if (strlen(e.name) != len || memcmp(e.name, name, len) != 0)
			continue;
		mutex_lock(&devfs_lock);
		*out = vnode_for(dir->mnt, &e);
		mutex_unlock(&devfs_lock);
		return *out ? 0 : -ENOMEM;
	}
	return -ENOENT;
}

static int folder_readdir(struct vnode *dir, uint64_t cookie, dir_emit_fn *emit, void *ctx)
{
	struct entry e = { 0 };

	(void)dir;
	while (next_entry(&e)) {
		struct dir_entry out = {
			.name = e.name,
			.len = strlen(e.name),
			.ino = e.ino,
			.mode = e.mode,
			.next = e.ino + 1,
		};
		if (e.ino >= cookie && !emit(ctx, &out))
			break;
	}
	return 0;
}

static const struct vnode_ops folder_ops = {
	.lookup = folder_lookup,
	.readdir = folder_readdir,
	.reclaim = device_reclaim,
};

static int devfs_mount(struct mount *m)
{
	struct device_node *root = heap_alloc_zero(1, sizeof(*root));

	if (!root)
		return -ENOMEM;
	vnode_init(&root->vn, &folder_ops, m, ROOT, S_IFDIR | 0755);
	m->root = &root->vn;
	return 0;
}

static int devfs_unmount(struct mount *m)
{
	vnode_put(m->root);
	return 0;
}

static void devfs_stats(struct mount *m, struct fs_stats *out)
{
	(void)m;
	*out = (struct fs_stats){ .magic = DEVFS_MAGIC, .name_max = BLK_NAME_MAX - 1 };
}

FS_TYPE(devfs_type) = {
	.name = "devfs",
	.mount = devfs_mount,
	.unmount = devfs_unmount,
	.stats = devfs_stats,
};
