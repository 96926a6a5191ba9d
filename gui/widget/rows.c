/* SPDX-License-Identifier: MIT */
/* rows.c - see rows.h: where rows are, drawing them, and the program's calls. */
#include <limits.h>
#include <stdlib.h>

#include "rows.h"

#define EDGE 4 /* around all rows, design pixels */

struct rows *rows_of(const struct gui_widget *w)
{
	return w && (w->ops == &list_ops || w->ops == &table_ops) ? (struct rows *)w : NULL;
}

static int bar_width(const struct rows *r)
{
	return r->bar && !r->bar->hidden ? r->bar->area.w : 0;
}

struct rect rows_head(const struct rows *r)
{
	struct rect box = rect_inset(kit_area(&r->widget), gui_dp(gui_theme()->border_width));

	return (struct rect){ box.x, box.y, box.w, r->head_height };
}

struct rect rows_body(const struct rows *r)
{
	struct rect box = rect_inset(kit_area(&r->widget), gui_dp(gui_theme()->border_width));

	box.y += r->head_height;
	box.h -= r->head_height;
	box.w -= bar_width(r);
	return box;
}

static size_t columns(const struct rows *r)
{
	int room = rows_body(r).w - 2 * gui_dp(EDGE);

	return r->tile_width ? (size_t)MAX(room / r->tile_width, 1) : 1;
}

static struct rect place(const struct rows *r, size_t row)
{
	struct rect body = rows_body(r);
	int edge = gui_dp(EDGE), width = r->tile_width ? r->tile_width : body.w - 2 * edge;
	int line = (int)(row / columns(r)), column = (int)(row % columns(r));

	return (struct rect){ body.x + edge + column * width,
			      body.y + edge + line * r->row_height - r->scroll.position, width,
			      r->row_height };
}

static size_t row_at(const struct rows *r, int x, int y)
{
	struct rect body = rows_body(r);
	int edge = gui_dp(EDGE), line = y - body.y - edge + r->scroll.position;
	int column = 0;
	size_t row;

	if (!rect_contains(body, x, y) || line < 0)
		return PICK_NONE;
	if (r->tile_width)
		column = (x - body.x - edge) / r->tile_width;
	if (column < 0 || (size_t)column >= columns(r))
		return PICK_NONE;
	row = (size_t)(line / r->row_height) * columns(r) + (size_t)column;
	return row < r->pick.count ? row : PICK_NONE;
}

/* Pixels that all rows take. */
static int range(const struct rows *r)
{
	size_t lines = (r->pick.count + columns(r) - 1) / columns(r);

	lines = MIN(lines, (size_t)(INT_MAX / 2 / MAX(r->row_height, 1)));
	return (int)lines * r->row_height + 2 * gui_dp(EDGE);
}

void rows_refit(struct rows *r)
{
	struct rect body;
	int width = kit_bar_width();
	bool first = r->scroll.page <= 0;

	r->bar->hidden = range(r) <= rows_body(r).h;
	if (!r->bar->hidden) {
		r->bar->area.w = width;
		body = rows_body(r);
		gui_place(r->bar, (struct rect){ body.x + body.w, body.y, width, body.h });
	}
	scroll_resize(&r->scroll, range(r), MAX(rows_body(r).h, 0));
	gui_scroll_bar_set(r->bar, r->scroll.range, r->scroll.page, r->scroll.position,
			   r->row_height);
	if (first && r->pick.cursor != PICK_NONE)
		rows_show(r, r->pick.cursor);
	gui_redraw(&r->widget);
}

void rows_arrange(struct gui_widget *w)
{
	rows_refit((struct rows *)w);
}

static void scrolled(struct rows *r)
{
	gui_scroll_bar_set(r->bar, r->scroll.range, r->scroll.page, r->scroll.position,
			   r->row_height);
	r->hover = PICK_NONE;
	gui_redraw(&r->widget);
}

void rows_show(struct rows *r, size_t row)
{
	struct rect where = place(r, row);
	int edge = gui_dp(EDGE), y = where.y - rows_body(r).y + r->scroll.position;

	if (scroll_show(&r->scroll, y - edge, where.h + 2 * edge))
		scrolled(r);
}

/* --- drawing -------------------------------------------------------------------------------- */

