/* SPDX-License-Identifier: MIT */
/*
 * paging.c - our own page tables: every byte of the image with the least rights, all
 * RAM in the direct map, nothing at the bottom.
 *
 * The direct map uses 2 MiB pages but for those that hold the image's read-only part:
 * a write through the alias would be a hole in W^X. The low half belongs to core/vm.h,
 * 4 KiB pages only. Tables come from the frame allocator and are never given back.
 *
 * Source: Intel SDM volume 3, 4.5 (4-level paging), 4.10 (TLB invalidation).
 * Locking: core/mem/vm.c serialises map, unmap and protect; walk only reads.
 */
#define LOG_TAG "paging"
#include <errno.h>
#include <string.h>

#include <arch/paging.h>
#include <core/log.h>
#include <core/panic.h>

#define PTE_P     0x001ull
#define PTE_W     0x002ull
#define PTE_PWT   0x008ull
#define PTE_PCD   0x010ull
#define PTE_LARGE 0x080ull
#define PTE_NX    (1ull << 63)
#define PTE_ADDR  0x000ffffffffff000ull

/* A bit the CPU ignores: the entry holds a frame although nothing may be accessed. */
#define PTE_RESERVED_FRAME 0x200ull

#define LARGE_PAGE 0x200000ull
#define ENTRIES    512u

extern const char __image_start_phys[], __image_end_phys[];
extern const char __text_start[], __text_end[], __rodata_start[], __rodata_end[];
extern const char __data_start[], __bss_end[];
extern const char __boot_start[], __boot_end[];
extern const char boot_stack_guard[];

static uint64_t *pml4;

static unsigned index_of(virt_t va, int level)
{
	return va.addr >> (PAGE_SHIFT + 9 * (level - 1)) & (ENTRIES - 1);
}

static uint64_t *table_of(uint64_t entry)
{
	return phys_to_virt((phys_t){ entry & PTE_ADDR });
}

static uint64_t *new_table(void)
{
	phys_t frame = pages_alloc(1, PAGES_ANY);

	if (!phys_valid(frame))
		return NULL;
	return memset(phys_to_virt(frame), 0, PAGE_SIZE);
}

/* The entry for va in a table of level stop (1: 4 KiB pages, 2: 2 MiB), creating the
 * tables above it. NULL without memory, or when a large page is in the way. */
static uint64_t *entry_create(virt_t va, int stop)
{
	uint64_t *table = pml4;

	for (int level = 4; level > stop; level--) {
		uint64_t *e = &table[index_of(va, level)];

		if (!(*e & PTE_P)) {
			uint64_t *below = new_table();
			if (!below)
				return NULL;
			*e = virt_to_phys(below).addr | PTE_P | PTE_W;
		} else if (*e & PTE_LARGE) {
			return NULL;
		}
		table = table_of(*e);
	}
	return &table[index_of(va, stop)];
}

/* The entry that maps va now, of whatever size, or NULL where a table is missing. */
static uint64_t *entry_find(virt_t va, int *level)
{
	uint64_t *table = pml4;

	for (*level = 4; *level > 1; (*level)--) {
		uint64_t *e = &table[index_of(va, *level)];

		if (!(*e & PTE_P))
			return NULL;
		if (*e & PTE_LARGE)
			return e;
		table = table_of(*e);
	}
	return &table[index_of(va, 1)];
}

static uint64_t flags_of(unsigned prot)
{
	uint64_t flags = prot & (VM_R | VM_W | VM_X) ? PTE_P : PTE_RESERVED_FRAME;

	if (prot & VM_W)
		flags |= PTE_W;
	if (!(prot & VM_X))
		flags |= PTE_NX;
	if (prot & VM_UNCACHED)
		flags |= PTE_PCD | PTE_PWT;
	return flags;
}

static bool write_and_execute(unsigned prot)
{
	return (prot & (VM_W | VM_X)) == (VM_W | VM_X);
}

static void invalidate(virt_t va)
{
	__asm__ volatile("invlpg (%0)" : : "r"(va.addr) : "memory");
}

int paging_map(virt_t va, phys_t pa, unsigned prot)
{
	if (write_and_execute(prot))
		return -EINVAL;
	uint64_t *e = entry_create(va, 1);
	if (!e)
		return -ENOMEM;
	if (*e & (PTE_P | PTE_RESERVED_FRAME))
		return -EEXIST;
	*e = pa.addr | flags_of(prot);
	return 0;
}

phys_t paging_unmap(virt_t va)
{
	int level;
	uint64_t *e = entry_find(va, &level);

	if (!e || level != 1 || !(*e & (PTE_P | PTE_RESERVED_FRAME)))
		return PHYS_NONE;
	phys_t frame = { *e & PTE_ADDR };
	*e = 0;
	invalidate(va);
	return frame;
}

int paging_protect(virt_t va, unsigned prot)
{
	int level;

	if (write_and_execute(prot))
		return -EINVAL;
	uint64_t *e = entry_find(va, &level);
	if (!e || level != 1 || !(*e & (PTE_P | PTE_RESERVED_FRAME)))
		return -ENOENT;
	*e = (*e & PTE_ADDR) | flags_of(prot);
	invalidate(va);
	return 0;
}

