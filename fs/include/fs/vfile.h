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

/** An open file on a vnode. Those that vnode_ops.open makes, with operations of their own, have
 *  vfile_stat() and vfile_release() among them. */
struct vnode_file {
	struct file file;
	struct vnode *vn; /* a reference */
};
/** A new one, with a reference of its own to vn. 0 or -ENOMEM. */
int vfile_make(struct vnode *vn, int flags, const struct file_ops *ops, struct file **out);
int vfile_stat(struct file *f, struct stat *st) MAY_SLEEP;
void vfile_release(struct file *f) MAY_SLEEP;

/** stat(2) of vn. Locks it. */
void vnode_stat(struct vnode *vn, struct stat *st) MAY_SLEEP;
/** 0, or -EROFS: vn's contents cannot be changed. */
int vnode_writable(const struct vnode *vn);
/** truncate(2) for a file: -EISDIR, -EINVAL, -EROFS, -EFBIG. Locks it. */
int vnode_truncate(struct vnode *vn, off_t size) MAY_SLEEP;

/** fsync(2), fdatasync(2). Locks it. */
int vnode_sync(struct vnode *vn, bool data_only) MAY_SLEEP;
/** fallocate(2) without flags, or with FALLOC_FL_KEEP_SIZE (keep_size). -ENODEV no file, -EROFS,
 *  -ENOSPC, -EFBIG, -EOPNOTSUPP. Locks it. */
int vnode_allocate(struct vnode *vn, off_t off, off_t len, bool keep_size) MAY_SLEEP;

#define ATTR_MODE  0x01u
#define ATTR_UID   0x02u
#define ATTR_GID   0x04u
#define ATTR_ATIME 0x08u
#define ATTR_MTIME 0x10u

/** What of a vnode is to become what. */
struct vnode_attr {
	unsigned what; /* ATTR_* */
	mode_t mode;   /* the permission bits count */
	uint32_t uid, gid;
	int64_t atime, mtime; /* ns */
};
/** chmod(2), chown(2), utimensat(2): all of it or nothing. -EROFS, -ENOSPC, -EIO. Locks vn. */
int vnode_set_attr(struct vnode *vn, const struct vnode_attr *to) MAY_SLEEP;

#endif
