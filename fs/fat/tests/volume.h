/* SPDX-License-Identifier: MIT */
/*
 * volume.h - empty FAT volumes in memory, for tests: what mkfs.fat makes, in a hundred lines
 * that do not know the code under test.
 */
#ifndef FS_FAT_TESTS_VOLUME_H
#define FS_FAT_TESTS_VOLUME_H

#include <test/disk.h>

struct form {
	unsigned bits;         /* 12, 16, 32 */
	unsigned sector;       /* bytes; 0: 512 */
	unsigned per_cluster;  /* sectors; 0: 1 */
	unsigned clusters;     /* how many there are */
	unsigned root_entries; /* FAT12, FAT16; 0: 512 */
	unsigned fats;         /* 0: 2 */
};

/** Makes a disk with a volume of that form, mounted nowhere. The next call of the same size may
 *  give the same disk. */
struct disk *volume_new(const struct form *form);
/** Formats the disk, which is large enough, once more. */
void volume_format(struct disk *d, const struct form *form);
/** Where the FAT and cluster 2 lie, in bytes. */
size_t volume_fat_at(const struct form *form);
size_t volume_data_at(const struct form *form);
/** 512-byte sectors of a volume. */
size_t volume_size(const struct form *form);

#endif
