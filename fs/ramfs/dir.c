/* SPDX-License-Identifier: MIT */
/*
 * dir.c - folders of ramfs: a list of names in the order they came, each with a
 * cookie greater than the one before. A listing that goes on behind a cookie is so
 * right whatever was added or removed in between. Looking up walks the list, which is
 * meant for folders of some hundred names.
 *
 * Locking: the VFS holds the folder's lock.
 */
#include <errno.h>
#include <string.h>

#include <core/clock.h>
#include <core/heap.h>

#include "ramfs.h"

#define FIRST_COOKIE 2 /* vfs.h */

/* The link that points to the entry called name, or to the NULL at the end. */
static struct ramfs_entry **find(struct ramfs_node *dir, const char *name, size_t len)
{
	struct ramfs_entry **at = &dir->dir.first;

	while (*at && ((*at)->len != len || memcmp((*at)->name, name, len) != 0))
		at = &(*at)->next;
	return at;
}

int ramfs_link(struct ramfs_node *dir, const char *name, size_t len, struct ramfs_node *node)
{
	if (*find(dir, name, len))
		return -EEXIST;
	struct ramfs_entry *e = heap_alloc(sizeof(*e) + len);
	if (!e)
		return -ENOSPC;
	e->next = NULL;
	e->node = node;
	e->cookie = FIRST_COOKIE + dir->dir.next_cookie++;
	e->len = (uint8_t)len;
	memcpy(e->name, name, len);

	if (dir->dir.last)
		dir->dir.last->next = e;
	else
		dir->dir.first = e;
	dir->dir.last = e;
	if (S_ISDIR(node->vn.mode))
		dir->vn.nlink++;
	vnode_touch(&dir->vn);
	return 0;
}

/* The entry that stands before e, or NULL. */
static struct ramfs_entry *before(struct ramfs_node *dir, const struct ramfs_entry *e)
{
	struct ramfs_entry *at = dir->dir.first;

	while (at && at->next != e)
		at = at->next;
	return at;
}

/* Takes the entry at `link` out of dir; its node's reference passes to the caller. */
static struct ramfs_node *unlink_at(struct ramfs_node *dir, struct ramfs_entry **link)
{
	struct ramfs_entry *e = *link;
	struct ramfs_node *node = e->node;

	if (dir->dir.last == e)
		dir->dir.last = before(dir, e);
	*link = e->next;
	heap_free(e);
	if (S_ISDIR(node->vn.mode))
		dir->vn.nlink--;
	vnode_touch(&dir->vn);
	return node;
}

void ramfs_forget_names(struct ramfs_node *dir)
{
	while (dir->dir.first) {
		struct ramfs_entry *e = dir->dir.first;
		dir->dir.first = e->next;
		heap_free(e);
	}
}

static int dir_lookup(struct vnode *vn, const char *name, size_t len, struct vnode **out)
{
	struct ramfs_entry *e = *find(ramfs_node(vn), name, len);

	if (!e)
		return -ENOENT;
	vnode_ref(&e->node->vn);
	*out = &e->node->vn;
	return 0;
}

/* Links a new node, whose reference is given up if that fails. */
static int link_new(struct vnode *dir, const char *name, size_t len, struct ramfs_node *node)
{
	int err = ramfs_link(ramfs_node(dir), name, len, node);

	if (err)
		vnode_put(&node->vn);
	else if (S_ISDIR(node->vn.mode))
		vnode_adopt(dir, &node->vn);
	return err;
}

static int dir_create(struct vnode *dir, const char *name, size_t len, mode_t mode,
		      struct vnode **out)
{
	struct ramfs_node *node =
		ramfs_new(dir->mnt, S_ISDIR(mode) ? &ramfs_dir_ops : &ramfs_file_ops, mode);

	if (!node)
		return -ENOSPC;
	int err = link_new(dir, name, len, node);
	if (err)
		return err;
	vnode_ref(&node->vn);
	*out = &node->vn;
	return 0;
}

