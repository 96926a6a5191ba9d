/* SPDX-License-Identifier: MIT */
/*
 * file.c - what is in files. Data goes to its place, not through the journal; what a new size
 * or a new pointer speaks of is on the medium before the record that has it (TAG_ORDERED).
 *
 * What a file's last block holds behind the file's end is undefined: cutting a file changes no
 * data, since the cut may turn out not to have happened. So it is made zero when the file
 * grows, and if the cut was in the running transaction, that is committed before.
 *
 * Locking: the caller has excluded other operations on the inode. Data is changed under
 * fs->lock, and so never while a commit writes it.
 */
#include <errno.h>
#include <string.h>

#include "ctfs/ctfs.h"

#define AHEAD_MIN    4u                /* blocks */
#define PREPARED_MAX (64 * CTFS_BLOCK) /* bytes that are asked for at a time */

/* --- reading ---------------------------------------------------------------------------------- */

static void read_ahead(struct ctfs_inode *ip, uint64_t index, uint64_t pages)
{
	uint64_t end = MIN(index + pages, (ip->d.size + CTFS_BLOCK - 1) / CTFS_BLOCK), run;
	uint32_t block;

	for (; index < end && !ctfs_map_run(ip, index, end - index, &block, &run); index += run)
		if (block)
			bcache_read_ahead(ip->fs->cache, block, (unsigned)run);
}

/* Before pages are read: those asked for, and the more behind them the longer it has been
 * going on in order. More are asked for when half of them are used up: the other half is what
 * the program reads while the disk works. */
static void prepare_reading(struct ctfs_inode *ip, uint64_t off, size_t len)
{
	uint64_t first = off / CTFS_BLOCK, pages = (off + len - 1) / CTFS_BLOCK - first + 1;

	if (off != ip->next_read) {
		ip->read_ahead = 0;
		ip->read_until = first;
	} else {
		ip->read_ahead = MIN(MAX(ip->read_ahead * 2, AHEAD_MIN), bcache_ahead_max());
	}
	ip->next_read = off + len;
	uint64_t start = MAX(first, ip->read_until), end = first + pages + ip->read_ahead;
	if (end <= start || (start > first + pages && end - start < ip->read_ahead / 2))
		return;
	if (end - start > 1)
		read_ahead(ip, start, end - start);
	ip->read_until = end;
}

/* From blocks that follow each other, the first byte at `at` of the first one. */
static int copy_out(struct ctfs *fs, uint32_t block, size_t at, char *to, size_t len, size_t *done)
{
	struct buf *b;

	for (*done = 0; *done < len; at = 0) {
		size_t part = MIN(len - *done, CTFS_BLOCK - at);
		int err = bcache_get(fs->cache, block++, &b);
		if (err)
			return err;
		memcpy(to + *done, b->data + at, part);
		bcache_put(b);
		*done += part;
	}
	return 0;
}

/* What lies together, up to len bytes from off on. */
static int read_run(struct ctfs_inode *ip, uint64_t off, char *to, size_t len, size_t *done)
{
	size_t at = off % CTFS_BLOCK;
	uint64_t run;
	uint32_t block;
	int err = ctfs_map_run(ip, off / CTFS_BLOCK, (at + len - 1) / CTFS_BLOCK + 1, &block, &run);

	*done = 0;
	if (err)
		return err;
	len = MIN(len, run * CTFS_BLOCK - at);
	if (block)
		return copy_out(ip->fs, block, at, to, len, done);
	memset(to, 0, len);
	*done = len;
	return 0;
}

ssize_t ctfs_read(struct ctfs_inode *ip, void *buf, size_t len, uint64_t off)
{
	size_t done = 0, prepared = 0, part;
	int err = 0;

	if (off >= ip->d.size || len == 0)
		return 0;
	len = MIN(len, ip->d.size - off);
	while (done < len && !err) {
		if (done == prepared) {
			prepared += MIN(len - done, PREPARED_MAX);
			prepare_reading(ip, off + done, prepared - done);
		}
		err = read_run(ip, off + done, (char *)buf + done, prepared - done, &part);
		done += part;
	}
	return done > 0 ? (ssize_t)done : err;
}

/* --- growing ------------------------------------------------------------------------------------
 */

void ctfs_mark(struct ctfs_inode *ip, struct buf *b, bool ordered)
{
	if (!bcache_is_dirty(b))
		b->tag &= (uint16_t)~TAG_ORDERED;
	bcache_dirty(b);
	b->owner = ip->ino;
	if (ordered) {
		b->tag |= TAG_ORDERED;
		ip->fs->journal.has_data = true;
	}
}

/* A cut of this very transaction must be on the medium before the block that it went through
 * changes; and one that could not be finished leaves blocks behind the end. */
