/* SPDX-License-Identifier: MIT */
/*
 * vm.h - ranges of the one address space: who uses which addresses below 128 TiB.
 * libc's mmap, thread stacks, the heap's growth and device registers come from here.
 * Mappings are populated when made: no page fault is part of normal operation.
 */
#ifndef CORE_VM_H
#define CORE_VM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <core/compiler.h>
#include <core/pages.h>

/* Protection bits; writable and executable at once is refused. UNCACHED: for device
 * registers. */
#define VM_R        0x1u
#define VM_W        0x2u
#define VM_X        0x4u
#define VM_UNCACHED 0x8u

/** What a range is for; the fault report prints it. */
enum vm_kind { VM_ANON, VM_STACK, VM_HEAP, VM_MMIO };

/** Prepares the books. After paging_init(), before the first vm_map(). */
void vm_init(void);

/**
 * Maps size bytes (rounded up to pages) of zeroed memory somewhere in the low half.
 * VM_STACK puts an unmapped guard page below. prot 0 reserves addresses that
 * vm_protect() may open later (frames are taken at once).
 * Returns the address, or NULL when out of addresses or frames.
 */
void *vm_map(size_t size, unsigned prot, enum vm_kind kind, const char *name);
/** The same at addr (page aligned), which must be free: 0, -EEXIST, -EINVAL, -ENOMEM. */
int vm_map_at(uintptr_t addr, size_t size, unsigned prot, enum vm_kind kind, const char *name);
/** Unmaps every page in [addr, addr + size); splits ranges; holes are fine (munmap
 *  semantics). 0, or -EINVAL when not aligned or outside the low half. */
int vm_unmap(uintptr_t addr, size_t size);
/** 0, -EINVAL, or -ENOMEM when part of it is not mapped (mprotect semantics). */
int vm_protect(uintptr_t addr, size_t size, unsigned prot);

/** Maps device registers at pa, uncached, for ever. NULL when out of addresses. */
void *vm_map_device(phys_t pa, size_t size);

/** Describes the range that holds addr, for fault reports: "guard page of stack
 *  'worker'". Writes at most size bytes with NUL; "" when nothing is known. */
void vm_describe(uintptr_t addr, char *buf, size_t size) IRQ_SAFE;
/** True when [addr, addr+size) is mapped readable: for a panic's backtrace. */
bool vm_readable(uintptr_t addr, size_t size) IRQ_SAFE;

struct vm_stats {
	size_t mapped; /* bytes in the low half */
	size_t ranges;
};
void vm_stats(struct vm_stats *s);

#endif