static unsigned prot_of(uint64_t e)
{
	unsigned prot = 0;

	if (e & PTE_P)
		prot |= VM_R | (e & PTE_W ? VM_W : 0) | (e & PTE_NX ? 0 : VM_X);
	if (e & PTE_PCD)
		prot |= VM_UNCACHED;
	return prot;
}

/* On the boot tables: the image is readable at its link address, for a backtrace. */
static int walk_boot_tables(virt_t va, phys_t *pa, unsigned *prot)
{
	if (va.addr < (uintptr_t)__text_start || va.addr >= (uintptr_t)__bss_end)
		return -ENOENT;
	*pa = (phys_t){ va.addr - KERNEL_BASE };
	*prot = VM_R | VM_W | VM_X;
	return 0;
}

int paging_walk(virt_t va, phys_t *pa, unsigned *prot)
{
	int level;

	if (!pml4)
		return walk_boot_tables(va, pa, prot);
	uint64_t *e = entry_find(va, &level);
	if (!e || !(*e & (PTE_P | PTE_RESERVED_FRAME)))
		return -ENOENT;
	uint64_t size = level == 1 ? PAGE_SIZE : LARGE_PAGE;
	uint64_t base = *e & PTE_ADDR & ~(size - 1);

	*pa = (phys_t){ base | (va.addr & (size - 1)) };
	*prot = prot_of(*e);
	return 0;
}

static void must(int err, const char *what)
{
	if (err)
		panic("page tables: %s: error %d", what, -err);
}

/* One of the image's sections, at its link address. */
static void map_image(const char *start, const char *end, unsigned prot)
{
	for (uintptr_t va = (uintptr_t)start; va < (uintptr_t)end; va += PAGE_SIZE) {
		if (va != (uintptr_t)boot_stack_guard)
			must(paging_map((virt_t){ va }, (phys_t){ va - KERNEL_BASE }, prot),
			     "image");
	}
}

/* 2 MiB at pa, in 4 KiB pages: what the image may not write is read-only here too. */
static void map_direct_small(uint64_t pa)
{
	uint64_t ro_start = (uintptr_t)__text_start - KERNEL_BASE;
	uint64_t ro_end = (uintptr_t)__rodata_end - KERNEL_BASE;

	for (uint64_t end = pa + LARGE_PAGE; pa < end; pa += PAGE_SIZE) {
		unsigned prot = pa >= ro_start && pa < ro_end ? VM_R : VM_R | VM_W;

		must(paging_map((virt_t){ HHDM_BASE + pa }, (phys_t){ pa }, prot), "direct map");
	}
}

static void map_direct(uint64_t pa)
{
	uint64_t *e = entry_create((virt_t){ HHDM_BASE + pa }, 2);

	if (!e)
		panic("page tables: no memory for the direct map at %#lx", pa);
	if (*e & PTE_P)
		return; /* two ranges share these 2 MiB */
	if (pa < (uintptr_t)__image_end_phys && pa + LARGE_PAGE > (uintptr_t)__image_start_phys)
		map_direct_small(pa);
	else
		*e = pa | PTE_P | PTE_W | PTE_NX | PTE_LARGE;
}

/* Boot code and tables are of no more use: their frames are ordinary RAM now. */
static void free_boot_memory(void)
{
	uint64_t start = ALIGN_UP((uint64_t)__boot_start, PAGE_SIZE);
	uint64_t end = ALIGN_DOWN((uint64_t)__boot_end, PAGE_SIZE);

	if (start < end)
		pages_add((phys_t){ start }, (end - start) / PAGE_SIZE);
}

void paging_init(const struct boot_info *bi)
{
	pml4 = new_table();
	if (!pml4)
		panic("page tables: no memory");
	for (size_t i = 0; i < bi->ram_count; i++) {
		uint64_t end = bi->ram[i].base + bi->ram[i].size;

		for (uint64_t pa = ALIGN_DOWN(bi->ram[i].base, LARGE_PAGE); pa < end;
		     pa += LARGE_PAGE)
			map_direct(pa);
	}
	/* The image may fill its 2 MiB to the last byte: then no range touches them. */
	for (uint64_t pa = ALIGN_DOWN((uint64_t)__image_start_phys, LARGE_PAGE);
	     pa < (uint64_t)__image_end_phys; pa += LARGE_PAGE)
		map_direct(pa);
	map_image(__text_start, __text_end, VM_R | VM_X);
	map_image(__rodata_start, __rodata_end, VM_R);
	map_image(__data_start, __bss_end, VM_R | VM_W);
	__asm__ volatile("movq %0, %%cr3" : : "r"(virt_to_phys(pml4).addr) : "memory");
	free_boot_memory();
}

void *phys_to_virt(phys_t p)
{
	return (void *)(HHDM_BASE + p.addr);
}

phys_t virt_to_phys(const void *p)
{
	return (phys_t){ (uintptr_t)p - HHDM_BASE };
}
