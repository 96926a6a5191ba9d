/* SPDX-License-Identifier: MIT */
/* volume.h - disks in memory with an empty FAT volume. */
#ifndef FS_FAT_TESTS_VOLUME_H
#define FS_FAT_TESTS_VOLUME_H

#include <test/disk.h>

#include "form.h"

/** Makes a disk with a volume of that form, mounted nowhere. The next call of the same size may
 *  give the same disk. */
struct disk *volume_new(const struct form *form);
/** Formats the disk, which is large enough, once more. */
void volume_format(struct disk *d, const struct form *form);

#endif
