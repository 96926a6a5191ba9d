/* SPDX-License-Identifier: MIT */
/*
 * remap.c - mremap(2), madvise(2) and brk(2), on core/vm.h.
 *
 * Source: Linux mremap(2), madvise(2), brk(2).
 */
#define _GNU_SOURCE /* MREMAP_*, MADV_* */
#include <errno.h>
#include <stdint.h>
#include <sys/mman.h>

#include <core/mmap.h>
#include <core/pages.h>
#include <core/syscalls.h>
#include <core/vm.h>

static size_t page_up(size_t len)
{
	return ALIGN_UP(len, PAGE_SIZE);
}

/* --- mremap --------------------------------------------------------------------------- */

/* Moves to the program's choice of addresses, in place of what is there. */
static long remap_to(uintptr_t old, size_t from, size_t to, uintptr_t target)
{
	if (target % PAGE_SIZE || target + to < target ||
	    (target < old + from && old < target + to))
		return -EINVAL;
	int err = mem_unmap(target, to);
	if (!err && to < from) {
		err = vm_resize(old, from, to);
		from = to;
	}
	if (!err)
		err = vm_move(old, from, to, &target);
	return err ? err : (long)target;
}

/* Grows in place where the addresses behind are free, else elsewhere. */
static long remap(uintptr_t old, size_t from, size_t to, int flags)
{
	uintptr_t target = 0;
	int err = vm_resize(old, from, to);

	if (!err)
		return (long)old;
	if (err != -EEXIST)
		return err;
	if (!(flags & MREMAP_MAYMOVE))
		return -ENOMEM;
	err = vm_move(old, from, to, &target);
	return err ? err : (long)target;
}

long sys_mremap(void *addr, size_t old_len, size_t new_len, int flags, void *new_addr)
{
	uintptr_t old = (uintptr_t)addr;
	size_t from = page_up(old_len), to = page_up(new_len);

	if (old % PAGE_SIZE || from < old_len || to < new_len || to == 0 || from == 0 ||
	    (flags & ~(MREMAP_MAYMOVE | MREMAP_FIXED)) || flags == MREMAP_FIXED)
		return -EINVAL;
	if (flags & MREMAP_FIXED)
		return remap_to(old, from, to, (uintptr_t)new_addr);
	return remap(old, from, to, flags);
}

/* --- madvise -------------------------------------------------------------------------- */

/* 0 for advice that is taken or may be ignored; -EINVAL for what is none, or changes
 * what memory means to a child or a file, which do not exist here. */
static int check_advice(int advice)
{
	switch (advice) {
	case MADV_NORMAL:
	case MADV_RANDOM:
	case MADV_SEQUENTIAL:
	case MADV_WILLNEED:
	case MADV_DONTNEED:
	case MADV_FREE:
	case MADV_DONTFORK:
	case MADV_DOFORK:
	case MADV_HUGEPAGE:
	case MADV_NOHUGEPAGE:
	case MADV_DONTDUMP:
	case MADV_DODUMP:
	case MADV_COLD:
	case MADV_PAGEOUT:
		return 0;
	default:
		return -EINVAL;
	}
}

/* MADV_FREE may find the old contents or zeroes afterwards; zeroes free the frames now. */
long sys_madvise(void *addr, size_t len, int advice)
{
	uintptr_t at = (uintptr_t)addr;
	int err = check_advice(advice);

	if (err || at % PAGE_SIZE || page_up(len) < len || at + page_up(len) < at)
		return -EINVAL;
	if (len == 0)
		return 0;
	if (advice == MADV_DONTNEED || advice == MADV_FREE)
		return vm_discard(at, page_up(len));
	return vm_mapped(at, page_up(len)) ? 0 : -ENOMEM;
}

/* --- brk ------------------------------------------------------------------------------ */

/* libc's malloc does not use it: the heap is core/heap.h's. Returns the break, moved or
 * not, as the system call does; libc makes the error of it. */
long sys_brk(void *wanted)
{
	static uintptr_t end = VM_BRK_BASE;
	uintptr_t want = (uintptr_t)wanted, mapped = page_up(end), need = page_up(want);
	int err = 0;

	if (want < VM_BRK_BASE || want > VM_BRK_END)
		return (long)end;
	if (need > mapped)
		err = vm_map_at(mapped, need - mapped, VM_R | VM_W | VM_LAZY, VM_ANON, "brk");
	else if (need < mapped)
		err = vm_unmap(need, mapped - need);
	if (!err)
		end = want;
	return (long)end;
}
