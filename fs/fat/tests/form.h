/* SPDX-License-Identifier: MIT */
/*
 * form.h - empty FAT volumes for tests: what mkfs.fat makes, in a hundred lines that do not
 * know the code under test.
 */
#ifndef FS_FAT_TESTS_FORM_H
#define FS_FAT_TESTS_FORM_H

#include <stddef.h>
#include <stdint.h>

struct form {
	unsigned bits;         /* 12, 16, 32 */
	unsigned sector;       /* bytes; 0: 512 */
	unsigned per_cluster;  /* sectors; 0: 1 */
	unsigned clusters;     /* how many there are */
	unsigned root_entries; /* FAT12, FAT16; 0: 512 */
	unsigned fats;         /* 0: 2 */
};

/** Writes an empty volume to data, which is zero and as large as volume_size() says. */
void form_write(uint8_t *data, const struct form *form);
/** The same without what lies in clusters: data is as large as volume_data_at() says, and on
 *  FAT32 a cluster more. */
void form_write_empty(uint8_t *data, const struct form *form);
/** Where the FAT and cluster 2 lie, in bytes. */
size_t volume_fat_at(const struct form *form);
size_t volume_data_at(const struct form *form);
/** 512-byte sectors of a volume. */
size_t volume_size(const struct form *form);

#endif
