/* SPDX-License-Identifier: MIT */
/*
 * mmap.c - mmap() where files can be mapped shared. libc's start-up calls the handler of mmap(2)
 * by itself in every program; only this function, which the linker keeps where the program calls
 * it, brings what keeps such mappings into the image.
 *
 * Source: musl's src/mman/mmap.c.
 */
#include <errno.h>
#include <stdint.h>
#include <sys/mman.h>

#include <core/mmap.h>
#include <core/syscalls.h>

#define ALIAS(of) __attribute__((weak, alias(#of)))

void *__mmap(void *start, size_t len, int prot, int flags, int fd, off_t off);
/* libc has another one, where it has locks that must not be mapped over meanwhile. */

static void no_locks(void)
{
}
void __vm_wait(void) ALIAS(no_locks);

void *__mmap(void *start, size_t len, int prot, int flags, int fd, off_t off)
{
	if (len >= PTRDIFF_MAX) {
		errno = ENOMEM;
		return MAP_FAILED;
	}
	if (flags & MAP_FIXED)
		__vm_wait();
	mmap_shared = file_map_shared;
	long ret = sys_mmap(start, len, prot, flags, fd, off);
	if ((unsigned long)ret > -4096ul) {
		errno = (int)-ret;
		return MAP_FAILED;
	}
	return (void *)ret;
}

void *mmap(void *start, size_t len, int prot, int flags, int fd, off_t off) ALIAS(__mmap);
