/* SPDX-License-Identifier: MIT */
/*
 * vm_lent.c - pages whose frames are somebody else's: those of mapped files.
 *
 * Locking: preemption is off during each change, as in vm.c.
 */
#include <errno.h>

#include <arch/paging.h>
#include <core/thread.h>
#include "mem/ranges.h"
#include "mem/vm.h"

static const struct vm_range *lent_range(uintptr_t va)
{
	const struct vm_range *r = vm_area_valid(va, PAGE_SIZE) ? range_after(va) : NULL;

	return r && r->start <= va && r->kind == VM_LENT ? r : NULL;
}

int vm_lend(uintptr_t va, void *frame)
{
	preempt_disable();
	const struct vm_range *r = lent_range(va);
	int err = r ? paging_map((virt_t){ va }, virt_to_phys(frame), r->prot) : -EFAULT;
	preempt_enable();
	return err;
}

void *vm_take_back(uintptr_t va, bool *dirty)
{
	phys_t frame = PHYS_NONE;

	preempt_disable();
	*dirty = false;
	if (lent_range(va)) {
		*dirty = paging_take_dirty((virt_t){ va });
		frame = paging_unmap((virt_t){ va });
	}
	preempt_enable();
	return phys_valid(frame) ? phys_to_virt(frame) : NULL;
}

bool vm_lent_dirty(uintptr_t va, void **frame)
{
	phys_t pa;
	unsigned prot;

	preempt_disable();
	bool there = lent_range(va) && paging_walk((virt_t){ va }, &pa, &prot) == 0;
	bool dirty = there && paging_take_dirty((virt_t){ va });
	preempt_enable();
	*frame = there ? phys_to_virt(pa) : NULL;
	return dirty;
}
