/* SPDX-License-Identifier: MIT */
/*
 * mmap.h - between mmap(2) and its relatives in core, and shared mappings of files in fs/
 * (CONFIG_FILE_MAP), of which core knows nothing but that somebody keeps them.
 *
 * libc's start-up calls sys_mmap() in every image; what keeps such mappings is linked only where
 * the program calls mmap(), which sets mmap_shared (arch/x86_64/libc/mmap.c).
 */
#ifndef CORE_MMAP_H
#define CORE_MMAP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <core/abi.h>
#include <core/compiler.h>

struct file;

/** munmap(2) of whole pages. -EINVAL also for what is the kernel's. */
int mem_unmap(uintptr_t addr, size_t len) MAY_SLEEP;

/** Maps f's contents from off on, a multiple of a page, at addr (0: anywhere; MAP_FIXED and
 *  MAP_FIXED_NOREPLACE in flags count); len is whole pages. The address, or -ENODEV f is no such
 *  file, -EACCES it is not open in that way, -EEXIST, -EINVAL, -ENOMEM, or what the filesystem
 *  says. Supplied by fs/. */
long file_map_shared(struct file *f, uintptr_t addr, size_t len, unsigned prot, int flags,
		     off_t off) MAY_SLEEP;
/** That function, where it is linked; NULL: shared mappings of files are -ENODEV. */
extern long (*mmap_shared)(struct file *f, uintptr_t addr, size_t len, unsigned prot, int flags,
			   off_t off);

/** What keeps such mappings is told of changes before they are made, and may refuse. */
struct map_keeper {
	int (*unmap)(uintptr_t addr, size_t len) MAY_SLEEP;
	int (*protect)(uintptr_t addr, size_t len, unsigned prot) MAY_SLEEP;
	/** msync(2); wait: until it is on the device. */
	int (*sync)(uintptr_t addr, size_t len, bool wait) MAY_SLEEP;
};
/** Set with the first such mapping. */
extern const struct map_keeper *map_keeper;

#endif
