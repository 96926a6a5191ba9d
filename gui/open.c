/* SPDX-License-Identifier: MIT */
/* open.c - the kinds of windows that programs ask for, and their settings: gui/gui.h. */
#include <stdlib.h>
#include <string.h>

#include "internal.h"

static void (*backdrop)(struct gui_canvas *c, struct rect area, void *arg);
static void *backdrop_arg;

static struct gui_widget *open_window(enum gui_kind kind, const char *title, int width, int height)
{
	struct gui_window *win = gui_window_new(kind);

	if (!win)
		return NULL;
	gui_core.had_windows = true;
	win->widget.area.w = gui_dp(MAX(width, 0));
	win->widget.area.h = gui_dp(MAX(height, 0));
	gui_window_title(&win->widget, title);
	return &win->widget;
}

/* What closes meanwhile may close w too, or have been its owner. */
static struct gui_widget *bring_up(struct gui_widget *w)
{
	gui_enter();
	gui_popups_close(NULL);
	gui_window_activate(w);
	bool gone = w && w->dead;
	gui_leave();
	return gone ? NULL : w;
}

struct gui_widget *gui_window(const char *title, int width, int height)
{
	return bring_up(open_window(KIND_WINDOW, title, width, height));
}

struct gui_widget *gui_modal(struct gui_widget *owner, const char *title, int width, int height)
{
	struct gui_widget *w = open_window(KIND_MODAL, title, width, height);
	struct gui_window *win = gui_as_window(w);

	if (!win)
		return NULL;
	win->owner = owner && !owner->dead ? gui_window_of(owner) : NULL;
	gui_pointer_cancel();
	return bring_up(w);
}

void gui_window_title(struct gui_widget *window, const char *title)
{
	struct gui_window *win = gui_as_window(window);
	char *copy = win ? strdup(title) : NULL;

	if (!copy)
		return;
	free(win->title);
	win->title = copy;
	gui_frame_redraw(win);
	gui_windows_changed();
}

const char *gui_window_get_title(const struct gui_widget *window)
{
	const struct gui_window *win = gui_as_window(window);

	return win ? win->title : "";
}

void gui_window_on_close(struct gui_widget *window,
			 bool (*fn)(struct gui_widget *window, void *arg), void *arg)
{
	struct gui_window *win = gui_as_window(window);

	if (win) {
		win->may_close = fn;
		win->may_close_arg = arg;
	}
}

void gui_window_on_event(struct gui_widget *window,
			 bool (*fn)(struct gui_widget *window, const struct gui_event *e,
				    void *arg),
			 void *arg)
{
	struct gui_window *win = gui_as_window(window);

	if (win) {
		win->on_event = fn;
		win->on_event_arg = arg;
	}
}

void gui_window_fixed(struct gui_widget *window, bool fixed)
{
	struct gui_window *win = gui_as_window(window);

	if (win) {
		win->fixed = fixed;
		gui_frame_redraw(win);
	}
}

void gui_window_plain(struct gui_widget *window, bool plain)
{
	struct gui_window *win = gui_as_window(window);

	if (win) {
		gui_frame_redraw(win);
		win->plain = plain;
		gui_frame_redraw(win);
	}
}

struct gui_widget *gui_panel(enum gui_side side, int thickness)
{
	struct gui_window *win = gui_window_new(KIND_PANEL);

	if (!win)
		return NULL;
	win->side = side;
	win->thickness = MAX(thickness, 1);
	gui_windows_refit();
	return &win->widget;
}

struct gui_widget *gui_panel_at(struct rect area)
{
	struct gui_window *win = gui_window_new(KIND_PANEL);

	if (!win)
		return NULL;
	gui_window_move(&win->widget, area);
	return &win->widget;
}

/* --- pop-ups ------------------------------------------------------------------------------ */

static struct gui_window *floating(enum gui_kind kind, struct gui_widget *owner, struct rect anchor,
				   enum gui_side side)
{
	struct gui_window *win = owner && !owner->dead ? gui_window_new(kind) : NULL;

	if (win) {
		win->owner = owner;
		win->anchor = anchor;
		win->side = side;
	}
	return win;
}

struct gui_widget *gui_popup(struct gui_widget *owner, struct rect anchor, enum gui_side side)
{
	struct gui_window *win = floating(KIND_POPUP, owner, anchor, side);

	if (!win)
		return NULL;
	gui_core.popup = win;
	gui_enter();
	gui_focus_update(); /* who loses the focus may free it */
	bool gone = win->widget.dead;
	gui_leave();
	return gone ? NULL : &win->widget;
}

struct gui_widget *gui_tip(struct gui_widget *owner, struct rect anchor, enum gui_side side)
{
	struct gui_window *win = floating(KIND_TIP, owner, anchor, side);

	return win ? &win->widget : NULL;
}

/* The topmost pop-up that is left gets the keys. */
void gui_popup_next(void)
{
	struct gui_window *win = gui_core.top;

	while (win && win->kind != KIND_POPUP)
		win = win->below;
	gui_core.popup = win;
}

static bool belongs_to(const struct gui_window *win, const struct gui_window *other)
{
	for (; other; other = gui_window_holding(other->owner)) {
		if (other == win)
			return true;
	}
	return false;
}

void gui_popups_close(const struct gui_window *keep)
{
	gui_enter();
	while (gui_core.popup && !belongs_to(gui_core.popup, keep)) {
		struct gui_window *win = gui_core.popup;

		if (win->may_close)
			win->may_close(&win->widget, win->may_close_arg);
		gui_free(&win->widget);
	}
	gui_leave();
}

/* --- the desktop ---------------------------------------------------------------------------- */

struct gui_widget *gui_desktop(void)
{
	return gui_core.desktop ? &gui_core.desktop->widget : NULL;
}

void gui_backdrop(void (*draw)(struct gui_canvas *c, struct rect area, void *arg), void *arg)
{
	backdrop = draw;
	backdrop_arg = arg;
	gui_redraw(gui_desktop());
}

void gui_window_draw(struct gui_widget *w, struct gui_canvas *c)
{
	if (gui_as_window(w) == gui_core.desktop && backdrop)
		backdrop(c, (struct rect){ 0, 0, w->area.w, w->area.h }, backdrop_arg);
}
