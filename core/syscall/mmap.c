/* SPDX-License-Identifier: MIT */
/* mmap.c - mmap(2) and msync(2) where no file can be mapped shared: CONFIG_FILE_MAP is not set. */
#define _GNU_SOURCE /* MS_* */
#include <errno.h>
#include <sys/mman.h>

#include <core/mmap.h>
#include <core/pages.h>
#include <core/syscalls.h>
#include <core/vm.h>

long sys_mmap(void *addr, size_t len, int prot, int flags, int fd, off_t off)
{
	return mem_mmap(addr, len, prot, flags, fd, off);
}

long sys_msync(void *addr, size_t len, int flags)
{
	uintptr_t at = (uintptr_t)addr;

	if (at % PAGE_SIZE || (flags & ~(MS_ASYNC | MS_SYNC | MS_INVALIDATE)) ||
	    (flags & (MS_ASYNC | MS_SYNC)) == (MS_ASYNC | MS_SYNC))
		return -EINVAL;
	return len == 0 || vm_mapped(at, ALIGN_UP(len, PAGE_SIZE)) ? 0 : -ENOMEM;
}
