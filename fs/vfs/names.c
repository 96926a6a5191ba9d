/* SPDX-License-Identifier: MIT */
/*
 * names.c - making, removing and moving names.
 *
 * Source: POSIX.1-2017, mkdir(2), unlink(2), rmdir(2), rename(2).
 * Locking: a folder before what is in it. Only a move locks two folders that may be
 * anywhere; rename_lock lets one at a time, so the shape of the tree cannot change
 * under it, and it locks a folder before any of its descendants.
 */
#include <errno.h>
#include <string.h>

#include <fs/path.h>

#include "mount.h"

static struct mutex rename_lock;

/* True when w's last component is no name of its own: "", "." or "..". */
static bool is_special(const struct path_walk *w)
{
	return w->len == 0 || (w->name[0] == '.' && w->len == 1) ||
	       (w->name[0] == '.' && w->len == 2 && w->name[1] == '.');
}

/* Why no name can be made in w's folder, which is locked. As Linux has it, that it is there
 * already counts more than that nothing can be made: which err says. */
static int refuse_new_name(struct path_walk *w, int err)
{
	struct vnode *vn;

	if (w->dir->ops->lookup(w->dir, w->name, w->len, &vn))
		return err;
	vnode_put(vn);
	return -EEXIST;
}

/* can: the filesystem has the operation. */
static int check_new_name(struct path_walk *w, bool can)
{
	int err = mount_writable(w->dir->mnt);

	if (w->dir->nlink == 0)
		return -ENOENT;
	if (!err && !can)
		err = -EPERM;
	return err ? refuse_new_name(w, err) : 0;
}

int vfs_create(struct path_walk *w, mode_t mode, struct vnode **out)
{
	struct vnode *dir = w->dir;

	mutex_lock(&dir->lock);
	int err = check_new_name(w, dir->ops->create);
	if (!err)
		err = dir->ops->create(dir, w->name, w->len, mode, out);
	mutex_unlock(&dir->lock);
	return err;
}

/* Walks to where a new name is to be made. -EEXIST when the path names a folder as
 * it stands. The caller ends the walk in any case. */
static int find_new_place(struct path_walk *w, struct vnode *base, const char *path)
{
	int err = path_start(w, base, path);

	if (!err)
		err = path_to_last(w);
	if (!err && is_special(w))
		err = -EEXIST;
	return err;
}

int vfs_mkdir(struct vnode *base, const char *path, mode_t mode)
{
	struct path_walk w;
	struct vnode *vn;
	int err = find_new_place(&w, base, path);

	if (!err)
		err = vfs_create(&w, S_IFDIR | (mode & 01777), &vn);
	if (!err)
		vnode_put(vn);
	path_end(&w);
	return err;
}

static int make_symlink(struct path_walk *w, const char *target)
{
	struct vnode *dir = w->dir;

	mutex_lock(&dir->lock);
	int err = check_new_name(w, dir->ops->symlink);
	if (!err)
		err = dir->ops->symlink(dir, w->name, w->len, target);
	mutex_unlock(&dir->lock);
	return err;
}

int vfs_symlink(const char *target, struct vnode *base, const char *path)
{
	struct path_walk w;

	if (!*target)
		return -ENOENT;
	int err = find_new_place(&w, base, path);
	if (!err && w.must_be_dir)
		err = -ENOENT;
	if (!err)
		err = make_symlink(&w, target);
	path_end(&w);
	return err;
}

/* The folder is locked. */
static int link_locked(struct path_walk *w, struct vnode *vn)
{
	struct vnode *dir = w->dir;
	int err = check_new_name(w, dir->ops->link && !S_ISDIR(vn->mode));

	if (err)
		return err;
	mutex_lock(&vn->lock);
	err = vn->nlink ? dir->ops->link(dir, w->name, w->len, vn) : -ENOENT;
	mutex_unlock(&vn->lock);
	return err;
}

int vfs_link(struct vnode *vn, struct vnode *base, const char *path)
{
	struct path_walk w;
	int err = find_new_place(&w, base, path);

	if (!err && w.must_be_dir)
		err = -ENOENT;
	if (!err && w.dir->mnt != vn->mnt)
		err = -EXDEV;
	if (!err) {
		mutex_lock(&w.dir->lock);
		err = link_locked(&w, vn);
		mutex_unlock(&w.dir->lock);
	}
	path_end(&w);
	return err;
}

/* --- removing ------------------------------------------------------------------- */

enum kind { A_FILE, A_FOLDER };

/* Why vn cannot be removed as what the caller thinks it is. */
static int check_kind(const struct vnode *vn, enum kind kind)
{
	if (kind == A_FOLDER)
		return S_ISDIR(vn->mode) ? 0 : -ENOTDIR;
	return S_ISDIR(vn->mode) ? -EISDIR : 0;
}

/* dir is locked. */
static int remove_locked(struct path_walk *w, enum kind kind)
{
	struct vnode *dir = w->dir, *vn;
	int err = dir->ops->lookup(dir, w->name, w->len, &vn);

	if (err)
		return err;
	mutex_lock(&vn->lock);
	err = check_kind(vn, kind);
	if (!err && w->must_be_dir)
		err = check_kind(vn, A_FOLDER);
	if (!err && vn->hidden)
		err = -EBUSY;
	if (!err)
		err = dir->ops->remove ? dir->ops->remove(dir, w->name, w->len, vn) : -EPERM;
	mutex_unlock(&vn->lock);
	vnode_put(vn);
	return err;
}