int ramfs_add_borrowed(struct vnode *dir, const char *name, size_t len, mode_t mode, int64_t mtime,
		       const void *data, size_t size)
{
	struct ramfs_node *node =
		ramfs_new(dir->mnt, &ramfs_borrowed_ops, S_IFREG | (mode & 07777));

	if (!node)
		return -ENOSPC;
	node->borrowed = data;
	node->vn.size = size;
	node->vn.blocks = (size + 511) / 512;
	node->vn.read_only = true;
	node->vn.atime = node->vn.mtime = node->vn.ctime = mtime;
	return link_new(dir, name, len, node);
}

static int dir_symlink(struct vnode *dir, const char *name, size_t len, const char *target)
{
	struct ramfs_node *node = ramfs_new(dir->mnt, &ramfs_link_ops, S_IFLNK | 0777);
	size_t size = strlen(target);

	if (!node)
		return -ENOSPC;
	node->vn.size = size;
	node->target = heap_alloc(size);
	if (!node->target) {
		vnode_put(&node->vn);
		return -ENOSPC;
	}
	memcpy(node->target, target, size);
	return link_new(dir, name, len, node);
}

/* Gives vn one more name: its own link count is the number of names. */
static int dir_link(struct vnode *dir, const char *name, size_t len, struct vnode *vn)
{
	int err = ramfs_link(ramfs_node(dir), name, len, ramfs_node(vn));

	if (err)
		return err;
	vnode_ref(vn);
	vn->nlink++;
	vn->ctime = dir->ctime;
	return 0;
}

/* A name of node is gone, and with the last one node is, once nobody holds it. */
static void forget(struct ramfs_node *node)
{
	node->vn.nlink = S_ISDIR(node->vn.mode) ? 0 : node->vn.nlink - 1;
	node->vn.ctime = clock_wall();
	vnode_put(&node->vn);
}

static int dir_remove(struct vnode *dir, const char *name, size_t len, struct vnode *vn)
{
	struct ramfs_node *node = ramfs_node(vn);

	if (S_ISDIR(vn->mode) && node->dir.first)
		return -ENOTEMPTY;
	forget(unlink_at(ramfs_node(dir), find(ramfs_node(dir), name, len)));
	return 0;
}

static int dir_rename(struct vnode *from, const char *name, size_t len, struct vnode *vn,
		      struct vnode *to, const char *new_name, size_t new_len,
		      struct vnode *replaced)
{
	struct ramfs_node *old_dir = ramfs_node(from), *new_dir = ramfs_node(to);

	if (replaced) {
		if (S_ISDIR(replaced->mode) && ramfs_node(replaced)->dir.first)
			return -ENOTEMPTY;
		/* The entry changes hands: this cannot fail. */
		struct ramfs_entry *e = *find(new_dir, new_name, new_len);
		e->node = unlink_at(old_dir, find(old_dir, name, len));
		forget(ramfs_node(replaced));
		vnode_touch(to);
		vn->ctime = to->ctime;
		return 0;
	}
	int err = ramfs_link(new_dir, new_name, new_len, ramfs_node(vn));
	if (err)
		return err;
	unlink_at(old_dir, find(old_dir, name, len));
	vn->ctime = to->ctime;
	return 0;
}

static int dir_readdir(struct vnode *vn, uint64_t cookie, dir_emit_fn *emit, void *ctx)
{
	for (struct ramfs_entry *e = ramfs_node(vn)->dir.first; e; e = e->next) {
		struct dir_entry entry = {
			.name = e->name,
			.len = e->len,
			.ino = e->node->vn.ino,
			.mode = e->node->vn.mode,
			.next = e->cookie + 1,
		};
		if (e->cookie >= cookie && !emit(ctx, &entry))
			break;
	}
	return 0;
}

const struct vnode_ops ramfs_dir_ops = {
	.lookup = dir_lookup,
	.create = dir_create,
	.link = dir_link,
	.symlink = dir_symlink,
	.remove = dir_remove,
	.rename = dir_rename,
	.readdir = dir_readdir,
	.reclaim = ramfs_reclaim,
};
