/* SPDX-License-Identifier: MIT */
/*
 * place.c - where windows are: the places of new ones, their states, panels and what they
 * leave, pop-ups beside what they belong to.
 */
#include <stdlib.h>
#include <string.h>

#include "internal.h"

#define PASSES 4 /* of arranging, when arranging changes what is wanted */

static struct rect whole_screen(void)
{
	return gui_core.screen;
}

/* The client area of a window whose outer one is r. */
static struct rect client_in(const struct gui_window *win, struct rect r)
{
	struct rect outer = gui_outer_of(win, (struct rect){ 0, 0, 0, 0 });

	return (struct rect){ r.x - outer.x, r.y - outer.y, r.w - outer.w, r.h - outer.h };
}

static void resize(struct gui_window *win, struct rect client)
{
	struct rect old = win->widget.area;

	gui_place(&win->widget, client);
	if (win->shown && (old.w != client.w || old.h != client.h))
		gui_send(&win->widget, &(struct gui_event){ .type = GUI_RESIZE });
}

/* What a window wants, but not more than fits. */
static struct gui_size natural_size(struct gui_window *win, struct rect room)
{
	struct rect most = client_in(win, room);
	struct gui_size size = gui_measure(&win->widget, most.w);
	struct gui_size least = { 0 };

	if (gui_framed(win))
		least = gui_least_size(win);
	return (struct gui_size){ MIN(MAX(size.w, least.w), most.w),
				  MIN(MAX(size.h, least.h), most.h) };
}

/* A window stands where a new one would. */
static bool taken(int x, int y)
{
	for (const struct gui_window *win = gui_core.oldest; win; win = win->created) {
		if (win->shown && gui_framed(win) && win->widget.area.x == x &&
		    win->widget.area.y == y)
			return true;
	}
	return false;
}

/* In the middle, and each on a place of its own as long as there is room. */
static struct rect first_place(struct gui_window *win, struct gui_size size)
{
	struct rect room = client_in(win, gui_core.work);
	struct rect r = { room.x + (room.w - size.w) / 2, room.y + (room.h - size.h) / 2, size.w,
			  size.h };
	int step = gui_dp(gui_theme()->title_height);
	const struct gui_window *owner = gui_window_holding(win->owner);

	if (owner && owner->kind != KIND_WINDOW && owner->kind != KIND_MODAL)
		owner = NULL; /* a bar is no place for what it asks */
	if (owner) {
		struct rect o = owner->widget.area;

		r.x = o.x + (o.w - r.w) / 2;
		r.y = o.y + (o.h - r.h) / 3;
	} else {
		r.y = room.y + (room.h - size.h) * 2 / 5;
	}
	r.x = MAX(MIN(r.x, room.x + room.w - r.w), room.x);
	r.y = MAX(MIN(r.y, room.y + room.h - r.h), room.y);
	while (!owner && taken(r.x, r.y) && r.x + step + r.w <= room.x + room.w &&
	       r.y + step + r.h <= room.y + room.h) {
		r.x += step;
		r.y += step;
	}
	return r;
}

/* Beside its anchor where it fits, and on the screen in any case. */
static struct rect beside(const struct gui_window *win, struct gui_size size)
{
	struct rect a = gui_to_screen(win->owner, win->anchor),
		    room = client_in(win, whole_screen());
	struct rect out = gui_outer_of(win, (struct rect){ 0, 0, size.w, size.h });
	struct rect r = { a.x - out.x, a.y - out.y, size.w, size.h };
	bool across = win->side == GUI_LEFT || win->side == GUI_RIGHT;

	if (across) {
		bool right = win->side == GUI_RIGHT ? a.x + a.w + out.w <= gui_core.screen.w
						    : a.x - out.w < 0;
		r.x = right ? a.x + a.w - out.x : a.x - out.w - out.x;
	} else {
		bool down = win->side == GUI_BOTTOM ? a.y + a.h + out.h <= gui_core.screen.h
						    : a.y - out.h < 0;
		r.y = down ? a.y + a.h - out.y : a.y - out.h - out.y;
	}
	r.x = MAX(MIN(r.x, room.x + room.w - r.w), room.x);
	r.y = MAX(MIN(r.y, room.y + room.h - r.h), room.y);
	return r;
}

