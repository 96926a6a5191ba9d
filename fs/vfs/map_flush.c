/* SPDX-License-Identifier: MIT */
/*
 * map_flush.c - the thread that, while files on a device are mapped, looks for what was written to
 * them, as often as the cache of blocks is written out.
 *
 * Locking: runs is set and cleared by one instruction.
 */
#define LOG_TAG "vfs"
#include <core/clock.h>
#include <core/log.h>
#include <core/thread.h>

#include "mapping.h"

#ifdef CONFIG_BCACHE
#define PERIOD (CONFIG_BCACHE_FLUSH_MS * NSEC_PER_MSEC)
#else
#define PERIOD (2 * NSEC_PER_SEC)
#endif
#define STACK_SIZE 16384

static bool (*flush_all)(void);
static bool runs;

static void run(void *arg)
{
	(void)arg;
	do
		thread_sleep_until(clock_now() + PERIOD);
	while (flush_all());
	__atomic_store_n(&runs, false, __ATOMIC_RELEASE);
}

void map_flusher_start(bool (*flush)(void))
{
	flush_all = flush;
	if (__atomic_exchange_n(&runs, true, __ATOMIC_ACQ_REL))
		return;
	if (!thread_create("mapped", PRIO_NORMAL, STACK_SIZE, run, NULL)) {
		runs = false;
		log_warn("no memory for a thread: mapped files are written out at msync() only");
	}
}
