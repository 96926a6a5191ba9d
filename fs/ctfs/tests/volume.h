/* SPDX-License-Identifier: MIT */
/* volume.h - a CTFS volume on a disk in memory, for tests. */
#ifndef FS_CTFS_TESTS_VOLUME_H
#define FS_CTFS_TESTS_VOLUME_H

#include <test/disk.h>

#include "ctfs/ctfs.h"

extern struct disk *volume_disk;
extern struct bcache *volume_cache;
extern struct ctfs *volume;
extern struct ctfs_inode *volume_root;

/** Makes a disk with an empty volume of so many blocks, and mounts it. */
bool volume_make(uint32_t blocks);
/** Mounts what is on volume_disk; the error. */
int volume_open(enum ctfs_access access);
/** Unmounts, if it is mounted; the error. */
int volume_close(void);
/** The same as a power cut: nothing more is written, and what was is on the medium. */
void volume_crash(void);
/** volume_close(), then a check of the whole volume, then volume_open(). */
void volume_check(void);

/** Whether the check (fsck.ctfs) finds nothing, not even something for a mount to do; prints what
 *  it finds. */
bool volume_is_sound(const uint8_t *image, size_t size);

/** Short forms; they record a failure and give NULL, when they fail. */
struct ctfs_inode *make_in(struct ctfs_inode *dir, const char *name, enum ctfs_type type);
struct ctfs_inode *find_in(struct ctfs_inode *dir, const char *name);
void unlink_in(struct ctfs_inode *dir, const char *name);
/** Fills len bytes at off with a pattern made from seed. */
void fill(struct ctfs_inode *ip, uint64_t off, size_t len, uint32_t seed);
/** Records a failure unless len bytes at off are that pattern. */
void expect(struct ctfs_inode *ip, uint64_t off, size_t len, uint32_t seed);
void expect_zeros(struct ctfs_inode *ip, uint64_t off, size_t len);

#endif
