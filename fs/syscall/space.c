/* SPDX-License-Identifier: MIT */
/* space.c - fallocate(2). */
#define _GNU_SOURCE /* FALLOC_FL_KEEP_SIZE, in the host's headers */
#include <errno.h>

#include <core/file.h>
#include <core/syscalls.h>
#include <fs/vfile.h>

static long allocate(struct file *f, int mode, off_t off, off_t len)
{
	struct vnode *vn = vfile_vnode(f);

	if ((f->flags & O_ACCMODE) == O_RDONLY)
		return -EBADF;
	if (!vn)
		return f->ops->seek ? -ENODEV : -ESPIPE;
	return vnode_allocate(vn, off, len, mode != 0);
}

long sys_fallocate(int fd, int mode, off_t off, off_t len)
{
	if (off < 0 || len <= 0)
		return -EINVAL;
	if (mode & ~FALLOC_FL_KEEP_SIZE)
		return -EOPNOTSUPP;
	struct file *f = file_get(fd);
	if (!f)
		return -EBADF;
	long ret = allocate(f, mode, off, len);
	file_put(f);
	return ret;
}
