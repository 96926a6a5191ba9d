/* SPDX-License-Identifier: MIT */
/*
 * mem.c - mmap(2) and its family, on core/vm.h.
 *
 * Memory is populated when it is mapped, so there is no overcommit: reserving more
 * than the machine has gives ENOMEM, PROT_NONE or not. Writable and executable at once
 * is refused with EACCES, as a hardened Linux does. A private mapping of a file is a
 * copy of what the file holds at that moment; shared ones give ENODEV.
 *
 * Source: Linux mmap(2), mremap(2), madvise(2).
 */
#define _GNU_SOURCE /* mremap */
#include <errno.h>
#include <string.h>
#include <sys/mman.h>

#include <arch/paging.h>
#include <core/file.h>
#include <core/pages.h>
#include <core/syscalls.h>
#include <core/vm.h>

#define MAP_SHARING 0x0f /* MAP_TYPE of Linux: shared, private, shared with validation */

static size_t page_up(size_t len)
{
	return ALIGN_UP(len, PAGE_SIZE);
}

/* PROT_* as VM_*; -EACCES for writable and executable at once. */
static int vm_prot(int prot, unsigned *out)
{
	if ((prot & PROT_WRITE) && (prot & PROT_EXEC))
		return -EACCES;
	*out = (prot & PROT_READ ? VM_R : 0) | (prot & PROT_WRITE ? VM_R | VM_W : 0) |
	       (prot & PROT_EXEC ? VM_R | VM_X : 0);
	return 0;
}

static long map_anon(uintptr_t addr, size_t len, unsigned prot, int flags)
{
	if (!(flags & (MAP_FIXED | MAP_FIXED_NOREPLACE))) {
		void *p = vm_map(len, prot, VM_ANON, "mmap");
		return p ? (long)p : -ENOMEM;
	}
	if (addr % PAGE_SIZE)
		return -EINVAL;
	if (!(flags & MAP_FIXED_NOREPLACE)) {
		int err = vm_unmap(addr, len);
		if (err)
			return err;
	}
	int err = vm_map_at(addr, len, prot, VM_ANON, "mmap");
	return err ? err : (long)addr;
}

/* Reads the file's part into fresh memory; what lies behind its end stays zero. */
static int fill_from(struct file *f, void *to, size_t len, off_t off)
{
	size_t done = 0;

	while (done < len) {
		struct iovec iov = { (char *)to + done, len - done };
		ssize_t got = file_readv(f, &iov, 1, off + (off_t)done, NO_DEADLINE);
		if (got <= 0)
			return got == 0 ? 0 : (int)got;
		done += (size_t)got;
	}
	return 0;
}

static long map_copy(struct file *f, uintptr_t addr, size_t len, unsigned prot, int flags,
		     off_t off)
{
	long at = map_anon(addr, len, VM_R | VM_W, flags);

	if (at < 0)
		return at;
	int err = fill_from(f, (void *)at, len, off);
	if (!err && prot != (VM_R | VM_W))
		err = vm_protect((uintptr_t)at, len, prot);
	if (err)
		vm_unmap((uintptr_t)at, len);
	return err ? err : at;
}

static long map_file(uintptr_t addr, size_t len, unsigned prot, int flags, int fd, off_t off)
{
	struct file *f = file_get(fd);

	if (!f)
		return -EBADF;
	long ret = -ENODEV; /* without seek it has no place to map */
	if ((flags & MAP_SHARING) == MAP_PRIVATE && f->ops->seek)
		ret = map_copy(f, addr, len, prot, flags, off);
	file_put(f);
	return ret;
}

long sys_mmap(void *addr, size_t len, int prot, int flags, int fd, off_t off)
{
	unsigned vmprot;
	int sharing = flags & MAP_SHARING;

	if (len == 0 || off % (off_t)PAGE_SIZE || off < 0)
		return -EINVAL;
	if (sharing < MAP_SHARED || sharing > MAP_SHARED_VALIDATE)
		return -EINVAL;
	if (page_up(len) < len)
		return -ENOMEM;
	int err = vm_prot(prot, &vmprot);
	if (err)
		return err;
	if (flags & MAP_ANONYMOUS)
		return map_anon((uintptr_t)addr, page_up(len), vmprot, flags);
	return map_file((uintptr_t)addr, page_up(len), vmprot, flags, fd, off);
}

