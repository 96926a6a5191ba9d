/* SPDX-License-Identifier: MIT */
/* mount.h (private) - what the walk and the changes of names need to know of mounts. */
#ifndef FS_VFS_MOUNT_H
#define FS_VFS_MOUNT_H

#include <fs/vfs.h>

/** 0, or -EROFS: nothing in m may be changed. */
int mount_writable(const struct mount *m);
/** Takes a reference to vn and gives one to what stands in its place: the root of the
 *  filesystem mounted there, or vn itself. */
struct vnode *mount_cross(struct vnode *vn) MAY_SLEEP;

#endif
