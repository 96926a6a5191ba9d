/* SPDX-License-Identifier: MIT */
/*
 * arch/paging.h - the page tables. One address space; core/vm.h keeps the books of
 * which addresses are in use, this only makes it so.
 *
 *	0 .. 4 KiB                     never mapped
 *	0x0000000100000000 ..          core/mem/vm: mappings, stacks, the heap
 *	0xffff800000000000 ..          all RAM, read-write (kernel text: read-only)
 *	0xffffff0000000000 ..          with CONFIG_PAGING_RECURSIVE: the page tables
 *	0xffffffff80000000 ..          the image: text RX, rodata R, data RW
 *
 * The upper half is in global pages, which survive a flush of the low half.
 */
#ifndef ARCH_PAGING_H
#define ARCH_PAGING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <core/compiler.h>
#include <core/pages.h>
#include <core/vm.h> /* VM_R, VM_W, VM_X, VM_UNCACHED, VM_WRITE_COMBINE */

/* Link address minus load address of the image. */
#define KERNEL_BASE 0xffffffff80000000ul
/* Bytes of physical memory that the tables of boot/entry.asm map. */
#define BOOT_MAPPED (1ull << 32)

/** Leaves the boot tables for our own: W^X, direct map of bi->ram_end, page 0 out. With
 *  CONFIG_PAGING_BOOT: keeps them, page 0 out; of what follows only paging_walk() exists. */
void paging_init(const struct boot_info *bi);

/** From here on nobody can write what is SEALED (core/compiler.h), at no address. */
void paging_seal(void);

/** Maps count pages from va on, which do not reach across a multiple of 2 MiB, to the frames
 *  from pa on. 0; -EEXIST one of them is mapped; -EINVAL W and X; -ENOMEM no frame for a
 *  table: nothing has changed. */
int paging_map_run(virt_t va, phys_t pa, size_t count, unsigned prot);
static inline int paging_map(virt_t va, phys_t pa, unsigned prot)
{
	return paging_map_run(va, pa, 1, prot);
}
/** Removes the mapping of the page at va, and those of the next ones as long as their frames
 *  are the next ones, too, and as clean; *count at most, set to how many. *dirty: they have
 *  been written to since they were mapped. Returns the first frame, PHYS_NONE if none. */
phys_t paging_unmap_run(virt_t va, size_t *count, bool *dirty);
static inline phys_t paging_unmap(virt_t va)
{
	return paging_unmap_run(va, &(size_t){ 1 }, &(bool){ false });
}
/** Changes the protection of the mapped page at va, of either size (0: no access, the
 *  frame stays). 0; -ENOENT not mapped; -EINVAL W and X. */
int paging_protect(virt_t va, unsigned prot);
/** The frame and protection behind va (any mapped address). 0 or -ENOENT. */
int paging_walk(virt_t va, phys_t *pa, unsigned *prot) IRQ_SAFE;
/** True when the page of 4 KiB at va has been written to since it was mapped or asked here
 *  last. */
bool paging_take_dirty(virt_t va);
/** The lowest page in [va, end) that is mapped, or end. Steps over what has no tables. */
virt_t paging_next(virt_t va, virt_t end);
/** The lowest page in [va, end) that is not, or end. */
virt_t paging_next_hole(virt_t va, virt_t end);

/** Makes the tables for all pages in [va, end): mapping them cannot fail then. 0, or
 *  -ENOMEM; tables made so far stay. */
int paging_prepare(virt_t va, virt_t end);
/** Gives back the tables that [va, end) reaches into and that lie wholly inside the hole
 *  around it, [low, high), where nothing is mapped. */
void paging_prune(virt_t va, virt_t end, virt_t low, virt_t high);
/** Moves what is mapped in [from, from + size) to to, where tables have been prepared
 *  and nothing is mapped. No large page reaches across an end. */
void paging_move(virt_t from, virt_t to, size_t size);

/* --- 2 MiB pages: va and pa are multiples of LARGE_PAGE ------------------------------- */

/** The same as paging_map(); an empty table that is in the way is given back. */
int paging_map_large(virt_t va, phys_t pa, unsigned prot);
/** Removes the large page that starts at va; PHYS_NONE when there is none. */
phys_t paging_unmap_large(virt_t va);
/** Bytes of the page that maps va; PAGE_SIZE when none does. */
size_t paging_size(virt_t va);
/** Makes 512 small pages of the large one at va. 0, or -ENOMEM. */
int paging_split(virt_t va);

#endif
