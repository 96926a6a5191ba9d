/* SPDX-License-Identifier: MIT */
/* mmap.c - mmap(2) and msync(2) where files can be mapped shared. */
#define _GNU_SOURCE /* MAP_*, MS_* */
#include <errno.h>
#include <sys/mman.h>

#include <core/file.h>
#include <core/mmap.h>
#include <core/pages.h>
#include <core/syscalls.h>
#include <core/vm.h>

#include "vfs/mapping.h"

#define SHARING 0x0f /* MAP_TYPE of Linux */

static bool wants_shared_file(int flags)
{
	int sharing = flags & SHARING;

	return !(flags & MAP_ANONYMOUS) &&
	       (sharing == MAP_SHARED || sharing == MAP_SHARED_VALIDATE);
}

static long map_shared(uintptr_t addr, size_t len, int prot, int flags, int fd, off_t off)
{
	unsigned vmprot;
	int err = mem_prot(prot, &vmprot);

	if (err)
		return err;
	if (off > INT64_MAX - (off_t)len)
		return -EOVERFLOW;
	struct file *f = file_get(fd);
	if (!f)
		return -EBADF;
	long ret = mapping_make(f, addr, len, vmprot, flags, off);
	file_put(f);
	return ret;
}

long sys_mmap(void *addr, size_t len, int prot, int flags, int fd, off_t off)
{
	size_t whole = ALIGN_UP(len, PAGE_SIZE);

	if (!wants_shared_file(flags))
		return mem_mmap(addr, len, prot, flags, fd, off);
	if (len == 0 || off % (off_t)PAGE_SIZE || off < 0)
		return -EINVAL;
	if (whole < len || whole > INT64_MAX)
		return -ENOMEM;
	return map_shared((uintptr_t)addr, whole, prot, flags, fd, off);
}

/* MS_ASYNC: the filesystem knows of it, and writes it in its time. */
long sys_msync(void *addr, size_t len, int flags)
{
	uintptr_t at = (uintptr_t)addr;
	size_t whole = ALIGN_UP(len, PAGE_SIZE);

	if (at % PAGE_SIZE || (flags & ~(MS_ASYNC | MS_SYNC | MS_INVALIDATE)) ||
	    (flags & (MS_ASYNC | MS_SYNC)) == (MS_ASYNC | MS_SYNC))
		return -EINVAL;
	if (len == 0)
		return 0;
	if (!vm_mapped(at, whole))
		return -ENOMEM;
	return vnode_maps ? mapping_sync(at, whole, flags & MS_SYNC) : 0;
}
