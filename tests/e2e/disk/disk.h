/* SPDX-License-Identifier: MIT */
/* disk.h - what the files of this program share. */
#ifndef DISK_H
#define DISK_H

#include <stdbool.h>
#include <stdint.h>

#include <core/blk.h>

#define DEPTH 16u /* requests at a time */

struct total {
	uint64_t sectors; /* transferred */
	unsigned failed;  /* requests */
	uint64_t wrong;   /* first sector that is not as it should be; UINT64_MAX: none */
	int error;        /* the first one */
};

/** Writes, or reads and compares, the pattern of seed in all of sectors first.. of dev, with
 *  up to DEPTH requests in flight, each of several pieces of memory. */
struct total transfer(struct blk_dev *dev, enum blk_op op, uint64_t first, uint64_t count,
		      uint64_t seed);

#endif
