/* SPDX-License-Identifier: MIT */
/* caret.c - see caret.h. */
#include <gui/gui.h>

#include "caret.h"

#define BLINK_MS 530
#define BLINKS   19

static struct gui_widget *owner;
static struct rect place; /* in it; empty: anywhere */
static unsigned timer;
static int blinks;
static void (*watcher)(struct gui_widget *w);

void caret_watch(void (*fn)(struct gui_widget *w))
{
	watcher = fn;
}

void caret_tell(struct gui_widget *w)
{
	if (watcher)
		watcher(w);
}

static void redraw(void)
{
	if (rect_empty(place))
		gui_redraw(owner);
	else
		gui_redraw_area(owner, place);
}

static bool blink(void *arg)
{
	(void)arg;
	blinks++;
	redraw();
	if (blinks < BLINKS)
		return true;
	timer = 0;
	return false;
}

void caret_start(struct gui_widget *w)
{
	bool other = owner != w;

	gui_timer_stop(timer);
	if (other)
		place = (struct rect){ 0 };
	owner = w;
	blinks = 1;
	timer = gui_timer(BLINK_MS, blink, NULL);
	redraw();
	if (other)
		caret_tell(w);
}

void caret_move(const struct gui_widget *w, struct rect to)
{
	if (owner == w)
		place = to;
}

void caret_stop(struct gui_widget *w)
{
	if (owner != w)
		return;
	gui_timer_stop(timer);
	timer = 0;
	owner = NULL;
	caret_tell(NULL);
}

bool caret_is_seen(const struct gui_widget *w)
{
	return owner == w && blinks % 2 == 1;
}
