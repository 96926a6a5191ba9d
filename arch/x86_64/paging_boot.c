/* SPDX-License-Identifier: MIT */
/*
 * paging_boot.c - the page tables of boot/entry.asm, kept: the first 4 GiB at HHDM_BASE,
 * the first GiB at the link address, all of it writable and executable, in 2 MiB pages.
 * Only the third copy goes, the one at 0: null pointers fault.
 *
 * Source: Intel SDM volume 3, 4.5 (4-level paging).
 */
#include <errno.h>

#include <arch/paging.h>

#define PTE_ADDR 0x000ffffffffff000ull

extern const char __text_start[], __bss_end[];

void paging_init(const struct boot_info *bi)
{
	uint64_t cr3;

	(void)bi; /* boot/ram.c has left out what these tables do not reach */
	__asm__ volatile("movq %%cr3, %0" : "=r"(cr3));
	*(uint64_t *)phys_to_virt((phys_t){ cr3 & PTE_ADDR }) = 0;
	__asm__ volatile("movq %0, %%cr3" : : "r"(cr3) : "memory");
}

int paging_walk(virt_t va, phys_t *pa, unsigned *prot)
{
	if (va.addr >= HHDM_BASE && va.addr < HHDM_BASE + BOOT_MAPPED)
		pa->addr = va.addr - HHDM_BASE;
	else if (va.addr >= (uintptr_t)__text_start && va.addr < (uintptr_t)__bss_end)
		pa->addr = va.addr - KERNEL_BASE;
	else
		return -ENOENT;
	*prot = VM_R | VM_W | VM_X;
	return 0;
}
