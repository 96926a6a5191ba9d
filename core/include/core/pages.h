/* SPDX-License-Identifier: MIT */
/*
 * pages.h - physical memory in frames of 4 KiB, and the direct map that makes every
 * frame of RAM addressable at HHDM_BASE + physical address.
 */
#ifndef CORE_PAGES_H
#define CORE_PAGES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <core/boot.h>
#include <core/compiler.h>

#define PAGE_SIZE  4096ul
#define PAGE_SHIFT 12
#define LARGE_PAGE 0x200000ul
#define HHDM_BASE  0xffff800000000000ul

/** A physical and a virtual address. Structs of their own, so that neither can stand in
 *  for the other, for a number or for a pointer. */
typedef struct {
	uint64_t addr;
} phys_t;
typedef struct {
	uintptr_t addr;
} virt_t;
#define PHYS_NONE ((phys_t){ UINT64_MAX })

static inline bool phys_valid(phys_t p)
{
	return p.addr != UINT64_MAX;
}

/* Through the direct map: RAM only, not device memory (vm_map_device). On the host
 * ring tests supply these two. */
void *phys_to_virt(phys_t p) IRQ_SAFE;
/** p must be an address in the direct map, such as phys_to_virt() returned. */
phys_t virt_to_phys(const void *p) IRQ_SAFE;

/** Where the frames may lie. DMA32: below 4 GiB, for devices with 32-bit addresses. */
enum pages_zone { PAGES_ANY, PAGES_DMA32 };

/** Takes over the ranges of bi->ram. The bookkeeping lives in the first range that
 *  is large enough. Panics when there is no such range. */
void pages_init(const struct boot_info *bi);
/** Hands further RAM to the allocator (boot-time memory no longer needed). */
void pages_add(phys_t base, size_t count);

/** count contiguous frames, contents undefined; PHYS_NONE when there are none that are
 *  not promised. */
phys_t pages_alloc(size_t count, enum pages_zone zone);
/** The same at a physical address that is a multiple of align frames, a power of two: 512
 *  for what a 2 MiB page is to map. Who asks can do without: nothing is reclaimed for it. */
phys_t pages_alloc_aligned(size_t count, size_t align, enum pages_zone zone);
/** Gives back frames of pages_alloc(), all or any part. Panics on a double free. */
void pages_free(phys_t base, size_t count);

/** The same for frames that are zero. Some of them are kept as they are. */
void pages_free_zero(phys_t base, size_t count);
/** At most *count of these, in a row; *count is how many. PHYS_NONE: there are none now. */
phys_t pages_alloc_zero(size_t *count);

/** With CONFIG_PAGES_RECLAIM: when pages_alloc() or pages_reserve() finds no room, fn gives
 *  back at most count frames that are dear but not needed, with pages_free(), and returns how
 *  many. It must not wait, nor touch the heap. NULL: nobody has such frames. */
void pages_set_reclaim(size_t (*fn)(size_t count));

/* Frames promised to memory that is mapped and not yet touched (core/vm.h). They are
 * among the free ones, and nobody else gets them. */

/** Promises count frames. False when there are not so many left. */
bool pages_reserve(size_t count);
/** Takes back a promise, also to have the frames from pages_alloc() now. */
void pages_unreserve(size_t count);
/** How many are promised. */
size_t pages_reserved(void) IRQ_SAFE;

struct pages_stats {
	size_t total, free; /* frames */
};
void pages_stats(struct pages_stats *s) IRQ_SAFE;
/** Frames that may exist are numbered below this. */
size_t pages_end(void);

#endif
