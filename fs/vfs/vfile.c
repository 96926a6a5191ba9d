/* SPDX-License-Identifier: MIT */
/*
 * vfile.c - a vnode as an open file: position, append, scattered buffers. Vnodes are
 * always ready, so nothing here says -EAGAIN.
 *
 * Locking: the vnode's lock around each call; the position is under it too, so two
 * threads that share a descriptor never read the same bytes. Reading does not change
 * the time of last access (as with Linux's noatime).
 */
#include <errno.h>

#include <core/heap.h>
#include <fs/vfile.h>

#include "vfile.h"

#define SIZE_LIMIT INT64_MAX

struct vnode_file {
	struct file file;
	struct vnode *vn; /* a reference */
};

static struct vnode *vnode_of(struct file *f)
{
	return container_of(f, struct vnode_file, file)->vn;
}

typedef ssize_t move_fn(struct vnode *vn, void *buf, size_t len, off_t off);

/* Calls move for each buffer, as long as buffers are moved whole. */
static ssize_t move_all(struct vnode *vn, const struct iovec *iov, int n, off_t at, move_fn *move)
{
	ssize_t done = 0;

	for (int i = 0; i < n; i++) {
		if (iov[i].iov_len > (uint64_t)(SIZE_LIMIT - at - done))
			return done ? done : -EFBIG;
		ssize_t part = move(vn, iov[i].iov_base, iov[i].iov_len, at + done);
		if (part < 0)
			return done ? done : part;
		done += part;
		if ((size_t)part < iov[i].iov_len)
			break;
	}
	return done;
}

static ssize_t read_part(struct vnode *vn, void *buf, size_t len, off_t off)
{
	return vn->ops->read(vn, buf, len, off);
}

static ssize_t vfile_readv(struct file *f, const struct iovec *iov, int n, off_t off)
{
	struct vnode *vn = vnode_of(f);

	if (S_ISDIR(vn->mode))
		return -EISDIR;
	mutex_lock(&vn->lock);
	ssize_t done = move_all(vn, iov, n, off < 0 ? f->pos : off, read_part);
	if (off < 0 && done > 0)
		f->pos += done;
	mutex_unlock(&vn->lock);
	return done;
}

static ssize_t write_part(struct vnode *vn, void *buf, size_t len, off_t off)
{
	return vn->ops->write(vn, buf, len, off);
}

/* With O_APPEND even pwrite() appends, as on Linux. */
static ssize_t vfile_writev(struct file *f, const struct iovec *iov, int n, off_t off)
{
	struct vnode *vn = vnode_of(f);

	int err = vnode_writable(vn); /* the mount may have become read-only since open() */
	if (err)
		return err;
	mutex_lock(&vn->lock);
	off_t at = off < 0 ? f->pos : off;
	if (f->flags & O_APPEND)
		at = (off_t)vn->size;
	ssize_t done = move_all(vn, iov, n, at, write_part);
	if (off < 0 && done > 0)
		f->pos = at + done;
	mutex_unlock(&vn->lock);
	return done;
}

static off_t vfile_seek(struct file *f, off_t off, int whence)
{
	struct vnode *vn = vnode_of(f);

	mutex_lock(&vn->lock);
	off_t to = file_seek_to(f->pos, (off_t)vn->size, off, whence);
	if (to >= 0)
		f->pos = to;
	mutex_unlock(&vn->lock);
	return to;
}

static int vfile_stat(struct file *f, struct stat *st)
{
	vnode_stat(vnode_of(f), st);
	return 0;
}

static int vfile_fsync(struct file *f)
{
	struct vnode *vn = vnode_of(f);

	if (!vn->ops->sync)
		return 0;
	mutex_lock(&vn->lock);
	int err = vn->ops->sync(vn, false);
	mutex_unlock(&vn->lock);
	return err;
}

static int vfile_truncate(struct file *f, off_t size)
{
	return vnode_truncate(vnode_of(f), size);
}

static ssize_t vfile_getdents(struct file *f, void *buf, size_t len)
{
	struct vnode *vn = vnode_of(f);

	if (!S_ISDIR(vn->mode))
		return -ENOTDIR;
	mutex_lock(&vn->lock);
	ssize_t put = vnode_getdents(vn, &f->pos, buf, len);
	mutex_unlock(&vn->lock);
	return put;
}

static void vfile_release(struct file *f)
{
	struct vnode_file *vf = container_of(f, struct vnode_file, file);

	vnode_put(vf->vn);
	heap_free(vf);
}

static const struct file_ops vfile_ops = {
	.kind = "vnode",
	.readv = vfile_readv,
	.writev = vfile_writev,
	.stat = vfile_stat,
	.seek = vfile_seek,
	.fsync = vfile_fsync,
	.truncate = vfile_truncate,
	.getdents = vfile_getdents,
	.release = vfile_release,
};

int vfile_create(struct vnode *vn, int flags, struct file **out)
{
	struct vnode_file *vf = heap_alloc(sizeof(*vf));

	if (!vf)
		return -ENOMEM;
	file_init(&vf->file, &vfile_ops, flags);
	vnode_ref(vn);
	vf->vn = vn;
	*out = &vf->file;
	return 0;
}

struct vnode *vfile_vnode(struct file *f)
{
	return f->ops == &vfile_ops ? vnode_of(f) : NULL;
}
