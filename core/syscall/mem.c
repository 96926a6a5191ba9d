/* SPDX-License-Identifier: MIT */
/*
 * mem.c - mmap(2), munmap(2), mprotect(2) and mlock(2), on core/vm.h. remap.c has what
 * changes a mapping that is there.
 *
 * Memory is backed at the first touch and promised when it is mapped: there is no
 * overcommit, but for MAP_NORESERVE. Writable and executable at once is refused with
 * EACCES, as a hardened Linux does. A private mapping of a file is a copy of what the
 * file holds at that moment; shared ones are in fs/vfs/mapping.c, with CONFIG_FILE_MAP.
 *
 * Source: Linux mmap(2), mprotect(2), mlock(2).
 */
#define _GNU_SOURCE /* MAP_* */
#include <errno.h>
#include <sys/mman.h>

#include <core/file.h>
#include <core/mmap.h>
#include <core/pages.h>
#include <core/syscalls.h>
#include <core/vm.h>

const struct map_keeper *map_keeper;
long (*mmap_shared)(struct file *f, uintptr_t addr, size_t len, unsigned prot, int flags,
		    off_t off);

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

/* What is going to be a stack, or asks for it, is populated at once: the CPU's own pushes
 * cannot wait for a frame everywhere. */
static unsigned backing(unsigned prot, int flags)
{
	if (prot && (flags & (MAP_POPULATE | MAP_LOCKED | MAP_STACK | MAP_GROWSDOWN)))
		return prot;
	return prot | (flags & MAP_NORESERVE ? VM_NORESERVE : VM_LAZY);
}

/* Before something is unmapped for the program. What is the kernel's is not its to take away. */
static int give_up(uintptr_t addr, size_t len)
{
	if (vm_is_kernels(addr, len))
		return -EINVAL;
	return IS_ENABLED(CONFIG_FILE_MAP) && map_keeper ? map_keeper->unmap(addr, len) : 0;
}

int mem_unmap(uintptr_t addr, size_t len)
{
	int err = give_up(addr, len);

	return err ? err : vm_unmap(addr, len);
}

static long map_anon(uintptr_t addr, size_t len, unsigned prot, int flags)
{
	prot = backing(prot, flags);
	if (!(flags & (MAP_FIXED | MAP_FIXED_NOREPLACE))) {
		void *p = vm_map(len, prot, VM_ANON, "mmap");
		return p ? (long)p : -ENOMEM;
	}
	if (addr % PAGE_SIZE)
		return -EINVAL;
	if (IS_ENABLED(CONFIG_PAGING_BOOT)) {
		/* Addresses cannot be chosen; what is there can be made new. */
		if (flags & MAP_FIXED_NOREPLACE)
			return -ENOMEM;
		int made = vm_discard(addr, len);
		return made ? made : (long)addr;
	}
	int err = flags & MAP_FIXED_NOREPLACE ? 0 : give_up(addr, len);
	if (!err)
		err = flags & MAP_FIXED_NOREPLACE ? vm_map_at(addr, len, prot, VM_ANON, "mmap")
						  : vm_replace(addr, len, prot, "mmap");
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

	if ((unsigned long)at > -4096ul) /* -errno: an address may have its highest bit set */
		return at;
	int err = fill_from(f, (void *)at, len, off);
	if (err == -EBADF)
		err = -EACCES; /* open for writing only */
	if (!err && prot != (VM_R | VM_W))
		err = vm_protect((uintptr_t)at, len, prot);
	if (IS_ENABLED(CONFIG_PAGING_BOOT) && err == -ENOSYS)
		err = 0; /* it can be written, too */
	if (err)
		vm_unmap((uintptr_t)at, len);
	return err ? err : at;
}

static long map_file(uintptr_t addr, size_t len, unsigned prot, int flags, int fd, off_t off)
{
	struct file *f = file_get(fd);

	if (!f)
		return -EBADF;
	if (off > INT64_MAX - (off_t)len) {
		file_put(f);
		return -EOVERFLOW;
	}
	long ret = -ENODEV; /* without seek it has no place to map */
	bool private = (flags & MAP_SHARING) == MAP_PRIVATE;
	if (IS_ENABLED(CONFIG_FS) && private && f->ops->seek)
		ret = map_copy(f, addr, len, prot, flags, off);
	else if (IS_ENABLED(CONFIG_FILE_MAP) && !private && mmap_shared)
		ret = mmap_shared(f, addr, len, prot, flags, off);
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
	return mem_unmap((uintptr_t)addr, page_up(len));
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
	if (IS_ENABLED(CONFIG_FILE_MAP) && map_keeper)
		err = map_keeper->protect((uintptr_t)addr, page_up(len), vmprot);
	if (!err)
		err = vm_protect((uintptr_t)addr, page_up(len), vmprot);
	return err == -EINVAL ? -ENOMEM : err; /* nothing there that could be protected */
}

long sys_msync(void *addr, size_t len, int flags)
{
	uintptr_t at = (uintptr_t)addr;

	if (at % PAGE_SIZE || (flags & ~(MS_ASYNC | MS_SYNC | MS_INVALIDATE)) ||
	    (flags & (MS_ASYNC | MS_SYNC)) == (MS_ASYNC | MS_SYNC))
		return -EINVAL;
	if (len == 0)
		return 0;
	if (page_up(len) < len || !vm_mapped(at, page_up(len)))
		return -ENOMEM;
	if (IS_ENABLED(CONFIG_FILE_MAP) && map_keeper)
		return map_keeper->sync(at, page_up(len), flags & MS_SYNC);
	return 0;
}

/* Memory is never paged out. Locked means: no page fault any more. */
long sys_mlock(const void *addr, size_t len)
{
	uintptr_t at = (uintptr_t)addr;

	if (at + len < at)
		return -ENOMEM;
	if (len == 0)
		return 0;
	if (at >= VM_END) /* the program's own variables and constants never fault */
		return vm_readable(at, len) ? 0 : -ENOMEM;
	return at + len > VM_END ? -ENOMEM : vm_populate(at, len);
}

long sys_munlock(const void *addr, size_t len)
{
	(void)addr;
	(void)len;
	return 0;
}

/* A first touch takes a frame that is promised already: there is nothing to wait for. */
long sys_mlockall(int flags)
{
	(void)flags;
	return 0;
}

long sys_munlockall(void)
{
	return 0;
}
