/* SPDX-License-Identifier: MIT */
/*
 * mmap.h - between mmap(2) and its relatives in core, and shared mappings of files in fs/
 * (CONFIG_FILE_MAP), of which core knows nothing but that somebody keeps them.
 */
#ifndef CORE_MMAP_H
#define CORE_MMAP_H

#include <stddef.h>
#include <stdint.h>
#include <core/abi.h>
#include <core/compiler.h>

/** mmap(2) of everything but shared mappings of files, which are -ENODEV. */
long mem_mmap(void *addr, size_t len, int prot, int flags, int fd, off_t off) MAY_SLEEP;
/** munmap(2) of whole pages. -EINVAL also for what is the kernel's. */
int mem_unmap(uintptr_t addr, size_t len) MAY_SLEEP;
/** PROT_* as VM_*. -EACCES for writable and executable at once. */
int mem_prot(int prot, unsigned *out);

/** What keeps such mappings is told of changes before they are made, and may refuse. */
struct map_keeper {
	int (*unmap)(uintptr_t addr, size_t len) MAY_SLEEP;
	int (*protect)(uintptr_t addr, size_t len, unsigned prot) MAY_SLEEP;
};
/** Set with the first such mapping. */
extern const struct map_keeper *map_keeper;

#endif
