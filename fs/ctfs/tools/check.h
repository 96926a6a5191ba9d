/* SPDX-License-Identifier: MIT */
/*
 * check.h - is a volume what FORMAT.md says? Judges an image in memory; shares the structs of
 * format.h with the code that writes volumes, and nothing else.
 */
#ifndef FS_CTFS_TOOLS_CHECK_H
#define FS_CTFS_TOOLS_CHECK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "ctfs/format.h"

struct check {
	/* of the caller */
	uint8_t *image; /* changed: the journal is replayed in it, and repairs are made */
	uint64_t size;  /* bytes */
	bool repair;
	/** Takes a line about one problem; NULL: they are only counted. */
	void (*say)(void *ctx, const char *line);
	void *ctx;

	/* results */
	unsigned problems; /* found */
	unsigned left;     /* of them: not repaired, or there again */
	bool replayed;     /* the journal had something that was not in its place */
	unsigned orphans;  /* deletions and cuts that the next mount will finish */
	unsigned files, dirs;
	uint32_t free_blocks, free_inodes;

	/* --- of check*.c */
	struct ctfs_super *super;
	uint32_t blocks;
	uint8_t orphan[CTFS_INODES / 8];
	uint16_t *owner;             /* of each block; 0: nobody */
	uint16_t links[CTFS_INODES]; /* entries found */
	uint16_t subdirs[CTFS_INODES];
	uint16_t parent[CTFS_INODES]; /* of directories that were reached */
	unsigned repaired;
	bool renumber; /* the journal's records begin at 1 again */
};

/** With repair, until nothing more is found: repairing one thing may show another. False: this is
 *  no CTFS volume, or one of another version; say() was told. */
bool check_volume(struct check *c);

/* --- between the files of the check */

/** Counts a problem and tells it. True when it is to be repaired. */
bool check_problem(struct check *c, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
/** The problem that was told last is not repaired after all. */
void check_not_repaired(struct check *c);
uint32_t check_crc(uint32_t crc, const void *data, size_t len);
void *check_block(const struct check *c, uint32_t block);
struct ctfs_dinode *check_inode(const struct check *c, uint32_t ino);
uint32_t check_inode_crc(const struct check *c, uint32_t ino);
/** The block of a page of an inode whose pointers were checked; 0: a hole. */
uint32_t check_map(const struct check *c, uint32_t ino, uint32_t page);
bool check_bit(const uint8_t *map, uint32_t n);
void check_set_bit(uint8_t *map, uint32_t n, bool on);

/** check_journal.c: replays it, learns the orphans. */
void check_journal(struct check *c);
/** Makes it one that has nothing but the orphans; the superblock is as it will be. */
void check_new_journal(struct check *c);
/** check_inode.c: each inode by itself, and who owns which block. */
void check_inodes(struct check *c);
/** check_dir.c: directories from the root on, names, counts of links. */
void check_tree(struct check *c);

#endif
