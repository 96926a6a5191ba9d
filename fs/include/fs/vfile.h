/* SPDX-License-Identifier: MIT */
/* vfile.h - open files on vnodes. */
#ifndef FS_VFILE_H
#define FS_VFILE_H

#include <core/file.h>
#include <fs/vfs.h>

/**
 * open(2): walks, makes the file if O_CREAT says so (mode without the umask's bits),
 * cuts it for O_TRUNC. 0 with *out, one reference. Beside the errors of path.h:
 * -EEXIST, -EISDIR, -ENOTDIR, -EROFS, -ENOSPC, -ELOOP for O_NOFOLLOW on a link.
 */
int vfile_open(struct vnode *base, const char *path, int flags, mode_t mode,
	       struct file **out) MAY_SLEEP;
/** The vnode behind f, borrowed; NULL when f is something else. */
struct vnode *vfile_vnode(struct file *f);

/** stat(2) of vn. Locks it. */
void vnode_stat(struct vnode *vn, struct stat *st) MAY_SLEEP;
/** truncate(2) for a file: -EISDIR, -EINVAL, -EROFS, -EFBIG. Locks it. */
int vnode_truncate(struct vnode *vn, off_t size) MAY_SLEEP;

#endif
