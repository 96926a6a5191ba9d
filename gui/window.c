/* SPDX-License-Identifier: MIT */
/*
 * window.c - the windows: how they come and go, which is above which, which is active.
 *
 * They stand in two lists: from the bottom up, sorted by level and then by when they were
 * raised, and in the order of their creation.
 */
#include <stdlib.h>
#include <string.h>

#include "internal.h"

struct gui_window *gui_as_window(const struct gui_widget *w)
{
	return w && w->ops == &gui_window_ops ? (struct gui_window *)w : NULL;
}

struct gui_window *gui_window_holding(const struct gui_widget *w)
{
	while (w && w->parent)
		w = w->parent;
	return gui_as_window(w);
}

bool gui_window_visible(const struct gui_window *win)
{
	return win->state != GUI_MINIMISED && !win->widget.hidden && !win->widget.dead;
}

/* The window that win was opened for. */
static struct gui_window *owner_of(const struct gui_window *win)
{
	return gui_window_holding(win->owner);
}

/* True for the active window and what it belongs to. */
static bool leads_to_active(const struct gui_window *win)
{
	for (const struct gui_window *a = gui_core.active; a; a = owner_of(a)) {
		if (a == win)
			return true;
	}
	return false;
}

enum gui_level gui_window_level(const struct gui_window *win)
{
	switch (win->kind) {
	case KIND_DESKTOP:
		return LEVEL_DESKTOP;
	case KIND_PANEL:
		return LEVEL_PANEL;
	case KIND_POPUP:
		return LEVEL_POPUP;
	case KIND_TIP:
		return LEVEL_TIP;
	case KIND_MODAL:
		if (owner_of(win))
			return MAX(gui_window_level(owner_of(win)), LEVEL_WINDOW);
		break;
	default:
		break;
	}
	return win->state == GUI_FULLSCREEN && leads_to_active(win) ? LEVEL_FULLSCREEN
								    : LEVEL_WINDOW;
}

/* --- above and below ----------------------------------------------------------------------- */

static void take_out(struct gui_window *win)
{
	*(win->below ? &win->below->above : &gui_core.bottom) = win->above;
	*(win->above ? &win->above->below : &gui_core.top) = win->below;
	win->above = win->below = NULL;
}

static void put_above(struct gui_window *win, struct gui_window *below)
{
	struct gui_window *above = below ? below->above : gui_core.bottom;

	win->below = below;
	win->above = above;
	*(below ? &below->above : &gui_core.bottom) = win;
	*(above ? &above->below : &gui_core.top) = win;
}

/* To the top of its level. */
static void stack_top(struct gui_window *win)
{
	struct gui_window *below = gui_core.top;
	enum gui_level level = gui_window_level(win);

	while (below && gui_window_level(below) > level)
		below = below->below;
	put_above(win, below);
}

/* Levels may have changed: sorts, keeping the order of those of one level. */
static void sort(void)
{
	struct gui_window *win = gui_core.bottom;
	bool same = true;

	gui_core.bottom = gui_core.top = NULL;
	while (win) {
		struct gui_window *next = win->above;

		stack_top(win);
		same &= gui_core.top == win;
		win = next;
	}
	if (!same)
		gui_redraw_all();
}

static void raise_one(struct gui_window *win)
{
	take_out(win);
	stack_top(win);
	gui_frame_redraw(win);
	gui_manager_refresh();
}

void gui_window_raise(struct gui_window *win)
{
	sort();
	raise_one(win);
	/* What was opened for it comes along, the oldest first. */
	for (struct gui_window *o = gui_core.oldest; o; o = o->created) {
		if (o->owner && o != win && owner_of(o) == win)
			gui_window_raise(o);
	}
}

/* --- coming and going ------------------------------------------------------------------------ */

static bool counts(const struct gui_window *win)
{
	return win->kind == KIND_WINDOW;
}

void gui_windows_changed(void)
{
	gui_core.windows_changed = true;
	gui_manager_refresh();
}

struct gui_window *gui_window_new(enum gui_kind kind)
{
	struct gui_window *win = gui_core.open ? calloc(1, sizeof(*win)) : NULL;
	char *title = win ? strdup("") : NULL;

	if (!title) {
		free(win);
		return NULL;
	}
	win->widget.ops = &gui_window_ops;
	win->kind = kind;
	win->title = title;
	struct gui_window **at = &gui_core.oldest;
	while (*at)
		at = &(*at)->created;
	*at = win;
	stack_top(win);
	gui_windows_changed();
	return win;
}

