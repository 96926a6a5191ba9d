/* SPDX-License-Identifier: MIT */
/*
 * frame_bits.h - one bit per frame of physical memory, set while the frame is free.
 * Holes of the memory map are frames that are never free. Both frame allocators keep
 * these bits; every frame that leaves or comes back is checked against its own.
 */
#ifndef CORE_MEM_FRAME_BITS_H
#define CORE_MEM_FRAME_BITS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <core/compiler.h>

/** Bytes for the frames below end; a multiple of 8. */
size_t frame_bits_size(size_t end);
/** Starts with all frames taken. Keeps the memory, which is zeroed. */
void frame_bits_init(void *zeroed);

/** Turns taken frames into free ones. Panics when one is free. */
void frame_bits_free(size_t first, size_t count);
/** Turns free frames into taken ones. */
void frame_bits_take(size_t first, size_t count);

/** The first frame in [from, end) whose state is free or not; end if there is none. */
size_t frame_bits_next(size_t from, size_t end, bool free);
/** The first of count free frames in a row in [from, end), a multiple of align; SIZE_MAX
 *  if there is none. */
size_t frame_bits_run(size_t from, size_t end, size_t count, size_t align);

#endif
