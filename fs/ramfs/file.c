/* SPDX-License-Identifier: MIT */
/*
 * file.c - files of ramfs, of two kinds: those the program writes, in frames of
 * memory, where a hole reads as zeros; and those from the packed data folder, whose
 * bytes stay where the boot loader put them.
 *
 * Locking: the VFS holds the file's lock.
 */
#include <errno.h>
#include <string.h>

#include "ramfs.h"

#define SIZE_MAX_FILE (FRAMES_MAX * PAGE_SIZE)
#define STAT_BLOCKS   (PAGE_SIZE / 512)

static void count_blocks(struct vnode *vn)
{
	vn->blocks = ramfs_node(vn)->frames.count * STAT_BLOCKS;
}

/* What of [off, off + len) lies before the end. */
static size_t readable(const struct vnode *vn, size_t len, off_t off)
{
	if ((uint64_t)off >= vn->size)
		return 0;
	return MIN(len, vn->size - (uint64_t)off);
}

static ssize_t borrowed_read(struct vnode *vn, void *buf, size_t len, off_t off)
{
	len = readable(vn, len, off);
	if (len > 0)
		memcpy(buf, (const char *)ramfs_node(vn)->borrowed + off, len);
	return (ssize_t)len;
}

static ssize_t file_read(struct vnode *vn, void *buf, size_t len, off_t off)
{
	const struct frames *frames = &ramfs_node(vn)->frames;

	len = readable(vn, len, off);
	for (size_t done = 0; done < len;) {
		uint64_t at = (uint64_t)off + done;
		size_t part = MIN(len - done, PAGE_SIZE - at % PAGE_SIZE);
		const uint8_t *frame = frames_find(frames, at / PAGE_SIZE);
		if (frame)
			memcpy((char *)buf + done, frame + at % PAGE_SIZE, part);
		else
			memset((char *)buf + done, 0, part);
		done += part;
	}
	return (ssize_t)len;
}

/* Before the file grows: a mapping may have left something behind the end in the last frame. */
static void clear_tail(struct vnode *vn)
{
	uint8_t *last = frames_find(&ramfs_node(vn)->frames, vn->size / PAGE_SIZE);

	if (last && vn->size % PAGE_SIZE)
		memset(last + vn->size % PAGE_SIZE, 0, PAGE_SIZE - vn->size % PAGE_SIZE);
}

static ssize_t file_write(struct vnode *vn, const void *buf, size_t len, off_t off)
{
	struct frames *frames = &ramfs_node(vn)->frames;
	size_t done = 0;

	if (len > 0 && ((uint64_t)off >= SIZE_MAX_FILE || len > SIZE_MAX_FILE - (uint64_t)off))
		return -EFBIG;
	if (len > 0 && (uint64_t)off > vn->size)
		clear_tail(vn);
	while (done < len) {
		uint64_t at = (uint64_t)off + done;
		size_t part = MIN(len - done, PAGE_SIZE - at % PAGE_SIZE);
		uint8_t *frame = frames_make(frames, at / PAGE_SIZE);
		if (!frame)
			break;
		memcpy(frame + at % PAGE_SIZE, (const char *)buf + done, part);
		done += part;
	}
	if (done > 0) {
		vn->size = MAX(vn->size, (uint64_t)off + done);
		vnode_touch(vn);
	}
	count_blocks(vn);
	return done > 0 || len == 0 ? (ssize_t)done : -ENOSPC;
}

static int file_truncate(struct vnode *vn, off_t size)
{
	struct frames *frames = &ramfs_node(vn)->frames;
	uint64_t end = (uint64_t)size;

	if (end > SIZE_MAX_FILE)
		return -EFBIG;
	if (end > vn->size)
		clear_tail(vn);
	else
		frames_cut(frames, (end + PAGE_SIZE - 1) / PAGE_SIZE);
	vn->size = end;
	clear_tail(vn);
	count_blocks(vn);
	vnode_touch(vn);
	return 0;
}

static int file_allocate(struct vnode *vn, off_t off, off_t len)
{
	struct frames *frames = &ramfs_node(vn)->frames;
	uint64_t end = (uint64_t)(off + len);
	int err = end > SIZE_MAX_FILE ? -EFBIG : 0;

	for (uint64_t at = (uint64_t)off / PAGE_SIZE; !err && at * PAGE_SIZE < end; at++) {
		if (!frames_make(frames, at))
			err = -ENOSPC;
	}
	if (err)
		frames_cut(frames, (vn->size + PAGE_SIZE - 1) / PAGE_SIZE);
	count_blocks(vn);
	return err;
}

static off_t file_seek_data(struct vnode *vn, off_t off, bool hole)
{
	const struct frames *frames = &ramfs_node(vn)->frames;
	uint64_t index = (uint64_t)off / PAGE_SIZE, at;

	if (hole) {
		while (index * PAGE_SIZE < vn->size && frames_find(frames, index))
			index++;
	} else if (!frames_next(frames, &index) || index * PAGE_SIZE >= vn->size) {
		return -ENXIO;
	}
	at = MAX(index * PAGE_SIZE, (uint64_t)off);
	return (off_t)MIN(at, vn->size);
}

static int file_map_page(struct vnode *vn, uint64_t index, bool for_write, void **frame)
{
	(void)for_write; /* a hole that is only read is filled too: nobody else has zeros to lend */
	*frame = frames_make(&ramfs_node(vn)->frames, index);
	count_blocks(vn);
	return *frame ? 0 : -ENOSPC;
}

static void file_unmap_page(struct vnode *vn, uint64_t index, bool dirty, bool unmapped)
{
	(void)index;
	(void)unmapped;
	if (dirty)
		vnode_touch(vn);
}

const struct vnode_ops ramfs_file_ops = {
	.read = file_read,
	.write = file_write,
	.truncate = file_truncate,
	.allocate = file_allocate,
	.seek_data = file_seek_data,
	.map_page = file_map_page,
	.unmap_page = file_unmap_page,
	.reclaim = ramfs_reclaim,
};

const struct vnode_ops ramfs_borrowed_ops = {
	.read = borrowed_read,
	.reclaim = ramfs_reclaim,
};
