/* SPDX-License-Identifier: MIT */
/*
 * boot.h - what the boot loader told us, in our own words. Filled once by
 * arch/x86_64/boot/{multiboot2,pvh}.c; nothing else knows which loader it was.
 */
#ifndef CORE_BOOT_H
#define CORE_BOOT_H

#include <stddef.h>
#include <stdbool.h>
#include <stdint.h>

#define BOOT_RAM_MAX         64   /* usable ranges kept; more are ignored with a warning */
#define BOOT_CMDLINE_MAX     2048 /* bytes with the NUL */
#define BOOT_MODULES_MAX     4    /* kept; more are memory that nobody uses */
#define BOOT_MODULE_NAME_MAX 32   /* bytes with the NUL */

/** The time stamp counter at the image's first instruction. */
extern uint64_t boot_entered;

/** Physical bytes [base, base + size). */
struct boot_range {
	uint64_t base, size;
};

/** A linear framebuffer, 32 bits per pixel, 0x00RRGGBB. addr is 0 when there is none. */
struct boot_fb {
	uint64_t addr; /* physical */
	uint32_t width, height;
	uint32_t stride; /* bytes from one row to the next */
};

/** A file that the loader put into memory, all of it RAM that nobody else has. */
struct boot_module {
	struct boot_range range;
	char name[BOOT_MODULE_NAME_MAX]; /* what the loader was told beside the file; cut */
};

struct boot_info {
	const char *loader; /* "multiboot2" or "pvh" */
	char cmdline[BOOT_CMDLINE_MAX];
	bool cmdline_cut; /* the loader's was longer */
	/* Usable RAM: page aligned, ascending, disjoint; the kernel image, page 0, the loader's
	 * modules and what Multiboot2 told are already taken out. */
	struct boot_range ram[BOOT_RAM_MAX];
	size_t ram_count;
	/* What the loader told, where rsdp can point to. GRUB puts it between the parts of the
	 * image, where no RAM of the list is. Size 0: nothing is kept. */
	struct boot_range info;
	uint64_t ram_end; /* one past the highest byte of RAM, usable or not */
	struct boot_fb fb;
	struct boot_module module[BOOT_MODULES_MAX]; /* with CONFIG_RAMDISK */
	size_t module_count;
	uint64_t rsdp; /* physical address of the ACPI RSDP, 0 if the loader gave none */
};

#endif
