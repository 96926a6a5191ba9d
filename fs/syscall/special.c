/* SPDX-License-Identifier: MIT */
/* special.c - mknod(2): a file like any other can be made, devices and named pipes cannot. */
#include <errno.h>

#include <core/syscalls.h>
#include <fs/path.h>

#include "at.h"

static int make_file(struct vnode *base, const char *path, mode_t mode)
{
	struct path_walk w;
	struct vnode *vn;
	int err = path_start(&w, base, path);

	if (!err)
		err = path_find(&w, PATH_NO_FOLLOW, &vn);
	if (!err) {
		vnode_put(vn);
		err = -EEXIST;
	} else if (err == -ENOENT && w.at_last && !w.must_be_dir) {
		err = vfs_create(&w, mode, &vn);
		if (!err)
			vnode_put(vn);
	}
	path_end(&w);
	return err;
}

long sys_mknodat(int dirfd, const char *path, unsigned mode, unsigned long dev)
{
	struct vnode *base;
	unsigned type = mode & S_IFMT;

	(void)dev;
	if (type != 0 && type != S_IFREG) {
		bool known = type == S_IFCHR || type == S_IFBLK || type == S_IFIFO ||
			     type == S_IFSOCK || type == S_IFDIR;
		return known ? -EPERM : -EINVAL;
	}
	int err = at_base(dirfd, path, &base);
	if (err)
		return err;
	err = make_file(base, path, S_IFREG | (at_masked(mode) & 07777));
	vnode_put(base);
	return err;
}

long sys_mknod(const char *path, unsigned mode, unsigned long dev)
{
	return sys_mknodat(AT_FDCWD, path, mode, dev);
}
