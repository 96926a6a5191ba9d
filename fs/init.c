/* SPDX-License-Identifier: MIT */
/*
 * init.c - boot's filesystem step: an empty root in memory, the application's data
 * folder in it, and a /tmp.
 */
#define LOG_TAG "fs"
#include <errno.h>

#include <core/file.h>
#include <core/init.h>
#include <core/log.h>
#include <fs/initrd.h>
#include <fs/path.h>

#include "vfs/lock.h"

extern const char initrd_start[], initrd_end[]; /* initrd_data.asm */

int fs_init(void)
{
	int err = vfs_mount("ramfs", NULL, NULL, false);

	if (IS_ENABLED(CONFIG_FILE_LOCKS))
		file_range_lock = lock_fcntl;
	if (!err)
		err = initrd_unpack(initrd_start, (size_t)(initrd_end - initrd_start));
	if (!err)
		err = vfs_mkdir(NULL, "/tmp", 01777);
	return err == -EEXIST ? 0 : err; /* the data folder may bring a /tmp */
}

void fs_stop(void)
{
	vfs_stop();
}
