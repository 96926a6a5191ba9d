/* SPDX-License-Identifier: MIT */
/*
 * blk.h - block devices: what a disk driver implements and a filesystem uses.
 *
 * Requests are asynchronous and several are in flight at once; the device may finish them
 * in any order, and what it has finished may lie in its own cache until a BLK_FLUSH that was
 * submitted afterwards is done. That flush is the only barrier. A device that does not answer
 * within BLK_TIMEOUT is reset, and what it had in flight fails with -EIO: a failing disk is an
 * error to whoever asked, never a panic, and what a device says about itself is not believed
 * before it was checked.
 *
 * A partition is a blk_dev too: a part of a whole one.
 */
#ifndef CORE_BLK_H
#define CORE_BLK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <core/clock.h>
#include <core/compiler.h>
#include <core/waitq.h>

#define BLK_SECTOR   512u /* bytes; the unit of all counts, whatever the device's own is */
#define BLK_SEGS_MAX 32u  /* of one request; a driver may take fewer */
#define BLK_TIMEOUT  (5 * NSEC_PER_SEC)
#define BLK_NAME_MAX 16 /* bytes with the NUL */

enum blk_op { BLK_READ, BLK_WRITE, BLK_FLUSH };

/** A piece of memory, contiguous in RAM: data is an address in the direct map, such as
 *  phys_to_virt() of frames; len a multiple of the device's block_size. */
struct blk_seg {
	void *data;
	uint32_t len; /* bytes */
};

/** One transfer between consecutive sectors and memory in pieces. Owned by the submitter;
 *  borrowed, as its segments are, from blk_submit() until done() is called. */
struct blk_req {
	enum blk_op op;
	uint64_t sector; /* the first; 0 for a flush */
	const struct blk_seg *segs;
	unsigned nsegs;                             /* 1..dev->max_segs; 0 for a flush */
	void (*done)(struct blk_req *req) IRQ_SAFE; /* interrupts off; may free or submit req */
	void *ctx;                                  /* the submitter's own */
	int status;                                 /* valid in done(): 0, -EIO */

	/* of core/blk while the request is under way */
	struct blk_req *next;
	uint64_t deadline;
	uint32_t sectors; /* sum over segs, for the driver too */
	/* of the driver */
	uintptr_t slot;
};

struct blk_dev;

/** What a driver does. All run with dev's queue locked and interrupts off. */
struct blk_ops {
	/** Starts req, whose range and segments were checked. 0: blk_done() will be called;
	 *  -EAGAIN: no room until another request is done; else the request's status. */
	int (*start)(struct blk_dev *dev, struct blk_req *req) IRQ_SAFE;
	/** Calls blk_done() for what the hardware has finished: for polling, after a lost
	 *  interrupt, and in a panic. */
	void (*poll)(struct blk_dev *dev) IRQ_SAFE;
	/** The device is stuck: stops it and forgets every request that was started, without
	 *  touching their memory again; core/blk fails them. -EIO: it is gone for good. */
	int (*reset)(struct blk_dev *dev) IRQ_SAFE;
};

/** Filled by the driver up to the mark, kept by it for ever. */
struct blk_dev {
	char name[BLK_NAME_MAX]; /* "vda", "sda", "ram0"; a partition: "vda1" */
	const struct blk_ops *ops;
	void *driver;
	uint64_t sectors;     /* of 512 bytes */
	uint32_t block_size;  /* the least the device transfers: 512..4096, a power of two */
	uint32_t max_sectors; /* of one request */
	unsigned max_segs;    /* of one request, 1..BLK_SEGS_MAX */
	unsigned depth;       /* requests that start() takes at a time; for diagnostics */
	bool read_only;
	bool write_cache; /* without one a flush is done at once */

	/* --- of core/blk */
	struct blk_dev *whole; /* a partition's device, else NULL */
	uint64_t first;        /* sector of it where the partition begins */
	struct blk_dev *next;
	struct blk_req *waiting, *waiting_last; /* for room in the device */
	struct blk_req *started;
	bool gone; /* reset failed: everything is -EIO */
	unsigned long reads, writes, flushes, errors, resets;
};

/** Makes dev known, reads its partition table (MBR or GPT; core/blk/part.c) and makes its
 *  partitions known too. 0; -EEXIST the name is taken; -EINVAL the driver's numbers make no
 *  sense; a log line says which. A table that cannot be read or is damaged: no partitions, and
 *  a log line. */
int blk_register(struct blk_dev *dev) MAY_SLEEP;
/** By name; NULL. */
struct blk_dev *blk_find(const char *name);
/** The one behind dev in order of registration, NULL for the first and at the end. */
struct blk_dev *blk_next(const struct blk_dev *dev);

/** Starts req, or queues it behind others. -EINVAL outside the device, not a multiple of
 *  block_size, or too large; -EROFS; -EIO the device is gone: done() is not called then. */
int blk_submit(struct blk_dev *dev, struct blk_req *req) IRQ_SAFE;
/** A driver: req, which start() took, is done. status: 0 or -EIO. */
void blk_done(struct blk_dev *dev, struct blk_req *req, int status) IRQ_SAFE;

/** One transfer of len bytes, in memory of any kind, and waits for it: what is not in the
 *  direct map is copied. 0, or as blk_submit(), or -EIO; -ENOMEM. */
int blk_read(struct blk_dev *dev, uint64_t sector, void *buf, size_t len) MAY_SLEEP;
int blk_write(struct blk_dev *dev, uint64_t sector, const void *buf, size_t len) MAY_SLEEP;
/** Waits until everything that was done before is on the medium. 0, -EIO. */
int blk_flush(struct blk_dev *dev) MAY_SLEEP;

#endif
