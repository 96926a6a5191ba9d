/* SPDX-License-Identifier: MIT */
/*
 * pvh.c - reads struct hvm_start_info, which `qemu -kernel` passes through the PVH
 * door. All pointers in it are physical addresses from outside and are checked.
 *
 * Source: Xen public/arch-x86/hvm/start_info.h.
 */
#include <errno.h>
#include <string.h>

#include <core/compiler.h>

#include "ram.h"

#define START_MAGIC 0x336ec578u
#define MAP_MAX     1024u
#define MODULES_MAX 64u
#define MAP_RAM     1u /* E820 types */

struct start_info {
	uint32_t magic, version, flags, modules;
	uint64_t module_list, cmdline, rsdp;
	/* version 1 */
	uint64_t memory_map;
	uint32_t memory_map_entries, reserved;
};
struct map_entry {
	uint64_t base, size;
	uint32_t type, reserved;
};
struct module {
	uint64_t base, size, cmdline, reserved;
};

/* Files that the loader was told to load: whoever told it wants to find them. */
static void keep_modules(const struct start_info *si, boot_read_fn *read, struct boot_info *bi)
{
	uint32_t count = MIN(si->modules, MODULES_MAX);
	const struct module *m =
		si->module_list % 8 || !count ? NULL : read(si->module_list, count * sizeof(*m));

	for (uint32_t i = 0; m && i < count; i++) {
		const char *name = m[i].cmdline ? read(m[i].cmdline, BOOT_MODULE_NAME_MAX) : NULL;

		boot_add_module(bi, m[i].base, m[i].size, name, BOOT_MODULE_NAME_MAX);
	}
}

static void read_cmdline(uint64_t phys, boot_read_fn *read, struct boot_info *bi)
{
	uint64_t len = 0;

	while (len < BOOT_CMDLINE_MAX) {
		const char *c = read(phys + len, 1);

		if (!c)
			break;
		len++;
		if (*c == '\0')
			break;
	}
	if (len)
		boot_set_cmdline(bi, read(phys, len), len);
}

int pvh_parse(uint64_t info, boot_read_fn *read, struct boot_info *bi)
{
	const struct start_info *si = info % 8 ? NULL : read(info, sizeof(*si));

	if (!si || si->magic != START_MAGIC || si->version < 1 || si->memory_map % 8 ||
	    si->memory_map_entries > MAP_MAX)
		return -EINVAL;
	const struct map_entry *map =
		read(si->memory_map, si->memory_map_entries * sizeof(struct map_entry));
	if (!map)
		return -EINVAL;

	bi->loader = "pvh";
	bi->rsdp = si->rsdp;
	if (si->cmdline)
		read_cmdline(si->cmdline, read, bi);
	for (uint32_t i = 0; i < si->memory_map_entries; i++) {
		if (map[i].type == MAP_RAM)
			ram_add(bi, map[i].base, map[i].size);
	}
	for (uint32_t i = 0; i < si->memory_map_entries; i++) {
		if (map[i].type != MAP_RAM)
			ram_remove(bi, map[i].base, map[i].size);
	}
	keep_modules(si, read, bi);
	return bi->ram_count ? 0 : -EINVAL;
}
