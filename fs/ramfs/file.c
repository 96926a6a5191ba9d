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

/* Bytes behind the end are always zero in their frame, so growing needs no care. */
static ssize_t file_write(struct vnode *vn, const void *buf, size_t len, off_t off)
{
	struct frames *frames = &ramfs_node(vn)->frames;
	size_t done = 0;

	if (len > 0 && ((uint64_t)off >= SIZE_MAX_FILE || len > SIZE_MAX_FILE - (uint64_t)off))
		return -EFBIG;
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
	if (end < vn->size) {
		uint8_t *last = frames_find(frames, end / PAGE_SIZE);
		if (last && end % PAGE_SIZE)
			memset(last + end % PAGE_SIZE, 0, PAGE_SIZE - end % PAGE_SIZE);
		frames_cut(frames, (end + PAGE_SIZE - 1) / PAGE_SIZE);
	}
	vn->size = end;
	count_blocks(vn);
	vnode_touch(vn);
	return 0;
}

const struct vnode_ops ramfs_file_ops = {
	.read = file_read,
	.write = file_write,
	.truncate = file_truncate,
	.reclaim = ramfs_reclaim,
};

const struct vnode_ops ramfs_borrowed_ops = {
	.read = borrowed_read,
	.reclaim = ramfs_reclaim,
};
