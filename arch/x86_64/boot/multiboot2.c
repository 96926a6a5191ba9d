/* SPDX-License-Identifier: MIT */
/*
 * multiboot2.c - reads what GRUB left in memory.
 *
 * The information is a list of tags, each {u32 type, u32 size} and padded to 8 bytes.
 * Sizes come from outside: every access is inside the total size and inside its tag.
 *
 * Source: Multiboot2 Specification 2.0, section 3.6.
 */
#include <errno.h>
#include <string.h>

#include <core/compiler.h>

#include "ram.h"

enum {
	TAG_END = 0,
	TAG_CMDLINE = 1,
	TAG_MODULE = 3,
	TAG_MMAP = 6,
	TAG_FRAMEBUFFER = 8,
	TAG_ACPI_OLD = 14,
	TAG_ACPI_NEW = 15,
};
#define MMAP_AVAILABLE 1u
#define FB_TYPE_RGB    1u
#define INFO_MAX       (1u << 20) /* no loader needs more; bounds the walk */

struct tag {
	uint32_t type, size;
};
struct module_tag {
	struct tag tag;
	uint32_t start, end;
};
struct mmap_tag {
	struct tag tag;
	uint32_t entry_size, entry_version;
};
struct mmap_entry {
	uint64_t base, size;
	uint32_t type, zero;
};
struct fb_tag {
	struct tag tag;
	uint64_t addr;
	uint32_t pitch, width, height;
	uint8_t bpp, type;
};

static int read_mmap(const struct tag *tag, struct boot_info *bi)
{
	const struct mmap_tag *map = (const struct mmap_tag *)tag;
	const uint8_t *p = (const uint8_t *)(map + 1);
	struct mmap_entry e;

	if (tag->size < sizeof(*map) || map->entry_size < sizeof(e))
		return -EINVAL;
	size_t count = (tag->size - sizeof(*map)) / map->entry_size;

	for (size_t i = 0; i < count; i++) {
		memcpy(&e, p + i * map->entry_size, sizeof(e));
		if (e.type == MMAP_AVAILABLE)
			ram_add(bi, e.base, e.size);
	}
	/* A second pass: where entries overlap, "reserved" wins. */
	for (size_t i = 0; i < count; i++) {
		memcpy(&e, p + i * map->entry_size, sizeof(e));
		if (e.type != MMAP_AVAILABLE)
			ram_remove(bi, e.base, e.size);
	}
	return 0;
}

static void read_framebuffer(const struct tag *tag, struct boot_info *bi)
{
	struct fb_tag fb;

	if (tag->size < offsetof(struct fb_tag, type) + 1)
		return;
	memcpy(&fb, tag, offsetof(struct fb_tag, type) + 1);
	if (fb.type != FB_TYPE_RGB || fb.bpp != 32 || fb.pitch / 4 < fb.width)
		return;
	bi->fb = (struct boot_fb){ fb.addr, fb.width, fb.height, fb.pitch };
}

/* Files that a loader was told to load: whoever told it wants to find them. */
static int keep_module(const struct tag *tag, uint64_t phys, struct boot_info *bi)
{
	const struct module_tag *m = (const struct module_tag *)tag;

	(void)phys;
	if (tag->type == TAG_MODULE && tag->size >= sizeof(*m) && m->end > m->start)
		boot_add_module(bi, m->start, m->end - m->start, (const char *)(m + 1),
				tag->size - sizeof(*m));
	return 0;
}

static int read_tag(const struct tag *tag, uint64_t phys, struct boot_info *bi)
{
	switch (tag->type) {
	case TAG_CMDLINE:
		boot_set_cmdline(bi, (const char *)(tag + 1), tag->size - sizeof(*tag));
		return 0;
	case TAG_MMAP:
		return read_mmap(tag, bi);
	case TAG_FRAMEBUFFER:
		read_framebuffer(tag, bi);
		return 0;
	case TAG_ACPI_OLD:
	case TAG_ACPI_NEW:
		bi->rsdp = phys + sizeof(*tag); /* the tag holds a copy of the RSDP */
		return 0;
	default:
		return 0;
	}
}

typedef int tag_fn(const struct tag *tag, uint64_t phys, struct boot_info *bi);

/* Calls fn for each tag of the size bytes at p, which the loader left at info. */
static int each_tag(const uint8_t *p, uint32_t size, uint64_t info, struct boot_info *bi,
		    tag_fn *fn)
{
	uint32_t at = 8;

	while (at <= size - sizeof(struct tag)) {
		const struct tag *tag = (const struct tag *)(p + at);

		if (tag->size < sizeof(*tag) || tag->size > size - at)
			return -EINVAL;
		if (tag->type == TAG_END)
			break;
		int err = fn(tag, info + at, bi);
		if (err)
			return err;
		if (tag->size > size - at - 7)
			break;
		at += ALIGN_UP(tag->size, 8u);
	}
	return 0;
}

int multiboot2_parse(uint64_t info, boot_read_fn *read, struct boot_info *bi)
{
	const uint32_t *total = info % 8 ? NULL : read(info, 8);

	if (!total || *total < 16 || *total > INFO_MAX)
		return -EINVAL;
	uint32_t size = *total;
	const uint8_t *p = read(info, size);

	if (!p)
		return -EINVAL;
	bi->loader = "multiboot2";
	int err = each_tag(p, size, info, bi, read_tag);
	if (!err) /* when the map is there, wherever its tag was */
		err = each_tag(p, size, info, bi, keep_module);
	if (err)
		return err;
	/* The loader's own words must survive: the RSDP is in them. */
	bi->info = (struct boot_range){ info, size };
	ram_remove(bi, info, size);
	return bi->ram_count ? 0 : -EINVAL;
}
