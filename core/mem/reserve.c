/* SPDX-License-Identifier: MIT */
/*
 * reserve.c - frames that are promised and not yet taken.
 *
 * There is no overcommit: what may be touched later is counted here when it is mapped,
 * so that the first touch cannot fail. At all times there are at least as many free
 * frames as promised ones; pages_alloc() leaves those alone.
 *
 * Locking: with preemption off, as pages.c.
 */
#include <core/pages.h>
#include <core/panic.h>
#include <core/thread.h>
#include "mem/frames.h"

static size_t reserved;

static bool reserve(size_t count)
{
	struct pages_stats s;

	preempt_disable();
	pages_stats(&s);
	bool enough = count <= s.free - reserved;
	if (enough)
		reserved += count;
	preempt_enable();
	return enough;
}

bool pages_reserve(size_t count)
{
	return reserve(count) || (pages_reclaim(count) && reserve(count));
}

void pages_unreserve(size_t count)
{
	preempt_disable();
	ASSERT(count <= reserved);
	reserved -= count;
	preempt_enable();
}

size_t pages_reserved(void)
{
	return reserved;
}
