/* SPDX-License-Identifier: MIT */
/*
 * flush_work.c - flushing without a scheduler: a timer queues work, which starts writing and
 * waits for nothing. A filesystem that has to wait when it flushes is told, when it asks at
 * the end of an operation, that the time has come.
 */
#include <core/work.h>

#include "bcache/bcache.h"

#define PERIOD (NSEC_PER_SEC / 10) /* of looking, while something is dirty */

static void flush_old(struct work *w);
static void time_is_over(struct timer *t);

static struct work work = { .fn = flush_old };
static struct timer timer = { .fn = time_is_over };

static void time_is_over(struct timer *t)
{
	(void)t;
	work_queue(&work);
}

static bool due(const struct bcache *c)
{
	return c->dirty_since && c->dirty_since + BCACHE_AGE <= clock_now();
}

static void flush_old(struct work *w)
{
	bool later = false;

	(void)w;
	for (struct bcache *c = bcache_next(NULL); c; c = bcache_next(c)) {
		if (due(c) && !c->flush) {
			c->dirty_since = 0;
			bcache_start_writing(c, false);
		}
		later = later || (c->dirty_since && !c->flush);
	}
	if (later)
		timer_arm(&timer, clock_now() + PERIOD);
}

void bcache_flush_soon(void)
{
	if (!timer_armed(&timer))
		timer_arm(&timer, clock_now() + PERIOD);
}

int bcache_flush_init(void)
{
	return 0;
}

void bcache_set_flush(struct bcache *c, void (*flush)(void *ctx), void *ctx)
{
	c->flush = flush;
	c->flush_ctx = ctx;
}

bool bcache_flush_due(struct bcache *c)
{
	if (!due(c))
		return false;
	c->dirty_since = 0;
	return true;
}