static int special_error(const struct path_walk *w, enum kind kind)
{
	if (w->len == 0)
		return kind == A_FOLDER ? -EBUSY : -EISDIR;
	if (kind == A_FILE)
		return -EISDIR;
	return w->len == 1 ? -EINVAL : -ENOTEMPTY;
}

static int remove_name(struct vnode *base, const char *path, enum kind kind)
{
	struct path_walk w;
	int err = path_start(&w, base, path);

	if (!err)
		err = path_to_last(&w);
	if (!err && is_special(&w))
		err = special_error(&w, kind);
	if (!err)
		err = mount_writable(w.dir->mnt);
	if (!err) {
		mutex_lock(&w.dir->lock);
		err = remove_locked(&w, kind);
		mutex_unlock(&w.dir->lock);
	}
	path_end(&w);
	return err;
}

int vfs_unlink(struct vnode *base, const char *path)
{
	return remove_name(base, path, A_FILE);
}

int vfs_rmdir(struct vnode *base, const char *path)
{
	return remove_name(base, path, A_FOLDER);
}

/* --- moving --------------------------------------------------------------------- */

/* True when vn is dir or lies below it. Under rename_lock parents do not change. */
static bool is_within(const struct vnode *vn, const struct vnode *dir)
{
	while (vn && vn != dir)
		vn = vn->parent;
	return vn != NULL;
}

static void lock_folders(struct vnode *a, struct vnode *b)
{
	if (is_within(a, b)) { /* b is above, or they are one */
		mutex_lock(&b->lock);
		if (a != b)
			mutex_lock(&a->lock);
	} else {
		mutex_lock(&a->lock);
		mutex_lock(&b->lock);
	}
}

static void unlock_folders(struct vnode *a, struct vnode *b)
{
	mutex_unlock(&a->lock);
	if (a != b)
		mutex_unlock(&b->lock);
}

/* May vn move to `to`, where old (or NULL) has the new name? Folders are locked. */
static int check_move(const struct path_walk *from, const struct path_walk *to,
		      const struct vnode *vn, const struct vnode *old)
{
	bool folder = S_ISDIR(vn->mode);

	if (to->dir->nlink == 0)
		return -ENOENT;
	if (folder && is_within(to->dir, vn))
		return -EINVAL;
	if (vn->hidden || (old && old->hidden))
		return -EBUSY;
	if (!old)
		return 0;
	if (S_ISDIR(old->mode) && is_within(from->dir, old))
		return -ENOTEMPTY; /* vn itself is in it */
	if (folder != S_ISDIR(old->mode))
		return folder ? -ENOTDIR : -EISDIR;
	return 0;
}

/* Calls the filesystem with vn and old locked too. */
static int do_move(struct path_walk *from, struct path_walk *to, struct vnode *vn,
		   struct vnode *old)
{
	if (!from->dir->ops->rename)
		return -EPERM;
	mutex_lock(&vn->lock);
	if (old)
		mutex_lock(&old->lock);
	int err = from->dir->ops->rename(from->dir, from->name, from->len, vn, to->dir, to->name,
					 to->len, old);
	if (!err && S_ISDIR(vn->mode) && from->dir != to->dir)
		vnode_adopt(to->dir, vn);
	if (old)
		mutex_unlock(&old->lock);
	mutex_unlock(&vn->lock);
	return err;
}

/* True when both last components are the same name but for its spelling, in a filesystem that
 * does not tell "a" from "A": what they name has no second name. */
static bool is_respelled(const struct path_walk *from, const struct path_walk *to,
			 const struct vnode *vn)
{
	if (!S_ISDIR(vn->mode) && vn->nlink > 1)
		return false;
	return from->len != to->len || memcmp(from->name, to->name, from->len) != 0;
}

/* Both folders are locked. */
static int rename_locked(struct path_walk *from, struct path_walk *to, bool no_replace)
{
	struct vnode *vn, *old = NULL;
	int err = from->dir->ops->lookup(from->dir, from->name, from->len, &vn);

	if (err)
		return err;
	err = to->dir->ops->lookup(to->dir, to->name, to->len, &old);
	if (err == -ENOENT)
		err = 0;
	else if (!err && no_replace)
		err = -EEXIST;
	if (!err && vn == old && is_respelled(from, to, vn)) {
		vnode_put(old);
		old = NULL;
	}
	if (!err && (from->must_be_dir || to->must_be_dir) && !S_ISDIR(vn->mode))
		err = -ENOTDIR;
	if (!err && vn != old) {
		err = check_move(from, to, vn, old);
		if (!err)
			err = do_move(from, to, vn, old);
	}
	vnode_put(old);
	vnode_put(vn);
	return err;
}

int vfs_rename(struct vnode *base, const char *path, struct vnode *new_base, const char *new_path,
	       bool no_replace)
{
	struct path_walk from, to;
	int err = path_start(&from, base, path);
	int err_to = path_start(&to, new_base, new_path);

	if (!err)
		err = err_to;
	if (!err)
		err = path_to_last(&from);
	if (!err)
		err = path_to_last(&to);
	if (!err && from.dir->mnt != to.dir->mnt)
		err = -EXDEV;
	if (!err && (is_special(&from) || is_special(&to)))
		err = -EBUSY;
	if (!err)
		err = mount_writable(from.dir->mnt);
	if (!err) {
		mutex_lock(&rename_lock);
		lock_folders(from.dir, to.dir);
		err = rename_locked(&from, &to, no_replace);
		unlock_folders(from.dir, to.dir);
		mutex_unlock(&rename_lock);
	}
	path_end(&to);
	path_end(&from);
	return err;
}
