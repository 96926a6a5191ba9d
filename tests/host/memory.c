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
	unsigned prot;
	struct mapping *next;
};

static int ram_file = -1;
static char *ram;
static struct mapping *buckets[BUCKETS];
static size_t mapped_pages;
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

int paging_map(virt_t va, phys_t pa, unsigned prot)
{
	struct mapping **slot = slot_of(va);

	if ((prot & (VM_W | VM_X)) == (VM_W | VM_X))
		return -EINVAL;
	if (*slot)
		return -EEXIST;
	if (fail_map_in && --fail_map_in == 0)
		return -ENOMEM;
	if (accessible(va, pa) &&
	    mmap((void *)va.addr, PAGE_SIZE, host_prot(prot), MAP_SHARED | MAP_FIXED_NOREPLACE,
		 ram_file, (off_t)pa.addr) != (void *)va.addr)
		die("mmap");
	*slot = malloc(sizeof(**slot));
	**slot = (struct mapping){ .va = va, .pa = pa, .prot = prot };
	mapped_pages++;
	return 0;
}

phys_t paging_unmap(virt_t va)
{
	struct mapping **slot = slot_of(va), *m = *slot;

	if (!m)
		return PHYS_NONE;
	phys_t pa = m->pa;
	if (accessible(va, pa))
		munmap((void *)va.addr, PAGE_SIZE);
	*slot = m->next;
	free(m);
	mapped_pages--;
	return pa;
}

int paging_protect(virt_t va, unsigned prot)
{
	struct mapping *m = *slot_of(va);

	if ((prot & (VM_W | VM_X)) == (VM_W | VM_X))
		return -EINVAL;
	if (!m)
		return -ENOENT;
	m->prot = prot;
	if (accessible(va, m->pa) && mprotect((void *)va.addr, PAGE_SIZE, host_prot(prot)) != 0)
		die("mprotect");
	return 0;
}

int paging_walk(virt_t va, phys_t *pa, unsigned *prot)
{
	const struct mapping *m = *slot_of((virt_t){ ALIGN_DOWN(va.addr, PAGE_SIZE) });

	if (!m)
		return -ENOENT;
	*pa = (phys_t){ m->pa.addr | (va.addr & (PAGE_SIZE - 1)) };
	*prot = m->prot;
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

static void forget_everything(void)
{
	for (unsigned i = 0; i < BUCKETS; i++) {
		while (buckets[i])
			paging_unmap(buckets[i]->va);
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
