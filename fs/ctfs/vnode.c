/* SPDX-License-Identifier: MIT */
/*
 * vnode.c - CTFS under the VFS: vnodes, and the operations on folders. An inode in memory and
 * its vnode say the same; the inode is what is written.
 *
 * Locking: fs/vfs.h; a vnode comes into the table under fs->lock.
 */
#include <errno.h>

#include <core/clock.h>
#include <core/heap.h>

#include "ctfs/node.h"

static struct ctfs *fs_of(const struct mount *m)
{
	return ((struct ctfs_mount *)m->fs)->fs;
}

static int64_t to_ns(uint64_t seconds)
{
	return (int64_t)(MIN(seconds, INT64_MAX / NSEC_PER_SEC) * NSEC_PER_SEC);
}

static uint64_t to_seconds(int64_t ns)
{
	return ns > 0 ? (uint64_t)ns / NSEC_PER_SEC : 0;
}

void ctfs_node_refresh(struct vnode *vn)
{
	const struct ctfs_dinode *d = &ctfs_ip(vn)->d;

	vn->mode = (vn->mode & S_IFMT) | (d->mode & 07777u);
	vn->size = d->size;
	vn->blocks = d->blocks * (CTFS_BLOCK / 512);
	vn->nlink = d->nlink;
	vn->uid = d->uid;
	vn->gid = d->gid;
	vn->atime = to_ns(d->atime);
	vn->mtime = to_ns(d->mtime);
	vn->ctime = to_ns(d->ctime);
}

int ctfs_node_done(struct vnode *vn, int err)
{
	struct ctfs *fs = fs_of(vn->mnt);

	ctfs_node_refresh(vn);
	if (fs->aborted)
		vn->mnt->read_only = true;
	else
		ctfs_look_at_clock(fs);
	return err;
}

static mode_t type_bits(uint8_t type)
{
	return type == CTFS_DIR ? S_IFDIR : type == CTFS_SYMLINK ? S_IFLNK : S_IFREG;
}

static const struct vnode_ops *ops_of(uint8_t type)
{
	return type == CTFS_DIR       ? &ctfs_dir_ops
	       : type == CTFS_SYMLINK ? &ctfs_link_ops
				      : &ctfs_file_ops;
}

struct vnode *ctfs_node_new(struct mount *m, struct ctfs_inode *ip)
{
	struct ctfs_node *n = heap_alloc_zero(1, sizeof(*n));

	if (!n)
		return NULL;
	vnode_init(&n->vn, ops_of(ip->d.type), m, ip->ino, type_bits(ip->d.type));
	n->ip = ip;
	ctfs_node_refresh(&n->vn);
	return &n->vn;
}

/* With fs->lock. */
static int find_or_make(struct mount *m, uint32_t ino, struct vnode **out)
{
	struct ctfs_inode *ip;

	*out = vnode_find(m, ino);
	if (*out)
		return 0;
	int err = ctfs_inode_get(fs_of(m), ino, &ip);
	if (err)
		return err;
	*out = ctfs_node_new(m, ip);
	if (!*out) {
		ctfs_inode_put(ip);
		return -ENOMEM;
	}
	vnode_publish(*out);
	return 0;
}

int ctfs_node_get(struct mount *m, uint32_t ino, struct vnode **out)
{
	struct ctfs *fs = fs_of(m);

	mutex_lock(&fs->lock);
	int err = find_or_make(m, ino, out);
	mutex_unlock(&fs->lock);
	return err;
}

void ctfs_node_reclaim(struct vnode *vn)
{
	struct ctfs_node *n = ctfs_node(vn);

	ctfs_put(n->ip);
	heap_free(n->mapped);
	heap_free(n);
}

int ctfs_node_update(struct vnode *vn)
{
	struct ctfs_inode *ip = ctfs_ip(vn);

	ip->d.mode = vn->mode & 07777u;
	ip->d.uid = vn->uid;
	ip->d.gid = vn->gid;
	ip->d.atime = to_seconds(vn->atime);
	ip->d.mtime = to_seconds(vn->mtime);
	ip->d.ctime = to_seconds(vn->ctime);
	return ctfs_node_done(vn, ctfs_changed(ip));
}

