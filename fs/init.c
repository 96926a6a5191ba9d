/* SPDX-License-Identifier: MIT */
/*
 * init.c - boot's filesystem step: the root, the application's data folder, /tmp, /dev and /proc,
 * and what else the command line mounts.
 */
#define LOG_TAG "fs"
#include <errno.h>

#include <core/file.h>
#include <core/init.h>
#include <core/log.h>
#include <fs/initrd.h>
#include <fs/path.h>
#include <fs/proc.h>

#include "vfs/lock.h"

extern const char initrd_start[], initrd_end[]; /* initrd_data.asm */

/* What is missing on a root that cannot be changed is a log line. */
static void mount_folder(const char *type, const char *path, mode_t mode)
{
	int err = vfs_mkdir(NULL, path, mode);

	if (!err || err == -EEXIST)
		err = vfs_mount(type, NULL, path, false);
	if (err)
		log_warn("no %s: error %d", path, -err);
}

int fs_init(void)
{
	int err = vfs_mount("ramfs", NULL, NULL, false);

	if (!err)
		err = initrd_unpack(initrd_start, (size_t)(initrd_end - initrd_start));
	if (!err)
		err = vfs_mkdir(NULL, "/tmp", 01777);
	if (err && err != -EEXIST) /* the data folder may bring a /tmp */
		return err;
	if (IS_ENABLED(CONFIG_FILE_LOCKS))
		file_range_lock = lock_fcntl;
	if (IS_ENABLED(CONFIG_FS_DEVFS))
		mount_folder("devfs", "/dev", 0755);
	proc_start();
	return 0;
}

void fs_stop(void)
{
	vfs_stop();
}
