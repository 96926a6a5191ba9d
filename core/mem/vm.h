/* SPDX-License-Identifier: MIT */
/*
 * vm.h - what the files vm*.c do for each other: the steps of making and taking apart a
 * range. Preemption off, where nothing else is said.
 */
#ifndef CORE_MEM_VM_H
#define CORE_MEM_VM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "mem/ranges.h"

#define VM_ACCESS (VM_R | VM_W | VM_X)

static inline bool vm_write_and_execute(unsigned prot)
{
	return (prot & (VM_W | VM_X)) == (VM_W | VM_X);
}

/** True when [addr, addr + size) is pages of the low half, and at least one. */
bool vm_area_valid(uintptr_t addr, size_t size);
bool vm_area_is_free(uintptr_t start, uintptr_t end);
/** Addresses for size bytes above guard unmapped ones; 0 when there are none. Where it
 *  pays for 2 MiB pages, they have phase's remainder by 2 MiB. */
uintptr_t vm_find_place(size_t size, size_t guard, uintptr_t phase);

/** What a new range is like, but for its addresses. */
struct vm_range vm_range_like(unsigned prot, enum vm_kind kind, const char *name);
/** Enters a copy of like, whose addresses are free, as RANGE_FILLING, and promises its
 *  frames. 0 or -ENOMEM. */
int vm_enter(const struct vm_range *like);
/** Puts frames, or the tables for them, behind [from, to) of a RANGE_FILLING range. A
 *  VM_MMIO range starts at pa. 0, -ENOMEM, -EFAULT. Preemption on between pieces. */
int vm_fill(uintptr_t from, uintptr_t to, phys_t pa);
/** The RANGE_FILLING ranges in [start, end) are finished; with err they are taken apart. */
void vm_settle(uintptr_t start, uintptr_t end, int err);

/** Makes what lies from addr on in the range around it one of its own. One node. */
void vm_split(uintptr_t addr);
/** Joins what can be joined among the ranges that touch [from, to]. */
void vm_merge(uintptr_t from, uintptr_t to);
/** Takes [from, to), which lies in r, out of it. One node, for a hole in the middle. */
void vm_cut(struct vm_range *r, uintptr_t from, uintptr_t to);
/** Unmaps the first piece of what is mapped in [*at, end), and moves *at to where it ended.
 *  A hole inside a range needs a node; once it is there, the rest is cut from its start,
 *  which needs none. 0; -ENOMEM: nothing has changed. */
int vm_unmap_piece(uintptr_t *at, uintptr_t end);
/** Gives back the tables that lie in the hole around [start, end), if it is one. */
void vm_prune(uintptr_t start, uintptr_t end);

#endif
