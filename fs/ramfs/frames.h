/* SPDX-License-Identifier: MIT */
/* frames.h - the bytes of a file in memory: a sparse array of page frames. */
#ifndef FS_RAMFS_FRAMES_H
#define FS_RAMFS_FRAMES_H

#include <stdbool.h>
#include <stdint.h>
#include <core/pages.h>

/** Frames that can be told apart by index: 2^36, which is 256 TiB. */
#define FRAMES_MAX (1ull << 36)

/** Zeroed memory is an empty array. */
struct frames {
	void *top;       /* the data frame itself (height 0), or a table of 512 */
	unsigned height; /* tables between top and data */
	size_t count;    /* frames and tables there are */
};

/** The frame at index, or NULL for a hole. */
uint8_t *frames_find(const struct frames *f, uint64_t index);
/** The frame at index, zeroed if it is new. NULL when memory is short: frames that
 *  the rest of the system needs are left alone. index < FRAMES_MAX. */
uint8_t *frames_make(struct frames *f, uint64_t index);
/** Moves *index up to the next frame that is there. False: none follows. */
bool frames_next(const struct frames *f, uint64_t *index);
/** Frees all frames from index first on. */
void frames_cut(struct frames *f, uint64_t first);

#endif
