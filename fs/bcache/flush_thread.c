/* SPDX-License-Identifier: MIT */
/*
 * flush_thread.c - the thread that flushes caches whose blocks have been dirty for long.
 *
 * Locking: it holds nothing while it flushes but the cache, which is not closed meanwhile.
 */
#include <errno.h>

#include <core/log.h>
#include <core/thread.h>

#include "bcache/bcache.h"

#define STACK_SIZE (16ul << 10)

static struct waitq wake;
static bool dirty; /* something became so */
static struct thread *thread;

void bcache_flush_soon(void)
{
	dirty = true;
	waitq_wake(&wake);
}

/* Flushes c if it is time. Returns when it will be, at the latest. */
static uint64_t flush_if_old(struct bcache *c)
{
	unsigned long flags = bcache_lock();
	uint64_t due = c->dirty_since ? c->dirty_since + BCACHE_AGE : NO_DEADLINE;
	void (*flush)(void *ctx) = c->flush;
	void *ctx = c->flush_ctx;
	bool now = due <= clock_now();

	if (now) {
		c->dirty_since = 0;
		c->flushing = true;
	}
	bcache_unlock(flags);
	if (!now)
		return due;
	if (flush)
		flush(ctx);
	else
		bcache_start_writing(c, true);
	flags = bcache_lock();
	c->flushing = false;
	waitq_wake(&c->changed);
	bcache_unlock(flags);
	return c->dirty_since ? c->dirty_since + BCACHE_AGE : NO_DEADLINE;
}

static void run(void *arg)
{
	(void)arg;
	for (;;) {
		uint64_t next = NO_DEADLINE;

		dirty = false;
		for (struct bcache *c = bcache_next(NULL); c; c = bcache_next(c)) {
			uint64_t due = flush_if_old(c);
			next = MIN(next, due);
		}
		wait_event_until(&wake, dirty, next);
	}
}

int bcache_flush_init(void)
{
	if (!thread)
		thread = thread_create("flush", PRIO_NORMAL, STACK_SIZE, run, NULL);
	return thread ? 0 : -ENOMEM;
}

void bcache_set_flush(struct bcache *c, void (*flush)(void *ctx), void *ctx)
{
	unsigned long flags = bcache_lock();

	c->flush = flush;
	c->flush_ctx = ctx;
	bcache_unlock(flags);
	wait_event(&c->changed, !c->flushing);
}

bool bcache_flush_due(struct bcache *c)
{
	(void)c;
	return false;
}
