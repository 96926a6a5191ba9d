/* SPDX-License-Identifier: MIT */
/*
 * arch/paging.h - the page tables. One address space; core/vm.h keeps the books of
 * which addresses are in use, this only makes it so.
 *
 *	0 .. 4 KiB                     never mapped
 *	0x0000000100000000 ..          core/mem/vm: mappings, stacks, the heap
 *	0xffff800000000000 ..          all RAM, read-write (kernel text: read-only)
 *	0xffffffff80000000 ..          the image: text RX, rodata R, data RW
 */
#ifndef ARCH_PAGING_H
#define ARCH_PAGING_H

#include <stddef.h>
#include <stdint.h>
#include <core/compiler.h>
#include <core/pages.h>
#include <core/vm.h> /* VM_R, VM_W, VM_X, VM_UNCACHED */

/* Link address minus load address of the image. */
#define KERNEL_BASE 0xffffffff80000000ul

/** Leaves the boot tables for our own: W^X, direct map of bi->ram_end, page 0 out. */
void paging_init(const struct boot_info *bi);

/** Maps the page at va to frame pa. 0; -EEXIST va is mapped; -EINVAL W and X;
 *  -ENOMEM no frame for a table. */
int paging_map(virt_t va, phys_t pa, unsigned prot);
/** Removes the mapping of the page at va. Returns its frame, PHYS_NONE if none. */
phys_t paging_unmap(virt_t va);
/** Changes the protection of the mapped page at va (0: no access, the frame stays).
 *  0; -ENOENT not mapped; -EINVAL W and X. */
int paging_protect(virt_t va, unsigned prot);
/** The frame and protection behind va (any mapped address). 0 or -ENOENT. */
int paging_walk(virt_t va, phys_t *pa, unsigned *prot) IRQ_SAFE;

#endif
