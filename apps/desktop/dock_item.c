/* SPDX-License-Identifier: MIT */
/*
 * dock_item.c - a tile: an icon that rises under the pointer, says its name, and has a mark
 * below it while its program has windows.
 */
#include <stdio.h>

#include "dock.h"

#define FRAME_MS 16
#define ICON     26
#define RADIUS   12

struct item {
	struct gui_widget widget;
	const struct program *program;
	struct gui_widget *window; /* that is minimised; NULL: the program's tile */
	unsigned windows;
	bool active;
	int lift; /* pixels, now */
	unsigned timer;
};

static int wanted_lift(const struct item *i)
{
	return i->widget.hovered || gui_has_focus(&i->widget) ? gui_dp(DOCK_LIFT) : 0;
}

/* A third of what is left with each frame. */
static bool lift(void *arg)
{
	struct item *i = arg;
	int left = wanted_lift(i) - i->lift;

	i->lift += left / 3 ? left / 3 : (left > 0) - (left < 0);
	gui_redraw(&i->widget);
	if (i->lift != wanted_lift(i))
		return true;
	i->timer = 0;
	return false;
}

/* The tile where it is now, in the strip. */
static struct rect tile(const struct item *i)
{
	int size = gui_dp(DOCK_TILE), body = gui_dp(DOCK_BODY);
	int top = i->widget.area.h - gui_dp(DOCK_BELOW) - body + (body - size) / 2 - gui_dp(3);

	return (struct rect){ (i->widget.area.w - size) / 2, top - i->lift, size, size };
}

static void draw_mark(const struct item *i, struct gui_canvas *c, struct rect r)
{
	const struct gui_theme *t = gui_theme();
	int w = gui_dp(i->active ? 16 : 5), h = gui_dp(i->active ? 4 : 5);
	int y = i->widget.area.h - gui_dp(DOCK_BELOW) - gui_dp(5) - h / 2;

	gui_round_rect(c, (struct rect){ r.x + (r.w - w) / 2, y, w, h }, h / 2,
		       i->active ? t->focus : t->text_dim);
}

static void draw_tile(struct gui_canvas *c, struct rect r, const struct program *p, int radius)
{
	int icon = r.w * ICON / DOCK_TILE;
	struct rect inner = { r.x + (r.w - icon) / 2, r.y + (r.h - icon) / 2, icon, icon };
	struct rect whole = c->clip;

	for (int y = 0; y < r.h; y++) {
		gui_clip(c, (struct rect){ r.x, r.y + y, r.w, 1 });
		gui_round_rect(c, r, radius, gui_mix(p->top, p->bottom, (uint8_t)(y * 255 / r.h)));
		c->clip = whole;
	}
	gui_draw_icon(c, inner, p->icon, 0xffffffff);
}

static void item_draw(struct gui_widget *w, struct gui_canvas *c)
{
	const struct item *i = (const struct item *)w;
	struct rect r = tile(i);

	if (i->lift > 0)
		gui_shadow(c, rect_moved(r, 0, i->lift / 2), gui_dp(RADIUS), gui_dp(8), 0x50000000);
	if (!i->window) {
		draw_tile(c, r, i->program, gui_dp(RADIUS));
		if (i->windows)
			draw_mark(i, c, r);
	} else {
		const struct gui_theme *t = gui_theme();
		int small = r.w / 2;
		struct rect sheet = { r.x, r.y + gui_dp(4), r.w, r.h - gui_dp(8) };

		gui_round_rect(c, sheet, gui_dp(6), t->surface);
		gui_round_frame(c, sheet, gui_dp(6), gui_dp(1), t->border);
		gui_fill(c,
			 (struct rect){ sheet.x + gui_dp(1), sheet.y + gui_dp(9),
					sheet.w - 2 * gui_dp(1), gui_dp(1) },
			 t->separator);
		draw_tile(c,
			  (struct rect){ r.x + (r.w - small) / 2,
					 sheet.y + (sheet.h - small) / 2 + gui_dp(4), small,
					 small },
			  i->program, gui_dp(6));
	}
	if (gui_has_focus(w))
		gui_draw_focus(c, rect_inset(r, -gui_dp(4)), gui_dp(RADIUS + 4));
}

