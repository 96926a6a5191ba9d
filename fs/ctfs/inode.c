/* SPDX-License-Identifier: MIT */
/*
 * inode.c - inodes in memory. Each keeps its block of the inode table borrowed, so that
 * writing it back cannot fail.
 *
 * An inode whose bit is set among the orphans has blocks that it is to lose: with no names
 * left all of them, else those behind its size. The bits are in every record of the journal.
 *
 * Locking: fs->lock for the table of inodes and their references.
 */
#define LOG_TAG "ctfs"
#include <errno.h>
#include <string.h>

#include <core/heap.h>
#include <core/log.h>
#include <core/panic.h>

#include "ctfs/ctfs.h"

static struct ctfs_inode **row(struct ctfs *fs, uint32_t ino)
{
	return &fs->inodes[ino % ARRAY_SIZE(fs->inodes)];
}

static struct ctfs_inode *find(struct ctfs *fs, uint32_t ino)
{
	struct ctfs_inode *ip = *row(fs, ino);

	while (ip && ip->ino != ino)
		ip = ip->next;
	return ip;
}

static uint32_t checksum(uint32_t ino, const struct ctfs_dinode *d)
{
	uint32_t crc = ctfs_crc(0, &ino, sizeof(ino));

	return ctfs_crc(crc, d, offsetof(struct ctfs_dinode, crc));
}

static struct ctfs_dinode *in_table(const struct ctfs_inode *ip)
{
	return (struct ctfs_dinode *)ip->buf->data + ip->ino % CTFS_PER_BLOCK;
}

static bool dir_size_ok(const struct ctfs_dinode *d)
{
	return d->type != CTFS_DIR || (d->size > 0 && d->size % CTFS_BLOCK == 0 &&
				       d->size / CTFS_BLOCK <= CTFS_DIR_BLOCKS);
}

/* What would mislead us later. Pointers are looked at when they are used. */
static const char *fault_of(const struct ctfs *fs, const struct ctfs_inode *ip)
{
	const struct ctfs_dinode *d = &ip->d;

	if (ctfs_super(fs)->features & CTFS_CHECKSUMS && checksum(ip->ino, d) != d->crc)
		return "the inode's checksum is wrong";
	if (d->type < CTFS_FILE || d->type > CTFS_SYMLINK)
		return "the inode is not in use";
	if (d->nlink == 0 && (ip->ino == CTFS_ROOT || !ctfs_is_orphan(ip)))
		return "the inode has no names";
	if (d->size > ctfs_blocks_max(fs) * CTFS_BLOCK || !dir_size_ok(d))
		return "the inode's size cannot be";
	if (d->type == CTFS_SYMLINK && (d->size == 0 || d->size >= CTFS_BLOCK))
		return "the link's length cannot be";
	return NULL;
}

static int load(struct ctfs_inode *ip)
{
	struct ctfs *fs = ip->fs;
	uint32_t block = CTFS_TABLE_START + ip->ino / CTFS_PER_BLOCK;
	int err = bcache_get(fs->cache, block, &ip->buf);

	if (err)
		return err;
	ip->d = *in_table(ip);
	return 0;
}

static struct ctfs_inode *allocate(struct ctfs *fs, uint32_t ino)
{
	struct ctfs_inode *ip = heap_alloc_zero(1, sizeof(*ip));

	if (ip) {
		ip->fs = fs;
		ip->ino = ino;
		ip->refs = 1;
	}
	return ip;
}

static void publish(struct ctfs_inode *ip)
{
	struct ctfs_inode **head = row(ip->fs, ip->ino);

	ip->next = *head;
	*head = ip;
}

static int make(struct ctfs *fs, uint32_t ino, struct ctfs_inode **out)
{
	struct ctfs_inode *ip = allocate(fs, ino);

	if (!ip)
		return -ENOMEM;
	int err = load(ip);
	const char *fault = err ? NULL : fault_of(fs, ip);
	if (fault) {
		err = ctfs_damaged(fs, ino, ip->buf->block, fault);
		bcache_put(ip->buf);
	}
	if (err) {
		heap_free(ip);
		return err;
	}
	ip->cutting = ctfs_is_orphan(ip);
	publish(ip);
	*out = ip;
	return 0;
}

int ctfs_inode_get(struct ctfs *fs, uint32_t ino, struct ctfs_inode **out)
{
	if (ino < CTFS_ROOT || ino >= CTFS_INODES)
		return ctfs_damaged(fs, ino, 0, "there is no such inode");
	*out = find(fs, ino);
	if (!*out)
		return make(fs, ino, out);
	(*out)->refs++;
	return 0;
}

