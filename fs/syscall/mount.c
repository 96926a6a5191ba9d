/* SPDX-License-Identifier: MIT */
/*
 * mount.c - mount(2) and umount2(2). The source is a block device by name, with or without
 * "/dev/"; filesystems in memory do not look at it. The program is root.
 */
#include <errno.h>
#include <string.h>
#include <sys/mount.h>

#include <core/blk.h>
#include <core/syscalls.h>
#include <fs/vfs.h>

/* What has no meaning where there is one user, and no time of last access. */
#define IGNORED                                                                                    \
	(MS_NOSUID | MS_NODEV | MS_NOEXEC | MS_NOATIME | MS_NODIRATIME | MS_RELATIME |             \
	 MS_STRICTATIME | MS_LAZYTIME | MS_SILENT)
#define DETACH   2 /* MNT_DETACH: not offered */
#define NOFOLLOW 8 /* UMOUNT_NOFOLLOW: a mount point is no link */

/* MS_MGC_VAL, which old programs set. */
#define MAGIC      0xc0ed0000ul
#define MAGIC_MASK 0xffff0000ul

long sys_mount(const char *source, const char *target, const char *type, unsigned long flags,
	       const void *data)
{
	struct blk_dev *dev = NULL;

	(void)data;
	if ((flags & MAGIC_MASK) == MAGIC)
		flags &= ~MAGIC_MASK;
	if (!type || (flags & ~(unsigned long)(MS_RDONLY | IGNORED)))
		return -EINVAL;
	if (vfs_wants_device(type)) {
		dev = vfs_device(source);
		if (!dev)
			return source ? -ENOENT : -EINVAL;
	}
	return vfs_mount(type, dev, target, flags & MS_RDONLY);
}

long sys_umount2(const char *target, int flags)
{
	return flags & ~(MNT_FORCE | NOFOLLOW) ? -EINVAL : vfs_unmount(target);
}
