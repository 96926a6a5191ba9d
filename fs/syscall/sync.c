/* SPDX-License-Identifier: MIT */
/* sync.c - the calls that write out more than one file. */
#include <errno.h>

#include <core/file.h>
#include <core/syscalls.h>
#include <fs/vfile.h>

/* There is nobody to tell an error to: fsync() of the file does. */
long sys_sync(void)
{
	vfs_sync();
	return 0;
}

long sys_syncfs(int fd)
{
	struct file *f = file_get(fd);

	if (!f)
		return -EBADF;
	struct vnode *vn = vfile_vnode(f);
	long ret = vn && vn->mnt->type->sync ? vn->mnt->type->sync(vn->mnt) : 0;
	file_put(f);
	return ret;
}
