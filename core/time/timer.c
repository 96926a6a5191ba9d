/* SPDX-License-Identifier: MIT */
/*
 * timer.c - one-shot timers in a list sorted by deadline; those of equal deadline run
 * in the order in which they were armed.
 *
 * A system has one timer per sleeping thread and a few more, so that a walk to the
 * place in the list is short. timers_run() first moves everything that is due to a list
 * of its own: a callback that arms its timer again, even for the past, waits for the
 * next interrupt and cannot keep this one from ending.
 *
 * Locking: interrupts off.
 */
#include <stddef.h>

#include <core/panic.h>
#include <core/spinlock.h>
#include "time/timer.h"

static spinlock_t lock;
/* below: under lock */
static const struct clock_event *event SEALED;
static struct timer *pending;            /* by deadline */
static struct timer *due;                /* being run */
static bool running;                     /* timers_run() will arm the device at its end */
static uint64_t armed_for = NO_DEADLINE; /* when the device will interrupt */
static uint64_t interrupts;

/* Setting the device costs more than a switch of threads, and most deadlines move later or
 * away before they are reached. So it is only ever set to an earlier time; an interrupt that
 * finds nothing due does no harm, and sets it to what is pending then. */
static void arm_device(void)
{
	uint64_t deadline = pending ? pending->deadline : NO_DEADLINE;

	if (!event || running || deadline >= armed_for)
		return;
	armed_for = deadline;
	event->arm(deadline);
}

static void unlink_timer(struct timer *t)
{
	*t->link = t->next;
	if (t->next)
		t->next->link = t->link;
	t->next = NULL;
	t->link = NULL;
}

static void link_timer(struct timer *t, struct timer **where)
{
	t->next = *where;
	t->link = where;
	if (t->next)
		t->next->link = &t->next;
	*where = t;
}

void timer_arm(struct timer *t, uint64_t deadline)
{
	unsigned long flags = spin_lock(&lock);
	struct timer **where = &pending;

	if (t->link)
		unlink_timer(t);
	t->deadline = deadline;
	while (*where && (*where)->deadline <= deadline)
		where = &(*where)->next;
	link_timer(t, where);
	if (pending == t)
		arm_device();
	spin_unlock(&lock, flags);
}

void timer_cancel(struct timer *t)
{
	if (!t->link)
		return;
	unsigned long flags = spin_lock(&lock);

	if (t->link) /* it may have run meanwhile */
		unlink_timer(t);
	spin_unlock(&lock, flags);
}

bool timer_armed(const struct timer *t)
{
	return t->link != NULL;
}

/* Moves the timers up to now from pending to due. */
static void take_due(uint64_t now)
{
	struct timer **end = &pending;

	while (*end && (*end)->deadline <= now)
		end = &(*end)->next;
	if (end == &pending)
		return;
	due = pending;
	due->link = &due;
	pending = *end;
	if (pending)
		pending->link = &pending;
	*end = NULL;
}

void timers_run(void)
{
	ASSERT(!running);
	running = true;
	armed_for = NO_DEADLINE; /* it shoots once */
	interrupts++;
	take_due(clock_now());
	while (due) {
		struct timer *t = due;

		unlink_timer(t);
		t->fn(t);
	}
	running = false;
	arm_device();
}

uint64_t timer_interrupts(void)
{
	return interrupts;
}

void timers_init(const struct clock_event *ev)
{
	unsigned long flags = spin_lock(&lock);

	event = ev;
	armed_for = NO_DEADLINE;
	arm_device();
	spin_unlock(&lock, flags);
}
