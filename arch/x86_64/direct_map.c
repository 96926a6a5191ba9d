/* SPDX-License-Identifier: MIT */
/* direct_map.c - all RAM at HHDM_BASE: arithmetic, whoever has made the page tables. */
#include <core/pages.h>

void *phys_to_virt(phys_t p)
{
	return (void *)(HHDM_BASE + p.addr);
}

phys_t virt_to_phys(const void *p)
{
	return (phys_t){ (uintptr_t)p - HHDM_BASE };
}
