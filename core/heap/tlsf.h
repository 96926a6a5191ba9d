/* SPDX-License-Identifier: MIT */
/* tlsf.h - the state of the TLSF allocator, for tlsf.c and tlsf_check.c. */
#ifndef CORE_HEAP_TLSF_H
#define CORE_HEAP_TLSF_H

#include "heap/kept.h"

#define TLSF_SL_LOG2  5u /* each power of two is split into 32 classes */
#define TLSF_SL_COUNT (1u << TLSF_SL_LOG2)
#define TLSF_SMALL    (TLSF_SL_COUNT * HEAP_ALIGN) /* below: one class per size */
#define TLSF_FL_COUNT 32u

/* Small blocks that were given back are kept, a few of each size, until memory is short. */
#define TLSF_KEPT_SIZES 32u /* blocks of 16, 32, ... bytes, the first two unused */
#define TLSF_KEPT_MAX   8u  /* of one size */

struct tlsf {
	struct header *first;
	struct header *last; /* a header without payload, never free */
	uint32_t fl_map;     /* bit f: sl_map[f] is not 0 */
	uint32_t sl_map[TLSF_FL_COUNT];
	struct header *lists[TLSF_FL_COUNT * TLSF_SL_COUNT];
	struct header *kept[TLSF_KEPT_SIZES]; /* by size / HEAP_ALIGN */
	uint8_t kept_count[TLSF_KEPT_SIZES];
};

extern struct tlsf tlsf;

/** The class of blocks of this size: first level * TLSF_SL_COUNT + second level. */
unsigned tlsf_class(size_t size);

#endif