static void draw_row(const struct rows *r, struct gui_canvas *c, size_t row)
{
	const struct gui_theme *theme = gui_theme();
	bool focus = gui_has_focus(&r->widget), enabled = gui_is_enabled(&r->widget);
	bool picked = pick_has(&r->pick, row) && enabled;
	struct rect where = place(r, row);
	int radius = gui_dp(theme->radius_s);
	gui_colour ink = enabled ? theme->text : theme->text_disabled;
	gui_colour dim = enabled ? theme->text_dim : theme->text_disabled;

	if (r->striped && row % 2)
		gui_round_rect(c, where, radius, theme->surface_alt);
	if (picked) {
		gui_round_rect(c, where, radius, focus ? theme->selection : theme->selection_idle);
		ink = dim = focus ? theme->on_selection : theme->text;
	} else if (row == r->hover && enabled) {
		gui_round_rect(c, where, radius, theme->hover);
	}
	if (r->many && focus && row == r->pick.cursor)
		gui_round_frame(c, where, radius, gui_dp(1), theme->focus);
	r->ops->draw(r, c, where, row, ink, dim);
}

static void draw_rows(const struct rows *r, struct gui_canvas *c)
{
	struct rect body = rows_body(r);
	size_t per_line = columns(r);
	int above = MAX(r->scroll.position - gui_dp(EDGE), 0) / r->row_height;

	for (size_t row = (size_t)above * per_line; row < r->pick.count; row++) {
		struct rect where = place(r, row), before;

		if (where.y >= body.y + body.h)
			break;
		before = gui_clip(c, where); /* too narrow for what is in it, it ends there */
		if (!rect_empty(c->clip))
			draw_row(r, c, row);
		c->clip = before;
	}
}

void rows_draw(struct gui_widget *w, struct gui_canvas *c)
{
	const struct rows *r = (const struct rows *)w;
	const struct gui_theme *theme = gui_theme();
	struct rect body = rows_body(r), before;
	int inside = gui_has_focus(w) ? gui_dp(theme->focus_width) - gui_dp(1) : 0;

	kit_surface(w, c, kit_area(w));
	if (r->head_height)
		r->ops->draw_head(r, c, rows_head(r));
	body.h -= inside;
	before = gui_clip(c, body);
	if (r->pick.count)
		draw_rows(r, c);
	else if (r->empty)
		kit_text(c, gui_theme_font(GUI_TEXT_BODY), rect_inset(body, gui_dp(theme->space)),
			 r->empty, strlen(r->empty), GUI_ALIGN_CENTRE, theme->text_dim);
	c->clip = before;
}

/* --- selecting ------------------------------------------------------------------------------ */

enum how { ONLY, EXTEND, TOGGLE, CURSOR_ONLY };

static void pick(struct rows *r, size_t row, enum how how)
{
	if (row == PICK_NONE && r->pick.count)
		pick_only(&r->pick, PICK_NONE);
	else if (row == PICK_NONE)
		return;
	else if (how == EXTEND)
		pick_extend(&r->pick, row);
	else if (how == TOGGLE)
		pick_toggle(&r->pick, row);
	else if (how == CURSOR_ONLY && r->many)
		r->pick.cursor = row;
	else
		pick_only(&r->pick, row);
	if (row != PICK_NONE)
		rows_show(r, row);
	gui_redraw(&r->widget);
	kit_act(&r->widget, r->select);
}

static enum how how_of(unsigned modifiers)
{
	return modifiers & GUI_SHIFT ? EXTEND : modifiers & GUI_CTRL ? CURSOR_ONLY : ONLY;
}

static void open_menu(struct rows *r, int x, int y)
{
	r->menu_x = x;
	r->menu_y = y;
	kit_act(&r->widget, r->menu);
}

static bool pointer_down(struct rows *r, const struct gui_event *e)
{
	size_t row = row_at(r, e->x, e->y);

	if (e->button == GUI_BUTTON_RIGHT) {
		if (!pick_has(&r->pick, row))
			pick(r, row, ONLY);
		open_menu(r, e->x, e->y);
	} else if (e->button == GUI_BUTTON_LEFT) {
		bool again = e->clicks == 2 && row != PICK_NONE && row == r->pick.cursor;

		if (!again)
			pick(r, row, e->modifiers & GUI_CTRL ? TOGGLE : how_of(e->modifiers));
		else
			kit_act(&r->widget, r->activate);
	}
	return true;
}

static bool moving_key(struct rows *r, const struct gui_event *e)
{
	long line = (long)columns(r), page = MAX(r->scroll.page / r->row_height - 1, 1) * line;
	long by;

	switch (e->key) {
	case GUI_KEY_UP_ARROW:
		by = -line;
		break;
	case GUI_KEY_DOWN_ARROW:
		by = line;
		break;
	case GUI_KEY_PAGE_UP:
		by = -page;
		break;
	case GUI_KEY_PAGE_DOWN:
		by = page;
		break;
	case GUI_KEY_HOME:
		by = -LONG_MAX;
		break;
	case GUI_KEY_END:
		by = LONG_MAX;
		break;
	default:
		if (!r->tile_width || (e->key != GUI_KEY_LEFT && e->key != GUI_KEY_RIGHT))
			return false;
		by = e->key == GUI_KEY_LEFT ? -1 : 1;
	}
	size_t to = pick_moved(&r->pick, by);
	if (to != PICK_NONE && (by == line || by == -line) && r->tile_width &&
	    r->pick.cursor != PICK_NONE && to % columns(r) != r->pick.cursor % columns(r))
		to = r->pick.cursor; /* there is no tile above or below */
	pick(r, to, how_of(e->modifiers));
	return true;
}

