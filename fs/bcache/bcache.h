/* SPDX-License-Identifier: MIT */
/*
 * bcache.h (private) - what the files of the cache share.
 *
 * A block is in one of these states:
 *
 *	nothing      just made, or its reading failed, or forgotten
 *	READING      a read is under way
 *	VALID        in memory; and perhaps
 *	 + DIRTY     the medium has something else
 *	 + WRITING   a write is under way (DIRTY again when it fails)
 *
 * A block that nobody has borrowed and that is in no other state than VALID is on the list
 * of the idle, the oldest first, from which new blocks take their frames. One that is DIRTY
 * and not held is on its cache's list of the dirty, the oldest first, borrowed or not.
 */
#ifndef FS_BCACHE_PRIVATE_H
#define FS_BCACHE_PRIVATE_H

#include <fs/bcache.h>

#define BCACHE_IOS     8u /* requests in flight, per cache */
#define BCACHE_SECTORS (BCACHE_BLOCK / BLK_SECTOR)

enum { BUF_VALID = 1, BUF_READING = 2, BUF_WRITING = 4, BUF_DIRTY = 8 };
enum { LIST_NONE, LIST_IDLE, LIST_DIRTY };

struct buf_list {
	struct buf *first, *last;
};

/** One request of up to BLK_SEGS_MAX blocks. */
struct io {
	struct blk_req req;
	struct bcache *cache;
	struct io *next; /* of the free ones */
	unsigned n;
	bool aside; /* to other blocks than their own: states do not change */
	struct blk_seg segs[BLK_SEGS_MAX];
	struct buf *bufs[BLK_SEGS_MAX];
};

struct bcache {
	struct blk_dev *dev;
	uint64_t blocks;
	unsigned cluster; /* blocks of one request */
	struct bcache *next;
	void (*flush)(void *ctx) MAY_SLEEP;
	void *flush_ctx;

	/* below: under bcache_lock */
	struct buf **table;
	size_t buckets; /* a power of two */
	struct buf_list dirty;
	struct io ios[BCACHE_IOS], *free_io;
	unsigned writing; /* requests that write */
	unsigned pass;    /* number of the last walk over what is dirty */
	unsigned users;   /* who look at it without having opened it */
	int aside_error;
	bool write_failed;
	bool flushing;
	uint64_t dirty_since; /* 0: nothing became dirty since the last flush */
	struct waitq changed; /* a request is done */
};

/* --- table.c, cache.c */

/** Interrupts off: the state of all caches, of which done() functions change some. */
unsigned long bcache_lock(void) IRQ_SAFE;
void bcache_unlock(unsigned long flags) IRQ_SAFE;
extern struct bcache_stats bcache_counts; /* under the lock */
/** The open cache behind c (NULL: the first), which cannot be closed until the caller comes
 *  back with it for the next. NULL at the end. */
struct bcache *bcache_next(struct bcache *c);

/** The block in the table, or NULL. Under the lock. */
struct buf *bcache_find(const struct bcache *c, uint64_t block);
void bcache_insert(struct buf *b);
void bcache_remove(struct buf *b);
/** Changes b's state, and puts it on the list where it belongs then. Under the lock. */
void bcache_set_state(struct buf *b, uint8_t state) IRQ_SAFE;
/** The block, borrowed, in whatever state; NULL. */
struct buf *bcache_find_and_ref(struct bcache *c, uint64_t block);
/** Under the lock. */
void bcache_ref_locked(struct buf *b);
/** Takes b off its list. Under the lock. */
void bcache_unlist(struct buf *b) IRQ_SAFE;

/* --- frames.c */

/** How many blocks all caches may have; learned from the memory there is. */
void bcache_set_limit(void);
extern struct buf_list bcache_idle; /* under the lock */
/** A block in no state, borrowed, and in no table, with its frame from free memory or from
 *  an idle block; writes dirty ones if that helps. NULL. */
struct buf *bcache_new_buf(struct bcache *c) MAY_SLEEP;
/** b is in no table and on no list. */
void bcache_free_buf(struct buf *b);

/* --- io.c */

/** A free struct io; NULL if there is none, or with wait: waits for it. */
struct io *bcache_take_io(struct bcache *c, bool wait);
void bcache_give_io(struct io *io);
/** Starts reading or writing io->bufs[0..n), which are blocks `to` and following of the
 *  device. Their states say so already. */
void bcache_submit(struct io *io, enum blk_op op, uint64_t to);

/* --- write.c */

/** Something in c is dirty, and old BCACHE_AGE from now if nothing was before. Under the lock. */
void bcache_note_dirty(struct bcache *c) IRQ_SAFE;
/** Starts writing what is dirty, not held and not borrowed: all of it with wait, else as much
 *  as there is room for requests. What is left is old again BCACHE_AGE from now. */
void bcache_start_writing(struct bcache *c, bool wait);

/* --- flush_thread.c, flush_work.c */

/** The first block of a cache became dirty since its last flush. Under the lock. */
void bcache_flush_soon(void) IRQ_SAFE;
/** Before a cache is opened. 0, -ENOMEM. */
int bcache_flush_init(void);

#define BCACHE_AGE (CONFIG_BCACHE_FLUSH_MS * NSEC_PER_MSEC)

#endif
