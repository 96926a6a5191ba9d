/* SPDX-License-Identifier: MIT */
/*
 * vm_boot.c - vm.h without page tables to write: a mapping is frames in a row, used
 * through the direct map. A bit per frame tells which ones are mapped, so that unmapping
 * parts and holes is what it is elsewhere.
 *
 * The heap grows in place, so it has a part of RAM of its own: half of what is free at
 * boot, if there is as much in a row.
 *
 * Locking: preemption is off while bits change.
 */
#define LOG_TAG "vm"
#include <errno.h>
#include <string.h>

#include <arch/paging.h>
#include <core/log.h>
#include <core/panic.h>
#include <core/printf.h>
#include <core/thread.h>
#include <core/vm.h>

#define WORD_BITS 64u

uintptr_t vm_heap_base, vm_heap_end;
static uintptr_t heap_top; /* mapped so far */

static uint64_t *mapped_bits;
static size_t bit_count; /* frames that can be mapped: those below */
static size_t mapped_count;

static bool is_mapped(size_t frame)
{
	return frame < bit_count && (mapped_bits[frame / WORD_BITS] >> frame % WORD_BITS & 1);
}

static void mark(size_t first, size_t count, bool mapped)
{
	for (size_t i = first; i < first + count; i++) {
		uint64_t bit = 1ull << i % WORD_BITS;

		mapped_bits[i / WORD_BITS] &= ~bit;
		mapped_bits[i / WORD_BITS] |= mapped ? bit : 0;
	}
	mapped_count += mapped ? count : -count;
}

static size_t frame_of(uintptr_t addr)
{
	return (addr - HHDM_BASE) / PAGE_SIZE;
}

static bool valid_area(uintptr_t addr, size_t size)
{
	return addr % PAGE_SIZE == 0 && size > 0 && addr >= VM_START && addr < VM_END &&
	       size <= VM_END - addr;
}

static bool write_and_execute(unsigned prot)
{
	return (prot & (VM_W | VM_X)) == (VM_W | VM_X);
}

void *vm_map(size_t size, unsigned prot, enum vm_kind kind, const char *name)
{
	size_t count = ALIGN_UP(size, PAGE_SIZE) / PAGE_SIZE;

	(void)name;
	if (write_and_execute(prot) || kind == VM_MMIO || size > BOOT_MAPPED)
		return NULL;
	phys_t p = pages_alloc(count, PAGES_ANY);
	if (!phys_valid(p))
		return NULL;
	preempt_disable();
	mark(p.addr / PAGE_SIZE, count, true);
	preempt_enable();
	return memset(phys_to_virt(p), 0, count * PAGE_SIZE);
}

/* Only the heap's next part is where somebody wants it. */
int vm_map_at(uintptr_t addr, size_t size, unsigned prot, enum vm_kind kind, const char *name)
{
	(void)prot;
	(void)name;
	if (kind != VM_HEAP || addr != heap_top)
		return -EINVAL;
	if (size > vm_heap_end - heap_top)
		return -ENOMEM;
	heap_top += ALIGN_UP(size, PAGE_SIZE);
	return 0;
}

int vm_unmap(uintptr_t addr, size_t size)
{
	if (!valid_area(addr, size))
		return -EINVAL;
	for (uintptr_t at = addr; at < addr + size; at += PAGE_SIZE) {
		size_t frame = frame_of(at);

		preempt_disable();
		if (is_mapped(frame)) {
			mark(frame, 1, false);
			pages_free((phys_t){ frame * PAGE_SIZE }, 1);
		}
		preempt_enable();
	}
	return 0;
}

/* The heap's frames are not marked as mapped, and all else may be the program's. */
bool vm_is_kernels(uintptr_t addr, size_t size)
{
	return addr < vm_heap_end && addr + size > vm_heap_base;
}

bool vm_mapped(uintptr_t addr, size_t size)
{
	if (!valid_area(addr, size))
		return false;
	for (uintptr_t at = addr; at < addr + size; at += PAGE_SIZE) {
		if (!is_mapped(frame_of(at)))
			return false;
	}
	return true;
}

