/* SPDX-License-Identifier: MIT */
/*
 * initrd.c - unpacks the data folder. Names in the archive are plain:
 * "a/b/c", each folder before what is in it. What could lead elsewhere is refused:
 * ".", "..", empty components, and walking through a link.
 *
 * Locking: runs at boot, before there is a second thread that could see the tree; it
 * takes the folders' locks because the filesystem's operations want them.
 */
#define LOG_TAG "initrd"
#include <errno.h>
#include <limits.h>
#include <string.h>

#include <core/clock.h>
#include <core/heap.h>
#include <core/log.h>
#include <fs/initrd.h>
#include <fs/ramfs.h>
#include <fs/vfs.h>

#include "cpio.h"

static bool is_plain(const char *name, size_t len)
{
	if (len == 0 || len > NAME_MAX)
		return false;
	return !(name[0] == '.' && (len == 1 || (len == 2 && name[1] == '.')));
}

static size_t component_len(const char *name)
{
	size_t len = 0;

	while (name[len] && name[len] != '/')
		len++;
	return len;
}

static int look(struct vnode *dir, const char *name, size_t len, struct vnode **out)
{
	mutex_lock(&dir->lock);
	int err = dir->ops->lookup(dir, name, len, out);
	mutex_unlock(&dir->lock);
	return err;
}

/* Goes from dir to the folder that *name lies in and leaves the last component in *name.
 * Gives a reference to the folder. -EINVAL for a name that is not plain. */
static int find_folder(struct vnode *dir, const char **name, struct vnode **out)
{
	vnode_ref(dir);
	for (;;) {
		size_t len = component_len(*name);
		if (!is_plain(*name, len))
			break;
		if ((*name)[len] == '\0') {
			*out = dir;
			return 0;
		}
		struct vnode *next;
		int err = look(dir, *name, len, &next);
		if (err)
			break;
		vnode_put(dir);
		dir = next;
		if (!S_ISDIR(dir->mode))
			break;
		*name += len + 1;
	}
	vnode_put(dir);
	return -EINVAL;
}

static int add_folder(struct vnode *dir, const char *name, const struct cpio_entry *e)
{
	struct vnode *vn;
	int err = dir->ops->create(dir, name, strlen(name), S_IFDIR | (e->mode & 07777), &vn);

	if (err)
		return err;
	vn->atime = vn->mtime = vn->ctime = (int64_t)e->mtime * (int64_t)NSEC_PER_SEC;
	vnode_put(vn);
	return 0;
}

static int add_link(struct vnode *dir, const char *name, const struct cpio_entry *e)
{
	if (e->size == 0 || e->size >= PATH_MAX || memchr(e->data, '\0', e->size))
		return -EINVAL;
	char *target = heap_alloc(e->size + 1);
	if (!target)
		return -ENOSPC;
	memcpy(target, e->data, e->size);
	target[e->size] = '\0';
	int err = dir->ops->symlink(dir, name, strlen(name), target);
	heap_free(target);
	return err;
}

static int add_file(struct vnode *dir, const char *name, const struct cpio_entry *e)
{
	int64_t mtime = (int64_t)e->mtime * (int64_t)NSEC_PER_SEC;

	return ramfs_add_borrowed(dir, name, strlen(name), e->mode, mtime, e->data, e->size);
}

static int add(struct vnode *dir, const char *name, const struct cpio_entry *e)
{
	switch (e->mode & S_IFMT) {
	case S_IFDIR:
		return add_folder(dir, name, e);
	case S_IFREG:
		return add_file(dir, name, e);
	case S_IFLNK:
		return add_link(dir, name, e);
	default:
		return -EINVAL;
	}
}

static int unpack_entry(const struct cpio_entry *e, struct vnode *into)
{
	const char *name = e->name;
	struct vnode *dir;

	if (strcmp(name, ".") == 0) /* the packed folder itself, as find(1) lists it */
		return 0;
	int err = find_folder(into, &name, &dir);
	if (err)
		return err;
	mutex_lock(&dir->lock);
	err = add(dir, name, e);
	mutex_unlock(&dir->lock);
	vnode_put(dir);
	return err;
}

int initrd_unpack(const void *archive, size_t size, struct vnode *into)
{
	struct cpio c;
	struct cpio_entry e;
	int ret;

	if (size == 0)
		return 0;
	cpio_start(&c, archive, size);
	while ((ret = cpio_next(&c, &e)) > 0) {
		int err = unpack_entry(&e, into);
		if (err) {
			log_err("cannot unpack %.80s (mode %#o): error %d", e.name, e.mode, -err);
			return err;
		}
	}
	if (ret < 0)
		log_err("damaged archive, %s at byte %zu", c.why, c.at);
	return ret;
}
