/* SPDX-License-Identifier: MIT */
/*
 * disk.c - a block device as a file: reads and writes of any bytes. What does not fill a block of
 * the device is read, changed and written again.
 *
 * Source: Linux, block/fops.c for what happens at the end; include/uapi/linux/fs.h for BLK*.
 * Locking: the vnode's lock around each call, so two programs that write parts of one block do
 * not undo each other. Nothing is kept: what was written is in the device, and after fsync() on
 * its medium.
 */
#include <errno.h>
#include <string.h>

#include <core/heap.h>
#include <fs/vfile.h>

#include "devfs.h"

#define IOCTL_GET_READ_ONLY  0x125eul     /* BLKROGET: int */
#define IOCTL_GET_SECTORS    0x1260ul     /* BLKGETSIZE: unsigned long, of 512 bytes */
#define IOCTL_FLUSH          0x1261ul     /* BLKFLSBUF */
#define IOCTL_GET_BLOCK_SIZE 0x1268ul     /* BLKSSZGET: int */
#define IOCTL_GET_SIZE       0x80081272ul /* BLKGETSIZE64: uint64_t, bytes */

static struct vnode *vnode_of(struct file *f)
{
	return container_of(f, struct vnode_file, file)->vn;
}

static uint64_t size_of(const struct blk_dev *dev)
{
	return dev->sectors * BLK_SECTOR;
}

/* One transfer; with `write` into the device. */
struct transfer {
	struct blk_dev *dev;
	bool write;
	uint8_t *block; /* room for one block of the device */
};

/* Moves len bytes inside the block that off lies in. */
static int move_part(const struct transfer *t, uint64_t off, uint8_t *buf, size_t len)
{
	uint32_t inside = (uint32_t)(off % t->dev->block_size);
	uint64_t sector = (off - inside) / BLK_SECTOR;
	int err = blk_read(t->dev, sector, t->block, t->dev->block_size);

	if (err)
		return err;
	if (!t->write) {
		memcpy(buf, t->block + inside, len);
		return 0;
	}
	memcpy(t->block + inside, buf, len);
	return blk_write(t->dev, sector, t->block, t->dev->block_size);
}

/* Moves the next piece of [off, off + len): whole blocks, or a part of one. Its length. */
static ssize_t move_piece(const struct transfer *t, uint64_t off, uint8_t *buf, size_t len)
{
	uint32_t unit = t->dev->block_size;
	uint32_t inside = (uint32_t)(off % unit);
	size_t whole = ALIGN_DOWN(len, (size_t)unit);
	int err;

	if (inside || whole == 0) {
		len = MIN(len, (size_t)unit - inside);
		err = move_part(t, off, buf, len);
		return err ? err : (ssize_t)len;
	}
	err = t->write ? blk_write(t->dev, off / BLK_SECTOR, buf, whole)
		       : blk_read(t->dev, off / BLK_SECTOR, buf, whole);
	return err ? err : (ssize_t)whole;
}

static ssize_t move_buffer(const struct transfer *t, uint64_t off, uint8_t *buf, size_t len)
{
	size_t done = 0;

	while (done < len) {
		ssize_t part = move_piece(t, off + done, buf + done, len - done);
		if (part < 0)
			return done ? (ssize_t)done : part;
		done += (size_t)part;
	}
	return (ssize_t)done;
}

static ssize_t move_all(const struct transfer *t, uint64_t off, const struct iovec *iov, int n)
{
	uint64_t size = size_of(t->dev);
	ssize_t done = 0;

	for (int i = 0; i < n; i++) {
		uint64_t at = off + (uint64_t)done;
		size_t len = at < size ? MIN(iov[i].iov_len, size - at) : 0;
		ssize_t part = move_buffer(t, at, iov[i].iov_base, len);
		if (part < 0)
			return done ? done : part;
		done += part;
		if ((size_t)part < iov[i].iov_len)
			break;
	}
	return done;
}

static ssize_t move_file(struct file *f, const struct iovec *iov, int n, off_t off, bool write)
{
	struct vnode *vn = vnode_of(f);
	struct transfer t = { .dev = devfs_disk(vn), .write = write };

	t.block = heap_alloc(t.dev->block_size);
	if (!t.block)
		return -ENOMEM;
	mutex_lock(&vn->lock);
	off_t at = off < 0 ? f->pos : off;
	ssize_t done = move_all(&t, (uint64_t)at, iov, n);
	if (off < 0 && done > 0)
		f->pos = at + done;
	mutex_unlock(&vn->lock);
	heap_free(t.block);
	return done;
}

static ssize_t disk_readv(struct file *f, const struct iovec *iov, int n, off_t off)
{
	return move_file(f, iov, n, off, false);
}

static ssize_t disk_writev(struct file *f, const struct iovec *iov, int n, off_t off)
{
	struct blk_dev *dev = devfs_disk(vnode_of(f));
	off_t at = off < 0 ? f->pos : off;

	if ((uint64_t)at >= size_of(dev))
		return -ENOSPC;
	ssize_t done = move_file(f, iov, n, off, true);
	if (done > 0 && (f->flags & O_DSYNC)) {
		int err = blk_flush(dev);
		return err ? err : done;
	}
	return done;
}

static off_t disk_seek(struct file *f, off_t off, int whence)
{
	struct vnode *vn = vnode_of(f);

	mutex_lock(&vn->lock);
	off_t to = file_seek_to(f->pos, (off_t)size_of(devfs_disk(vn)), off, whence);
	if (to >= 0)
		f->pos = to;
	mutex_unlock(&vn->lock);
	return to;
}

static int disk_fsync(struct file *f, bool data_only)
{
	(void)data_only;
	return blk_flush(devfs_disk(vnode_of(f)));
}

static int disk_ioctl(struct file *f, unsigned long req, void *arg)
{
	struct blk_dev *dev = devfs_disk(vnode_of(f));

	switch (req) {
	case IOCTL_GET_SIZE:
		*(uint64_t *)arg = size_of(dev);
		return 0;
	case IOCTL_GET_SECTORS:
		*(unsigned long *)arg = dev->sectors;
		return 0;
	case IOCTL_GET_BLOCK_SIZE:
		*(int *)arg = (int)dev->block_size;
		return 0;
	case IOCTL_GET_READ_ONLY:
		*(int *)arg = dev->read_only;
		return 0;
	case IOCTL_FLUSH:
		return blk_flush(dev);
	default:
		return -ENOTTY;
	}
}

const struct file_ops disk_ops = {
	.kind = "disk",
	.readv = disk_readv,
	.writev = disk_writev,
	.stat = vfile_stat,
	.ioctl = disk_ioctl,
	.seek = disk_seek,
	.fsync = disk_fsync,
	.release = vfile_release,
};
