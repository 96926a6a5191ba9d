/* SPDX-License-Identifier: MIT */
/*
 * move.c - windows that are being moved or resized, by the pointer or by keys. What is done
 * shows at once; Esc brings the window back to where it was.
 */
#include "internal.h"

/* Design pixels. */
#define LEAST_WIDTH  140
#define LEAST_HEIGHT 60
#define KEEP_VISIBLE 64 /* of the title bar, so that a window can be fetched back */
#define KEY_STEP     16

static struct {
	struct gui_window *win;
	unsigned edges; /* 0: it is moved */
	bool keys;
	struct rect before;
	int x, y; /* where it began, and for keys what they add up to */
} now;

bool gui_moving(void)
{
	return now.win != NULL;
}

void gui_move_forget(const struct gui_window *win)
{
	if (now.win == win)
		now.win = NULL;
}

struct gui_size gui_least_size(struct gui_window *win)
{
	struct gui_size least = { gui_dp(LEAST_WIDTH), gui_dp(LEAST_HEIGHT) };

	least.w = MAX(least.w, win->widget.min.w);
	least.h = MAX(least.h, win->widget.min.h);
	for (struct gui_widget *c = win->widget.first; c; c = c->next) {
		least.w = MAX(least.w, c->min.w);
		least.h = MAX(least.h, c->min.h);
	}
	return least;
}

static void begin(struct gui_window *win, unsigned edges, bool keys, int x, int y)
{
	now.win = win;
	now.edges = edges;
	now.keys = keys;
	now.before = win->widget.area;
	now.x = x;
	now.y = y;
}

/* A maximised window that is moved becomes a normal one, under the same part of its title. */
static void tear_off(struct gui_window *win, int x, int y)
{
	struct rect wide = gui_outer(win);
	int grip = now.y - win->widget.area.y;

	gui_window_set_state(&win->widget, GUI_NORMAL);
	struct rect r = win->widget.area;
	r.x = x - (int)((long)(now.x - wide.x) * r.w / MAX(wide.w, 1));
	r.y = y - grip;
	gui_window_move(&win->widget, r);
}

void gui_move_begin(struct gui_window *win, enum gui_part part, int x, int y)
{
	if (win->state == GUI_FULLSCREEN || win->state == GUI_MINIMISED)
		return;
	begin(win, part == PART_TITLE ? 0 : part, false, x, y);
}

/* The title stays where it can be reached. */
static struct rect kept_visible(const struct gui_window *win, struct rect r)
{
	struct rect work = gui_core.work, outer = gui_outer_of(win, r);
	int keep = MIN(gui_dp(KEEP_VISIBLE), outer.w), title = r.y - outer.y;

	r.x += MAX(work.x + keep - (outer.x + outer.w), 0);
	r.x -= MAX(outer.x - (work.x + work.w - keep), 0);
	r.y -= MAX(outer.y + title - (work.y + work.h), 0);
	r.y += MAX(work.y - (r.y - title), 0);
	return r;
}

static struct rect resized(int dx, int dy)
{
	struct gui_size least = gui_least_size(now.win);
	struct rect r = now.before;

	least.w = MIN(least.w, r.w);
	least.h = MIN(least.h, r.h);
	if (now.edges & PART_LEFT) {
		dx = MIN(dx, r.w - least.w);
		r.x += dx;
		r.w -= dx;
	} else if (now.edges & PART_RIGHT) {
		r.w = MAX(r.w + dx, least.w);
	}
	if (now.edges & PART_TOP) {
		struct rect outer = gui_outer_of(now.win, r);

		dy = MAX(MIN(dy, r.h - least.h), gui_core.work.y - outer.y);
		r.y += dy;
		r.h -= dy;
	} else if (now.edges & PART_BOTTOM) {
		r.h = MAX(r.h + dy, least.h);
	}
	return r;
}

static void apply(int dx, int dy)
{
	struct rect r = now.edges ? resized(dx, dy)
				  : kept_visible(now.win, rect_moved(now.before, dx, dy));

	gui_window_move(&now.win->widget, r);
}

void gui_move_to(int x, int y)
{
	if (!now.win || now.keys)
		return;
	if (now.win->state == GUI_MAXIMISED) {
		if (x == now.x && y == now.y)
			return;
		tear_off(now.win, x, y);
		if (!now.win) /* who heard of its size has freed it */
			return;
		begin(now.win, 0, false, x, y);
	}
	apply(x - now.x, y - now.y);
}

void gui_move_end(bool keep)
{
	struct gui_window *win = now.win;

	now.win = NULL;
	if (win && !keep)
		gui_window_move(&win->widget, now.before);
}

void gui_move_by_keys(struct gui_window *win, bool resize)
{
	if (!gui_framed(win) || win->state != GUI_NORMAL || (resize && win->fixed))
		return;
	begin(win, resize ? PART_RIGHT | PART_BOTTOM : 0, true, 0, 0);
}

bool gui_move_key(unsigned key, unsigned modifiers)
{
	int step = modifiers & GUI_CTRL ? 1 : gui_dp(KEY_STEP);

	if (key == GUI_KEY_ENTER || key == GUI_KEY_ESCAPE) {
		gui_move_end(key == GUI_KEY_ENTER);
		return true;
	}
	if (!now.keys)
		return true;
	now.x += key == GUI_KEY_RIGHT ? step : key == GUI_KEY_LEFT ? -step : 0;
	now.y += key == GUI_KEY_DOWN_ARROW ? step : key == GUI_KEY_UP_ARROW ? -step : 0;
	apply(now.x, now.y);
	return true;
}
