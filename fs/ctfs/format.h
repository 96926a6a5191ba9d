/* SPDX-License-Identifier: MIT */
/* format.h - what is on a CTFS volume, version 3; FORMAT.md describes it. Little endian. */
#ifndef FS_CTFS_FORMAT_H
#define FS_CTFS_FORMAT_H

#include <stdint.h>

#define CTFS_MAGIC      0x43544653u
#define CTFS_VERSION    3u
#define CTFS_BLOCK      4096u
#define CTFS_INODES     2048u
#define CTFS_ROOT       1u
#define CTFS_NAME_MAX   58u
#define CTFS_LABEL_SIZE 16u
#define CTFS_UUID_SIZE  16u

/* Feature bits. */
#define CTFS_DINDIRECT 1u
#define CTFS_CHECKSUMS 2u
#define CTFS_JOURNAL   4u
#define CTFS_FEATURES  7u

/* Where things are, in blocks. */
#define CTFS_IBITMAP_START  1u
#define CTFS_JOURNAL_START  2u
#define CTFS_JOURNAL_BLOCKS 30u
#define CTFS_BITMAP_START   32u
#define CTFS_BITMAP_BLOCKS  32u
#define CTFS_TABLE_START    64u
#define CTFS_TABLE_BLOCKS   64u
#define CTFS_DATA_START     128u
#define CTFS_BLOCKS_MIN     (CTFS_DATA_START + 2)
#define CTFS_BITS           (CTFS_BLOCK * 8) /* of a bitmap block */
#define CTFS_BLOCKS_MAX     (CTFS_DATA_START + CTFS_BITMAP_BLOCKS * CTFS_BITS)

/* Records are numbered upwards for ever: a number above this was damaged, or made to run out. */
#define CTFS_SEQUENCE_MAX (UINT64_MAX / 2)

enum ctfs_state { CTFS_CLEAN, CTFS_IN_USE };

struct ctfs_super {
	uint32_t magic, version, block_size, features;
	uint64_t total_blocks, total_inodes, free_blocks, free_inodes, root_inode;
	uint32_t mount_count, state;
	uint64_t last_mount_time;
	uint8_t uuid[CTFS_UUID_SIZE], label[CTFS_LABEL_SIZE];
	uint64_t last_write_time, generation;
	uint32_t journal_start, journal_blocks;
	uint8_t zero[CTFS_BLOCK - 132];
	uint32_t crc;
};

#define CTFS_DIRECT      12u
#define CTFS_POINTERS    1024u /* in a block */
#define CTFS_FILE_SINGLE (CTFS_DIRECT + CTFS_POINTERS)
#define CTFS_FILE_BLOCKS (CTFS_FILE_SINGLE + CTFS_POINTERS * CTFS_POINTERS)
#define CTFS_INODE_SIZE  128u
#define CTFS_PER_BLOCK   (CTFS_BLOCK / CTFS_INODE_SIZE)

enum ctfs_type { CTFS_FREE, CTFS_FILE, CTFS_DIR, CTFS_SYMLINK };

struct ctfs_dinode {
	uint16_t mode; /* permission bits; the type stands in type */
	uint8_t type, flags;
	uint32_t uid, gid, nlink;
	uint64_t size, blocks; /* bytes; blocks of data and of pointers */
	uint64_t atime, mtime, ctime;
	uint32_t direct[CTFS_DIRECT];
	uint32_t indirect, dindirect, tindirect;
	uint32_t generation, xattr;
	uint32_t crc;
};

struct ctfs_dirent {
	uint32_t ino; /* 0: free */
	uint8_t name_len, type;
	char name[CTFS_NAME_MAX];
};
#define CTFS_SLOTS      (CTFS_BLOCK / sizeof(struct ctfs_dirent))
#define CTFS_SLOT_NAMES 2u    /* the first that is not "." or ".." */
#define CTFS_DIR_BLOCKS 1036u /* at most: no double indirection */

/* The first block of a record of the journal. */
#define CTFS_RECORD_MAGIC  0x4a465443u /* "CTFJ" */
#define CTFS_RECORD_IMAGES 13u
#define CTFS_RECORD_REVOKE 32u

#define CTFS_SUM_FACTOR 0x9e3779b97f4a7c15u /* odd: 2^64 / golden ratio */

struct ctfs_record {
	uint32_t magic, version;
	uint64_t sequence, tail;
	uint8_t uuid[CTFS_UUID_SIZE];
	uint32_t images, revokes;
	uint64_t previous; /* sequence of the record before this one; 0: none */
	uint8_t orphans[CTFS_INODES / 8];
	struct {
		uint32_t block, zero;
		uint64_t sum;
	} image[CTFS_RECORD_IMAGES];
	uint32_t revoke[CTFS_RECORD_REVOKE];
	uint8_t rest[CTFS_BLOCK - 56 - CTFS_INODES / 8 - CTFS_RECORD_IMAGES * 16 -
		     CTFS_RECORD_REVOKE * 4 - 4];
	uint32_t crc;
};

_Static_assert(sizeof(struct ctfs_super) == CTFS_BLOCK, "superblock");
_Static_assert(sizeof(struct ctfs_dinode) == CTFS_INODE_SIZE, "inode");
_Static_assert(sizeof(struct ctfs_dirent) == 64, "directory entry");
_Static_assert(sizeof(struct ctfs_record) == CTFS_BLOCK, "record");

#endif
