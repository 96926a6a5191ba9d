/* SPDX-License-Identifier: MIT */
/*
 * open.c - open(2): find or make, check, cut.
 *
 * Source: POSIX.1-2017, open(2); Linux for what it does not know.
 * Locking: nothing is held between finding and making; when another thread makes the
 * name first, the search starts again.
 */
#define _GNU_SOURCE /* O_PATH and others, in the host's headers */
#include <errno.h>

#include <fs/path.h>
#include <fs/vfile.h>

#include "vfile.h"

/* Flags that act at open() only and are no state of the open file. */
#define OPEN_ONLY (O_CREAT | O_EXCL | O_TRUNC | O_NOCTTY | O_NOFOLLOW | O_CLOEXEC)

static bool has_both(int flags, int a, int b)
{
	return (flags & a) && (flags & b);
}

/* One search. *made tells whether the file is new. */
static int find_or_make(struct vnode *base, const char *path, int flags, mode_t mode,
			struct vnode **out, bool *made)
{
	bool exclusive = has_both(flags, O_CREAT, O_EXCL);
	bool stay = exclusive || (flags & O_NOFOLLOW);
	struct path_walk w;
	int err = path_start(&w, base, path);

	*made = false;
	if (!err)
		err = path_find(&w, stay ? PATH_NO_FOLLOW : PATH_FOLLOW, out);
	if (!err && exclusive) {
		vnode_put(*out);
		err = -EEXIST;
	} else if (err == -ENOENT && w.at_last && (flags & O_CREAT)) {
		err = w.must_be_dir ? -EISDIR : vfs_create(&w, S_IFREG | (mode & 07777), out);
		*made = !err;
	}
	path_end(&w);
	return err;
}

static int check(const struct vnode *vn, int flags)
{
	bool writes = (flags & O_ACCMODE) != O_RDONLY || (flags & O_TRUNC);

	if ((flags & O_DIRECTORY) && !S_ISDIR(vn->mode))
		return -ENOTDIR;
	if (flags & O_PATH)
		return 0;
	if (S_ISLNK(vn->mode))
		return -ELOOP;
	if (S_ISDIR(vn->mode))
		return writes || (flags & O_CREAT) ? -EISDIR : 0;
	return writes && S_ISREG(vn->mode) ? vnode_writable(vn) : 0;
}

/* A file without a name is not offered: the program is told so in a way that lets it go on with
 * one that has. */
static int refuse_nameless(struct vnode *base, const char *path, int flags)
{
	struct vnode *vn;

	if ((flags & O_CREAT) || (flags & O_ACCMODE) == O_RDONLY)
		return -EINVAL;
	int err = path_lookup(base, path, PATH_FOLLOW, &vn);
	if (err)
		return err;
	err = S_ISDIR(vn->mode) ? -EOPNOTSUPP : -ENOTDIR;
	vnode_put(vn);
	return err;
}

/* What cannot be, whatever the path leads to. */
static int check_flags(struct vnode *base, const char *path, int flags)
{
	if ((flags & O_TMPFILE) == O_TMPFILE)
		return refuse_nameless(base, path, flags);
	if (has_both(flags, O_CREAT, O_DIRECTORY) || (flags & O_DIRECT))
		return -EINVAL;
	return 0;
}

static int open_vnode(struct vnode *vn, int flags, struct file **out)
{
	if (flags & O_PATH)
		return vfile_create(vn, flags, out);
	if (vn->ops->open)
		return vn->ops->open(vn, flags, out);
	return S_ISREG(vn->mode) || S_ISDIR(vn->mode) ? vfile_create(vn, flags, out) : -ENXIO;
}

int vfile_open(struct vnode *base, const char *path, int flags, mode_t mode, struct file **out)
{
	struct vnode *vn;
	bool made;

	if (flags & O_PATH)
		flags &= O_PATH | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC;
	int err = check_flags(base, path, flags);
	if (err)
		return err;
	do {
		err = find_or_make(base, path, flags, mode, &vn, &made);
	} while (err == -EEXIST && !(flags & O_EXCL));
	if (err)
		return err;

	err = check(vn, flags);
	if (!err && (flags & O_TRUNC) && !made && S_ISREG(vn->mode) && !vn->ops->open)
		err = vnode_truncate(vn, 0);
	if (!err)
		err = open_vnode(vn, flags & ~OPEN_ONLY, out);
	vnode_put(vn);
	return err;
}
