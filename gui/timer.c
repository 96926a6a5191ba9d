/* SPDX-License-Identifier: MIT */
/*
 * timer.c - calls after a while: gui_timer(). A list in the order of their times; one that
 * repeats is due again a whole period after it was due, or after now when it is late.
 */
#include <stdlib.h>

#include "backend.h"
#include "internal.h"

struct timer {
	struct timer *next;
	unsigned number;
	uint64_t due, period; /* ns */
	bool (*fn)(void *arg);
	void *arg;
};

static struct timer *timers;
static unsigned last_number, running;

static void insert(struct timer *t)
{
	struct timer **at = &timers;

	while (*at && (*at)->due <= t->due)
		at = &(*at)->next;
	t->next = *at;
	*at = t;
}

unsigned gui_timer(unsigned ms, bool (*fn)(void *arg), void *arg)
{
	struct timer *t = malloc(sizeof(*t));

	if (!t)
		return 0;
	if (++last_number == 0)
		last_number = 1;
	*t = (struct timer){ NULL, last_number, 0, MAX(ms, 1u) * MSEC, fn, arg };
	t->due = gui_backend_now() + t->period;
	insert(t);
	return t->number;
}

void gui_timer_stop(unsigned number)
{
	struct timer **at = &timers;

	if (number == running)
		running = 0;
	while (*at && (*at)->number != number)
		at = &(*at)->next;
	struct timer *t = *at;
	if (!t)
		return;
	*at = t->next;
	free(t);
}

uint64_t gui_timers_next(void)
{
	return timers ? timers->due : NEVER;
}

/* While it runs the timer is not in the list, so that it may be stopped, or all of them. */
static void run(struct timer *t, uint64_t now)
{
	running = t->number;
	bool again = t->fn(t->arg);
	if (again && running == t->number && gui_core.open) {
		t->due = MAX(t->due + t->period, now + 1);
		insert(t);
	} else {
		free(t);
	}
	running = 0;
}

void gui_timers_run(uint64_t now)
{
	while (timers && timers->due <= now) {
		struct timer *t = timers;

		timers = t->next;
		gui_enter();
		run(t, now);
		gui_leave();
	}
}

void gui_timers_free(void)
{
	running = 0;
	while (timers) {
		struct timer *t = timers;

		timers = t->next;
		free(t);
	}
}
