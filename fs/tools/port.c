/* SPDX-License-Identifier: MIT */
/*
 * port.c - what the filesystem's code needs of the kernel, in an ordinary program. Nothing
 * ever waits, so a wait is a bug.
 */
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <core/clock.h>
#include <core/heap.h>
#include <core/log.h>
#include <core/mutex.h>
#include <core/pages.h>
#include <core/panic.h>
#include <core/work.h>

#include "tools/port.h"

#define CACHE_FRAMES 65536u /* of 4 KiB, of which the cache takes its share */

bool port_quiet;
int64_t port_time;

/* --- memory ----------------------------------------------------------------------------------- */

void *heap_alloc(size_t size)
{
	return malloc(size ? size : 1);
}

void *heap_alloc_zero(size_t count, size_t size)
{
	return calloc(count ? count : 1, size ? size : 1);
}

void heap_free(void *p)
{
	free(p);
}

phys_t pages_alloc(size_t count, enum pages_zone zone)
{
	(void)zone;
	void *p = aligned_alloc(PAGE_SIZE, count * PAGE_SIZE);

	return p ? (phys_t){ (uintptr_t)p } : PHYS_NONE;
}

void pages_free(phys_t base, size_t count)
{
	(void)count;
	free((void *)base.addr);
}

void *phys_to_virt(phys_t p)
{
	return (void *)p.addr;
}

phys_t virt_to_phys(const void *p)
{
	return (phys_t){ (uintptr_t)p };
}

void pages_stats(struct pages_stats *s)
{
	*s = (struct pages_stats){ .total = CACHE_FRAMES, .free = CACHE_FRAMES };
}

void pages_set_reclaim(size_t (*fn)(size_t count))
{
	(void)fn;
}

/* --- one thread ----------------------------------------------------------------------------------
 */

unsigned long irq_save(void)
{
	return 0;
}

void irq_restore(unsigned long flags)
{
	(void)flags;
}

void mutex_lock(struct mutex *m)
{
	ASSERT(!m->owner);
	m->owner = (struct thread *)m;
}

void mutex_unlock(struct mutex *m)
{
	ASSERT(m->owner);
	m->owner = NULL;
}

int waitq_block(struct waitq *wq, uint64_t deadline)
{
	(void)wq;
	(void)deadline;
	panic("the only thread waits for itself");
}

void waitq_wake(struct waitq *wq)
{
	(void)wq;
}

void work_queue(struct work *w)
{
	(void)w;
}

void timer_arm(struct timer *t, uint64_t deadline)
{
	(void)t;
	(void)deadline;
}

bool timer_armed(const struct timer *t)
{
	(void)t;
	return true;
}

/* --- time, log
 * ------------------------------------------------------------------------------------- */

/* Nothing gets old: programs say themselves when they want to write. */
uint64_t clock_now(void)
{
	return 1;
}

int64_t clock_wall(void)
{
	return (port_time ? port_time : (int64_t)time(NULL)) * (int64_t)NSEC_PER_SEC;
}

void log_write(enum log_level lvl, const char *tag, const char *fmt, ...)
{
	va_list args;

	if (port_quiet || lvl > LOG_WARN)
		return;
	fprintf(stderr, "%s: ", tag);
	va_start(args, fmt);
	vfprintf(stderr, fmt, args);
	va_end(args);
	fputc('\n', stderr);
}

void panic(const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	vfprintf(stderr, fmt, args);
	va_end(args);
	fputc('\n', stderr);
	abort();
}

/* --- devices
 * ----------------------------------------------------------------------------------------- */

void port_device(struct blk_dev *dev, uint64_t bytes,
		 int (*start)(struct blk_dev *dev, struct blk_req *req), void *driver)
{
	static struct blk_ops ops[4];
	unsigned i = 0;

	while (ops[i].start && ops[i].start != start)
		i++;
	ops[i].start = start;
	*dev = (struct blk_dev){ .name = "image",
				 .ops = &ops[i],
				 .driver = driver,
				 .sectors = bytes / BLK_SECTOR,
				 .block_size = BLK_SECTOR,
				 .max_sectors = BLK_SEGS_MAX * 8,
				 .max_segs = BLK_SEGS_MAX,
				 .depth = 1,
				 .write_cache = true,
				 .whole = dev };
}

int blk_submit(struct blk_dev *dev, struct blk_req *req)
{
	if (req->op == BLK_WRITE && dev->read_only)
		return -EROFS;
	req->status = dev->ops->start(dev, req);
	req->done(req);
	return 0;
}

int blk_flush(struct blk_dev *dev)
{
	struct blk_req req = { .op = BLK_FLUSH };

	return dev->read_only ? 0 : dev->ops->start(dev, &req);
}