int ctfs_prepare_growing(struct ctfs_inode *ip)
{
	int err = ip->cut_tid == ip->fs->journal.tid ? ctfs_commit(ip->fs) : 0;

	return err ? err : ctfs_finish_cut(ip);
}

/* Zeros from the file's end to `to`, or to the end of that block. */
static int clear_tail(struct ctfs_inode *ip, uint64_t to)
{
	uint64_t end = ip->d.size, at = end % CTFS_BLOCK;
	uint32_t block;
	struct buf *b;

	if (at == 0 || to <= end)
		return 0;
	int err = ctfs_map(ip, end / CTFS_BLOCK, &block);
	if (!err && block)
		err = bcache_get(ip->fs->cache, block, &b);
	if (err || !block)
		return err;
	ctfs_mark(ip, b, true);
	memset(b->data + at, 0, MIN(CTFS_BLOCK - at, to - end));
	bcache_put(b);
	return 0;
}

static void set_size(struct ctfs_inode *ip, uint64_t size)
{
	ip->d.size = size;
	ip->data_tid = ip->fs->journal.tid;
}

/* --- writing ------------------------------------------------------------------------------------
 */

static int write_page(struct ctfs_inode *ip, const char *from, size_t len, uint64_t off)
{
	uint64_t index = off / CTFS_BLOCK;
	size_t at = off % CTFS_BLOCK;
	struct buf *b;
	bool fresh;
	int err = ctfs_reserve(ip->fs, ip, ctfs_map_images(ip, index), MAP_BLOCKS);

	if (!err)
		err = ctfs_map_make(ip, index, len == CTFS_BLOCK, &b, &fresh);
	if (err)
		return err;
	ctfs_mark(ip, b, fresh || off + len > ip->d.size);
	memcpy(b->data + at, from, len);
	bcache_put(b);
	if (off + len > ip->d.size)
		set_size(ip, off + len);
	return 0;
}

static int write_pages(struct ctfs_inode *ip, const char *from, size_t len, uint64_t off,
		       size_t *done)
{
	int err = 0;

	while (*done < len && !err) {
		uint64_t at = off + *done;
		size_t part = MIN(len - *done, CTFS_BLOCK - at % CTFS_BLOCK);
		err = write_page(ip, from + *done, part, at);
		if (!err)
			*done += part;
	}
	return err;
}

ssize_t ctfs_write(struct ctfs_inode *ip, const void *buf, size_t len, uint64_t off)
{
	uint64_t max = ctfs_blocks_max(ip->fs) * CTFS_BLOCK;
	size_t done = 0;

	if (len == 0)
		return 0;
	if (off >= max)
		return -EFBIG;
	len = MIN(len, max - off);
	int err = ctfs_begin(ip->fs, 1, 0);
	if (err)
		return err;
	if (off + len > ip->d.size)
		err = ctfs_prepare_growing(ip);
	if (!err)
		err = ctfs_reserve(ip->fs, ip, 1, 0);
	if (!err)
		err = clear_tail(ip, off);
	if (!err)
		err = write_pages(ip, buf, len, off, &done);
	if (done > 0)
		ip->d.mtime = ip->d.ctime = ctfs_now();
	if (ctfs_has_begun(ip->fs) && ctfs_inode_differs(ip))
		ctfs_inode_update(ip);
	ctfs_end(ip->fs);
	return done > 0 ? (ssize_t)done : err;
}

/* --- cutting ------------------------------------------------------------------------- */

static int shrink(struct ctfs_inode *ip, uint64_t size)
{
	set_size(ip, size);
	if (size % CTFS_BLOCK)
		ip->cut_tid = ip->fs->journal.tid;
	ip->cutting = true;
	ctfs_set_orphan(ip, true);
	ctfs_inode_update(ip);
	return ctfs_finish_cut(ip);
}

static int grow(struct ctfs_inode *ip, uint64_t size)
{
	int err = ctfs_prepare_growing(ip);

	if (!err)
		err = ctfs_reserve(ip->fs, ip, 1, 0);
	if (!err)
		err = clear_tail(ip, size);
	if (err)
		return err;
	set_size(ip, size);
	return 0;
}

int ctfs_truncate(struct ctfs_inode *ip, uint64_t size)
{
	if (size > ctfs_blocks_max(ip->fs) * CTFS_BLOCK)
		return -EFBIG;
	int err = ctfs_begin(ip->fs, 1, 0);
	if (err)
		return err;
	ip->d.mtime = ip->d.ctime = ctfs_now();
	err = size < ip->d.size ? shrink(ip, size) : grow(ip, size);
	if (ctfs_has_begun(ip->fs))
		ctfs_inode_update(ip);
	ctfs_end(ip->fs);
	return err;
}
