/* SPDX-License-Identifier: MIT */
/*
 * path.c - walking along a path, one component at a time. A symbolic link is not
 * followed by recursion: its target is put before what is left of the path, and the
 * walk goes on with that text.
 *
 * Source: POSIX.1-2017, 4.13 (pathname resolution).
 * Locking: one folder is locked at a time, for one lookup; a reference keeps the
 * folder that was reached.
 */
#include <errno.h>
#include <limits.h>
#include <string.h>

#include <core/heap.h>
#include <fs/path.h>

#include "mount.h"

int path_start(struct path_walk *w, struct vnode *base, const char *path)
{
	size_t len = strnlen(path, PATH_MAX);

	*w = (struct path_walk){ .rest = path };
	if (len == 0)
		return -ENOENT;
	if (len == PATH_MAX)
		return -ENAMETOOLONG;
	if (path[0] == '/')
		base = vfs_root();
	if (!base) {
		w->dir = vfs_cwd();
		return w->dir ? 0 : -ENOENT;
	}
	vnode_ref(base);
	w->dir = base;
	return S_ISDIR(base->mode) ? 0 : -ENOTDIR;
}

void path_end(struct path_walk *w)
{
	vnode_put(w->dir);
	heap_free(w->text);
}

/* Makes vn, whose reference it takes, the folder reached. */
static void enter(struct path_walk *w, struct vnode *vn)
{
	vnode_put(w->dir);
	w->dir = vn;
}

static const char *skip_slashes(const char *s)
{
	while (*s == '/')
		s++;
	return s;
}

/* Takes the next component off the rest. */
static int next_component(struct path_walk *w)
{
	const char *s = skip_slashes(w->rest);
	const char *end = s;

	while (*end && *end != '/')
		end++;
	if (end - s > NAME_MAX)
		return -ENAMETOOLONG;
	w->name = s;
	w->len = (size_t)(end - s);
	w->rest = skip_slashes(end);
	w->at_last = *w->rest == '\0';
	w->must_be_dir = *end == '/';
	return 0;
}

/* The folder above dir, which is the one above its mount point for a filesystem's root. */
static struct vnode *parent_of(struct vnode *dir)
{
	while (dir == dir->mnt->root && dir->mnt->covered)
		dir = dir->mnt->covered;
	mutex_lock(&dir->lock);
	struct vnode *up = dir->parent ? dir->parent : dir;
	vnode_ref(up);
	mutex_unlock(&dir->lock);
	return up;
}

static bool is_dots(const char *name, size_t len, size_t dots)
{
	return len == dots && memcmp(name, "..", dots) == 0;
}

/* Looks the current component up in the folder reached. */
static int look(struct path_walk *w, struct vnode **out)
{
	struct vnode *dir = w->dir, *vn;

	if (w->len == 0 || is_dots(w->name, w->len, 1)) {
		vnode_ref(dir);
		*out = dir;
		return 0;
	}
	if (is_dots(w->name, w->len, 2)) {
		*out = mount_cross(parent_of(dir));
		return 0;
	}
	mutex_lock(&dir->lock);
	int err = dir->ops->lookup(dir, w->name, w->len, &vn);
	mutex_unlock(&dir->lock);
	if (!err)
		*out = mount_cross(vn);
	return err;
}

/* Writes "TARGET/REST" into buf. The slash is kept where the target must be a folder. */
static int splice_target(const struct path_walk *w, struct vnode *link, char *buf)
{
	mutex_lock(&link->lock);
	ssize_t len = link->ops->readlink(link, buf, PATH_MAX - 1);
	mutex_unlock(&link->lock);
	if (len <= 0)
		return len < 0 ? (int)len : -ENOENT;

	size_t rest = strlen(w->rest);
	if ((size_t)len + 1 + rest >= PATH_MAX)
		return -ENAMETOOLONG;
	if (w->must_be_dir)
		buf[len++] = '/';
	memcpy(buf + len, w->rest, rest + 1);
	return 0;
}

/* Replaces the component just taken by the link's target. */
static int follow_link(struct path_walk *w, struct vnode *link)
{
	w->at_last = false;
	if (++w->links > PATH_LINKS_MAX)
		return -ELOOP;
	char *text = heap_alloc(PATH_MAX);
	if (!text)
		return -ENOMEM;
	int err = splice_target(w, link, text);
	if (err) {
		heap_free(text);
		return err;
	}
	heap_free(w->text); /* the old rest lay in it */
	w->text = text;
	w->rest = text;
	if (text[0] == '/') {
		vnode_ref(vfs_root());
		enter(w, vfs_root());
	}
	return 0;
}

/* Goes through a component that is not the last: into a folder, or along a link. */
static int pass(struct path_walk *w)
{
	struct vnode *vn;
	int err = look(w, &vn);

	if (err)
		return err;
	if (S_ISDIR(vn->mode)) {
		enter(w, vn);
		return 0;
	}
	err = S_ISLNK(vn->mode) ? follow_link(w, vn) : -ENOTDIR;
	vnode_put(vn);
	return err;
}

int path_to_last(struct path_walk *w)
{
	for (;;) {
		int err = next_component(w);
		if (err || w->at_last)
			return err;
		err = pass(w);
		if (err)
			return err;
	}
}

/* Gives vn, whose reference it takes, unless the path wants a folder there. */
static int arrive(const struct path_walk *w, struct vnode *vn, struct vnode **out)
{
	if (w->must_be_dir && !S_ISDIR(vn->mode)) {
		vnode_put(vn);
		return -ENOTDIR;
	}
	*out = vn;
	return 0;
}

int path_find(struct path_walk *w, enum path_follow follow, struct vnode **out)
{
	for (;;) {
		struct vnode *vn;
		int err = path_to_last(w);
		if (!err)
			err = look(w, &vn);
		if (err)
			return err;
		if (!S_ISLNK(vn->mode) || (follow == PATH_NO_FOLLOW && !w->must_be_dir))
			return arrive(w, vn, out);
		err = follow_link(w, vn);
		vnode_put(vn);
		if (err)
			return err;
	}
}

int path_lookup(struct vnode *base, const char *path, enum path_follow follow, struct vnode **out)
{
	struct path_walk w;
	int err = path_start(&w, base, path);

	if (!err)
		err = path_find(&w, follow, out);
	path_end(&w);
	return err;
}
