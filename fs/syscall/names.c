/* SPDX-License-Identifier: MIT */
/* names.c - the calls that make, remove and move names. */
#include <errno.h>

#include <core/syscalls.h>

#include "at.h"

/* Linux, include/uapi/linux/fs.h */
#define RENAME_NOREPLACE_FLAG 1u

long sys_mkdirat(int dirfd, const char *path, unsigned mode)
{
	struct vnode *base;

	int err = at_base(dirfd, path, &base);
	if (err)
		return err;
	err = vfs_mkdir(base, path, at_masked(mode));
	vnode_put(base);
	return err;
}

long sys_mkdir(const char *path, unsigned mode)
{
	return sys_mkdirat(AT_FDCWD, path, mode);
}

long sys_unlinkat(int dirfd, const char *path, int flags)
{
	struct vnode *base;

	if (flags & ~AT_REMOVEDIR)
		return -EINVAL;
	int err = at_base(dirfd, path, &base);
	if (err)
		return err;
	err = flags & AT_REMOVEDIR ? vfs_rmdir(base, path) : vfs_unlink(base, path);
	vnode_put(base);
	return err;
}

long sys_unlink(const char *path)
{
	return sys_unlinkat(AT_FDCWD, path, 0);
}

long sys_rmdir(const char *path)
{
	return sys_unlinkat(AT_FDCWD, path, AT_REMOVEDIR);
}

long sys_symlinkat(const char *target, int dirfd, const char *path)
{
	struct vnode *base;

	int err = at_base(dirfd, path, &base);
	if (err)
		return err;
	err = vfs_symlink(target, base, path);
	vnode_put(base);
	return err;
}

long sys_symlink(const char *target, const char *path)
{
	return sys_symlinkat(target, AT_FDCWD, path);
}

long sys_linkat(int dirfd, const char *path, int new_dirfd, const char *new_path, int flags)
{
	struct vnode *vn, *base;
	int follow = flags & AT_SYMLINK_FOLLOW ? 0 : AT_SYMLINK_NOFOLLOW;

	if (flags & ~(AT_SYMLINK_FOLLOW | AT_EMPTY_PATH))
		return -EINVAL;
	int err = at_lookup(dirfd, path, follow | (flags & AT_EMPTY_PATH), &vn);
	if (err)
		return err;
	err = at_base(new_dirfd, new_path, &base);
	if (!err) {
		err = vfs_link(vn, base, new_path);
		vnode_put(base);
	}
	vnode_put(vn);
	return err;
}

long sys_link(const char *path, const char *new_path)
{
	return sys_linkat(AT_FDCWD, path, AT_FDCWD, new_path, 0);
}

long sys_renameat2(int dirfd, const char *path, int new_dirfd, const char *new_path, unsigned flags)
{
	struct vnode *base, *new_base;

	if (flags & ~RENAME_NOREPLACE_FLAG)
		return -EINVAL;
	int err = at_base(dirfd, path, &base);
	if (err)
		return err;
	err = at_base(new_dirfd, new_path, &new_base);
	if (!err) {
		err = vfs_rename(base, path, new_base, new_path, flags != 0);
		vnode_put(new_base);
	}
	vnode_put(base);
	return err;
}

long sys_renameat(int dirfd, const char *path, int new_dirfd, const char *new_path)
{
	return sys_renameat2(dirfd, path, new_dirfd, new_path, 0);
}

long sys_rename(const char *path, const char *new_path)
{
	return sys_renameat2(AT_FDCWD, path, AT_FDCWD, new_path, 0);
}
