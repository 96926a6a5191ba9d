/* SPDX-License-Identifier: MIT */
/*
 * paging_init.c - our own page tables: every byte of the image with the least rights,
 * all RAM in the direct map, nothing at the bottom.
 *
 * The direct map uses 2 MiB pages, and 1 GiB pages where the CPU has them and all of the
 * GiB is RAM; but 4 KiB for what lies in the same 2 MiB as the image's read-only part: a
 * write through the alias would be a hole in W^X.
 *
 * Source: Intel SDM volume 3, 4.5 (4-level paging), 4.10.2.4 (global pages), 11.12 (PAT).
 */
#define LOG_TAG "paging"
#include <core/log.h>
#include <core/panic.h>

#include "cpu_init.h"
#include "msr.h"
#include "tables.h"

extern const char __image_start_phys[], __image_end_phys[];
extern const char __text_start[], __text_end[], __rodata_start[], __rodata_end[];
extern const char __data_start[], __bss_end[];
extern const char __boot_start[], __boot_end[];
extern const char __sealed_start[], __sealed_end[], boot_stack_guard[];

#define CPUID_HUGE_PAGES (1u << 26) /* leaf 0x80000001, EDX */
#define CR4_PGE          (1ul << 7)

/* Memory types by PWT and PCD: write-back, write-combining, uncached unless a range
 * register says write-combining (UC-), uncached. Only the second is not the default. */
#define PAT_TYPES 0x0007010600070106ull

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

/* One page of level 2 or 3. */
static void map_direct_page(uint64_t pa, int level)
{
	virt_t va = { HHDM_BASE + pa };
	uint64_t *e = entry_create(va, level);

	if (!e)
		panic("page tables: no memory for the direct map at %#lx", pa);
	*e = pa | entry_flags(va, VM_R | VM_W) | PTE_LARGE;
}

static void map_direct(uint64_t pa)
{
	int level;

	if (entry_find((virt_t){ HHDM_BASE + pa }, &level))
		return; /* two ranges share these 2 MiB */
	if (pa < (uintptr_t)__image_end_phys && pa + LARGE_PAGE > (uintptr_t)__image_start_phys)
		map_direct_small(pa);
	else
		map_direct_page(pa, 2);
}

static bool have_huge_pages(void)
{
	return cpuid(0x80000001, 0).edx & CPUID_HUGE_PAGES;
}

static void map_range(const struct boot_range *r)
{
	uint64_t pa = ALIGN_DOWN(r->base, LARGE_PAGE), end = r->base + r->size;
	bool huge = have_huge_pages();

	while (pa < end) {
		if (huge && pa % HUGE_PAGE == 0 && pa >= r->base && end - pa >= HUGE_PAGE) {
			map_direct_page(pa, 3);
			pa += HUGE_PAGE;
		} else {
			map_direct(pa);
			pa += LARGE_PAGE;
		}
	}
}

/* The types are in force before the first entry that needs one of them is made. Global
 * pages are switched on last: nothing of the boot tables stays in the TLB. */
static void use_tables(phys_t root)
{
	uint64_t cr4;

	wrmsr(MSR_PAT, PAT_TYPES);
	__asm__ volatile("movq %1, %%cr3\n\t"
			 "movq %%cr4, %0\n\t"
			 "orq %2, %0\n\t"
			 "movq %0, %%cr4"
			 : "=&r"(cr4)
			 : "r"(root.addr), "i"(CR4_PGE)
			 : "memory");
}

/* Boot code and tables are of no more use: their frames are ordinary RAM now. */
static void free_boot_memory(void)
{
	uint64_t start = ALIGN_UP((uint64_t)__boot_start, PAGE_SIZE);
	uint64_t end = ALIGN_DOWN((uint64_t)__boot_end, PAGE_SIZE);

	if (start < end)
		pages_add((phys_t){ start }, (end - start) / PAGE_SIZE);
}

/* The new tables show themselves while the boot's are still in use, and afterwards. */
static void show_tables(uint64_t *root)
{
	uint64_t cr3, entry = virt_to_phys(root).addr | PTE_P | PTE_W | PTE_NX;

	__asm__ volatile("movq %%cr3, %0" : "=r"(cr3));
	((uint64_t *)phys_to_virt((phys_t){ cr3 & PTE_ADDR }))[TABLES_SLOT] = entry;
	root[TABLES_SLOT] = entry;
}

void paging_init(const struct boot_info *bi)
{
	uint64_t *root = table_new();

	if (!root)
		panic("page tables: no memory");
	paging_root = root;
	if (IS_ENABLED(CONFIG_PAGING_RECURSIVE)) {
		show_tables(root);
		paging_root = (uint64_t *)TABLES_ROOT;
	}
	for (size_t i = 0; i < bi->ram_count; i++)
		map_range(&bi->ram[i]);
	/* The image may fill its 2 MiB to the last byte: then no range touches them. */
	for (uint64_t pa = ALIGN_DOWN((uint64_t)__image_start_phys, LARGE_PAGE);
	     pa < (uint64_t)__image_end_phys; pa += LARGE_PAGE)
		map_direct(pa);
	map_image(__text_start, __text_end, VM_R | VM_X);
	map_image(__rodata_start, __rodata_end, VM_R);
	map_image(__data_start, __bss_end, VM_R | VM_W);
	use_tables(virt_to_phys(root));
	free_boot_memory();
}

/* The direct map has small pages there: the 2 MiB of the image. */
void paging_seal(void)
{
	for (uintptr_t va = (uintptr_t)__sealed_start; va < (uintptr_t)__sealed_end;
	     va += PAGE_SIZE) {
		must(paging_protect((virt_t){ va }, VM_R), "sealing");
		must(paging_protect((virt_t){ va - KERNEL_BASE + HHDM_BASE }, VM_R), "sealing");
	}
}
