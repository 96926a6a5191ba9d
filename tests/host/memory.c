/* SPDX-License-Identifier: MIT */
/*
 * memory.c - stands in for physical memory and page tables.
 *
 * RAM is a sparse memory file, mapped once as a whole (the direct map); paging_map()
 * maps a page of the same file a second time at the address asked for, so that the heap
 * and other memory of core/mem/vm.c can be used like on the real machine. Addresses
 * that the sanitizer keeps for itself are only noted.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include <arch/paging.h>
#include <core/pages.h>
#include <core/vm.h>
#include <test/host.h>

#define BUCKETS 4096u

struct mapping {
	virt_t va;
	phys_t pa;
	size_t size; /* PAGE_SIZE or LARGE_PAGE */
	unsigned prot;
	struct mapping *next;
};

static int ram_file = -1;
static char *ram;
static struct mapping *buckets[BUCKETS];
static size_t mapped_pages, split_tables;
static unsigned fail_map_in;

static void die(const char *what)
{
	perror(what);
	_exit(1);
}

void *phys_to_virt(phys_t p)
{
	if (p.addr >= HOST_RAM_MAX)
		die("phys_to_virt: not RAM");
	return ram + p.addr;
}

phys_t virt_to_phys(const void *p)
{
	if ((const char *)p < ram || (const char *)p >= ram + HOST_RAM_MAX)
		die("virt_to_phys: not in the direct map");
	return (phys_t){ (uint64_t)((const char *)p - ram) };
}

/* Where the pointer to va's mapping is, or would be. */
static struct mapping **slot_of(virt_t va)
{
	struct mapping **slot = &buckets[(va.addr >> PAGE_SHIFT) % BUCKETS];

	while (*slot && (*slot)->va.addr != va.addr)
		slot = &(*slot)->next;
	return slot;
}

static int host_prot(unsigned prot)
{
	return (prot & VM_R ? PROT_READ : 0) | (prot & VM_W ? PROT_WRITE : 0);
}

/* Device memory and what lies in the sanitizer's part is noted only. */
static bool accessible(virt_t va, phys_t pa)
{
	return va.addr >= HOST_MAPPED_START && pa.addr < HOST_RAM_MAX;
}

/* The mapping that va lies in, of whatever size. */
static struct mapping *find(virt_t va)
{
	struct mapping *m = *slot_of((virt_t){ ALIGN_DOWN(va.addr, PAGE_SIZE) });

	if (!m)
		m = *slot_of((virt_t){ ALIGN_DOWN(va.addr, LARGE_PAGE) });
	return m && va.addr - m->va.addr < m->size ? m : NULL;
}

static bool write_and_execute(unsigned prot)
{
	return (prot & (VM_W | VM_X)) == (VM_W | VM_X);
}

/* Notes a mapping and makes it so. What was at these addresses is replaced. */
static void add(virt_t va, phys_t pa, size_t size, unsigned prot)
{
	struct mapping **slot = slot_of(va);

	if (accessible(va, pa) &&
	    mmap((void *)va.addr, size, host_prot(prot), MAP_SHARED | MAP_FIXED, ram_file,
		 (off_t)pa.addr) != (void *)va.addr)
		die("mmap");
	*slot = malloc(sizeof(**slot));
	**slot = (struct mapping){ .va = va, .pa = pa, .size = size, .prot = prot };
	mapped_pages += size / PAGE_SIZE;
}

static void forget(virt_t va)
{
	struct mapping **slot = slot_of(va), *m = *slot;

	*slot = m->next;
	mapped_pages -= m->size / PAGE_SIZE;
	free(m);
}

int paging_map_run(virt_t va, phys_t pa, size_t count, unsigned prot)
{
	virt_t end = { va.addr + count * PAGE_SIZE };

	if (ALIGN_DOWN(va.addr, LARGE_PAGE) != ALIGN_DOWN(end.addr - 1, LARGE_PAGE))
		die("paging_map_run: across a multiple of 2 MiB");
	if (write_and_execute(prot))
		return -EINVAL;
	if (paging_next(va, end).addr < end.addr)
		return -EEXIST;
	bool fails = fail_map_in && fail_map_in <= count;
	fail_map_in -= MIN(fail_map_in, (unsigned)count);
	if (fails)
		return -ENOMEM;
	for (; va.addr < end.addr; va.addr += PAGE_SIZE, pa.addr += PAGE_SIZE)
		add(va, pa, PAGE_SIZE, prot);
	return 0;
}

static phys_t unmap(virt_t va, size_t size)
{
	struct mapping *m = *slot_of(va);

	if (!m || m->size != size)
		return PHYS_NONE;
	phys_t pa = m->pa;
	if (accessible(va, pa))
		munmap((void *)va.addr, size);
	forget(va);
	return pa;
}

/* What was written is not known: a page that is not zero was. */
static bool is_dirty(phys_t pa)
{
	const char *page = phys_to_virt(pa);

	return page[0] || memcmp(page, page + 1, PAGE_SIZE - 1) != 0;
}

