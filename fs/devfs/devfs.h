/* SPDX-License-Identifier: MIT */
/* devfs.h (private) - the folder of devices, and what opening one gives. */
#ifndef FS_DEVFS_DEVFS_H
#define FS_DEVFS_DEVFS_H

#include <core/blk.h>
#include <core/file.h>
#include <fs/vfs.h>

#define DEVICE_CONSOLE (-1)

/** A device that is always there. */
struct device {
	const char *name;
	mode_t mode; /* type and permission bits */
	uint8_t major, minor;
	/** Opens it; as vfile_make(). Unset: */
	int (*open)(struct vnode *vn, int flags, struct file **out);
	/** Operations of its open files, on struct vnode_file; NULL: opening it gives what is
	 *  open at descriptor fd, or DEVICE_CONSOLE. */
	const struct file_ops *ops;
	int fd;
};
/** /dev/watchdog's open (CONFIG_WATCHDOG_PROGRAM). -EBUSY: it is open. */
int watchdog_open(struct vnode *vn, int flags, struct file **out);
extern const struct device devices[];
extern const size_t device_count;

/** Operations of open disks, and which disk a vnode of devfs stands for. */
extern const struct file_ops disk_ops;
struct blk_dev *devfs_disk(struct vnode *vn);

#endif
