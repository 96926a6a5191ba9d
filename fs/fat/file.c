/* SPDX-License-Identifier: MIT */
/*
 * file.c - the contents of files. FAT has no holes: what a file grows by without being written
 * is zeros on the volume.
 *
 * Locking: the VFS holds the file's lock. Writing holds fs->lock too, as fs/bcache.h asks, so
 * that nothing is changed while it is being written; reading takes it to find clusters only.
 */
#include <errno.h>
#include <string.h>

#include <core/panic.h>

#include "fat.h"

#define SIZE_LIMIT   0xffffffffull /* bytes of a file */
#define AHEAD_BLOCKS 32u           /* asked for at once */
#define AHEAD_MIN    (4u * BCACHE_BLOCK)

/* Where the bytes of a file from `off` on lie, and how many follow each other there. */
struct piece {
	uint64_t at, len;
};

static int find_piece(struct fat *fs, struct fat_node *n, uint64_t off, uint64_t len,
		      struct piece *p)
{
	uint32_t cluster, run, size = fs->geo.cluster;
	uint32_t want = (uint32_t)MIN((off % size + len + size - 1) / size, UINT32_MAX);
	int err = fat_map(fs, n, (uint32_t)(off / size), want, &cluster, &run);

	if (err)
		return err;
	p->at = fat_cluster_at(fs, cluster) + off % size;
	p->len = MIN(len, (uint64_t)run * size - off % size);
	return 0;
}

/* --- reading -------------------------------------------------------------------------------------
 */

static int read_piece(struct fat *fs, const struct piece *p, char *to)
{
	uint64_t first = p->at / BCACHE_BLOCK, end = (p->at + p->len - 1) / BCACHE_BLOCK + 1;

	for (uint64_t block = first, done = 0; block < end; block++) {
		size_t in = (p->at + done) % BCACHE_BLOCK;
		size_t part = MIN(p->len - done, BCACHE_BLOCK - in);
		struct buf *b;
		if (end - block > 1 && (block - first) % AHEAD_BLOCKS == 0)
			bcache_read_ahead(fs->cache, block,
					  (unsigned)MIN(end - block, AHEAD_BLOCKS));
		int err = bcache_get(fs->cache, block, &b);
		if (err)
			return err;
		memcpy(to + done, b->data + in, part);
		bcache_put(b);
		done += part;
	}
	return 0;
}

/* Reading that goes on where it ended is ahead of what is asked for, the more the longer it
 * does. */
static void read_ahead(struct fat *fs, struct fat_node *n, uint64_t off, uint64_t len)
{
	uint64_t end = off + len;
	struct piece p;

	if (off != n->next_read) {
		n->ahead = 0;
		n->read_until = end;
	} else {
		n->ahead = MIN(MAX(n->ahead * 2, AHEAD_MIN), bcache_ahead_max() * BCACHE_BLOCK);
	}
	n->next_read = end;
	uint64_t from = MAX(end, n->read_until), until = MIN(end + n->ahead, n->vn.size);
	if (until <= from || until - from < n->ahead / 2 ||
	    find_piece(fs, n, from, until - from, &p))
		return;
	uint64_t first = p.at / BCACHE_BLOCK, last = (p.at + p.len - 1) / BCACHE_BLOCK;
	bcache_read_ahead(fs->cache, first, (unsigned)(last - first + 1));
	n->read_until = from + p.len;
}

static ssize_t file_read(struct vnode *vn, void *buf, size_t len, off_t off)
{
	struct fat *fs = fat_of(vn);
	size_t done = 0;
	int err = 0;

	if ((uint64_t)off >= vn->size)
		return 0;
	len = MIN(len, vn->size - (uint64_t)off);
	while (done < len && !err) {
		struct piece p;
		mutex_lock(&fs->lock);
		if (done == 0)
			read_ahead(fs, fat_node(vn), (uint64_t)off, len);
		err = find_piece(fs, fat_node(vn), (uint64_t)off + done, len - done, &p);
		mutex_unlock(&fs->lock);
		if (!err)
			err = read_piece(fs, &p, (char *)buf + done);
		if (!err)
			done += p.len;
	}
	return done > 0 ? (ssize_t)done : err;
}

/* --- writing -------------------------------------------------------------------------------- */