void gui_window_unlink(struct gui_window *win)
{
	struct gui_window **at = &gui_core.oldest;

	while (*at != win)
		at = &(*at)->created;
	*at = win->created;
	take_out(win);
	gui_frame_forget(win);
	gui_move_forget(win);
	gui_manager_forget(win);
	if (gui_core.desktop == win)
		gui_core.desktop = NULL;
	if (gui_core.popup == win)
		gui_popup_next();
	if (gui_core.active == win) {
		gui_core.active = NULL;
		gui_window_activate_top();
	}
	if (win->thickness)
		gui_windows_refit();
	gui_windows_changed();
	gui_focus_update();
}

void gui_windows_close_all(void)
{
	gui_enter();
	while (gui_core.oldest)
		gui_free(&gui_core.oldest->widget);
	gui_leave();
}

bool gui_windows_open(void)
{
	const struct gui_window *win = gui_core.oldest;

	while (win && win->kind != KIND_WINDOW && win->kind != KIND_MODAL)
		win = win->created;
	return win != NULL;
}

static bool window_event(struct gui_widget *w, const struct gui_event *e)
{
	struct gui_window *win = (struct gui_window *)w;

	return win->on_event && win->on_event(w, e, win->on_event_arg);
}

static void window_destroy(struct gui_widget *w)
{
	struct gui_window *win = (struct gui_window *)w;

	gui_shortcuts_free(&win->shortcuts);
	free(win->title);
}

const struct gui_widget_ops gui_window_ops = {
	.name = "window",
	.size = sizeof(struct gui_window),
	.draw = gui_window_draw,
	.event = window_event,
	.destroy = window_destroy,
};

/* --- the active one ------------------------------------------------------------------------- */

struct gui_window *gui_window_modal(const struct gui_window *win)
{
	for (struct gui_window *o = gui_core.top; o; o = o->below) {
		if (o->kind == KIND_MODAL && owner_of(o) == win)
			return o;
	}
	return NULL;
}

static void set_active(struct gui_window *win)
{
	struct gui_window *old = gui_core.active;

	if (old == win)
		return;
	gui_core.active = win;
	if (old)
		gui_frame_redraw(old);
	gui_windows_changed();
}

/* Who hears of its new size may free it. */
static void activate(struct gui_window *win)
{
	struct gui_window *modal;

	gui_enter();
	while ((modal = gui_window_modal(win)))
		win = modal;
	if (win->state == GUI_MINIMISED)
		gui_window_set_state(&win->widget, win->restored);
	if (!win->widget.dead) {
		set_active(win);
		/* Its owner comes along: it is the next one when a dialog is answered. */
		for (struct gui_window *owner = owner_of(win); owner; owner = owner_of(owner))
			gui_window_raise(owner);
		gui_window_raise(win);
		gui_focus_update();
	}
	gui_leave();
}

void gui_window_activate(struct gui_widget *window)
{
	struct gui_window *win = gui_as_window(window);

	if (win && !win->widget.dead && win->kind != KIND_POPUP && win->kind != KIND_TIP)
		activate(win);
}

void gui_window_activate_top(void)
{
	for (struct gui_window *win = gui_core.top; win; win = win->below) {
		if ((win->kind == KIND_WINDOW || win->kind == KIND_MODAL) &&
		    gui_window_visible(win)) {
			activate(win);
			return;
		}
	}
	set_active(NULL);
	sort();
	gui_focus_update();
}

struct gui_widget *gui_window_active(void)
{
	return gui_core.active ? &gui_core.active->widget : NULL;
}

bool gui_window_is_active(const struct gui_widget *window)
{
	return window && gui_window_active() == window;
}

void gui_window_close(struct gui_widget *window)
{
	struct gui_window *win = gui_as_window(window);

	if (!win || win->widget.dead)
		return;
	gui_enter();
	if (!win->may_close || win->may_close(window, win->may_close_arg))
		gui_free(window);
	gui_leave();
}

/* --- the program's list ---------------------------------------------------------------------- */

unsigned gui_window_count(void)
{
	unsigned n = 0;

	for (const struct gui_window *win = gui_core.oldest; win; win = win->created)
		n += counts(win);
	return n;
}

struct gui_widget *gui_window_at(unsigned index)
{
	for (struct gui_window *win = gui_core.oldest; win; win = win->created) {
		if (counts(win) && index-- == 0)
			return &win->widget;
	}
	return NULL;
}

void gui_on_windows(void (*fn)(void *arg), void *arg)
{
	gui_core.on_windows = fn;
	gui_core.on_windows_arg = arg;
}

/* The topmost that takes the pointer there. */
struct gui_window *gui_window_under(int x, int y, enum gui_part *part)
{
	for (struct gui_window *win = gui_core.top; win; win = win->below) {
		*part = gui_window_visible(win) ? gui_frame_part(win, x, y) : PART_NONE;
		if (*part != PART_NONE)
			return win;
	}
	*part = PART_NONE;
	return NULL;
}
