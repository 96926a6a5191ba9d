/* SPDX-License-Identifier: MIT */
/*
 * work.h - a function to run soon, outside interrupt context, on the one worker
 * thread (a priority above the application's). Work may take net_lock; it never
 * waits for input or output. After 8 ms of work without a pause the worker rests for
 * 2 ms, so that the application runs under any load. Without a scheduler work is done
 * while the only thread waits or yields, on its stack.
 */
#ifndef CORE_WORK_H
#define CORE_WORK_H

#include <stdbool.h>
#include <core/compiler.h>

/** Owned by its user; fn may free or queue it again. */
struct work {
	void (*fn)(struct work *w) MAY_SLEEP;
	struct work *next;
	bool queued;
};

/** Queues w; does nothing if it is queued already. */
void work_queue(struct work *w) IRQ_SAFE;

#endif
