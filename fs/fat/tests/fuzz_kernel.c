/* SPDX-License-Identifier: MIT */
/*
 * fuzz_kernel.c - see fuzz_kernel.h. One thread, no idle vnodes, no device: what is written is
 * written. Every block is lent out in a buffer of its own, so that a use after bcache_put() is
 * seen.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include <core/clock.h>
#include <core/heap.h>
#include <core/log.h>
#include <core/panic.h>
#include <core/printf.h>
#include <fs/bcache.h>

#include "fuzz_kernel.h"

#define BLOCKS_MAX 65536u

TABLE_DECLARE(struct fs_type, fs_types);

struct blk_dev fuzz_device = { .name = "fuzz" };
static uint8_t *disk;
static size_t disk_size;
static struct vnode *published;
static unsigned lent;
static uint64_t changed[BLOCKS_MAX]; /* blocks, perhaps several times */
static unsigned changes;

void fuzz_disk(uint8_t *data, size_t size)
{
	disk = data;
	disk_size = size;
	changes = 0;
	fuzz_device.sectors = size / BLK_SECTOR;
}

static void note_change(uint64_t block)
{
	if (changes == BLOCKS_MAX)
		abort();
	if (changes == 0 || changed[changes - 1] != block)
		changed[changes++] = block;
}

void fuzz_change(size_t at, uint8_t value)
{
	note_change(at / BCACHE_BLOCK);
	disk[at] = value;
}

void fuzz_restore(const uint8_t *original)
{
	for (; changes > 0; changes--) {
		size_t at = changed[changes - 1] * BCACHE_BLOCK;
		memcpy(disk + at, original + at, BCACHE_BLOCK);
	}
}

bool fuzz_mount(struct mount *m)
{
	*m = (struct mount){ .type = __start_fs_types, .dev = &fuzz_device };
	if (m->type->mount(m) == 0)
		return true;
	if (lent || published)
		abort();
	return false;
}

void fuzz_unmount(struct mount *m)
{
	int err = m->type->unmount(m);

	if (lent || published || (err && err != -EIO))
		abort();
}

/* --- core ----------------------------------------------------------------------------------- */

void *heap_alloc(size_t size)
{
	return malloc(size);
}

void *heap_alloc_zero(size_t count, size_t size)
{
	return calloc(count, size);
}

void heap_free(void *p)
{
	free(p);
}

void mutex_lock(struct mutex *m)
{
	if (m->owner)
		abort();
	m->owner = (struct thread *)m;
}

void mutex_unlock(struct mutex *m)
{
	m->owner = NULL;
}

int64_t clock_wall(void)
{
	return 1700000000 * (int64_t)NSEC_PER_SEC;
}

void log_write(enum log_level lvl, const char *tag, const char *fmt, ...)
{
	(void)lvl;
	(void)tag;
	(void)fmt;
}

int kvsnprintf(char *buf, size_t size, const char *fmt, va_list args)
{
	(void)fmt;
	(void)args;
	memset(buf, 0, size);
	return 0;
}

void panic(const char *fmt, ...)
{
	(void)fmt;
	abort();
}

/* --- blocks ------------------------------------------------------------------------------------
 */

struct bcache {
	struct blk_dev *dev;
};
static struct bcache cache = { &fuzz_device };

int bcache_open(struct blk_dev *dev, struct bcache **out)
{
	(void)dev;
	*out = &cache;
	return 0;
}

int bcache_close(struct bcache *c)
{
	(void)c;
	return 0;
}

int bcache_get(struct bcache *c, uint64_t block, struct buf **out)
{
	if (block >= disk_size / BCACHE_BLOCK)
		return -EINVAL;
	struct buf *b = calloc(1, sizeof(*b));
	b->data = malloc(BCACHE_BLOCK);
	memcpy(b->data, disk + block * BCACHE_BLOCK, BCACHE_BLOCK);
	b->block = block;
	b->cache = c;
	lent++;
	*out = b;
	return 0;
}

int bcache_get_zero(struct bcache *c, uint64_t block, struct buf **out)
{
	int err = bcache_get(c, block, out);

	if (!err)
		memset((*out)->data, 0, BCACHE_BLOCK);
	return err;
}

struct buf *bcache_peek(struct bcache *c, uint64_t block)
{
	struct buf *b;

	return bcache_get(c, block, &b) ? NULL : b;
}

/* What was not made dirty must not have been changed. */
void bcache_put(struct buf *b)
{
	uint8_t *home = disk + b->block * BCACHE_BLOCK;

	if (b->state) {
		note_change(b->block);
		memcpy(home, b->data, BCACHE_BLOCK);
	} else if (memcmp(home, b->data, BCACHE_BLOCK) != 0) {
		abort();
	}
	free(b->data);
	free(b);
	lent--;
}

void bcache_dirty(struct buf *b)
{
	b->state = 1;
}

void bcache_hold(struct buf *b)
{
	(void)b;
}

void bcache_release(struct buf *b)
{
	(void)b;
}

unsigned bcache_ahead_max(void)
{
	return 32;
}

void bcache_read_ahead(struct bcache *c, uint64_t block, unsigned n)
{
	(void)c;
	(void)block;
	(void)n;
}

int bcache_write(struct buf *const *bufs, size_t n)
{
	(void)bufs;
	(void)n;
	return 0;
}

int bcache_write_all(struct bcache *c)
{
	(void)c;
	return 0;
}

int bcache_sync(struct bcache *c)
{
	(void)c;
	return 0;
}

void bcache_set_flush(struct bcache *c, void (*flush)(void *ctx), void *ctx)
{
	(void)c;
	(void)flush;
	(void)ctx;
}

bool bcache_flush_due(struct bcache *c)
{
	(void)c;
	return false;
}

struct blk_dev *bcache_device(const struct bcache *c)
{
	return c->dev;
}

/* --- vnodes ------------------------------------------------------------------------------------
 */

void vnode_init(struct vnode *vn, const struct vnode_ops *ops, struct mount *mnt, uint64_t ino,
		mode_t mode)
{
	*vn = (struct vnode){ .ops = ops, .mnt = mnt, .ino = ino, .mode = mode, .refs = 1 };
	vn->nlink = S_ISDIR(mode) ? 2 : 1;
}

struct vnode *vnode_find(struct mount *mnt, uint64_t ino)
{
	struct vnode *vn = published;

	(void)mnt;
	while (vn && vn->ino != ino)
		vn = vn->hash_next;
	if (vn)
		vn->refs++;
	return vn;
}

void vnode_publish(struct vnode *vn)
{
	struct vnode *other = vnode_find(vn->mnt, vn->ino);

	if (other) /* two of one number */
		abort();
	vn->hash_next = published;
	vn->published = true;
	published = vn;
}

void vnode_put(struct vnode *vn)
{
	while (vn && --vn->refs == 0) {
		struct vnode *parent = vn->parent, **at = &published;
		while (vn->published && *at != vn)
			at = &(*at)->hash_next;
		if (vn->published)
			*at = vn->hash_next;
		vn->ops->reclaim(vn);
		vn = parent;
	}
}

void vnode_adopt(struct vnode *dir, struct vnode *vn)
{
	struct vnode *before = vn->parent;

	dir->refs++;
	vn->parent = dir;
	vnode_put(before);
}
