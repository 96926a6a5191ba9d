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

/* Fills the empty entries of [va, va + size) in tables of this level: pages in a row from
 * pa. All are multiples of what a page of the level has. */
static void map_run(uintptr_t va, uint64_t pa, uint64_t size, int level, unsigned prot)
{
	const uint64_t span = level_span(level);
	const uint64_t flags = entry_flags((virt_t){ va }, prot) | (level > 1 ? PTE_LARGE : 0);

	while (size) {
		uint64_t *e = entry_create((virt_t){ va }, level);

		if (!e)
			panic("page tables: no memory to map %#lx", va);
		do {
			if (!*e)
				*e = pa | flags;
			e++;
			va += span;
			pa += span;
			size -= span;
		} while (size && va % (ENTRIES * span));
	}
}

/* One of the image's sections, at its link address. */
static void map_image(const char *start, const char *end, unsigned prot)
{
	uintptr_t va = (uintptr_t)start;

	map_run(va, va - KERNEL_BASE, ALIGN_UP((uintptr_t)end, PAGE_SIZE) - va, 1, prot);
}

static void map_direct(uint64_t pa, uint64_t end, int level, unsigned prot)
{
	map_run(HHDM_BASE + pa, pa, end - pa, level, prot);
}

/* The 2 MiB of the image: what it may not write is read-only here too. */
static void map_direct_image(void)
{
	uint64_t ro_start = (uintptr_t)__text_start - KERNEL_BASE;
	uint64_t ro_end = (uintptr_t)__rodata_end - KERNEL_BASE;

	ro_end = ALIGN_UP(ro_end, PAGE_SIZE);
	map_direct(ALIGN_DOWN((uint64_t)__image_start_phys, LARGE_PAGE), ro_start, 1, VM_R | VM_W);
	map_direct(ro_start, ro_end, 1, VM_R);
	map_direct(ro_end, ALIGN_UP((uint64_t)__image_end_phys, LARGE_PAGE), 1, VM_R | VM_W);
}

static bool have_huge_pages(void)
{
	return cpuid(0x80000001, 0).edx & CPUID_HUGE_PAGES;
}

/* Two ranges may share 2 MiB, but no GiB that is all RAM. */
static void map_range(const struct boot_range *r)
{
	uint64_t start = ALIGN_DOWN(r->base, LARGE_PAGE);
	uint64_t end = ALIGN_UP(r->base + r->size, LARGE_PAGE);
	uint64_t huge_start = ALIGN_UP(r->base, HUGE_PAGE);
	uint64_t huge_end = ALIGN_DOWN(r->base + r->size, HUGE_PAGE);

	if (!have_huge_pages() || huge_start >= huge_end)
		huge_start = huge_end = end;
	map_direct(start, huge_start, 2, VM_R | VM_W);
	map_direct(huge_start, huge_end, 3, VM_R | VM_W);
	map_direct(huge_end, end, 2, VM_R | VM_W);
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

/* Boot code and tables are of no more use: their frames are ordinary RAM now, but for what
 * the loader put between them. */
static void free_boot_memory(const struct boot_range *info)
{
	uint64_t end = ALIGN_DOWN((uint64_t)__boot_end, PAGE_SIZE);

	for (uint64_t pa = ALIGN_UP((uint64_t)__boot_start, PAGE_SIZE); pa < end; pa += PAGE_SIZE) {
		if (pa + PAGE_SIZE <= info->base || pa >= info->base + info->size)
			pages_add((phys_t){ pa }, 1);
	}
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
	map_direct_image(); /* before the rest of RAM, which leaves out what there is */
	for (size_t i = 0; i < bi->ram_count; i++)
		map_range(&bi->ram[i]);
	for (size_t i = 0; i < bi->module_count; i++)
		map_range(&bi->module[i].range);
	map_image(__text_start, __text_end, VM_R | VM_X);
	map_image(__rodata_start, __rodata_end, VM_R);
	map_image(__data_start, __bss_end, VM_R | VM_W);
	paging_unmap((virt_t){ (uintptr_t)boot_stack_guard });
	use_tables(virt_to_phys(root));
	free_boot_memory(&bi->info);
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
