/* SPDX-License-Identifier: MIT */
/*
 * disk.h - a disk in memory for tests of the host ring: it can be slow, finish in any order,
 * fail or hang when it is told to, and remember what was written when, so that a test can
 * build what a power cut would have left.
 *
 *	struct disk *d = disk_new(8192);
 *	CHECK_EQ(blk_register(&d->dev), 0);
 *	disk_fail(d, BLK_WRITE, 3, false);      the third write from now is -EIO
 *	disk_log_start(d);
 *	...
 *	disk_power_cut(d, tick, image);         what is on the medium for sure
 */
#ifndef TEST_DISK_H
#define TEST_DISK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <core/blk.h>

#define DISK_DEPTH_MAX 64u

/** One write or flush of the log. Time is counted in ticks: every start and every end of a
 *  request is one. */
struct disk_event {
	enum blk_op op;
	uint64_t sector;
	uint32_t sectors;    /* once it is done: those that were written, fewer if it failed */
	const uint8_t *data; /* as it was when the request started; NULL for a flush */
	size_t started;      /* tick */
	size_t done;         /* tick; SIZE_MAX: not yet, or a flush that failed */
};

struct disk_fault {
	unsigned in; /* the n-th from now; 0: none */
	bool for_ever, hang, happened;
};

/** Fields of the test to set at any time: dev.depth, dev.timeout and so on before
 *  blk_register(). */
struct disk {
	struct blk_dev dev; /* "disk0", 512-byte blocks, write cache, depth 8, not registered */
	uint8_t *data;      /* what a read returns: dev.sectors * 512 bytes */
	/* Latency of a request, ns: chosen evenly in min..max, so that those in flight finish
	 * in any order when they differ. 0, 0: at once, in start(). */
	uint64_t latency_min, latency_max;
	uint64_t seed; /* of what is chosen */
	bool reset_fails;
	bool lose_interrupts;            /* finished requests wait to be asked for */
	unsigned long changed_in_flight; /* writes whose memory changed meanwhile: a bug */

	/* --- of disk.c */
	struct disk_slot {
		struct blk_req *req;
		uint64_t due; /* NO_DEADLINE: never */
		uint8_t *copy;
		size_t event;
		bool fails;
	} slot[DISK_DEPTH_MAX];
	struct timer timer;
	struct disk_fault fault[BLK_OPS];
	uint8_t *base; /* data when the log began; NULL: no log */
	struct disk_event *log;
	size_t events, room, tick;
};

/** A new disk of zeros, kept until the process ends (or disk_free()). */
struct disk *disk_new(uint64_t sectors);
/** For tests in a loop: forgets the disk, which was not registered or will not be used. */
void disk_free(struct disk *d);

/** The n-th request of that kind from now fails with -EIO, and with for_ever all behind it;
 *  a write that fails may have been done in part. n 0: none. */
void disk_fail(struct disk *d, enum blk_op op, unsigned n, bool for_ever);
/** The same, but it never finishes: a timeout and a reset follow. */
void disk_hang(struct disk *d, enum blk_op op, unsigned n, bool for_ever);
/** True when the fault that was asked for last has happened. */
bool disk_failed(const struct disk *d, enum blk_op op);
/** Requests in flight. */
unsigned disk_in_flight(const struct disk *d);

/** Forgets the log and begins a new one with what the disk contains now, which counts as
 *  being on the medium. Nothing is in flight. */
void disk_log_start(struct disk *d);
/** What a power cut at tick (0..d->tick) leaves for certain: image, dev.sectors * 512 bytes,
 *  gets the contents at disk_log_start() and every write that was done before a flush, done
 *  by then, was started. Returns how many writes are unsettled then: started before tick and
 *  not covered by such a flush. Each sector of those may be on the medium or not. */
size_t disk_power_cut(const struct disk *d, size_t tick, uint8_t *image);
/** The n-th unsettled write at tick, in the order in which they were started. */
const struct disk_event *disk_unsettled(const struct disk *d, size_t tick, size_t n);
/** Puts count sectors of e's data, from the first-th on, into image. */
void disk_apply(const struct disk_event *e, uint32_t first, uint32_t count, uint8_t *image);

#endif
