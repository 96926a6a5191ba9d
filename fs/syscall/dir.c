/* SPDX-License-Identifier: MIT */
/* dir.c - the current folder, and listing one. */
#include <errno.h>

#include <core/file.h>
#include <core/syscalls.h>

#include "at.h"

static long change_to(int dirfd, const char *path, int flags)
{
	struct vnode *vn;
	int err = at_lookup(dirfd, path, flags, &vn);

	if (err)
		return err;
	err = vfs_chdir(vn);
	vnode_put(vn);
	return err;
}

long sys_chdir(const char *path)
{
	return change_to(AT_FDCWD, path, 0);
}

long sys_fchdir(int fd)
{
	return fd == AT_FDCWD ? -EBADF : change_to(fd, "", AT_EMPTY_PATH);
}

long sys_getcwd(char *buf, size_t size)
{
	struct vnode *cwd = vfs_cwd();
	ssize_t len = vfs_path_of(cwd, buf, size);

	vnode_put(cwd);
	return len;
}

long sys_getdents64(int fd, void *buf, size_t len)
{
	struct file *f = file_get(fd);

	if (!f)
		return -EBADF;
	long ret = f->ops->getdents ? f->ops->getdents(f, buf, len) : -ENOTDIR;
	file_put(f);
	return ret;
}
