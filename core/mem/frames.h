/* SPDX-License-Identifier: MIT */
/*
 * frames.h - what a frame allocator does for pages.c, which knows the memory map, zones,
 * counts and locking. Frames are numbers here: physical address / PAGE_SIZE.
 *
 * One allocator is linked (choice PAGES). FRAMES, from the Makefile, is its name, in its
 * own source and in pages.c; the host ring links all of them, and pages.c is given "any",
 * which tests choose at run time (tests/frames_any.c).
 */
#ifndef CORE_MEM_FRAMES_H
#define CORE_MEM_FRAMES_H

#include <stddef.h>
#include <stdint.h>

#define FRAMES_JOIN(name, fn) frames_##name##_##fn
#define FRAMES_NAME(name, fn) FRAMES_JOIN(name, fn)
#define frames_book_size      FRAMES_NAME(FRAMES, book_size)
#define frames_init           FRAMES_NAME(FRAMES, init)
#define frames_take           FRAMES_NAME(FRAMES, take)
#define frames_give           FRAMES_NAME(FRAMES, give)
#define frames_check          FRAMES_NAME(FRAMES, check)

/** Bytes that the books of the frames below end take. */
size_t frames_book_size(size_t end);
/** Starts with all frames below end taken. Keeps books, which is zeroed memory. */
void frames_init(void *books, size_t end);
/** Takes count frames in a row below limit, the first a multiple of align; count > 0,
 *  align a power of two. Returns the first, SIZE_MAX if there is no such run. */
size_t frames_take(size_t count, size_t align, size_t limit);
/** Makes taken frames free: those of a run, part of one, or new ones. Panics when one is
 *  free already. */
void frames_give(size_t first, size_t count);
/** Do the books agree with each other? 0, or -EFAULT with a log line. For tests. */
int frames_check(void);

#endif