/* Writes bytes (NULL: zeros) to the piece, which begins at `off` of the file. A block in which
 * the file had nothing so far, nor anybody else, need not be read. */
static int write_piece(struct fat *fs, const struct fat_node *n, uint64_t off,
		       const struct piece *p, const char *bytes, uint64_t *done)
{
	for (*done = 0; *done < p->len;) {
		uint64_t at = p->at + *done;
		size_t in = at % BCACHE_BLOCK, part = MIN(p->len - *done, BCACHE_BLOCK - in);
		bool whole = part == BCACHE_BLOCK;
		bool fresh = fat_is_aligned(fs) && in == 0 && off + *done >= n->vn.size;
		struct buf *b;
		int err = whole || fresh ? bcache_get_zero(fs->cache, at / BCACHE_BLOCK, &b)
					 : bcache_get(fs->cache, at / BCACHE_BLOCK, &b);
		if (err)
			return err;
		bcache_dirty(b);
		if (bytes)
			memcpy(b->data + in, bytes + *done, part);
		else
			memset(b->data + in, 0, part);
		bcache_put(b);
		*done += part;
	}
	return 0;
}

/* Makes the chain long enough for `end` bytes, or as long as there is room. */
static int reserve(struct fat *fs, struct fat_node *n, uint64_t end)
{
	int err = 0;

	while (!err && (uint64_t)n->count * fs->geo.cluster < end) {
		err = fat_begin(fs);
		if (!err)
			err = fat_grow(fs, n);
	}
	return err;
}

/* Gives back what lies behind the file's end; while pages are lent, that may be among them,
 * and waits. If it fails, the chain stays longer than the file. */
static void trim(struct fat *fs, struct fat_node *n)
{
	uint64_t used = (n->vn.size + fs->geo.cluster - 1) / fs->geo.cluster;

	if (n->count > used && n->lent == 0 && fat_begin(fs) == 0)
		fat_cut(fs, n, (uint32_t)used);
	n->vn.blocks = (uint64_t)n->count * fs->geo.cluster / BLK_SECTOR;
}

/* Writes [off, off + len), which does not leave a gap behind the end. The count, or an error
 * if it would be 0. */
static ssize_t put(struct fat *fs, struct fat_node *n, const char *bytes, uint64_t len,
		   uint64_t off)
{
	uint64_t done = 0;
	int err = reserve(fs, n, off + len);
	uint64_t room = MIN(off + len, (uint64_t)n->count * fs->geo.cluster);

	if (room <= off)
		return err;
	len = room - off;
	int failed = 0;
	while (done < len && !failed) {
		struct piece p;
		uint64_t part = 0;
		failed = find_piece(fs, n, off + done, len - done, &p);
		if (!failed)
			failed = write_piece(fs, n, off + done, &p, bytes ? bytes + done : NULL,
					     &part);
		done += part;
		n->vn.size = MAX(n->vn.size, off + done);
	}
	fs->data_dirty = true;
	return done > 0 ? (ssize_t)done : failed;
}

/* Fills the file with zeros up to `end`, in steps that one commit can take. */
static int put_zeros(struct fat *fs, struct fat_node *n, uint64_t end)
{
	while (n->vn.size < end) {
		uint64_t part = MIN(end - n->vn.size, (uint64_t)AHEAD_BLOCKS * BCACHE_BLOCK);
		ssize_t done = put(fs, n, NULL, part, n->vn.size);
		if (done < 0)
			return (int)done;
	}
	return 0;
}

/* The contents have changed, and the size from `before` to what it is: stores that in the
 * entry. When that fails, the file has the size that the entry says. */
static int changed(struct fat *fs, struct fat_node *n, uint64_t before)
{
	fat_touch(n);
	int err = fat_store_node(fs, n);
	if (err)
		n->vn.size = before;
	trim(fs, n);
	return err;
}

static ssize_t write_locked(struct fat *fs, struct fat_node *n, const void *buf, size_t len,
			    uint64_t off)
{
	uint64_t before = n->vn.size;
	int err = fat_begin(fs);

	if (!err)
		err = put_zeros(fs, n, off);
	ssize_t done = err ? err : put(fs, n, buf, len, off);
	if (done <= 0) { /* zeros are not wanted without what was to follow */
		n->vn.size = before;
		trim(fs, n);
		return done;
	}
	err = changed(fs, n, before);
	return err ? err : done;
}

