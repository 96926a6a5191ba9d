/* SPDX-License-Identifier: MIT */
/* eventfd.c - eventfd(2). */
#include <errno.h>
#include <sys/eventfd.h>

#include <core/eventfd.h>
#include <core/syscalls.h>

long sys_eventfd2(unsigned initial, int flags)
{
	enum eventfd_kind kind = flags & EFD_SEMAPHORE ? EVENTFD_SEMAPHORE : EVENTFD_COUNTER;
	struct file *f;

	if (flags & ~(EFD_SEMAPHORE | EFD_CLOEXEC | EFD_NONBLOCK))
		return -EINVAL;
	int err = eventfd_create(initial, kind, flags, &f);
	if (err)
		return err;
	int fd = fd_install(f, 0, flags & EFD_CLOEXEC ? FD_CLOEXEC : 0);
	if (fd < 0)
		file_put(f);
	return fd;
}

long sys_eventfd(unsigned initial)
{
	return sys_eventfd2(initial, 0);
}
