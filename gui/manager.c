/* SPDX-License-Identifier: MIT */
/*
 * manager.c - the window manager's keys: Alt+Tab with a list of the windows, which is there
 * as long as Alt is held, and Alt+F4 and F7 to F10.
 */
#include <string.h>

#include <gui/text.h>
#include "internal.h"

/* Design pixels. */
#define LIST_WIDTH 300
#define LIST_ROW   36
#define LIST_EDGE  8

static struct gui_window *chosen; /* in the list, which is shown when it is not NULL */
static struct gui_widget *list;   /* its window */

/* --- the list -------------------------------------------------------------------------------- */

static bool listed(const struct gui_window *win)
{
	return win->kind == KIND_WINDOW && !win->widget.dead;
}

static void list_measure(struct gui_widget *w, struct gui_size *wanted)
{
	(void)w;
	wanted->w = gui_dp(LIST_WIDTH);
	wanted->h = gui_dp(LIST_ROW) * (int)gui_window_count() + 2 * gui_dp(LIST_EDGE);
}

static void draw_row(struct gui_canvas *c, const struct gui_window *win, struct rect r)
{
	const struct gui_theme *t = gui_theme();
	const struct gui_font *font = gui_theme_font(GUI_TEXT_BODY);
	gui_colour colour = win == chosen ? t->on_accent : t->on_tip;
	int pad = gui_dp(t->space_m);

	if (win == chosen)
		gui_round_rect(c, r, gui_dp(t->radius), t->accent);
	gui_text_draw_fit(c, font, r.x + pad, gui_text_centre(font, r.y, r.h), r.w - 2 * pad,
			  win->title, strlen(win->title), colour);
}

static void list_draw(struct gui_widget *w, struct gui_canvas *c)
{
	struct rect r = { gui_dp(LIST_EDGE), gui_dp(LIST_EDGE), w->area.w - 2 * gui_dp(LIST_EDGE),
			  gui_dp(LIST_ROW) };

	for (const struct gui_window *win = gui_core.top; win; win = win->below) {
		if (!listed(win))
			continue;
		draw_row(c, win, r);
		r.y += r.h;
	}
}

static const struct gui_widget_ops list_ops = {
	.name = "window list",
	.size = sizeof(struct gui_widget),
	.measure = list_measure,
	.draw = list_draw,
};

static void show_list(void)
{
	int height = gui_dp(LIST_ROW) * (int)gui_window_count() + 2 * gui_dp(LIST_EDGE);
	struct rect at = { (gui_core.screen.w - gui_dp(LIST_WIDTH)) / 2,
			   MAX(gui_core.screen.h - height, 0) / 2, 0, 0 };

	if (!list) {
		list = gui_tip(gui_desktop(), at, GUI_BOTTOM);
		gui_widget_new(list, &list_ops);
	}
	gui_redraw(list);
}

static void hide_list(bool activate)
{
	struct gui_window *win = chosen;

	chosen = NULL;
	gui_free(list);
	if (win && activate)
		gui_window_activate(&win->widget);
}

void gui_manager_refresh(void)
{
	if (list)
		gui_relayout(list->first);
}

void gui_manager_forget(const struct gui_window *win)
{
	if (list == &win->widget)
		list = NULL;
	if (chosen == win)
		hide_list(false);
}

void gui_manager_modifiers(unsigned modifiers)
{
	if (chosen && !(modifiers & GUI_ALT))
		hide_list(true);
}

/* --- keys ------------------------------------------------------------------------------------ */

static struct gui_window *neighbour(struct gui_window *win, bool up)
{
	struct gui_window *at = win;

	do {
		at = up ? at->above : at->below;
		if (!at)
			at = up ? gui_core.bottom : gui_core.top;
	} while (at != win && !listed(at));
	return at;
}

/* The window that the keys are about: of a dialog, the one that it belongs to. */
static struct gui_window *subject(void)
{
	struct gui_window *win = gui_core.active;

	while (win && win->kind == KIND_MODAL && gui_window_holding(win->owner))
		win = gui_window_holding(win->owner);
	return win;
}

static void choose(bool up)
{
	gui_popups_close(NULL); /* which may close windows */
	if (!gui_window_count())
		return;

	struct gui_window *start = chosen ? chosen : subject();

	if (!start)
		start = gui_core.bottom;
	chosen = neighbour(start, up);
	show_list();
}

static bool function_key(struct gui_window *win, unsigned key)
{
	bool maximised = win->state == GUI_MAXIMISED;

	switch (key) {
	case GUI_KEY_F(4):
		gui_window_close(&win->widget);
		return true;
	case GUI_KEY_F(7):
	case GUI_KEY_F(8):
		gui_move_by_keys(win, key == GUI_KEY_F(8));
		return true;
	case GUI_KEY_F(9):
		gui_window_set_state(&win->widget, GUI_MINIMISED);
		return true;
	case GUI_KEY_F(10):
		if (!win->fixed)
			gui_window_set_state(&win->widget, maximised ? GUI_NORMAL : GUI_MAXIMISED);
		return true;
	default:
		return false;
	}
}

bool gui_manager_key(const struct gui_event *e)
{
	struct gui_window *win = gui_core.active;

	if (chosen && e->key == GUI_KEY_ESCAPE) {
		hide_list(false);
		return true;
	}
	if ((e->modifiers & ~GUI_SHIFT) != GUI_ALT)
		return false;
	if (e->key == GUI_KEY_TAB) {
		choose(e->modifiers & GUI_SHIFT);
		return true;
	}
	/* A window without a frame has no manager: a kiosk is not closed by Alt+F4. */
	return win && gui_framed(win) && function_key(win, e->key);
}
