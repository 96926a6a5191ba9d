/* SPDX-License-Identifier: MIT */
/*
 * ranges.h - the books of core/mem/vm.c: which addresses of the low half are in use.
 *
 * Ranges are disjoint and ordered. Finding one, adding and removing one, and finding
 * the lowest gap of a size take O(log n). The last range is a sentinel at VM_END, so
 * that every address below has a range after it.
 *
 * Changes are made by one thread at a time (vm.c sees to that); each is one step for
 * interrupts, whose fault reports read the books.
 */
#ifndef CORE_MEM_RANGES_H
#define CORE_MEM_RANGES_H

#include <stddef.h>
#include <stdint.h>
#include <core/vm.h>

/* How pages get behind a range's addresses. Without lazily backed memory the first three
 * are never set. */
#define RANGE_FLAG(bit) (IS_ENABLED(CONFIG_VM_LAZY) ? (bit) : 0u)
#define RANGE_LAZY      RANGE_FLAG(0x1u) /* on first touch; else all are there */
#define RANGE_COMMITTED RANGE_FLAG(0x2u) /* what is not there has a frame promised */
#define RANGE_NORESERVE RANGE_FLAG(0x4u) /* never committed */
#define RANGE_FILLING   0x8u             /* being made or moved: not to be touched */

struct vm_range {
	uintptr_t start, end; /* mapped: [start, end) */
	uint32_t guard;       /* unmapped bytes below start that belong to it */
	uint8_t prot, kind, flags;
	char name[VM_NAME_MAX];
	struct vm_range *prev, *next; /* by address; read only outside ranges.c */

	/* below: owned by ranges.c */
	uint8_t height;
	struct vm_range *left, *right;
	uintptr_t gap;     /* free bytes between this and the one before */
	uintptr_t max_gap; /* the largest in this subtree */
};

/** Empties the books. */
void ranges_init(void);
/** Makes sure that the next count calls of range_new() succeed. 0 or -ENOMEM. */
int ranges_reserve(unsigned count);
/** An unused node of the caller's. Needs ranges_reserve(). */
struct vm_range *range_new(void);
/** Takes back a node that is not in the books. */
void range_free(struct vm_range *r);

/** Adds r; its addresses must be free. */
void range_insert(struct vm_range *r);
void range_remove(struct vm_range *r);
/** Moves r's bounds within the addresses that are free or its own. */
void range_resize(struct vm_range *r, uintptr_t start, uintptr_t end, uint32_t guard);

/** The lowest range that ends above addr, which is below VM_END. Never NULL. */
struct vm_range *range_after(uintptr_t addr);
/** The lowest range; the sentinel when there is no other. */
struct vm_range *range_first(void);
/** Where the lowest gap of at least size bytes starts; 0 when there is none. */
uintptr_t ranges_find_gap(uintptr_t size);

#endif