static void settle(struct gui_window *win)
{
	struct rect r = win->widget.area;

	if (win->kind == KIND_POPUP || win->kind == KIND_TIP) {
		r = beside(win, natural_size(win, whole_screen()));
	} else if (!win->shown && win->state == GUI_NORMAL && win->kind != KIND_PANEL &&
		   win->kind != KIND_DESKTOP) {
		struct gui_size size = { r.w, r.h }, wanted = natural_size(win, gui_core.work);

		size.w = size.w ? size.w : wanted.w;
		size.h = size.h ? size.h : wanted.h;
		r = win->normal = first_place(win, size);
	}
	resize(win, r);
	if (!win->shown) {
		win->shown = true;
		gui_focus_first(win);
	}
}

void gui_windows_arrange(void)
{
	for (int pass = 0; pass < PASSES; pass++) {
		bool again = false;

		gui_enter();
		for (struct gui_window *win = gui_core.oldest; win; win = win->created) {
			if (gui_window_visible(win) && (!win->widget.arranged || !win->shown)) {
				settle(win);
				again = true;
			}
		}
		gui_leave();
		if (!again)
			return;
		gui_pointer_refresh();
	}
}

/* --- states --------------------------------------------------------------------------------- */

static struct rect area_for(const struct gui_window *win)
{
	if (win->state == GUI_MAXIMISED)
		return client_in(win, gui_core.work);
	return win->state == GUI_FULLSCREEN ? whole_screen() : win->normal;
}

static void enter_state(struct gui_window *win, enum gui_window_state state)
{
	gui_frame_redraw(win);
	if (state == GUI_MINIMISED)
		win->restored = win->state;
	else if (win->state == GUI_NORMAL && win->shown)
		win->normal = win->widget.area;
	win->state = state;
	if (state == GUI_NORMAL && !win->shown) {
		win->widget.arranged = false;
	} else if (state != GUI_MINIMISED) {
		if (!win->normal.w && win->widget.area.w) /* it was never normal */
			win->normal = first_place(
				win, (struct gui_size){ win->widget.area.w, win->widget.area.h });
		resize(win, area_for(win));
	}
	gui_frame_redraw(win);
}

void gui_window_set_state(struct gui_widget *window, enum gui_window_state state)
{
	struct gui_window *win = gui_as_window(window);

	if (!win || window->dead || win->kind != KIND_WINDOW || win->state == state)
		return;
	gui_enter();
	enter_state(win, state);
	gui_windows_changed();
	if (state == GUI_MINIMISED) {
		gui_pointer_forget(window);
		gui_move_forget(win);
		gui_popups_close(NULL);
		gui_window_activate_top();
	} else {
		gui_window_activate(window);
	}
	gui_leave();
}

enum gui_window_state gui_window_state(const struct gui_widget *window)
{
	const struct gui_window *win = gui_as_window(window);

	return win ? win->state : GUI_NORMAL;
}

void gui_fullscreen(struct gui_widget *window)
{
	gui_window_set_state(window, GUI_FULLSCREEN);
}

void gui_window_move(struct gui_widget *window, struct rect client)
{
	struct gui_window *win = gui_as_window(window);

	if (!win || win->state != GUI_NORMAL || win->kind == KIND_DESKTOP || win->thickness ||
	    win->kind == KIND_POPUP || win->kind == KIND_TIP)
		return;
	win->normal = client;
	win->shown = true;
	resize(win, client);
}

/* --- panels ---------------------------------------------------------------------------------- */

static struct rect take_strip(struct rect *work, enum gui_side side, int thickness)
{
	struct rect r = *work;

	if (side == GUI_TOP || side == GUI_BOTTOM) {
		r.h = MIN(thickness, work->h);
		work->h -= r.h;
		*(side == GUI_TOP ? &work->y : &r.y) += side == GUI_TOP ? r.h : work->h;
	} else {
		r.w = MIN(thickness, work->w);
		work->w -= r.w;
		*(side == GUI_LEFT ? &work->x : &r.x) += side == GUI_LEFT ? r.w : work->w;
	}
	return r;
}

void gui_windows_refit(void)
{
	struct rect work = gui_core.screen;

	gui_enter(); /* who hears of it may free windows */
	for (struct gui_window *win = gui_core.oldest; win; win = win->created) {
		if (win->thickness)
			resize(win, take_strip(&work, win->side, gui_dp(win->thickness)));
		else if (win->kind == KIND_DESKTOP)
			resize(win, gui_core.screen);
	}
	gui_core.work = work;
	for (struct gui_window *win = gui_core.oldest; win; win = win->created) {
		if (win->state == GUI_MAXIMISED || win->state == GUI_FULLSCREEN)
			resize(win, area_for(win));
	}
	gui_leave();
}
