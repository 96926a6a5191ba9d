/* SPDX-License-Identifier: MIT */
/*
 * cwd.c - the current folder, and the path of a folder: only vnodes are kept, and a path is found
 * by asking each folder on the way up which of its names leads down, and so stays right when a
 * folder above is renamed.
 *
 * Locking: the pointer is under cwd_lock, held for a few instructions.
 */
#include <errno.h>
#include <string.h>

#include <core/spinlock.h>
#include <fs/path.h>

static spinlock_t cwd_lock;
static struct vnode *cwd; /* a reference */

struct vnode *vfs_cwd(void)
{
	unsigned long flags = spin_lock(&cwd_lock);
	struct vnode *vn = cwd;

	if (vn)
		vnode_ref(vn);
	spin_unlock(&cwd_lock, flags);
	return vn;
}

int vfs_chdir(struct vnode *vn)
{
	if (vn && !S_ISDIR(vn->mode))
		return -ENOTDIR;
	if (vn)
		vnode_ref(vn);
	unsigned long flags = spin_lock(&cwd_lock);
	struct vnode *before = cwd;
	cwd = vn;
	spin_unlock(&cwd_lock, flags);
	vnode_put(before);
	return 0;
}

/* A path under construction, from its end towards its beginning. */
struct upwards {
	char *start; /* of the free room */
	char *at;    /* first byte written so far */
	uint64_t ino;
	int err; /* -ENOENT until the name was found */
};

static bool take_name(void *ctx, const struct dir_entry *e)
{
	struct upwards *u = ctx;

	if (e->ino != u->ino)
		return true;
	if ((size_t)(u->at - u->start) < e->len + 1) {
		u->err = -ERANGE;
		return false;
	}
	u->at -= e->len;
	memcpy(u->at, e->name, e->len);
	*--u->at = '/';
	u->err = 0;
	return false;
}

/* Gives the folder that a filesystem is mounted on instead of its root. */
static void leave_mount(struct vnode **vn)
{
	struct vnode *covered = (*vn)->mnt->covered;

	vnode_ref(covered);
	vnode_put(*vn);
	*vn = covered;
}

/* Puts vn's name before what is written, and gives the folder above instead of vn. */
static int climb(struct upwards *u, struct vnode **vn)
{
	mutex_lock(&(*vn)->lock);
	struct vnode *parent = (*vn)->parent;
	vnode_ref(parent);
	mutex_unlock(&(*vn)->lock);

	u->ino = (*vn)->ino;
	u->err = -ENOENT;
	mutex_lock(&parent->lock);
	int err = parent->ops->readdir(parent, 2, take_name, u);
	mutex_unlock(&parent->lock);

	vnode_put(*vn);
	*vn = parent;
	return err ? err : u->err;
}

ssize_t vfs_path_of(struct vnode *vn, char *buf, size_t size)
{
	struct upwards u = { .start = buf, .at = buf + size };
	int err = 0;

	if (size < 2)
		err = -ERANGE;
	else
		*--u.at = '\0';
	vnode_ref(vn);
	while (!err && vn != vfs_root()) {
		if (vn == vn->mnt->root)
			leave_mount(&vn);
		else
			err = climb(&u, &vn);
	}
	vnode_put(vn);
	if (err)
		return err;
	if (*u.at == '\0')
		*--u.at = '/';
	size_t len = (size_t)(buf + size - u.at);
	memmove(buf, u.at, len);
	return (ssize_t)len;
}
