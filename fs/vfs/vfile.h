/* SPDX-License-Identifier: MIT */
/* vfile.h (private) - between open.c and vfile.c. */
#ifndef FS_VFS_VFILE_H
#define FS_VFS_VFILE_H

#include <core/file.h>
#include <fs/vfs.h>

/** A new open file on vn, with a reference of its own. 0 or -ENOMEM. */
int vfile_create(struct vnode *vn, int flags, struct file **out);

/** getdents64(2) for the folder vn, from *pos on, which moves behind what was put. */
ssize_t vnode_getdents(struct vnode *vn, off_t *pos, void *buf, size_t len) MAY_SLEEP;

#endif
