/* SPDX-License-Identifier: MIT */
/*
 * mount.c - the root filesystem.
 *
 * Locking: mounting happens at boot, before there is a second thread.
 */
#define LOG_TAG "vfs"
#include <errno.h>
#include <string.h>

#include <core/log.h>
#include <fs/path.h>
#include <fs/vfs.h>

TABLE_DECLARE(struct fs_type, fs_types);

static struct mount root;

struct vnode *vfs_root(void)
{
	return root.root;
}

static const struct fs_type *find_type(const char *name)
{
	FOR_TABLE(struct fs_type, type, fs_types)
	{
		if (strcmp(type->name, name) == 0)
			return type;
	}
	return NULL;
}

int vfs_mount(const char *type, struct blk_dev *dev, const char *path, bool read_only)
{
	if (root.root || path || dev)
		return -EBUSY;
	root.type = find_type(type);
	if (!root.type) {
		log_err("no filesystem of kind %s in this image", type);
		return -ENODEV;
	}
	root.read_only = read_only;
	int err = root.type->mount(&root);
	return err ? err : vfs_chdir(root.root);
}