int ctfs_node_sync(struct vnode *vn, bool data_only)
{
	return ctfs_node_done(vn, ctfs_fsync(ctfs_ip(vn), data_only));
}

/* --- folders -------------------------------------------------------------------------------------
 */

static int dir_lookup(struct vnode *dir, const char *name, size_t len, struct vnode **out)
{
	uint32_t ino;
	int err = ctfs_lookup(ctfs_ip(dir), name, len, &ino);

	if (!err)
		err = ctfs_node_get(dir->mnt, ino, out);
	if (!err && S_ISDIR((*out)->mode))
		vnode_adopt(dir, *out);
	return err;
}

/* Without memory for the vnode what was made is there all the same, and is found later. */
static int dir_create(struct vnode *dir, const char *name, size_t len, mode_t mode,
		      struct vnode **out)
{
	enum ctfs_type type = S_ISDIR(mode) ? CTFS_DIR : CTFS_FILE;
	struct ctfs_inode *ip;
	int err = ctfs_create(ctfs_ip(dir), name, len, type, mode & 07777u, &ip);

	if (err)
		return ctfs_node_done(dir, err);
	err = ctfs_node_get(dir->mnt, ip->ino, out);
	ctfs_put(ip);
	if (!err && type == CTFS_DIR)
		vnode_adopt(dir, *out);
	return ctfs_node_done(dir, err);
}

static int dir_link(struct vnode *dir, const char *name, size_t len, struct vnode *vn)
{
	int err = ctfs_link(ctfs_ip(dir), name, len, ctfs_ip(vn));

	ctfs_node_refresh(vn);
	return ctfs_node_done(dir, err);
}

static int dir_symlink(struct vnode *dir, const char *name, size_t len, const char *target)
{
	return ctfs_node_done(dir, ctfs_symlink(ctfs_ip(dir), name, len, target));
}

static int dir_remove(struct vnode *dir, const char *name, size_t len, struct vnode *vn)
{
	int err = ctfs_unlink(ctfs_ip(dir), name, len, ctfs_ip(vn));

	ctfs_node_refresh(vn);
	return ctfs_node_done(dir, err);
}

static int dir_rename(struct vnode *from, const char *name, size_t len, struct vnode *vn,
		      struct vnode *to, const char *new_name, size_t new_len,
		      struct vnode *replaced)
{
	int err = ctfs_rename(ctfs_ip(from), name, len, ctfs_ip(vn), ctfs_ip(to), new_name, new_len,
			      replaced ? ctfs_ip(replaced) : NULL);

	ctfs_node_refresh(vn);
	ctfs_node_refresh(to);
	if (replaced)
		ctfs_node_refresh(replaced);
	return ctfs_node_done(from, err);
}

struct listing {
	dir_emit_fn *emit;
	void *ctx;
};

static bool emit_entry(void *ctx, const struct ctfs_entry *e)
{
	const struct listing *l = ctx;
	const struct dir_entry entry = { .name = e->name,
					 .len = e->len,
					 .ino = e->ino,
					 .mode = type_bits((uint8_t)e->type),
					 .next = e->next };

	return l->emit(l->ctx, &entry);
}

static int dir_readdir(struct vnode *dir, uint64_t cookie, dir_emit_fn *emit, void *ctx)
{
	struct listing l = { emit, ctx };

	return ctfs_readdir(ctfs_ip(dir), cookie, emit_entry, &l);
}

const struct vnode_ops ctfs_dir_ops = {
	.lookup = dir_lookup,
	.create = dir_create,
	.link = dir_link,
	.symlink = dir_symlink,
	.remove = dir_remove,
	.rename = dir_rename,
	.readdir = dir_readdir,
	.sync = ctfs_node_sync,
	.update = ctfs_node_update,
	.reclaim = ctfs_node_reclaim,
};
