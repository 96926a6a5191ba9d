/* SPDX-License-Identifier: MIT */
/* open.c - open(2) and its relatives. */
#include <errno.h>

#include <core/syscalls.h>
#include <fs/vfile.h>

#include "at.h"

static int open_vnode(int dirfd, const char *path, int flags, mode_t mode, struct file **out)
{
	struct vnode *base;
	int err = at_base(dirfd, path, &base);

	if (err)
		return err;
	err = vfile_open(base, path, flags, at_masked(mode), out);
	vnode_put(base);
	return err;
}

long sys_openat(int dirfd, const char *path, int flags, unsigned mode)
{
	struct file *f;
	int err = open_vnode(dirfd, path, flags, mode, &f);

	if (err)
		return err;
	int fd = fd_install(f, 0, flags & O_CLOEXEC ? FD_CLOEXEC : 0);
	if (fd < 0)
		file_put(f);
	return fd;
}

long sys_open(const char *path, int flags, unsigned mode)
{
	return sys_openat(AT_FDCWD, path, flags, mode);
}

long sys_creat(const char *path, unsigned mode)
{
	return sys_openat(AT_FDCWD, path, O_CREAT | O_WRONLY | O_TRUNC, mode);
}
