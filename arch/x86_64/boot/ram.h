/* SPDX-License-Identifier: MIT */
/* ram.h - turns a loader's memory map into boot_info's usable ranges. */
#ifndef BOOT_RAM_H
#define BOOT_RAM_H

#include <stdbool.h>
#include <stdint.h>
#include <core/boot.h>

/** Adds usable bytes [base, base + size), in any order, overlapping or not. Entries
 *  that wrap around are ignored. */
void ram_add(struct boot_info *bi, uint64_t base, uint64_t size);
/** Takes [base, base + size) out of what was added so far. */
void ram_remove(struct boot_info *bi, uint64_t base, uint64_t size);
/** True when all of [base, base + size) is usable. */
bool ram_holds(const struct boot_info *bi, uint64_t base, uint64_t size);
/** Aligns to whole pages, takes page 0 out, sets ram_end. */
void ram_finish(struct boot_info *bi);

/** A module at [base, base + size), called name (at most max bytes, ended by a NUL or not; may
 *  be NULL): its memory is taken out, and with CONFIG_RAMDISK it is kept. After the last
 *  ram_add(). */
void boot_add_module(struct boot_info *bi, uint64_t base, uint64_t size, const char *name,
		     uint64_t max);

/** Copies at most BOOT_CMDLINE_MAX - 1 bytes of a command line and ends it with NUL. */
void boot_set_cmdline(struct boot_info *bi, const char *s, uint64_t max);

/** Physical memory that a parser may read: NULL when [phys, phys + len) is not all
 *  reachable. The parsers get it as an argument, so that tests can lend them a blob. */
typedef const void *boot_read_fn(uint64_t phys, uint64_t len);

/** Both fill *bi from the loader's information at physical address info and return 0,
 *  or -EINVAL when it makes no sense or holds no memory map. */
int multiboot2_parse(uint64_t info, boot_read_fn *read, struct boot_info *bi);
int pvh_parse(uint64_t info, boot_read_fn *read, struct boot_info *bi);

#endif