static ssize_t file_write(struct vnode *vn, const void *buf, size_t len, off_t off)
{
	struct fat *fs = fat_of(vn);

	if (len == 0)
		return 0;
	if ((uint64_t)off >= SIZE_LIMIT)
		return -EFBIG;
	len = MIN(len, SIZE_LIMIT - (uint64_t)off);
	mutex_lock(&fs->lock);
	ssize_t done = write_locked(fs, fat_node(vn), buf, len, (uint64_t)off);
	fat_end(fs);
	mutex_unlock(&fs->lock);
	return done;
}

static int truncate_locked(struct fat *fs, struct fat_node *n, uint64_t size)
{
	uint64_t before = n->vn.size;
	int err = fat_begin(fs);

	if (!err && size > before)
		err = put_zeros(fs, n, size);
	if (err) {
		n->vn.size = before;
		trim(fs, n);
		return err;
	}
	n->vn.size = size;
	return changed(fs, n, before);
}

static int file_truncate(struct vnode *vn, off_t size)
{
	struct fat *fs = fat_of(vn);

	if ((uint64_t)size > SIZE_LIMIT)
		return -EFBIG;
	mutex_lock(&fs->lock);
	int err = truncate_locked(fs, fat_node(vn), (uint64_t)size);
	fat_end(fs);
	mutex_unlock(&fs->lock);
	return err;
}

/* --- mapping -------------------------------------------------------------------------------- */

/* Of files whose clusters are whole blocks: page and block are the same. Zeros behind the end
 * need not reach the volume. */
static int map_block(struct fat *fs, struct fat_node *n, uint64_t index, struct buf **b)
{
	struct piece p;
	uint64_t off = index * BCACHE_BLOCK;

	if (off >= (uint64_t)n->count * fs->geo.cluster)
		return -EINVAL;
	int err = find_piece(fs, n, off, BCACHE_BLOCK, &p);
	return err ? err : bcache_get(fs->cache, p.at / BCACHE_BLOCK, b);
}

static int file_map_page(struct vnode *vn, uint64_t index, bool for_write, void **frame)
{
	struct fat *fs = fat_of(vn);
	struct fat_node *n = fat_node(vn);
	struct buf *b;

	mutex_lock(&fs->lock);
	int err = for_write ? fat_begin(fs) : 0;
	if (!err)
		err = map_block(fs, n, index, &b);
	if (!err) {
		err = fat_note_lent(fs, n, index, b->block);
		if (err)
			bcache_put(b);
	}
	uint64_t left = vn->size - MIN(vn->size, index * BCACHE_BLOCK);
	if (!err && left < BCACHE_BLOCK)
		memset(b->data + left, 0, BCACHE_BLOCK - left);
	if (!err)
		*frame = b->data; /* b stays borrowed until unmap_page() */
	mutex_unlock(&fs->lock);
	return err;
}

static void file_unmap_page(struct vnode *vn, uint64_t index, bool dirty, bool unmapped)
{
	struct fat *fs = fat_of(vn);
	struct fat_node *n = fat_node(vn);

	mutex_lock(&fs->lock);
	struct buf *b = bcache_peek(fs->cache, fat_lent_block(n, index));
	ASSERT(b); /* it is borrowed, so it is in memory */
	if (dirty) {
		bcache_dirty(b);
		fs->data_dirty = true;
	}
	bcache_put(b);
	if (unmapped) {
		bcache_put(b);
		fat_forget_lent(n);
		trim(fs, n);
	}
	mutex_unlock(&fs->lock);
}

const struct vnode_ops fat_file_ops = {
	.read = file_read,
	.write = file_write,
	.truncate = file_truncate,
	.sync = fat_sync,
	.update = fat_update,
	.reclaim = fat_reclaim,
};

const struct vnode_ops fat_mapped_file_ops = {
	.read = file_read,
	.write = file_write,
	.truncate = file_truncate,
	.map_page = file_map_page,
	.unmap_page = file_unmap_page,
	.sync = fat_sync,
	.update = fat_update,
	.reclaim = fat_reclaim,
};
