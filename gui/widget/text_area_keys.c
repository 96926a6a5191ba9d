/* SPDX-License-Identifier: MIT */
/* text_area_keys.c - what keys and the pointer do in a text area. */
#include "text_area.h"

/* Up and down keep to the column in which they began. */
static void move_lines(struct text_area *a, long by, bool extend)
{
	struct text_model *t = &a->text;
	long line = (long)text_line_of(t, t->cursor) + by;
	int goal = a->goal >= 0 ? a->goal : area_cursor_x(a, t->cursor);
	size_t length;

	if (line < 0) {
		text_place(t, 0, extend);
	} else if (line >= (long)t->line_count) {
		text_place(t, t->length, extend);
	} else {
		const char *text = text_line(t, (size_t)line, &length);

		text_place(t, t->lines[line] + area_at(a, text, length, goal), extend);
	}
	area_moved(a);
	a->goal = goal;
}

/* A new line begins with the blanks of the one that is left. */
static void new_line(struct text_area *a)
{
	struct text_model *t = &a->text;
	size_t from, n = 0, room;
	char indent[64] = "\n";

	text_selection(t, &from);
	const char *line = t->text + t->lines[text_line_of(t, from)];
	room = (size_t)(t->text + from - line);
	while (n < MIN(room, sizeof(indent) - 1) && (line[n] == ' ' || line[n] == '\t')) {
		indent[n + 1] = line[n];
		n++;
	}
	text_insert(t, indent, n + 1);
	area_changed(a);
}

static bool line_key(struct text_area *a, const struct gui_event *e)
{
	bool shift = e->modifiers & GUI_SHIFT;
	long page = MAX(a->y.page / area_line_height(a) - 1, 1);

	if (e->modifiers & ~GUI_SHIFT)
		return false;
	switch (e->key) {
	case GUI_KEY_UP_ARROW:
		move_lines(a, -1, shift);
		return true;
	case GUI_KEY_DOWN_ARROW:
		move_lines(a, 1, shift);
		return true;
	case GUI_KEY_PAGE_UP:
		move_lines(a, -page, shift);
		return true;
	case GUI_KEY_PAGE_DOWN:
		move_lines(a, page, shift);
		return true;
	case GUI_KEY_ENTER:
		if (!a->read_only)
			new_line(a);
		return true;
	case GUI_KEY_TAB:
		if (shift || a->read_only)
			return false; /* it goes to the next widget, or the previous one */
		text_insert(&a->text, "\t", 1);
		area_changed(a);
		return true;
	default:
		return false;
	}
}

static bool key(struct text_area *a, const struct gui_event *e)
{
	if (e->type == GUI_KEY_DOWN && line_key(a, e))
		return true;
	if (e->type == GUI_KEY_DOWN && e->key == GUI_KEY_TAB && e->modifiers == GUI_CTRL) {
		gui_focus_step(&a->widget, 1);
		return true;
	}
	switch (text_key(&a->text, e, a->read_only, false)) {
	case TEXT_KEY_CHANGED:
		a->typed = !(e->modifiers & (GUI_CTRL | GUI_ALT));
		if (!a->typed) /* other lines than the cursor's, perhaps */
			area_widest(a);
		area_changed(a);
		return true;
	case TEXT_KEY_MOVED:
		area_moved(a);
		return true;
	default:
		return false;
	}
}

static bool pointer_down(struct text_area *a, const struct gui_event *e)
{
	size_t at = area_offset(a, e->x, e->y), from, n = text_selection(&a->text, &from);

	if (e->button == GUI_BUTTON_RIGHT && n && at >= from && at <= from + n)
		return false; /* the selection stays for the program's menu */
	if (e->clicks == 2)
		text_select_word(&a->text, at);
	else if (e->clicks == 3)
		text_select_line(&a->text, at);
	else
		text_place(&a->text, at, e->modifiers & GUI_SHIFT);
	area_moved(a);
	return e->button == GUI_BUTTON_LEFT;
}

static bool wheel(struct text_area *a, const struct gui_event *e)
{
	int line = area_line_height(a);
	bool moved = scroll_to(&a->y, a->y.position + e->wheel * 3 * line);

	moved |= scroll_to(&a->x, a->x.position + e->wheel_x * 3 * line);
	area_refit(a);
	return moved;
}

bool area_event(struct gui_widget *w, const struct gui_event *e)
{
	struct text_area *a = (struct text_area *)w;

	switch (e->type) {
	case GUI_KEY_DOWN:
	case GUI_TEXT:
		return key(a, e);
	case GUI_POINTER_DOWN:
		return pointer_down(a, e);
	case GUI_POINTER_MOVE:
		if (w->pressed) {
			text_place(&a->text, area_offset(a, e->x, e->y), true);
			area_moved(a);
		}
		return w->pressed;
	case GUI_WHEEL:
		return wheel(a, e);
	case GUI_FOCUS_IN:
		caret_start(w);
		return false;
	case GUI_FOCUS_OUT:
		caret_stop(w);
		return false;
	default:
		return false;
	}
}