/* A click on the tile of the active program puts its window away. */
static void choose(struct item *i, bool another)
{
	struct gui_widget *active = gui_window_active();

	if (i->window)
		gui_window_activate(i->window);
	else if (another || !i->windows)
		i->program->open(i->program, NULL);
	else if (program_of(active) == i->program && i->windows == 1)
		gui_window_set_state(active, GUI_MINIMISED);
	else
		program_show(i->program);
}

static void open_another(void *arg)
{
	choose(arg, true);
}

static void close_all(void *arg)
{
	const struct item *i = arg;
	const struct program *p = i->program;

	for (unsigned n = gui_window_count(); n-- > 0;) {
		if (n < gui_window_count() && program_of(gui_window_at(n)) == p)
			gui_window_close(gui_window_at(n));
	}
}

static bool has_windows(void *arg)
{
	return ((struct item *)arg)->windows > 0;
}

static const struct gui_menu_item menu[] = {
	{ .text = "New Window", .icon = GUI_ICON_PLUS, .chosen = open_another },
	{ .kind = GUI_MENU_LINE },
	{ .text = "Close All Windows",
	  .icon = GUI_ICON_CLOSE,
	  .chosen = close_all,
	  .enabled = has_windows },
	{ 0 },
};

static bool item_event(struct gui_widget *w, const struct gui_event *e)
{
	struct item *i = (struct item *)w;

	switch (e->type) {
	case GUI_POINTER_ENTER:
	case GUI_POINTER_LEAVE:
	case GUI_FOCUS_IN:
	case GUI_FOCUS_OUT:
		if (!i->timer)
			i->timer = gui_timer(FRAME_MS, lift, i);
		return false;
	case GUI_POINTER_DOWN:
		if (e->button == GUI_BUTTON_RIGHT && !i->window)
			gui_menu_popup(w, tile(i).x, tile(i).y, menu, i);
		return true;
	case GUI_POINTER_UP:
		if (w->hovered && e->button != GUI_BUTTON_RIGHT)
			choose(i, e->button == GUI_BUTTON_MIDDLE || e->modifiers & GUI_SHIFT);
		return true;
	case GUI_KEY_DOWN:
		if (e->key != GUI_KEY_ENTER && e->key != GUI_KEY_SPACE)
			return false;
		choose(i, e->modifiers & GUI_SHIFT);
		return true;
	default:
		return false;
	}
}

static void item_measure(struct gui_widget *w, struct gui_size *wanted)
{
	(void)w;
	*wanted = (struct gui_size){ gui_dp(DOCK_TILE + DOCK_GAP), gui_dp(DOCK_STRIP) };
}

static void item_destroy(struct gui_widget *w)
{
	gui_timer_stop(((struct item *)w)->timer);
}

static const struct gui_widget_ops item_ops = {
	.name = "dock item",
	.size = sizeof(struct item),
	.measure = item_measure,
	.draw = item_draw,
	.event = item_event,
	.destroy = item_destroy,
};

struct gui_widget *dock_item(struct gui_widget *dock, const struct program *program,
			     struct gui_widget *window)
{
	struct item *i = (struct item *)gui_widget_new(dock, &item_ops);

	if (!i)
		return NULL;
	i->program = program;
	i->window = window;
	i->widget.focusable = true;
	i->widget.tab_only = true;
	i->widget.cursor = GUI_CURSOR_HAND;
	gui_tooltip(&i->widget, window ? gui_window_get_title(window) : program->name);
	return &i->widget;
}

void dock_item_mark(struct gui_widget *item, unsigned windows, bool active)
{
	struct item *i = (struct item *)item;

	if (!i || (i->windows == windows && i->active == active))
		return;
	i->windows = windows;
	i->active = active;
	gui_redraw(item);
}
