/* SPDX-License-Identifier: MIT */
/*
 * vfile.c - a vnode as an open file: position, append, scattered buffers. Vnodes are
 * always ready, so nothing here says -EAGAIN.
 *
 * Locking: the vnode's lock around each call; the position is under it too, so two
 * threads that share a descriptor never read the same bytes. Reading does not change
 * the time of last access (as with Linux's noatime).
 */
#define _GNU_SOURCE /* SEEK_DATA, O_PATH in the host's headers */
#include <errno.h>
#include <unistd.h>

#include <core/heap.h>
#include <fs/vfile.h>

#include "mapping.h"
#include "vfile.h"

#define SIZE_LIMIT INT64_MAX

void (*vfile_on_close)(struct file *f);
void (*vfile_on_release)(struct file *f);

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

/* O_SYNC and O_DSYNC: what was written is on the device before the call returns. */
static int write_through(const struct file *f, struct vnode *vn)
{
	if (!(f->flags & O_DSYNC) || !vn->ops->sync)
		return 0;
	return vn->ops->sync(vn, (f->flags & O_SYNC) != O_SYNC);
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
	uint64_t size = vn->size;
	ssize_t done = move_all(vn, iov, n, at, write_part);
	if (IS_ENABLED(CONFIG_FILE_MAP) && vnode_maps && vn->size > size)
		vnode_maps->grown(vn, size);
	if (off < 0 && done > 0)
		f->pos = at + done;
	if (done > 0)
		err = write_through(f, vn);
	mutex_unlock(&vn->lock);
	return err ? err : done;
}

/* SEEK_DATA and SEEK_HOLE. */
static off_t find_data(struct vnode *vn, off_t off, bool hole)
{
	if (off < 0 || (uint64_t)off >= vn->size)
		return -ENXIO;
	if (vn->ops->seek_data)
		return vn->ops->seek_data(vn, off, hole);
	return hole ? (off_t)vn->size : off;
}

static off_t vfile_seek(struct file *f, off_t off, int whence)
{
	struct vnode *vn = vnode_of(f);
	off_t to;

	mutex_lock(&vn->lock);
	if (whence == SEEK_DATA || whence == SEEK_HOLE)
		to = find_data(vn, off, whence == SEEK_HOLE);
	else
		to = file_seek_to(f->pos, (off_t)vn->size, off, whence);
	if (to >= 0)
		f->pos = to;
	mutex_unlock(&vn->lock);
	return to;
}

int vfile_stat(struct file *f, struct stat *st)
{
	vnode_stat(vnode_of(f), st);
	return 0;
}

static int vfile_fsync(struct file *f, bool data_only)
{
	return vnode_sync(vnode_of(f), data_only);
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

static int vfile_close(struct file *f)
{
	if (vfile_on_close)
		vfile_on_close(f);
	return 0;
}

void vfile_release(struct file *f)
{
	struct vnode_file *vf = container_of(f, struct vnode_file, file);

	if (vfile_on_release)
		vfile_on_release(f);
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
	.close = vfile_close,
	.release = vfile_release,
};

/* O_PATH: a place in the tree, and no way to what is there (core/file/fd.c sees to that). */
static const struct file_ops place_ops = {
	.kind = "place",
	.stat = vfile_stat,
	.release = vfile_release,
};

int vfile_make(struct vnode *vn, int flags, const struct file_ops *ops, struct file **out)
{
	struct vnode_file *vf = heap_alloc(sizeof(*vf));

	if (!vf)
		return -ENOMEM;
	file_init(&vf->file, ops, flags);
	vnode_ref(vn);
	vf->vn = vn;
	*out = &vf->file;
	return 0;
}

int vfile_create(struct vnode *vn, int flags, struct file **out)
{
	return vfile_make(vn, flags, flags & O_PATH ? &place_ops : &vfile_ops, out);
}

struct vnode *vfile_vnode(struct file *f)
{
	return f->ops->release == vfile_release ? vnode_of(f) : NULL;
}