long sys_munmap(void *addr, size_t len)
{
	if (len == 0 || page_up(len) < len)
		return -EINVAL;
	return vm_unmap((uintptr_t)addr, page_up(len));
}

long sys_mprotect(void *addr, size_t len, int prot)
{
	unsigned vmprot;

	if ((uintptr_t)addr % PAGE_SIZE)
		return -EINVAL;
	if (page_up(len) < len)
		return -ENOMEM;
	int err = vm_prot(prot, &vmprot);
	if (err || len == 0)
		return err;
	return vm_protect((uintptr_t)addr, page_up(len), vmprot);
}

/* The break never moves: the heap is core/heap.h's. */
long sys_brk(void *end)
{
	(void)end;
	return 0;
}

/* Zeroes whatever is mapped in the range, through the direct map: the pages may be
 * protected. The program finds zeroes afterwards, as the call promises. */
static long discard(uintptr_t addr, size_t len)
{
	for (uintptr_t at = addr; at < addr + len; at += PAGE_SIZE) {
		phys_t frame;
		unsigned prot;

		if (paging_walk((virt_t){ at }, &frame, &prot))
			return -ENOMEM;
		memset(phys_to_virt(frame), 0, PAGE_SIZE);
	}
	return 0;
}

long sys_madvise(void *addr, size_t len, int advice)
{
	uintptr_t at = (uintptr_t)addr;

	if (at % PAGE_SIZE || page_up(len) < len || at + page_up(len) < at)
		return -EINVAL;
	if (advice == MADV_DONTNEED)
		return discard(at, page_up(len));
	return 0; /* the others are hints */
}

/* Memory is never paged out: locked is what it always is. */
long sys_mlock(const void *addr, size_t len)
{
	(void)addr;
	(void)len;
	return 0;
}

long sys_munlock(const void *addr, size_t len)
{
	(void)addr;
	(void)len;
	return 0;
}

long sys_mlockall(int flags)
{
	(void)flags;
	return 0;
}

long sys_munlockall(void)
{
	return 0;
}

static long move_mapping(uintptr_t old, size_t old_len, size_t new_len, unsigned prot)
{
	void *p = vm_map(new_len, VM_R | VM_W, VM_ANON, "mmap");

	if (!p)
		return -ENOMEM;
	memcpy(p, (const void *)old, old_len);
	int err = prot == (VM_R | VM_W) ? 0 : vm_protect((uintptr_t)p, new_len, prot);
	if (err) {
		vm_unmap((uintptr_t)p, new_len);
		return err;
	}
	vm_unmap(old, old_len);
	return (long)p;
}

/* Grows in place where the addresses behind are free, else by a copy. */
static long grow_mapping(uintptr_t old, size_t old_len, size_t new_len, int flags)
{
	phys_t frame;
	unsigned prot;

	if (paging_walk((virt_t){ old }, &frame, &prot))
		return -EFAULT;
	if (!vm_map_at(old + old_len, new_len - old_len, prot, VM_ANON, "mmap"))
		return (long)old;
	if (!(flags & MREMAP_MAYMOVE))
		return -ENOMEM;
	return vm_readable(old, old_len) ? move_mapping(old, old_len, new_len, prot) : -EFAULT;
}

long sys_mremap(void *addr, size_t old_len, size_t new_len, int flags, void *new_addr)
{
	uintptr_t old = (uintptr_t)addr;
	size_t from = page_up(old_len), to = page_up(new_len);

	(void)new_addr;
	if (old % PAGE_SIZE || from < old_len || to < new_len || to == 0 || from == 0 ||
	    (flags & ~MREMAP_MAYMOVE))
		return -EINVAL;
	if (to > from)
		return grow_mapping(old, from, to, flags);
	if (to < from) {
		int err = vm_unmap(old + to, from - to);
		if (err)
			return err;
	}
	return (long)old;
}
