/* SPDX-License-Identifier: MIT */
/*
 * bcache.h - blocks of 4 KiB of a device in memory, one frame each. All filesystems on
 * devices read and write through it: a read of a file is one copy out of a frame, a transfer
 * is DMA into and out of it, and a file mapping is the frame itself.
 *
 * A block is written CONFIG_BCACHE_FLUSH_MS after it became dirty, when there are more than
 * CONFIG_BCACHE_DIRTY_PERCENT of them, when memory is short, and by the calls below. In which
 * order blocks reach the medium is the filesystem's job: it holds what must not be written yet
 * (bcache_hold()). A block whose writing failed stays dirty and is tried again by whatever
 * writes next; so an error is lost to nobody.
 *
 * What changes a block's bytes: get, dirty, change, put, in one critical section of the
 * filesystem, which also is not left while the filesystem calls a bcache_write*(): then a block
 * is never changed while it is written. What the cache writes on its own it takes from the
 * blocks that nobody has borrowed.
 *
 * The time of flushing is the filesystem's to use (bcache_set_flush()): a thread of the cache
 * calls it. Without a scheduler there is no such thread; a filesystem that waits when it
 * flushes then asks bcache_flush_due() at the end of its operations.
 *
 * Locking: the lists and states are behind a lock of the cache's own; the bytes of a block
 * are the filesystem's to guard. Lock order: vnode -> fs -> bcache.
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
	uint32_t owner; /* the filesystem's own, for bcache_write_if(); 0 at first */
	uint16_t tag;   /* as well */
	/* --- of fs/bcache */
	uint8_t state, list;
	bool held, detached;
	unsigned refs, pass;
	struct buf *hash_next;
	struct buf *next, *prev; /* in the list of what is idle, or of what is dirty */
};

/** Opens the cache of dev, one per device: -EBUSY. -ENOMEM; -EINVAL: the device cannot
 *  transfer 4 KiB. The last block of a device that does not end on 4 KiB is zero behind its
 *  end. */
int bcache_open(struct blk_dev *dev, struct bcache **out) MAY_SLEEP;
/** Writes what is dirty and not held, flushes the device and frees everything. No block is
 *  borrowed. 0, or the first error: what could not be written is lost. */
int bcache_close(struct bcache *c) MAY_SLEEP;

/** Borrows a block, reading it when it is not here. 0; -EIO; -EINVAL behind the end;
 *  -ENOMEM: no frame, and nothing that could be given up. */
int bcache_get(struct bcache *c, uint64_t block, struct buf **out) MAY_SLEEP;
/** The same for a block that will be overwritten: nothing is read, it is zero. */
int bcache_get_zero(struct bcache *c, uint64_t block, struct buf **out) MAY_SLEEP;
/** Borrows a block if it is in memory; NULL. Reads nothing, waits for nothing. */
struct buf *bcache_peek(struct bcache *c, uint64_t block);
/** Borrows b once more. */
void bcache_ref(struct buf *b);
void bcache_put(struct buf *b);
/** Starts reading n blocks that will be wanted soon, in as few requests as possible. */
void bcache_read_ahead(struct bcache *c, uint64_t block, unsigned n) MAY_SLEEP;
/** How many blocks a file that is read in order may be ahead: CONFIG_BCACHE_READ_AHEAD_KB, as
 *  far as a small cache is not filled by that. */
unsigned bcache_ahead_max(void);

/** Before the bytes of b are changed: waits until it is not being written, and marks it
 *  dirty. */
void bcache_dirty(struct buf *b) MAY_SLEEP;
/** While held, a dirty block is written by bcache_write() alone. Once, not counted. */
void bcache_hold(struct buf *b);
void bcache_release(struct buf *b);
bool bcache_is_dirty(const struct buf *b);
/** b is not wanted any more (its block was freed): what was not written never will be. It
 *  stays borrowed until bcache_put(), but whoever asks for the block gets another buf. */
void bcache_forget(struct buf *b) MAY_SLEEP;
/** The same for n blocks, as far as they are in memory. */
void bcache_discard(struct bcache *c, uint64_t block, uint64_t n) MAY_SLEEP;

/** Writes those of n blocks that are dirty, held or not (neighbours that follow each other
 *  in bufs go in one request), and waits. 0 or the first -EIO; the others are written all
 *  the same. */
int bcache_write(struct buf *const *bufs, size_t n) MAY_SLEEP;
/** Writes the bytes of n blocks, dirty or not, to n consecutive other blocks, past the
 *  cache, and waits: for a journal. 0, -EIO. */
int bcache_write_to(struct bcache *c, uint64_t block, struct buf *const *bufs, size_t n) MAY_SLEEP;
/** Writes every dirty block that is not held and that want (NULL: every one) says is wanted,
 *  and waits for these and for all others under way. No flush of the device. want is called
 *  with interrupts off. */
int bcache_write_if(struct bcache *c, bool (*want)(const struct buf *b, const void *ctx),
		    const void *ctx) MAY_SLEEP;
int bcache_write_all(struct bcache *c) MAY_SLEEP;
/** bcache_write_all(), then flushes the device. */
int bcache_sync(struct bcache *c) MAY_SLEEP;

/** When a block has been dirty for CONFIG_BCACHE_FLUSH_MS, flush(ctx) is called instead of
 *  bcache_write_all(). NULL: as before; waits until no such call is under way. */
void bcache_set_flush(struct bcache *c, void (*flush)(void *ctx) MAY_SLEEP, void *ctx) MAY_SLEEP;
/** True once when it is time for that and there is no thread to do it. */
bool bcache_flush_due(struct bcache *c);

struct blk_dev *bcache_device(const struct bcache *c);
/** Blocks of the device, the last one perhaps in part. */
uint64_t bcache_blocks(const struct bcache *c);

/** Over all caches. */
struct bcache_stats {
	size_t blocks, dirty, limit;
	unsigned long hits, misses, reads, writes; /* the latter two: blocks */
};
void bcache_stats(struct bcache_stats *s);

#endif