static bool key_down(struct rows *r, const struct gui_event *e)
{
	size_t cursor = r->pick.cursor;
	struct rect where;

	if (e->modifiers & (GUI_ALT | GUI_SUPER))
		return false;
	if (moving_key(r, e))
		return true;
	if (e->key == GUI_KEY_ENTER && cursor != PICK_NONE && !e->modifiers) {
		kit_act(&r->widget, r->activate);
		return true;
	}
	if (e->key == GUI_KEY_SPACE && r->many && cursor != PICK_NONE && e->modifiers == GUI_CTRL) {
		pick(r, cursor, TOGGLE);
		return true;
	}
	if (e->character == 'a' && e->modifiers == GUI_CTRL && r->many) {
		pick_all(&r->pick);
		gui_redraw(&r->widget);
		kit_act(&r->widget, r->select);
		return true;
	}
	if (r->menu.fn &&
	    (e->key == GUI_KEY_MENU || (e->key == GUI_KEY_F(10) && e->modifiers == GUI_SHIFT))) {
		where = cursor == PICK_NONE ? rows_body(r) : place(r, cursor);
		open_menu(r, where.x + gui_dp(EDGE), where.y + MIN(where.h, r->row_height));
		return true;
	}
	return false;
}

static bool typed(struct rows *r, const struct gui_event *e)
{
	char bytes[4];
	size_t n = gui_utf8_put(bytes, e->character), row;

	if (e->modifiers & (GUI_CTRL | GUI_ALT) || e->character < ' ')
		return false;
	row = pick_type(&r->pick, bytes, n, e->time, r->ops->name, r);
	if (row != PICK_NONE)
		pick(r, row, ONLY);
	return true;
}

static void hover(struct rows *r, size_t row)
{
	if (row == r->hover)
		return;
	if (r->hover != PICK_NONE)
		gui_redraw_area(&r->widget, place(r, r->hover));
	r->hover = row;
	if (row != PICK_NONE)
		gui_redraw_area(&r->widget, place(r, row));
}

bool rows_event(struct gui_widget *w, const struct gui_event *e)
{
	struct rows *r = (struct rows *)w;
	bool pointer = e->type == GUI_POINTER_DOWN || e->type == GUI_POINTER_MOVE ||
		       e->type == GUI_POINTER_UP;

	if (pointer && r->head_height) {
		if (e->type == GUI_POINTER_DOWN)
			r->in_head = rect_contains(rows_head(r), e->x, e->y);
		if (r->in_head || (!w->pressed && rect_contains(rows_head(r), e->x, e->y))) {
			hover(r, PICK_NONE);
			return r->ops->head_event(r, rows_head(r), e);
		}
	}
	switch (e->type) {
	case GUI_POINTER_DOWN:
		return pointer_down(r, e);
	case GUI_POINTER_MOVE:
		hover(r, row_at(r, e->x, e->y));
		return true;
	case GUI_POINTER_LEAVE:
		hover(r, PICK_NONE);
		return true;
	case GUI_WHEEL:
		if (!scroll_to(&r->scroll, r->scroll.position + e->wheel * 3 * r->row_height))
			return false;
		scrolled(r);
		return true;
	case GUI_KEY_DOWN:
		return key_down(r, e);
	case GUI_TEXT:
		return typed(r, e);
	default:
		return false;
	}
}

static void bar_moved(struct gui_widget *bar, void *arg)
{
	struct rows *r = arg;

	scroll_to(&r->scroll, gui_scroll_bar_position(bar));
	gui_redraw(&r->widget);
}

void rows_destroy(struct gui_widget *w)
{
	struct rows *r = (struct rows *)w;

	pick_free(&r->pick);
	free(r->empty);
}

bool rows_init(struct rows *r, const struct rows_ops *ops)
{
	r->ops = ops;
	r->pick.cursor = r->pick.anchor = r->hover = PICK_NONE;
	r->row_height = gui_dp(gui_theme()->row);
	r->widget.focusable = true;
	r->bar = gui_scroll_bar(&r->widget, true, bar_moved, r);
	if (!r->bar || pick_reset(&r->pick, ops->count(r), false) < 0) {
		gui_free(&r->widget);
		return false;
	}
	gui_grow(&r->widget, 1);
	return true;
}
