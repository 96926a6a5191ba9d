/* SPDX-License-Identifier: MIT */
/*
 * init.c - boot's filesystem step: the root, the application's data folder, /tmp, /dev and /proc,
 * and what else is to be mounted. The data folder is the beginning of a root in memory; where the
 * root is on a disk it is at /initrd, in memory too.
 */
#define LOG_TAG "fs"
#include <errno.h>
#include <string.h>

#include <core/file.h>
#include <core/init.h>
#include <core/log.h>
#include <core/mmap.h>
#include <fs/initrd.h>
#include <fs/path.h>
#include <fs/proc.h>

#include "table.h"
#include "vfs/lock.h"

#define INITRD "/initrd"

extern const char initrd_start[], initrd_end[]; /* initrd_data.asm */

/* Mounts a filesystem in memory at path, a folder that is made if there is none. */
static int mount_folder(const char *type, const char *path)
{
	int err = vfs_mkdir(NULL, path, 0755);

	if (!err || err == -EEXIST)
		err = vfs_mount(type, NULL, path, false);
	if (err) /* on a root that cannot be changed it may be missing */
		log_warn("no %s: error %d", path, -err);
	return err;
}

static int unpack_data(void)
{
	size_t size = (size_t)(initrd_end - initrd_start);
	struct vnode *dir = vfs_root();
	int err = 0;

	if (size == 0)
		return 0;
	vnode_ref(dir);
	if (IS_ENABLED(CONFIG_FS_TABLE) && strcmp(dir->mnt->type->name, "ramfs") != 0) {
		vnode_put(dir);
		err = mount_folder("ramfs", INITRD);
		if (!err)
			err = path_lookup(NULL, INITRD, PATH_FOLLOW, &dir);
		if (err)
			return err;
	}
	err = initrd_unpack(initrd_start, size, dir);
	vnode_put(dir);
	return err;
}

int fs_init(void)
{
	int err = IS_ENABLED(CONFIG_FS_TABLE) ? table_mount_root()
					      : vfs_mount("ramfs", NULL, NULL, false);

	if (!err)
		err = unpack_data();
	if (!err)
		err = vfs_mkdir(NULL, "/tmp", 01777);
	if (err && err != -EEXIST && err != -EROFS) /* there may be a /tmp */
		return err;
	if (IS_ENABLED(CONFIG_FS_SKELETON))
		skeleton_make();
	if (IS_ENABLED(CONFIG_FILE_LOCKS))
		file_range_lock = lock_fcntl;
	if (IS_ENABLED(CONFIG_FILE_MAP) &&
	    (IS_ENABLED(CONFIG_SYSCALL_FAST) || IS_ENABLED(CONFIG_SYSCALL_INT80)))
		mmap_shared = file_map_shared; /* nobody knows what will be called */
	if (IS_ENABLED(CONFIG_FS_DEVFS))
		mount_folder("devfs", "/dev");
	proc_start();
	return IS_ENABLED(CONFIG_FS_TABLE) ? table_mount_rest() : 0;
}

void fs_stop(void)
{
	vfs_stop();
}
