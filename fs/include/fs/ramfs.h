/* SPDX-License-Identifier: MIT */
/* ramfs.h - the filesystem in memory, for what fills it at boot. */
#ifndef FS_RAMFS_H
#define FS_RAMFS_H

#include <fs/vfs.h>

/** Adds a read-only file to dir, a folder of a ramfs. Its contents are the size bytes
 *  at data, borrowed for ever and never copied. mtime: ns since 1970. The name is as
 *  in vnode_ops, and the caller holds dir's lock. 0, -EEXIST, -ENOSPC. */
int ramfs_add_borrowed(struct vnode *dir, const char *name, size_t len, mode_t mode, int64_t mtime,
		       const void *data, size_t size);

#endif
