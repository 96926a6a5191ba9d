/* SPDX-License-Identifier: MIT */
/*
 * blk.h - block devices: what a disk driver implements and a filesystem uses.
 *
 * Requests are asynchronous and several are in flight at once; the device may finish them
 * in any order, and what it has finished may lie in its own cache until a BLK_FLUSH that was
 * submitted afterwards is done. That flush is the only barrier. What finds no room in the
 * device waits here. A device that does not answer in time is reset, and what it had in
 * flight fails with -EIO; one that needs that again and again is given up. So a failing disk
 * is an error to whoever asked, never a panic and never a wait without end, and what a device
 * says about itself is not believed before it was checked.
 *
 * A partition is a blk_dev too: a part of a whole one.
 *
 * Locking: a whole device has a lock, under which all of its driver's ops but reset() run,
 * so that a driver needs no lock of its own: its interrupt handler quiets the hardware and
 * calls blk_irq(), which takes the lock and asks ops->poll() what is done.
 */
#ifndef CORE_BLK_H
#define CORE_BLK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <core/clock.h>
#include <core/compiler.h>
#include <core/pages.h>
#include <core/spinlock.h>
#include <core/waitq.h>
#include <core/work.h>

#define BLK_SECTOR   512u /* bytes; the unit of all counts, whatever the device's own is */
#define BLK_SEGS_MAX 32u  /* of one request; a driver may take fewer */
#define BLK_ALIGN    8u   /* of the address of a segment */
#define BLK_NAME_MAX 16   /* bytes with the NUL */
#define BLK_TIMEOUT  (CONFIG_BLK_TIMEOUT_MS * NSEC_PER_MSEC)
/* Resets without a request that succeeded in between: then the device is given up. */
#define BLK_RESETS_MAX 3u

enum blk_op { BLK_READ, BLK_WRITE, BLK_FLUSH };
#define BLK_OPS 3

/** A piece of memory, contiguous in RAM: data is an address in the direct map, such as
 *  phys_to_virt() of frames in dev->zone, and a multiple of BLK_ALIGN; len a multiple of
 *  the device's block_size. */
struct blk_seg {
	void *data;
	uint32_t len; /* bytes */
};

/** One transfer between consecutive sectors and memory in pieces. Owned by the submitter;
 *  borrowed, as its segments are, from blk_submit() until done() is called. Nobody changes
 *  the memory of a write meanwhile. */
struct blk_req {
	enum blk_op op;
	uint64_t sector; /* the first; 0 for a flush */
	const struct blk_seg *segs;
	unsigned nsegs; /* 1..dev->max_segs; 0 for a flush */
	/** Interrupts off, no lock held; may free or submit req. Perhaps called before
	 *  blk_submit() returns. */
	void (*done)(struct blk_req *req) IRQ_SAFE;
	void *ctx;  /* the submitter's own */
	int status; /* valid in done(): 0, -EIO */

	/* --- of core/blk while the request is under way */
	uint64_t at;      /* for the driver: the first sector on the whole device */
	uint32_t sectors; /* for the driver: sum over segs */
	uint64_t deadline;
	struct blk_req *next, *prev;
	/* --- of the driver */
	uintptr_t slot;
};

struct blk_dev;

/** What a driver does. Interrupts are off and the device is locked, but for reset(). */
struct blk_ops {
	/** Starts req, whose range and segments were checked. 0: blk_done() will be called,
	 *  or was; -EAGAIN: no room until another request is done; -EIO. */
	int (*start)(struct blk_dev *dev, struct blk_req *req) IRQ_SAFE;
	/** Calls blk_done() for what the hardware has finished. After every interrupt, and
	 *  before a request is held to be lost. */
	void (*poll)(struct blk_dev *dev) IRQ_SAFE;
	/** The device is stuck: stops it and makes it ready again. When this returns, every
	 *  request that was started is forgotten and its memory no longer touched; core/blk
	 *  fails them. Takes at most about a second of polling. Work (core/work.h), not
	 *  locked; nothing else of ops runs meanwhile. -EIO: the device is gone for good. */
	int (*reset)(struct blk_dev *dev);
};

