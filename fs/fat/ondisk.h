/* SPDX-License-Identifier: MIT */
/*
 * ondisk.h - what lies where on a FAT volume. All numbers are little endian and may stand at
 * odd addresses, so they are read and written by the functions below.
 *
 *	boot sector (with the BPB) ... | FAT | copy of it | root folder (not FAT32) | clusters
 *	`--- reserved sectors -------'
 *
 * Source: Microsoft, "FAT: General Overview of On-Disk Format", version 1.03 (FATGEN103).
 */
#ifndef FS_FAT_ONDISK_H
#define FS_FAT_ONDISK_H

#include <stdint.h>

static inline uint16_t get16(const uint8_t *p)
{
	return (uint16_t)(p[0] | p[1] << 8);
}

static inline uint32_t get32(const uint8_t *p)
{
	return get16(p) | (uint32_t)get16(p + 2) << 16;
}

static inline void put16(uint8_t *p, uint32_t v)
{
	p[0] = (uint8_t)v;
	p[1] = (uint8_t)(v >> 8);
}

static inline void put32(uint8_t *p, uint32_t v)
{
	put16(p, v);
	put16(p + 2, v >> 16);
}

/* Boot sector: offsets. */
enum {
	BPB_SECTOR_SIZE = 11,  /* 16 bits */
	BPB_CLUSTER_SIZE = 13, /* 8, sectors */
	BPB_RESERVED = 14,     /* 16, sectors before the FAT */
	BPB_FATS = 16,         /* 8 */
	BPB_ROOT_ENTRIES = 17, /* 16, FAT32: 0 */
	BPB_SECTORS_16 = 19,   /* 16, 0: see BPB_SECTORS_32 */
	BPB_MEDIA = 21,        /* 8 */
	BPB_FAT_SIZE_16 = 22,  /* 16, sectors, FAT32: 0 */
	BPB_SECTORS_32 = 32,   /* 32 */
	BPB_STATE_16 = 37,     /* 8, FAT12 and FAT16: bit 0 as in BPB_STATE_32 */
	/* of FAT32 */
	BPB_FAT_SIZE_32 = 36,  /* 32, sectors */
	BPB_FLAGS = 40,        /* 16: see below */
	BPB_VERSION = 42,      /* 16, 0 */
	BPB_ROOT_CLUSTER = 44, /* 32 */
	BPB_INFO_SECTOR = 48,  /* 16, 0 or 0xffff: none */
	BPB_STATE_32 = 65,     /* 8, bit 0: in use (what Linux and Windows NT put there) */

	BOOT_SIGNATURE = 510, /* 0x55 0xaa */
	BOOT_SIZE = 512       /* as far as it is described */
};
#define BPB_FLAG_ONE_FAT    0x80u /* only the one in BPB_ACTIVE_MASK is kept */
#define BPB_ACTIVE_MASK     0x0fu
#define STATE_IN_USE        0x01u
#define BOOT_SIGNATURE_WORD 0xaa55u

/* The sector FSInfo, FAT32 only. */
enum { INFO_LEAD = 0, INFO_STRUCT = 484, INFO_FREE = 488, INFO_NEXT = 492, INFO_TRAIL = 508 };
#define INFO_LEAD_WORD   0x41615252u
#define INFO_STRUCT_WORD 0x61417272u
#define INFO_TRAIL_WORD  0xaa550000u
#define INFO_UNKNOWN     0xffffffffu

/* Entries of the FAT as the code sees them, whatever their width. */
#define FAT_FREE   0u
#define FAT_FIRST  2u          /* number of the first cluster */
#define FAT_END    0x0fffffffu /* the last cluster of a chain; 0x0ffffff8 and up are read so */
#define FAT_BROKEN 0x0ffffff7u
/* FAT[1]: set while nobody has the volume in use. */
#define FAT16_CLEAN 0x8000u
#define FAT32_CLEAN 0x08000000u

/* Entries of folders, 32 bytes each ("slots"). A file has one short entry, and before it, in
 * descending order, those with pieces of its long name. */
#define SLOT        32u
#define SLOTS_MAX   65536u /* of a folder */
#define SLOT_END    0x00u  /* first byte: here and behind nothing is used */
#define SLOT_ERASED 0xe5u
#define SLOT_IS_E5  0x05u /* the name really begins with 0xe5 */
enum {
	ENT_NAME = 0,       /* 8 + 3 bytes, upper case, filled with blanks */
	ENT_ATTR = 11,      /* 8: ATTR_* */
	ENT_CASE = 12,      /* 8: CASE_* */
	ENT_MADE_10MS = 13, /* 8, 0..199 */
	ENT_MADE_TIME = 14,
	ENT_MADE_DATE = 16,
	ENT_READ_DATE = 18,
	ENT_FIRST_HIGH = 20, /* FAT12, FAT16: 0 */
	ENT_TIME = 22,
	ENT_DATE = 24,
	ENT_FIRST_LOW = 26,
	ENT_SIZE = 28 /* 32, folders: 0 */
};
#define SHORT_LEN 11u
#define BASE_LEN  8u
enum {
	ATTR_READ_ONLY = 0x01,
	ATTR_LABEL = 0x08,
	ATTR_FOLDER = 0x10,
	ATTR_ARCHIVE = 0x20,
	ATTR_LONG = 0x0f, /* a piece of a long name */
	ATTR_LONG_MASK = 0x3f
};
/* Windows NT's: the short name is shown with these parts in lower case. */
enum { CASE_BASE = 0x08, CASE_EXTENSION = 0x10 };

/* A piece of a long name: 13 units of UTF-16, ended by one 0 and filled with 0xffff. */
enum { LONG_ORDER = 0, LONG_SUM = 13 };
#define LONG_UNITS    13u
#define LONG_LAST     0x40u /* in LONG_ORDER: the highest number, which stands first */
#define LONG_NAME_MAX 255u  /* units of a name */
#define SET_MAX       21u   /* slots of one file */

#endif
