/* SPDX-License-Identifier: MIT */
/* text_area.c - many lines to write in: the widget, and the program's calls. */
#include <limits.h>

#include "internal.h"
#include "text_area.h"

#define WIDTH  320 /* design pixels */
#define HEIGHT 200

static void area_measure(struct gui_widget *w, struct gui_size *wanted)
{
	(void)w;
	*wanted = (struct gui_size){ gui_dp(WIDTH), gui_dp(HEIGHT) };
}

/* --- sizes --------------------------------------------------------------------------------------
 */

static int text_height(const struct text_area *a)
{
	size_t most = (size_t)(INT_MAX / 2 / area_line_height(a));

	return (int)MIN(a->text.line_count, most) * area_line_height(a);
}

static void place_bars(struct text_area *a)
{
	int line = gui_dp(1), thick = kit_bar_width();
	struct rect r = rect_inset(kit_area(&a->widget), line);

	a->down->area.w = a->across->area.h = thick;
	a->down->hidden = a->across->hidden = true;
	a->down->hidden = text_height(a) <= area_text(a).h;
	a->across->hidden = a->widest + gui_dp(2) <= area_text(a).w;
	a->down->hidden = text_height(a) <= area_text(a).h;
	if (!a->down->hidden)
		gui_place(a->down, (struct rect){ r.x + r.w - thick, r.y, thick,
						  r.h - (a->across->hidden ? 0 : thick) });
	if (!a->across->hidden)
		gui_place(a->across, (struct rect){ r.x, r.y + r.h - thick,
						    r.w - (a->down->hidden ? 0 : thick), thick });
}

static struct area_seen seen_now(const struct text_area *a)
{
	size_t cursor = text_line_of(&a->text, a->text.cursor);
	size_t anchor = text_line_of(&a->text, a->text.anchor);

	return (struct area_seen){ .lines = a->text.line_count,
				   .first = MIN(cursor, anchor),
				   .last = MAX(cursor, anchor),
				   .id = a->text.id,
				   .x = a->x.position,
				   .y = a->y.position,
				   .down = a->down->hidden,
				   .across = a->across->hidden };
}

static void move_caret(const struct text_area *a)
{
	int height = area_line_height(a), line = (int)text_line_of(&a->text, a->text.cursor);

	caret_move(&a->widget, (struct rect){ 0, area_text(a).y - a->y.position + line * height,
					      a->widget.area.w, height });
}

/* The lines that the cursor or the selection were in or are in, or everything. */
static void redraw_changed(struct text_area *a)
{
	struct area_seen was = a->seen, now = seen_now(a);
	int height = area_line_height(a), y = area_text(a).y - now.y;
	bool same = was.lines == now.lines && was.x == now.x && was.y == now.y &&
		    was.down == now.down && was.across == now.across &&
		    (was.id == now.id || a->typed);
	size_t first = MIN(was.first, now.first), last = MAX(was.last, now.last);

	a->seen = now;
	a->typed = false;
	move_caret(a);
	if (same) /* with what accents and descents reach into the lines around */
		gui_redraw_area(&a->widget,
				(struct rect){ 0, y + ((int)first - 1) * height, a->widget.area.w,
					       ((int)(last - first) + 3) * height });
	else
		gui_redraw(&a->widget);
}

void area_refit(struct text_area *a)
{
	int line = area_line_height(a);

	place_bars(a);
	scroll_resize(&a->x, a->widest + gui_dp(2), area_text(a).w);
	scroll_resize(&a->y, text_height(a), area_text(a).h);
	gui_scroll_bar_set(a->down, a->y.range, a->y.page, a->y.position, line);
	gui_scroll_bar_set(a->across, a->x.range, a->x.page, a->x.position, line);
	redraw_changed(a);
}

static void line_width(struct text_area *a, size_t line)
{
	size_t length;
	const char *text = text_line(&a->text, line, &length);

	a->widest = MAX(a->widest, area_x(a, text, length));
}

void area_widest(struct text_area *a)
{
	a->widest = 0;
	for (size_t line = 0; line < a->text.line_count; line++)
		line_width(a, line);
}

static void show_cursor(struct text_area *a)
{
	int line = area_line_height(a);

	scroll_show(&a->y, (int)text_line_of(&a->text, a->text.cursor) * line, line);
	scroll_show(&a->x, area_cursor_x(a, a->text.cursor), gui_dp(2));
	area_refit(a);
}

void area_moved(struct text_area *a)
{
	a->goal = -1;
	show_cursor(a);
	if (gui_has_focus(&a->widget))
		caret_start(&a->widget);
	kit_act(&a->widget, a->moved);
}

void area_changed(struct text_area *a)
{
	gui_enter(); /* who hears that the cursor has moved may free it */
	line_width(a, text_line_of(&a->text, a->text.cursor));
	area_refit(a);
	area_moved(a);
	if (!a->widget.dead)
		kit_act(&a->widget, a->changed);
	gui_leave();
}

static void bar_moved(struct gui_widget *bar, void *arg)
{
	struct text_area *a = arg;

	scroll_to(bar == a->down ? &a->y : &a->x, gui_scroll_bar_position(bar));
	area_refit(a);
}

/* --- the widget ---------------------------------------------------------------------------------
 */

static void area_arrange(struct gui_widget *w)
{
	struct text_area *a = (struct text_area *)w;
	bool first = a->y.page <= 0;

	area_widest(a); /* the scale may be another one */
	area_refit(a);
	if (first)
		show_cursor(a);
}

static void area_destroy(struct gui_widget *w)
{
	caret_stop(w);
	text_free(&((struct text_area *)w)->text);
}

static const char *area_text_of(const struct gui_widget *w)
{
	return ((const struct text_area *)w)->text.text;
}

static void area_set_text(struct gui_widget *w, const char *text)
{
	gui_text_area_set(w, text, strlen(text));
}

static bool area_edit(struct gui_widget *w, int what, bool only_ask)
{
	struct text_area *a = (struct text_area *)w;

	if (only_ask || !text_can_edit(&a->text, what, a->read_only, false))
		return text_can_edit(&a->text, what, a->read_only, false);
	if (text_edit(&a->text, what, false)) {
		area_widest(a);
		area_changed(a);
	} else {
		area_moved(a);
	}
	return true;
}

const struct gui_widget_ops area_ops = {
	.name = "text area",
	.size = sizeof(struct text_area),
	.measure = area_measure,
	.arrange = area_arrange,
	.draw = area_draw,
	.event = area_event,
	.destroy = area_destroy,
	.text = area_text_of,
	.set_text = area_set_text,
	.edit = area_edit,
};

struct text_area *area_of(const struct gui_widget *w)
{
	return w && w->ops == &area_ops ? (struct text_area *)w : NULL;
}

struct gui_widget *gui_text_area(struct gui_widget *parent, gui_action changed, void *arg)
{
	struct text_area *a = (struct text_area *)gui_widget_new(parent, &area_ops);

	if (!a)
		return NULL;
	a->down = gui_scroll_bar(&a->widget, true, bar_moved, a);
	a->across = gui_scroll_bar(&a->widget, false, bar_moved, a);
	if (!a->down || !a->across || text_init(&a->text, false) < 0) {
		gui_free(&a->widget);
		return NULL;
	}
	a->goal = -1;
	a->changed = (struct kit_action){ changed, arg };
	a->widget.focusable = true;
	a->widget.cursor = GUI_CURSOR_TEXT;
	return gui_grow(&a->widget, 1);
}
