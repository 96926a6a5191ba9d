/* SPDX-License-Identifier: MIT */
/* vfile.h (private) - between the files of vfs/. */
#ifndef FS_VFS_VFILE_H
#define FS_VFS_VFILE_H

#include <core/file.h>
#include <fs/vfs.h>

/** A new open file on vn, with a reference of its own. 0 or -ENOMEM. */
int vfile_create(struct vnode *vn, int flags, struct file **out);

/** getdents64(2) for the folder vn, from *pos on, which moves behind what was put. */
ssize_t vnode_getdents(struct vnode *vn, off_t *pos, void *buf, size_t len) MAY_SLEEP;

/** ops->truncate, and mappings of vn follow. vn is locked. */
int vnode_set_size(struct vnode *vn, uint64_t size) MAY_SLEEP;

/** Called when a descriptor of f is closed, and when f ends: set by lock.c with the first lock. */
extern void (*vfile_on_close)(struct file *f);
extern void (*vfile_on_release)(struct file *f);

#endif