void ctfs_inode_put(struct ctfs_inode *ip)
{
	struct ctfs_inode **at = row(ip->fs, ip->ino);

	if (--ip->refs > 0)
		return;
	while (*at != ip)
		at = &(*at)->next;
	*at = ip->next;
	ctfs_index_free(ip->index);
	bcache_put(ip->buf);
	heap_free(ip);
}

/* The generation tells a reused number from its former life. */
int ctfs_inode_new(struct ctfs *fs, enum ctfs_type type, uint16_t mode, struct ctfs_inode **out)
{
	uint32_t ino = ctfs_find_inode(fs);

	if (ino == 0)
		return -ENOSPC;
	if (fs->free_inodes == 0)
		return ctfs_damaged(fs, ino, CTFS_IBITMAP_START,
				    "an inode is free, the superblock counts none");
	if (find(fs, ino))
		return ctfs_damaged(fs, ino, CTFS_IBITMAP_START,
				    "an inode in use is marked as free");
	struct ctfs_inode *ip = allocate(fs, ino);
	int err = ip ? load(ip) : -ENOMEM;
	if (!err && ip->d.type != CTFS_FREE) {
		err = ctfs_damaged(fs, ino, ip->buf->block, "an inode in use is marked as free");
		bcache_put(ip->buf);
	}
	if (err) {
		heap_free(ip);
		return err;
	}
	uint64_t now = ctfs_now();
	ip->d = (struct ctfs_dinode){ .mode = mode & 07777,
				      .type = (uint8_t)type,
				      .nlink = type == CTFS_DIR ? 2 : 1,
				      .atime = now,
				      .mtime = now,
				      .ctime = now,
				      .generation = ip->d.generation + 1 };
	publish(ip);
	*out = ip;
	return 0;
}

void ctfs_inode_update(struct ctfs_inode *ip)
{
	ctfs_modify(ip->fs, ip->buf);
	ip->d.crc = checksum(ip->ino, &ip->d);
	*in_table(ip) = ip->d;
	ip->tid = ip->fs->journal.tid;
}

bool ctfs_inode_differs(const struct ctfs_inode *ip)
{
	return memcmp(in_table(ip), &ip->d, offsetof(struct ctfs_dinode, crc)) != 0;
}

int ctfs_get(struct ctfs *fs, uint32_t ino, struct ctfs_inode **out)
{
	mutex_lock(&fs->lock);
	int err = ctfs_inode_get(fs, ino, out);
	mutex_unlock(&fs->lock);
	return err;
}

int ctfs_changed(struct ctfs_inode *ip)
{
	int err = ctfs_begin(ip->fs, 1, 0);

	if (err)
		return err;
	ctfs_inode_update(ip);
	ctfs_end(ip->fs);
	return 0;
}

/* --- orphans --------------------------------------------------------------------------------- */

bool ctfs_is_orphan(const struct ctfs_inode *ip)
{
	return ctfs_bit(ip->fs->orphans, ip->ino);
}

void ctfs_set_orphan(struct ctfs_inode *ip, bool on)
{
	ctfs_set_bit(ip->fs->orphans, ip->ino, on);
	ip->fs->journal.changed = true;
}

/* Frees an inode that has no names: its blocks, then itself. */
static int erase(struct ctfs_inode *ip)
{
	struct ctfs *fs = ip->fs;
	uint32_t generation = ip->d.generation;
	int err = ctfs_free_from(ip, 0);

	if (!err)
		err = ctfs_reserve(fs, NULL, 2, 0);
	if (err)
		return err;
	ip->d = (struct ctfs_dinode){ .generation = generation };
	ctfs_inode_update(ip);
	ctfs_free_inode(fs, ip->ino);
	ctfs_set_orphan(ip, false);
	return 0;
}

/* What fails here is tried again at the next mount. */
void ctfs_put(struct ctfs_inode *ip)
{
	struct ctfs *fs = ip->fs;

	mutex_lock(&fs->lock);
	if (ip->refs == 1 && ip->d.nlink == 0 && !fs->read_only && !fs->aborted)
		erase(ip);
	ctfs_inode_put(ip);
	mutex_unlock(&fs->lock);
}

static int reap(struct ctfs *fs, uint32_t ino)
{
	struct ctfs_inode *ip;
	int err = ctfs_inode_get(fs, ino, &ip);

	if (err)
		return err;
	err = ip->d.nlink == 0 ? erase(ip) : ctfs_finish_cut(ip);
	ctfs_inode_put(ip);
	return err;
}

/* One that fails stays an orphan: its file does not grow, and the next mount tries again. */
void ctfs_reap_orphans(struct ctfs *fs)
{
	for (uint32_t ino = CTFS_ROOT; ino < CTFS_INODES; ino++)
		if (ctfs_bit(fs->orphans, ino) && reap(fs, ino))
			log_warn("%s: inode %u: its blocks could not be freed yet",
				 bcache_device(fs->cache)->name, ino);
}
