/* SPDX-License-Identifier: MIT */
/* bpb.h (private) - the geometry of a volume, from its boot sector. */
#ifndef FS_FAT_BPB_H
#define FS_FAT_BPB_H

#include <stdbool.h>
#include <stdint.h>

/** Sizes and places in bytes from the start of the volume; every one was checked. */
struct fat_geometry {
	unsigned bits;         /* of an entry of the FAT: 12, 16, 32 */
	uint32_t sector;       /* 512..4096, a power of two */
	uint32_t cluster;      /* 512..524288, a power of two */
	uint64_t fat_at;       /* of the one that is read */
	uint64_t fat_size;     /* of one copy */
	unsigned copies;       /* that are written, one behind the other from fat_at */
	uint64_t root_at;      /* FAT12, FAT16 */
	uint32_t root_size;    /* FAT32: 0 */
	uint32_t root_cluster; /* FAT32 */
	uint64_t data_at;      /* cluster 2 */
	uint32_t clusters;     /* valid numbers are 2..clusters + 1 */
	uint64_t info_at;      /* FSInfo; 0: none */
	uint32_t state_at;     /* the byte with STATE_IN_USE */
	bool in_use;           /* that byte said so */
};

/** Reads boot, the BOOT_SIZE first bytes of a volume of `size` bytes. 0; -EINVAL: that is no
 *  FAT; -EUCLEAN: it is, but cannot be used. *why then says what is wrong. */
int fat_read_bpb(const uint8_t *boot, uint64_t size, struct fat_geometry *g, const char **why);

#endif