phys_t paging_unmap_run(virt_t va, size_t *count, bool *dirty)
{
	const struct mapping *m = *slot_of(va), *next = m;
	phys_t first = m ? m->pa : PHYS_NONE;
	size_t n = 0;

	if (!m || m->size != PAGE_SIZE)
		return PHYS_NONE;
	*dirty = first.addr < HOST_RAM_MAX && is_dirty(first);
	while (n < *count && next && next->size == PAGE_SIZE &&
	       next->pa.addr == first.addr + n * PAGE_SIZE &&
	       *dirty == (first.addr < HOST_RAM_MAX && is_dirty(next->pa))) {
		unmap((virt_t){ va.addr + n++ * PAGE_SIZE }, PAGE_SIZE);
		next = *slot_of((virt_t){ va.addr + n * PAGE_SIZE });
	}
	*count = n;
	return first;
}

int paging_protect(virt_t va, unsigned prot)
{
	struct mapping *m = find(va);

	if (write_and_execute(prot))
		return -EINVAL;
	if (!m)
		return -ENOENT;
	m->prot = prot;
	if (accessible(m->va, m->pa) && mprotect((void *)m->va.addr, m->size, host_prot(prot)) != 0)
		die("mprotect");
	return 0;
}

int paging_walk(virt_t va, phys_t *pa, unsigned *prot)
{
	const struct mapping *m = find(va);

	if (!m)
		return -ENOENT;
	*pa = (phys_t){ m->pa.addr + (va.addr - m->va.addr) };
	*prot = m->prot;
	return 0;
}

/* What was written is not known: what can be written may have been. */
bool paging_take_dirty(virt_t va)
{
	const struct mapping *m = find(va);

	return m && (m->prot & VM_W);
}

virt_t paging_next(virt_t va, virt_t end)
{
	while (va.addr < end.addr && !find(va))
		va.addr += PAGE_SIZE;
	return va.addr < end.addr ? va : end;
}

virt_t paging_next_hole(virt_t va, virt_t end)
{
	while (va.addr < end.addr && find(va))
		va.addr += PAGE_SIZE;
	return va.addr < end.addr ? va : end;
}

/* Tables are not played: they take no frames. */
int paging_prepare(virt_t va, virt_t end)
{
	(void)va;
	(void)end;
	return 0;
}

/* A hole may be large: only its edges and what is asked to be pruned are looked at. */
void paging_prune(virt_t va, virt_t end, virt_t low, virt_t high)
{
	if (low.addr > va.addr || end.addr > high.addr)
		die("paging_prune: not inside the hole");
	if (low.addr < high.addr &&
	    (paging_next(va, end).addr < end.addr || find(low) || find((virt_t){ high.addr - 1 })))
		die("paging_prune: something is mapped");
}

void paging_move(virt_t from, virt_t to, size_t size)
{
	virt_t end = { from.addr + size };
	uintptr_t distance = to.addr - from.addr;

	for (virt_t va = from; (va = paging_next(va, end)).addr < end.addr;) {
		struct mapping m = *find(va);

		if (unmap(va, m.size).addr != m.pa.addr)
			die("paging_move: a large page reaches across the end");
		add((virt_t){ va.addr + distance }, m.pa, m.size, m.prot);
		va.addr += m.size;
	}
}

int paging_map_large(virt_t va, phys_t pa, unsigned prot)
{
	virt_t end = { va.addr + LARGE_PAGE };

	if (va.addr % LARGE_PAGE || pa.addr % LARGE_PAGE)
		die("paging_map_large: not a multiple of 2 MiB");
	if (write_and_execute(prot))
		return -EINVAL;
	if (paging_next(va, end).addr < end.addr)
		return -EEXIST;
	add(va, pa, LARGE_PAGE, prot);
	return 0;
}

phys_t paging_unmap_large(virt_t va)
{
	return unmap(va, LARGE_PAGE);
}

size_t paging_size(virt_t va)
{
	const struct mapping *m = find(va);

	return m ? m->size : PAGE_SIZE;
}

/* The table it becomes takes a frame, as on the real machine, and never gives it back. */
int paging_split(virt_t va)
{
	struct mapping m = *find(va);

	if (!phys_valid(pages_alloc(1, PAGES_ANY)))
		return -ENOMEM;
	split_tables++;
	forget(m.va);
	for (size_t at = 0; at < LARGE_PAGE; at += PAGE_SIZE)
		add((virt_t){ m.va.addr + at }, (phys_t){ m.pa.addr + at }, PAGE_SIZE, m.prot);
	return 0;
}

unsigned host_fail_paging_map(unsigned n)
{
	unsigned pending = fail_map_in;

	fail_map_in = n;
	return pending;
}

size_t host_mapped_pages(void)
{
	return mapped_pages;
}

size_t host_split_tables(void)
{
	return split_tables;
}

static void forget_everything(void)
{
	split_tables = 0;
	for (unsigned i = 0; i < BUCKETS; i++) {
		while (buckets[i])
			unmap(buckets[i]->va, buckets[i]->size);
	}
	if (ram)
		munmap(ram, HOST_RAM_MAX);
	if (ram_file >= 0)
		close(ram_file);
}

void host_boot_memory(const struct boot_range *ranges, size_t count)
{
	struct boot_info bi = { .ram_count = count };

	forget_everything();
	ram_file = memfd_create("ram", MFD_CLOEXEC);
	if (ram_file < 0 || ftruncate(ram_file, (off_t)HOST_RAM_MAX) != 0)
		die("memfd");
	ram = mmap(NULL, HOST_RAM_MAX, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_NORESERVE, ram_file,
		   0);
	if (ram == MAP_FAILED)
		die("mmap");
	for (size_t i = 0; i < count; i++)
		bi.ram[i] = ranges[i];
	pages_init(&bi);
	vm_init();
}