struct blk_list {
	struct blk_req *first, *last;
};

/** Filled by the driver up to the mark, kept by it for ever. */
struct blk_dev {
	char name[BLK_NAME_MAX]; /* "vda", "sda", "ram0"; a partition: "vda1", "ram0p1" */
	const struct blk_ops *ops;
	void *driver;
	uint64_t sectors;     /* of 512 bytes */
	uint32_t block_size;  /* the least the device transfers: 512..4096, a power of two */
	uint32_t max_sectors; /* of one request */
	unsigned max_segs;    /* of one request, 1..BLK_SEGS_MAX */
	unsigned depth;       /* requests that start() takes at a time; for diagnostics */
	enum pages_zone zone; /* where segments must lie */
	uint64_t timeout;     /* ns for one request; 0: BLK_TIMEOUT */
	bool read_only;
	bool write_cache; /* without one a flush is done at once */

	/* --- of core/blk */
	struct blk_dev *whole; /* a partition's device; a whole one's is itself */
	uint64_t first;        /* sector of it where the partition begins */
	struct blk_dev *next;
	spinlock_t lock;
	/* below: of whole devices, under lock */
	struct blk_list waiting;  /* for room in the device */
	struct blk_list started;  /* oldest first */
	struct blk_list finished; /* whose done() is to be called */
	bool telling;             /* somebody calls done() functions */
	bool resetting;
	bool gone; /* everything is -EIO */
	unsigned resets_in_vain;
	struct timer timer; /* looks after the oldest in started */
	struct work recovery;
	unsigned long count[BLK_OPS]; /* done without an error */
	unsigned long errors, resets;
};

/** Names dev PREFIXa, PREFIXb, ... : the first that is free. */
void blk_name(struct blk_dev *dev, const char *prefix);
/** Makes dev known, reads its partition table (MBR or GPT; core/blk/part.c) and makes its
 *  partitions known too. 0; -EEXIST the name is taken; -EINVAL the driver's numbers make no
 *  sense; a log line says which. A table that cannot be read or is damaged: no partitions, and
 *  a log line. */
int blk_register(struct blk_dev *dev) MAY_SLEEP;
/** By name; NULL. */
struct blk_dev *blk_find(const char *name);
/** The one behind dev in order of registration, NULL for the first and at the end. */
struct blk_dev *blk_next(const struct blk_dev *dev);

/** Starts req, or queues it behind others; done() will be called, or was. Else -EINVAL
 *  outside the device, not a multiple of block_size, too large, or memory that the device
 *  cannot reach; -EROFS; -EIO the device is gone. */
int blk_submit(struct blk_dev *dev, struct blk_req *req) IRQ_SAFE;

/* --- for drivers; dev is a whole device */

/** In ops: req, which start() took, is done. status: 0 or -EIO. */
void blk_done(struct blk_dev *dev, struct blk_req *req, int status) IRQ_SAFE;
/** In ops: the device broke the rules. It is reset soon, and what it has in flight fails. */
void blk_stuck(struct blk_dev *dev) IRQ_SAFE;
/** Not in ops: the device wants attention. Calls ops->poll(), and starts what waits. */
void blk_irq(struct blk_dev *dev) IRQ_SAFE;
/** Not in ops: the device is no longer there. Everything fails, now and later. */
void blk_gone(struct blk_dev *dev) IRQ_SAFE;

/* --- for those who wait */

/** Transfers len bytes (a multiple of block_size), in memory of any kind, and waits for it:
 *  what the device cannot reach is copied. 0, or as blk_submit(), or -EIO; -ENOMEM. */
int blk_read(struct blk_dev *dev, uint64_t sector, void *buf, size_t len) MAY_SLEEP;
int blk_write(struct blk_dev *dev, uint64_t sector, const void *buf, size_t len) MAY_SLEEP;
/** Waits until everything that was done before is on the medium. 0, -EIO. */
int blk_flush(struct blk_dev *dev) MAY_SLEEP;

#endif
