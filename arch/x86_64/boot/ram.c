/* SPDX-License-Identifier: MIT */
/*
 * ram.c - a sorted, disjoint list of usable memory from a loader's map.
 *
 * Maps are hostile until checked: entries may come in any order, overlap, wrap around
 * or be of no length. The list is kept sorted and merged at every step, so nothing
 * later has to care. When it is full, further ranges are dropped: less memory, never
 * wrong memory.
 */
#include <string.h>

#include <arch/paging.h>
#include <core/compiler.h>
#include <core/pages.h>

#include "ram.h"

static void insert_at(struct boot_info *bi, size_t i, struct boot_range r)
{
	if (bi->ram_count == BOOT_RAM_MAX)
		return;
	memmove(&bi->ram[i + 1], &bi->ram[i], (bi->ram_count - i) * sizeof(bi->ram[0]));
	bi->ram[i] = r;
	bi->ram_count++;
}

static void delete_at(struct boot_info *bi, size_t i)
{
	bi->ram_count--;
	memmove(&bi->ram[i], &bi->ram[i + 1], (bi->ram_count - i) * sizeof(bi->ram[0]));
}

static uint64_t end_of(const struct boot_range *r)
{
	return r->base + r->size;
}

void ram_remove(struct boot_info *bi, uint64_t base, uint64_t size)
{
	uint64_t end = base + size < base ? UINT64_MAX : base + size;

	if (size == 0)
		return;
	for (size_t i = 0; i < bi->ram_count;) {
		struct boot_range r = bi->ram[i];

		if (end_of(&r) <= base || r.base >= end) {
			i++;
			continue;
		}
		delete_at(bi, i);
		if (end_of(&r) > end)
			insert_at(bi, i, (struct boot_range){ end, end_of(&r) - end });
		if (r.base < base)
			insert_at(bi, i++, (struct boot_range){ r.base, base - r.base });
	}
}

void ram_add(struct boot_info *bi, uint64_t base, uint64_t size)
{
	size_t i = 0;

	if (size == 0 || base + size < base)
		return;
	ram_remove(bi, base, size);
	while (i < bi->ram_count && bi->ram[i].base < base)
		i++;
	insert_at(bi, i, (struct boot_range){ base, size });
	if (i + 1 < bi->ram_count && end_of(&bi->ram[i]) == bi->ram[i + 1].base) {
		bi->ram[i].size += bi->ram[i + 1].size;
		delete_at(bi, i + 1);
	}
	if (i > 0 && end_of(&bi->ram[i - 1]) == bi->ram[i].base) {
		bi->ram[i - 1].size += bi->ram[i].size;
		delete_at(bi, i);
	}
}

bool ram_holds(const struct boot_info *bi, uint64_t base, uint64_t size)
{
	for (size_t i = 0; i < bi->ram_count; i++) {
		if (bi->ram[i].base <= base && base + size <= end_of(&bi->ram[i]))
			return true;
	}
	return false;
}

void ram_finish(struct boot_info *bi)
{
	ram_remove(bi, 0, PAGE_SIZE);
	for (size_t i = 0; i < bi->ram_count;) {
		uint64_t first = ALIGN_UP(bi->ram[i].base, PAGE_SIZE);
		uint64_t end = ALIGN_DOWN(end_of(&bi->ram[i]), PAGE_SIZE);

		if (first >= end || first < bi->ram[i].base) {
			delete_at(bi, i);
			continue;
		}
		bi->ram[i++] = (struct boot_range){ first, end - first };
	}
	bi->ram_end = bi->ram_count ? end_of(&bi->ram[bi->ram_count - 1]) : 0;
}

void boot_set_cmdline(struct boot_info *bi, const char *s, uint64_t max)
{
	size_t n = 0;

	while (n < max && s[n] != '\0' && n < BOOT_CMDLINE_MAX - 1) {
		bi->cmdline[n] = s[n];
		n++;
	}
	bi->cmdline[n] = '\0';
	bi->cmdline_cut = n < max && s[n] != '\0';
}

static void keep_module(struct boot_info *bi, uint64_t base, uint64_t size, const char *name,
			uint64_t max)
{
	struct boot_module *m = &bi->module[bi->module_count];
	size_t n = 0;

	if (bi->module_count == BOOT_MODULES_MAX || size == 0 || base + size < base ||
	    !ram_holds(bi, base, size) ||
	    (IS_ENABLED(CONFIG_PAGING_BOOT) && base + size > BOOT_MAPPED))
		return;
	m->range = (struct boot_range){ base, size };
	while (name && n < max && name[n] != '\0' && n < BOOT_MODULE_NAME_MAX - 1) {
		m->name[n] = name[n];
		n++;
	}
	m->name[n] = '\0';
	bi->module_count++;
}

void boot_add_module(struct boot_info *bi, uint64_t base, uint64_t size, const char *name,
		     uint64_t max)
{
	if (IS_ENABLED(CONFIG_RAMDISK))
		keep_module(bi, base, size, name, max);
	ram_remove(bi, base, size);
}
