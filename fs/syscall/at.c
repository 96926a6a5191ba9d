/* SPDX-License-Identifier: MIT */
/*
 * at.c - descriptors as beginnings and ends of paths.
 *
 * Locking: the umask is one word.
 */
#include <errno.h>

#include <core/file.h>
#include <core/syscalls.h>
#include <fs/vfile.h>

#include "at.h"

static mode_t mask = 022;

mode_t at_masked(mode_t mode)
{
	return mode & ~mask;
}

long sys_umask(unsigned new_mask)
{
	mode_t before = mask;

	mask = new_mask & 0777;
	return before;
}

/* Gives a reference to the vnode open at fd. */
static int vnode_at(int fd, struct vnode **out)
{
	struct file *f = file_get_place(fd);

	if (!f)
		return -EBADF;
	struct vnode *vn = vfile_vnode(f);
	if (vn)
		vnode_ref(vn);
	file_put(f);
	*out = vn;
	return vn ? 0 : -ENOTDIR;
}

int at_base(int dirfd, const char *path, struct vnode **base)
{
	*base = NULL;
	if (!*path)
		return -ENOENT;
	if (path[0] == '/' || dirfd == AT_FDCWD)
		return 0;
	int err = vnode_at(dirfd, base);
	if (!err && !S_ISDIR((*base)->mode)) {
		vnode_put(*base);
		err = -ENOTDIR;
	}
	return err;
}

/* An empty path that means dirfd itself. */
static int lookup_self(int dirfd, struct vnode **out)
{
	if (dirfd != AT_FDCWD)
		return vnode_at(dirfd, out);
	*out = vfs_cwd();
	return 0;
}

int at_lookup(int dirfd, const char *path, int flags, struct vnode **out)
{
	enum path_follow follow = flags & AT_SYMLINK_NOFOLLOW ? PATH_NO_FOLLOW : PATH_FOLLOW;
	struct vnode *base;

	if (!*path && (flags & AT_EMPTY_PATH))
		return lookup_self(dirfd, out);
	int err = at_base(dirfd, path, &base);
	if (err)
		return err;
	err = path_lookup(base, path, follow, out);
	vnode_put(base);
	return err;
}
