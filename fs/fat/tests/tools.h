/* SPDX-License-Identifier: MIT */
/*
 * tools.h - the judges from outside: mkfs.fat, fsck.fat and mtools, on images of the disks of
 * tests.
 */
#ifndef FS_FAT_TESTS_TOOLS_H
#define FS_FAT_TESTS_TOOLS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <test/disk.h>

/** A folder for images, made at the first call. */
const char *tools_folder(void);
/** Removes it. At the end of a test. */
void tools_end(void);
/** Path of a file in it. */
const char *tools_path(const char *name);
/** Writes an image, with holes where it is zero. */
void tools_save(const char *path, const uint8_t *data, size_t size);
/** A disk whose contents are that image, registered: what one writes the other one has. */
struct disk *tools_disk(const char *path);
/** Only the address space goes: the disk stays known. */
void tools_end_disk(struct disk *d);
/** Runs a shell command, whose output is printed if its status is not that expected. */
bool tools_run(int expected, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

#endif