int vm_protect(uintptr_t addr, size_t size, unsigned prot)
{
	if (!valid_area(addr, size) || write_and_execute(prot))
		return -EINVAL;
	if (!vm_mapped(addr, size))
		return -ENOMEM;
	return prot == (VM_R | VM_W) ? 0 : -ENOSYS; /* that is what all memory has */
}

int vm_resize(uintptr_t addr, size_t old_size, size_t new_size)
{
	if (!vm_mapped(addr, old_size))
		return -EFAULT;
	if (new_size > old_size)
		return -EEXIST;
	return new_size < old_size ? vm_unmap(addr + new_size, old_size - new_size) : 0;
}

int vm_move(uintptr_t old, size_t old_size, size_t new_size, uintptr_t *to)
{
	if (!vm_mapped(old, old_size))
		return -EFAULT;
	if (*to || new_size < old_size)
		return -EINVAL;
	void *p = vm_map(new_size, VM_R | VM_W, VM_ANON, "");
	if (!p)
		return -ENOMEM;
	memcpy(p, (const void *)old, old_size);
	*to = (uintptr_t)p;
	return vm_unmap(old, old_size);
}

int vm_discard(uintptr_t addr, size_t size)
{
	if (!vm_mapped(addr, size))
		return -ENOMEM;
	memset((void *)addr, 0, size);
	return 0;
}

int vm_populate(uintptr_t addr, size_t size)
{
	uintptr_t start = ALIGN_DOWN(addr, PAGE_SIZE);

	return vm_mapped(start, addr + size - start) ? 0 : -ENOMEM;
}

void *vm_map_device(phys_t pa, size_t size)
{
	if (pa.addr >= BOOT_MAPPED || size > BOOT_MAPPED - pa.addr) {
		log_err("device memory at %#lx is above what the boot's page tables reach",
			pa.addr);
		return NULL;
	}
	return phys_to_virt(pa);
}

void *vm_map_framebuffer(phys_t pa, size_t size)
{
	return vm_map_device(pa, size);
}

void vm_describe(uintptr_t addr, char *buf, size_t size)
{
	const char *what = "";

	if (addr < PAGE_SIZE)
		what = "the first page, never mapped: a null pointer";
	else if (addr >= vm_heap_base && addr < heap_top)
		what = "the heap";
	ksnprintf(buf, size, "%s", what);
}

bool vm_readable(uintptr_t addr, size_t size)
{
	phys_t pa;
	unsigned prot;

	return size > 0 && size <= UINTPTR_MAX - addr &&
	       paging_walk((virt_t){ addr }, &pa, &prot) == 0 &&
	       paging_walk((virt_t){ addr + size - 1 }, &pa, &prot) == 0;
}

void vm_stats(struct vm_stats *s)
{
	*s = (struct vm_stats){ .mapped = mapped_count * PAGE_SIZE + (heap_top - vm_heap_base) };
}

/* The largest run of at most half of the free frames, for the heap. */
static void take_heap(size_t free)
{
	phys_t p = PHYS_NONE;
	size_t count = free / 2;

	while (count > 0 && !phys_valid(p = pages_alloc(count, PAGES_ANY)))
		count -= count / 8 + 1;
	if (!phys_valid(p))
		panic("vm: no memory for the heap");
	vm_heap_base = heap_top = (uintptr_t)phys_to_virt(p);
	vm_heap_end = vm_heap_base + count * PAGE_SIZE;
}

void vm_init(void)
{
	struct pages_stats s;

	bit_count = pages_end();
	size_t bytes = ALIGN_UP(bit_count, (size_t)WORD_BITS) / 8;
	phys_t books = pages_alloc(ALIGN_UP(bytes, PAGE_SIZE) / PAGE_SIZE, PAGES_ANY);
	if (!phys_valid(books))
		panic("vm: no memory for the books");
	mapped_bits = memset(phys_to_virt(books), 0, bytes);
	pages_stats(&s);
	take_heap(s.free);
}
