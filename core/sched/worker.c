/* SPDX-License-Identifier: MIT */
/*
 * worker.c - the thread that does the work (work.c).
 *
 * It is better than the program's threads. So that endless work, such as a flood of
 * packets, does not keep them from running for good, it rests now and then.
 *
 * Locking: see work.c.
 */
#include <core/clock.h>
#include <core/irq.h>
#include <core/panic.h>

#include "sched.h"

#define WORKER_STACK (32 * 1024) /* the network stack runs on it */
#define BUSY_MAX     (8 * NSEC_PER_MSEC)
#define REST         (2 * NSEC_PER_MSEC)

static void worker_main(void *arg)
{
	uint64_t busy_since = 0; /* when the queue was last empty */

	(void)arg;
	irq_save();
	for (;;) {
		while (!work_pending()) {
			work_wait();
			busy_since = clock_now();
		}
		work_run_one();
		if (work_pending() && clock_now() - busy_since >= BUSY_MAX) {
			thread_sleep_until(clock_now() + REST);
			busy_since = clock_now();
		}
	}
}

void worker_init(void)
{
	if (!thread_create("worker", PRIO_HIGH, WORKER_STACK, worker_main, NULL))
		panic("no memory for the worker thread");
}
