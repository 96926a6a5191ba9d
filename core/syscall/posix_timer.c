/* SPDX-License-Identifier: MIT */
/*
 * posix_timer.c - timer_create(2) and its relatives. SIGEV_THREAD is libc's: a thread that
 * waits for signal 32, sent to it alone.
 *
 * Source: Linux timer_create(2), timer_settime(2), timer_getoverrun(2); its struct
 * sigevent as the kernel has it, include/uapi/asm-generic/siginfo.h.
 * Locking: interrupts off while the list changes and while a timer of it is used: another
 * thread may delete it.
 */
#include <errno.h>
#include <signal.h>

#include <core/clock.h>
#include <core/heap.h>
#include <core/irq.h>
#include <core/syscalls.h>

#include "interval_timer.h"
#include "signals.h"
#include "timespec.h"

struct kernel_sigevent {
	union sigval value;
	int signo;
	int notify;
	int tid;
};

struct posix_timer {
	struct interval_timer timer;
	int id;
	struct posix_timer *next;
};

static struct posix_timer *timers; /* by id */

static struct posix_timer *find(int id)
{
	struct posix_timer *p = timers;

	while (p && p->id != id)
		p = p->next;
	return p;
}

/* Links p where its id, the lowest that is free, belongs. */
static void link_timer(struct posix_timer *p)
{
	struct posix_timer **at = &timers;

	p->id = 0;
	for (; *at && (*at)->id == p->id; at = &(*at)->next)
		p->id++;
	p->next = *at;
	*at = p;
}

/* A CPU clock of "the calling thread" is that of the one which makes the timer. */
static int fixed_clock(int clock)
{
	return clock == CLOCK_THREAD_CPUTIME_ID
		       ? (int)(~(unsigned)thread_id(thread_self()) << 3 | 6)
		       : clock;
}

static int fill(struct posix_timer *p, int clock, const struct kernel_sigevent *event)
{
	const struct kernel_sigevent usual = { .signo = SIGALRM,
					       .notify = SIGEV_SIGNAL,
					       .value.sival_int = p->id };
	const struct kernel_sigevent *e = event ? event : &usual;

	if (e->notify != SIGEV_SIGNAL && e->notify != SIGEV_NONE && e->notify != SIGEV_THREAD_ID)
		return -EINVAL;
	if (e->notify != SIGEV_NONE && !signal_valid(e->signo))
		return -EINVAL;
	if (e->notify == SIGEV_THREAD_ID && !signal_target(e->tid))
		return -EINVAL;
	p->timer.base = p->timer.clock = fixed_clock(clock);
	p->timer.silent = e->notify == SIGEV_NONE;
	p->timer.target = e->notify == SIGEV_THREAD_ID ? e->tid : 0;
	p->timer.entry = (struct signal_entry){
		.sig = e->signo, .code = SI_TIMER, .id = p->id, .value = e->value
	};
	return 0;
}

static void unlink_timer(struct posix_timer *p)
{
	struct posix_timer **at = &timers;

	while (*at != p)
		at = &(*at)->next;
	*at = p->next;
}

long sys_timer_create(int clock, const void *event, int *id)
{
	uint64_t now;

	if (clock_read(clock, &now) || clock == CLOCK_MONOTONIC_RAW ||
	    clock == CLOCK_REALTIME_COARSE || clock == CLOCK_MONOTONIC_COARSE)
		return -EINVAL;
	struct posix_timer *p = heap_alloc_zero(1, sizeof(*p));
	if (!p)
		return -EAGAIN;
	unsigned long flags = irq_save();
	link_timer(p);
	int err = fill(p, clock, event);
	if (err)
		unlink_timer(p);
	irq_restore(flags);
	if (err)
		heap_free(p);
	else
		*id = p->id;
	return err;
}

static void fill_value(const struct interval_timer *t, struct itimerspec *value)
{
	*value = (struct itimerspec){ .it_interval = timespec_from(t->interval),
				      .it_value = timespec_from(interval_timer_left(t)) };
}

long sys_timer_settime(int id, int flags, const struct itimerspec *value, struct itimerspec *old)
{
	uint64_t first, interval;

	if (!value || timespec_ns(&value->it_value, &first) ||
	    timespec_ns(&value->it_interval, &interval))
		return -EINVAL;
	unsigned long irqs = irq_save();
	struct posix_timer *p = find(id);
	if (p && old)
		fill_value(&p->timer, old);
	if (p)
		interval_timer_set(&p->timer, first, interval, flags & TIMER_ABSTIME);
	irq_restore(irqs);
	return p ? 0 : -EINVAL;
}

long sys_timer_gettime(int id, struct itimerspec *value)
{
	unsigned long flags = irq_save();
	const struct posix_timer *p = find(id);

	if (p)
		fill_value(&p->timer, value);
	irq_restore(flags);
	return p ? 0 : -EINVAL;
}

long sys_timer_getoverrun(int id)
{
	unsigned long flags = irq_save();
	const struct posix_timer *p = find(id);
	int overrun = p ? p->timer.overrun : -EINVAL;

	irq_restore(flags);
	return overrun;
}

static struct posix_timer *graves; /* deleted, and their signals taken: to be freed */

static void bury(struct signal_entry *e)
{
	struct posix_timer *p = container_of(e, struct posix_timer, timer.entry);

	p->next = graves;
	graves = p;
}

static void free_buried(void)
{
	for (;;) {
		unsigned long flags = irq_save();
		struct posix_timer *p = graves;
		if (p)
			graves = p->next;
		irq_restore(flags);
		if (!p)
			return;
		heap_free(p);
	}
}

/* Its signal stays pending when it is. */
long sys_timer_delete(int id)
{
	unsigned long flags = irq_save();
	struct posix_timer *p = find(id);

	if (p) {
		interval_timer_set(&p->timer, 0, 0, false);
		unlink_timer(p);
		p->timer.entry.taken = bury;
		if (!p->timer.entry.queued)
			bury(&p->timer.entry);
	}
	irq_restore(flags);
	free_buried();
	return p ? 0 : -EINVAL;
}
