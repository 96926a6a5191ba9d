/* SPDX-License-Identifier: MIT */
/*
 * getdents.c - folders as getdents64(2) shows them. "." and ".." are made here, so
 * that every filesystem has them:
 *
 *	position  0    1     2, ...
 *	entry     "."  ".."  the filesystem's, by its cookies
 *
 * Source: getdents64(2).
 * Locking: the folder is locked by the caller.
 */
#include <errno.h>
#include <string.h>

#include "vfile.h"

#define FIRST_COOKIE 2

/* Linux's struct linux_dirent64; libc's struct dirent begins like it. */
struct record {
	uint64_t ino;
	int64_t next;
	uint16_t len; /* bytes with name, NUL and padding to 8 */
	uint8_t type; /* DT_*, which is the type bits of the mode */
	char name[];
};

struct listing {
	char *buf;
	size_t size, used;
	uint64_t cookie; /* where to go on */
	bool full;
};

static bool put_record(void *ctx, const struct dir_entry *e)
{
	struct listing *l = ctx;
	size_t name_at = offsetof(struct record, name);
	size_t len = ALIGN_UP(name_at + e->len + 1, sizeof(uint64_t));
	struct record r = {
		.ino = e->ino,
		.next = (int64_t)e->next,
		.len = (uint16_t)len,
		.type = (uint8_t)((e->mode & S_IFMT) >> 12),
	};

	l->full = l->size - l->used < len;
	if (l->full)
		return false;
	char *to = l->buf + l->used;
	memset(to, 0, len);
	memcpy(to, &r, name_at);
	memcpy(to + name_at, e->name, e->len);
	l->used += len;
	l->cookie = e->next;
	return true;
}

/* Puts "." or "..", whichever is at the position. False when it does not fit. */
static bool put_dots(struct listing *l, const struct vnode *dir)
{
	const struct vnode *up = dir->parent ? dir->parent : dir; /* a mount's root: itself */
	struct dir_entry e = {
		.name = "..",
		.len = l->cookie + 1,
		.ino = l->cookie == 0 ? dir->ino : up->ino,
		.mode = S_IFDIR,
		.next = l->cookie + 1,
	};

	return put_record(l, &e);
}

ssize_t vnode_getdents(struct vnode *vn, off_t *pos, void *buf, size_t len)
{
	struct listing l = { .buf = buf, .size = len, .cookie = (uint64_t)*pos };
	int err = 0;

	if (vn->nlink == 0)
		return -ENOENT;
	while (l.cookie < FIRST_COOKIE && put_dots(&l, vn))
		;
	if (!l.full)
		err = vn->ops->readdir(vn, l.cookie, put_record, &l);
	if (err && l.used == 0)
		return err;
	if (l.full && l.used == 0)
		return -EINVAL; /* not even one fits */
	*pos = (off_t)l.cookie;
	return (ssize_t)l.used;
}
