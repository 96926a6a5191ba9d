/* SPDX-License-Identifier: MIT */
/* at.h - what the calls that take a path have in common. */
#ifndef FS_SYSCALL_AT_H
#define FS_SYSCALL_AT_H

#include <fs/path.h>

/** Where path begins: gives a reference to the folder open at descriptor dirfd, or
 *  NULL when path is absolute or dirfd is AT_FDCWD. 0, -EBADF, -ENOTDIR, and -ENOENT
 *  for an empty path. */
int at_base(int dirfd, const char *path, struct vnode **base);
/** path_lookup() from there. An empty path with AT_EMPTY_PATH in flags means dirfd
 *  itself, whatever kind of vnode it is; AT_SYMLINK_NOFOLLOW is honoured. */
int at_lookup(int dirfd, const char *path, int flags, struct vnode **out) MAY_SLEEP;
/** mode without the bits of the umask. */
mode_t at_masked(mode_t mode);

#endif
