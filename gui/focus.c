/* SPDX-License-Identifier: MIT */
/*
 * focus.c - who gets the keys. Every window remembers its own focus; the one of the window
 * with the keys (a pop-up, else the active one) has it now.
 */
#include "internal.h"

static struct gui_widget *owner; /* who was told last that it has the focus */
static bool shown;
void (*gui_on_hover)(struct gui_widget *w);

void gui_tell_hover(struct gui_widget *w)
{
	if (gui_on_hover)
		gui_on_hover(w);
}

struct gui_window *gui_key_window(void)
{
	return gui_core.popup ? gui_core.popup : gui_core.active;
}

struct gui_widget *gui_focused(void)
{
	struct gui_window *win = gui_key_window();

	return win ? win->focus : NULL;
}

bool gui_has_focus(const struct gui_widget *w)
{
	return w && gui_focused() == w;
}

void gui_focus_update(void)
{
	struct gui_widget *old = owner, *now = gui_focused();

	if (old == now)
		return;
	owner = now;
	gui_enter();
	if (old) {
		gui_redraw(old);
		gui_send(old, &(struct gui_event){ .type = GUI_FOCUS_OUT });
	}
	if (now && owner == now) {
		gui_redraw(now);
		gui_bubble(now, &(struct gui_event){ .type = GUI_FOCUS_IN });
	}
	gui_leave();
}

void gui_focus_show(bool show)
{
	if (shown == show)
		return;
	shown = show;
	gui_redraw(gui_focused());
}

bool gui_focus_is_shown(void)
{
	return shown;
}

void gui_focus_reset(void)
{
	owner = NULL;
	shown = false;
}

static bool can_have_it(const struct gui_widget *w)
{
	return w->focusable && gui_is_enabled(w);
}

static void set_focus(struct gui_window *win, struct gui_widget *w)
{
	if (win->focus == w)
		return;
	if (win->focus)
		win->focus->focused = false;
	win->focus = w;
	if (w)
		w->focused = true;
	gui_focus_update();
}

void gui_focus(struct gui_widget *w)
{
	struct gui_window *win = gui_window_holding(w);

	if (!win || w->dead || !can_have_it(w))
		return;
	set_focus(win, w);
	if (win->kind == KIND_PANEL && !gui_core.popup)
		gui_window_activate(&win->widget);
}

/* The widget that comes after w in its window, parents before their children. */
static struct gui_widget *following(struct gui_widget *w)
{
	if (w->first)
		return w->first;
	while (w->parent && !w->next)
		w = w->parent;
	return w->parent ? w->next : w;
}

static struct gui_widget *last_in(struct gui_widget *w)
{
	while (w->last)
		w = w->last;
	return w;
}

static struct gui_widget *preceding(struct gui_widget *w)
{
	if (!w->parent)
		return last_in(w);
	return w->previous ? last_in(w->previous) : w->parent;
}

/* The next one that can have the focus, going round once; NULL: there is none. */
static struct gui_widget *next_focus(struct gui_window *win, int step)
{
	struct gui_widget *start = win->focus ? win->focus : &win->widget, *w = start;

	do {
		w = step < 0 ? preceding(w) : following(w);
		if (can_have_it(w))
			return w;
	} while (w != start);
	return NULL;
}

void gui_focus_step(struct gui_widget *w, int step)
{
	struct gui_window *win = gui_window_holding(w);
	struct gui_widget *next = win ? next_focus(win, step) : NULL;

	if (next)
		set_focus(win, next);
}

void gui_focus_first(struct gui_window *win)
{
	if (!win->focus && win->kind != KIND_PANEL && win->kind != KIND_TIP)
		gui_focus_step(&win->widget, 1);
}

void gui_focus_forget(struct gui_widget *w)
{
	struct gui_window *win = gui_window_holding(w);

	if (owner && gui_is_in(owner, w))
		owner = NULL;
	if (!win || !win->focus || !gui_is_in(win->focus, w))
		return;
	win->focus->focused = false;
	win->focus = NULL;
}
