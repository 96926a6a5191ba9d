/* SPDX-License-Identifier: MIT */
/*
 * vm_info.c - what is known about an address: for fault reports and diagnostics.
 *
 * Locking: vm_describe() and vm_readable() run in any context, also while vm.c is
 * interrupted in the middle of a change: the books are whole at every instant at which
 * an interrupt can come.
 */
#include <arch/paging.h>
#include <core/irq.h>
#include <core/printf.h>
#include <core/thread.h>
#include <core/vm.h>
#include "mem/ranges.h"
#include "mem/vm.h"

static const char *const kind_names[] = { [VM_ANON] = "memory",
					  [VM_STACK] = "stack",
					  [VM_HEAP] = "heap",
					  [VM_MMIO] = "registers",
					  [VM_LENT] = "file" };

static void describe_mapped(const struct vm_range *r, char *buf, size_t size)
{
	ksnprintf(buf, size, "%s '%s' %#lx..%#lx, %s%s%s", kind_names[r->kind], r->name, r->start,
		  r->end, r->prot & VM_R ? "r" : "-", r->prot & VM_W ? "w" : "-",
		  r->prot & VM_X ? "x" : "-");
}

void vm_describe(uintptr_t addr, char *buf, size_t size)
{
	unsigned long flags = irq_save();
	const struct vm_range *r = addr < VM_END ? range_after(addr) : NULL;

	if (size)
		buf[0] = '\0';
	if (addr < PAGE_SIZE)
		ksnprintf(buf, size, "the first page, never mapped: a null pointer");
	else if (r && addr >= r->start)
		describe_mapped(r, buf, size);
	else if (r && addr >= r->start - r->guard)
		ksnprintf(buf, size, "guard page of stack '%s'", r->name);
	irq_restore(flags);
}

bool vm_readable(uintptr_t addr, size_t size)
{
	phys_t pa;
	unsigned prot;

	if (size > UINTPTR_MAX - addr)
		return false;
	for (uintptr_t va = ALIGN_DOWN(addr, PAGE_SIZE); va < addr + size; va += PAGE_SIZE) {
		if (paging_walk((virt_t){ va }, &pa, &prot) || !(prot & VM_R))
			return false;
		if (va > UINTPTR_MAX - PAGE_SIZE)
			break;
	}
	return true;
}

bool vm_mapped(uintptr_t addr, size_t size)
{
	if (!vm_area_valid(addr, size))
		return false;
	uintptr_t end = addr + size;

	preempt_disable();
	const struct vm_range *r = range_after(addr);
	while (r->start <= addr && r->end < end) {
		addr = r->end;
		r = r->next;
	}
	bool mapped = r->start <= addr;
	preempt_enable();
	return mapped;
}

bool vm_is_kernels(uintptr_t addr, size_t size)
{
	bool found = false;

	if (!vm_area_valid(addr, size))
		return false;
	preempt_disable();
	for (const struct vm_range *r = range_after(addr);
	     !found && r->start - r->guard < addr + size; r = r->next)
		found = r->kind == VM_HEAP || r->kind == VM_STACK || r->kind == VM_MMIO;
	preempt_enable();
	return found;
}

void vm_stats(struct vm_stats *s)
{
	*s = (struct vm_stats){ 0 };
	preempt_disable();
	for (const struct vm_range *r = range_first(); r->next; r = r->next) {
		s->mapped += r->end - r->start;
		s->ranges++;
	}
	preempt_enable();
}
