/* SPDX-License-Identifier: MIT */
/* lock.c - flock(2). */
#include <errno.h>

#include <core/file.h>
#include <core/syscall.h>
#include <core/syscalls.h>

#include "vfs/lock.h"

/* libc calls this as one that does not wait; it does. */
long sys_flock(int fd, int operation)
{
	struct file *f = file_get(fd);
	long ret;

	if (!f)
		return -EBADF;
	do
		ret = lock_whole(f, operation);
	while (syscall_again(&ret));
	file_put(f);
	return ret;
}
