/* SPDX-License-Identifier: MIT */
/*
 * fuzz_env.c - what the stack stands on in a fuzz target. Everything gives the same
 * in every run, so that an input that found something finds it again.
 *
 * Locking: there is one thread.
 */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include <core/clock.h>
#include <core/cmdline.h>
#include <core/heap.h>
#include <core/log.h>
#include <core/mutex.h>
#include <core/panic.h>
#include <core/random.h>
#include <core/signal.h>
#include <core/synth.h>
#include <core/thread.h>
#include <core/work.h>

#include "../isn.h"
#include "arch/hooks.h"
#include "fuzz_env.h"

static struct thread *const me = (struct thread *)&me;
static uint64_t now;
static struct timer *armed; /* the stack has one */
static struct work *works;

uint64_t clock_now(void)
{
	return now;
}

void timer_arm(struct timer *t, uint64_t deadline)
{
	t->deadline = deadline;
	armed = t;
}

void timer_cancel(struct timer *t)
{
	if (armed == t)
		armed = NULL;
}

bool timer_armed(const struct timer *t)
{
	return armed == t;
}

void work_queue(struct work *w)
{
	if (w->queued)
		return;
	w->queued = true;
	w->next = works;
	works = w;
}

static void run_works(void)
{
	while (works) {
		struct work *w = works;
		works = w->next;
		w->queued = false;
		w->fn(w);
	}
}

void fuzz_run(unsigned ms)
{
	uint64_t end = now + ms * NSEC_PER_MSEC;

	run_works();
	while (armed && armed->deadline <= end) {
		struct timer *t = armed;
		if (now < t->deadline)
			now = t->deadline;
		armed = NULL;
		t->fn(t);
		run_works();
	}
	now = end;
}

struct thread *thread_self(void)
{
	return me;
}

void mutex_lock(struct mutex *m)
{
	ASSERT(!m->owner);
	m->owner = me;
}

void mutex_unlock(struct mutex *m)
{
	ASSERT(m->owner);
	m->owner = NULL;
}

bool mutex_held(const struct mutex *m)
{
	return m->owner == me;
}

/* Whoever waits here waits for a time only. */
int waitq_block(struct waitq *wq, uint64_t deadline)
{
	(void)wq;
	fuzz_run(deadline > now ? (unsigned)((deadline - now) / NSEC_PER_MSEC) : 0);
	return -ETIMEDOUT;
}

int waitq_block_interruptible(struct waitq *wq, uint64_t deadline)
{
	return waitq_block(wq, deadline);
}

unsigned long irq_save(void)
{
	return 0;
}

void irq_restore(unsigned long flags)
{
	(void)flags;
}

void *heap_alloc(size_t size)
{
	return malloc(size);
}

void *heap_alloc_zero(size_t count, size_t size)
{
	return calloc(count, size);
}

void heap_free(void *p)
{
	free(p);
}

void random_bytes(void *buf, size_t len)
{
	static unsigned char next;

	for (size_t i = 0; i < len; i++)
		((unsigned char *)buf)[i] = next += 37;
}

void isn_init(void)
{
}

u32_t net_tcp_isn(const ip_addr_t *local, u16_t local_port, const ip_addr_t *remote,
		  u16_t remote_port)
{
	(void)local, (void)local_port, (void)remote, (void)remote_port;
	return 0x1000;
}

void log_write(enum log_level lvl, const char *tag, const char *fmt, ...)
{
	(void)lvl, (void)tag, (void)fmt;
}

void panic(const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	vfprintf(stderr, fmt, args);
	va_end(args);
	abort();
}

void synth_register(struct synth_file *s)
{
	(void)s;
}

const char *cmdline_option(const char *name)
{
	(void)name;
	return NULL;
}
