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

/* The low half: what can be mapped. vm_map() chooses below VM_HEAP_BASE; from there on
 * addresses are the heap's, so that it can grow in place. */
#define VM_START     0x0000000100000000ul
#define VM_HEAP_BASE 0x0000200000000000ul
#define VM_HEAP_END  0x0000210000000000ul
#define VM_END       0x00007f0000000000ul

#define VM_NAME_MAX 16 /* bytes with the NUL */

/** What a range is for; the fault report prints it. */
enum vm_kind { VM_ANON, VM_STACK, VM_HEAP, VM_MMIO };

/** Prepares the books. After paging_init(), before the first vm_map(). */
void vm_init(void);

/**
 * Maps size bytes (rounded up to pages) of zeroed memory somewhere in the low half.
 * VM_STACK puts an unmapped guard page below. prot 0 reserves addresses that
 * vm_protect() may open later (frames are taken at once).
 * name is copied, at most VM_NAME_MAX - 1 bytes of it.
 * Returns the address, or NULL when out of addresses or frames, or for size 0 or W and X.
 */
void *vm_map(size_t size, unsigned prot, enum vm_kind kind, const char *name);
/** The same at addr (page aligned), which must be free: 0, -EEXIST, -EINVAL, -ENOMEM.
 *  A failure leaves nothing behind. */
int vm_map_at(uintptr_t addr, size_t size, unsigned prot, enum vm_kind kind, const char *name);
/** Unmaps every page in [addr, addr + size); splits ranges; holes are fine (munmap
 *  semantics). A stack's guard page goes with its lowest page. 0, -EINVAL when not
 *  aligned, empty or outside the low half, -ENOMEM when a hole in the middle of a range
 *  needs a node that is not to be had. */
int vm_unmap(uintptr_t addr, size_t size);
/** Changes the protection; nothing is changed on failure. 0; -EINVAL as above, for W and
 *  X at once, or for device registers; -ENOMEM when part of it is not mapped (mprotect
 *  semantics) or there is no memory for the books. */
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
