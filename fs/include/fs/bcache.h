/* SPDX-License-Identifier: MIT */
/*
 * bcache.h - blocks of 4 KiB of a device in memory, one frame each. All filesystems on
 * devices read and write through it: a read of a file is one copy out of a frame, a transfer
 * is DMA into and out of it, and a file mapping is the frame itself.
 *
 * Dirty blocks are written by a thread of its own (without a scheduler: while the program
 * waits) CONFIG_BCACHE_FLUSH_MS after they became dirty, when there are more than
 * CONFIG_BCACHE_DIRTY_PERCENT of them, and by the calls below. In which order blocks reach the
 * medium is the filesystem's job: it holds what must not be written yet (bcache_hold()).
 *
 * Locking: the list and the states are behind a lock of the cache's own; the bytes of a block
 * are the filesystem's to guard. A block that is being written is not changed: bcache_dirty()
 * waits for it. Lock order: vnode -> fs -> bcache.
 */
#ifndef FS_BCACHE_H
#define FS_BCACHE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <core/blk.h>
#include <core/compiler.h>

#define BCACHE_BLOCK 4096u

/** The cache of one device. */
struct bcache;

/** A block in memory. Borrowed between bcache_get() and bcache_put(); it cannot go away
 *  meanwhile. */
struct buf {
	uint8_t *data; /* BCACHE_BLOCK bytes, a frame in the direct map */
	uint64_t block;
	struct bcache *cache;
	/* of bcache.c */
	struct buf *hash_next, *lru_next, *lru_prev, *dirty_next, *dirty_prev;
	uint64_t dirty_since;
	unsigned refs;
	uint8_t state;
	bool held;
	int error; /* of the last write: kept until somebody is told */
};

/** Opens the cache of dev, one per device: -EBUSY. -ENOMEM. The last block of a device that
 *  does not end on 4 KiB is zero behind its end. */
int bcache_open(struct blk_dev *dev, struct bcache **out) MAY_SLEEP;
/** Writes what is dirty, flushes the device and frees everything. No block is borrowed.
 *  0, or the first error. */
int bcache_close(struct bcache *c) MAY_SLEEP;

/** Borrows a block, reading it when it is not here. 0; -EIO; -EINVAL behind the end;
 *  -ENOMEM: no frame, and nothing that could be given up. */
int bcache_get(struct bcache *c, uint64_t block, struct buf **out) MAY_SLEEP;
/** The same for a block that will be overwritten: nothing is read, it is zero. */
int bcache_get_zero(struct bcache *c, uint64_t block, struct buf **out) MAY_SLEEP;
void bcache_put(struct buf *b);
/** Starts reading n blocks that will be wanted soon, in as few requests as possible. */
void bcache_read_ahead(struct bcache *c, uint64_t block, unsigned n) MAY_SLEEP;

/** Before the bytes of b are changed: waits until it is not being written, and marks it
 *  dirty. The caller's changes and this call are one critical section of the filesystem. */
void bcache_dirty(struct buf *b) MAY_SLEEP;
/** While held, a dirty block is not written. Once, not counted. */
void bcache_hold(struct buf *b);
void bcache_release(struct buf *b);
/** b is not wanted any more (its block was freed): what was not written never will be. */
void bcache_forget(struct buf *b);

/** Writes n blocks (in ascending order: neighbours go in one request) that are dirty, held or
 *  not, and waits. 0 or the first -EIO; the others are written all the same. */
int bcache_write(struct buf *const *bufs, size_t n) MAY_SLEEP;
/** Writes every dirty block that is not held, and waits; no flush of the device. */
int bcache_write_all(struct bcache *c) MAY_SLEEP;
/** bcache_write_all(), then flushes the device. */
int bcache_sync(struct bcache *c) MAY_SLEEP;

struct blk_dev *bcache_device(const struct bcache *c);
/** Blocks of the device, the last one perhaps in part. */
uint64_t bcache_blocks(const struct bcache *c);

/** Over all caches. */
struct bcache_stats {
	size_t blocks, dirty, limit;
	unsigned long hits, misses, reads, writes;
};
void bcache_stats(struct bcache_stats *s);

#endif
