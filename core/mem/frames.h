/* SPDX-License-Identifier: MIT */
/*
 * frames.h - what a frame allocator does for pages.c, which knows the memory map, zones,
 * counts and locking. Frames are numbers here: physical address / PAGE_SIZE.
 *
 * Each allocator defines these functions under its name: bitmap, buddy. One is linked
 * (choice PAGES), and pages.c calls FRAMES(take)() and the like, the name being the
 * Makefile's; in the host ring, which links all, it is "any": the one that a test has
 * chosen (tests/frames_any.c).
 *
 * Locking: the caller's.
 */
#ifndef CORE_MEM_FRAMES_H
#define CORE_MEM_FRAMES_H

#include <stddef.h>
#include <stdint.h>

/*
 * book_size(end)      Bytes that the books of the frames below end take.
 * init(books, end)    Starts with all frames below end taken. Keeps books, which is zeroed
 *                     memory.
 * take(count, align, limit)
 *                     Takes count frames in a row below limit, the first a multiple of
 *                     align; count > 0, align a power of two. Returns the first, SIZE_MAX
 *                     if there is no such run.
 * give(first, count)  Makes taken frames free: those of a run, part of one, or new ones.
 *                     Panics when one is free already.
 * check()             Do the books agree with each other? 0, or -EFAULT with a log line.
 *                     For tests.
 */
#define FRAMES_DECLARE(name)                                                                       \
	size_t frames_##name##_book_size(size_t end);                                              \
	void frames_##name##_init(void *books, size_t end);                                        \
	size_t frames_##name##_take(size_t count, size_t align, size_t limit);                     \
	void frames_##name##_give(size_t first, size_t count);                                     \
	int frames_##name##_check(void)

FRAMES_DECLARE(bitmap);
FRAMES_DECLARE(buddy);
FRAMES_DECLARE(any);

#define FRAMES_JOIN(name, fn) frames_##name##_##fn
#define FRAMES_NAME(name, fn) FRAMES_JOIN(name, fn)
#define FRAMES(fn)            FRAMES_NAME(FRAMES_ALLOCATOR, fn)

/** Asks whoever keeps frames that can be had back for count of them (pages_set_reclaim()).
 *  True when some came. */
bool pages_reclaim(size_t count);

#endif
