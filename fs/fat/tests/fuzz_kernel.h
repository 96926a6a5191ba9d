/* SPDX-License-Identifier: MIT */
/* fuzz_kernel.h - the least of a kernel that FAT runs on, for a fuzz target that runs fast. */
#ifndef FS_FAT_TESTS_FUZZ_KERNEL_H
#define FS_FAT_TESTS_FUZZ_KERNEL_H

#include <fs/vfs.h>

/** The disk from now on: size bytes, a multiple of 4 KiB, borrowed. The cache of blocks is these
 *  bytes. */
void fuzz_disk(uint8_t *data, size_t size);
/** Changes one byte of it. */
void fuzz_change(size_t at, uint8_t value);
/** Makes the disk what it was: undoes all changes since the last time. */
void fuzz_restore(const uint8_t *original);
extern struct blk_dev fuzz_device;
/** Mounts it; false: it was refused. */
bool fuzz_mount(struct mount *m);
/** Every vnode but the root has been put. */
void fuzz_unmount(struct mount *m);

#endif
