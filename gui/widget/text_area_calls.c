/* SPDX-License-Identifier: MIT */
/* text_area_calls.c - what programs ask of a text area: gui/editors.h. */
#include "text_area.h"

int gui_text_area_set(struct gui_widget *w, const char *text, size_t n)
{
	struct text_area *a = area_of(w);

	if (!a || text_set(&a->text, text, n) < 0)
		return -1;
	a->x.position = a->y.position = 0;
	area_widest(a);
	area_refit(a);
	area_moved(a);
	return 0;
}

const char *gui_text_area_get(const struct gui_widget *w, size_t *n)
{
	const struct text_area *a = area_of(w);

	*n = a ? a->text.length : 0;
	return a ? a->text.text : "";
}

int gui_text_area_insert(struct gui_widget *w, const char *text, size_t n)
{
	struct text_area *a = area_of(w);

	if (!a || text_insert(&a->text, text, n) < 0)
		return -1;
	a->typed = true;
	area_widest(a);
	area_refit(a);
	area_moved(a);
	return 0;
}

void gui_text_area_numbers(struct gui_widget *w, bool line_numbers)
{
	if (area_of(w)) {
		area_of(w)->numbers = line_numbers;
		gui_relayout(w);
	}
}

void gui_text_area_read_only(struct gui_widget *w, bool read_only)
{
	if (area_of(w))
		area_of(w)->read_only = read_only;
}

void gui_text_area_prose(struct gui_widget *w, bool prose)
{
	if (area_of(w)) {
		area_of(w)->prose = prose;
		gui_relayout(w);
	}
}

bool gui_text_area_modified(const struct gui_widget *w)
{
	return area_of(w) && text_modified(&area_of(w)->text);
}

void gui_text_area_saved(struct gui_widget *w)
{
	if (area_of(w))
		text_mark_saved(&area_of(w)->text);
}

void gui_text_area_cursor(const struct gui_widget *w, size_t *line, size_t *column)
{
	const struct text_area *a = area_of(w);

	*line = *column = 1;
	if (!a)
		return;
	size_t index = text_line_of(&a->text, a->text.cursor);
	*line = index + 1;
	for (size_t at = a->text.lines[index]; at < a->text.cursor; ++*column)
		at += text_char(a->text.text + at, a->text.length - at);
}

void gui_text_area_goto(struct gui_widget *w, size_t line)
{
	struct text_area *a = area_of(w);

	if (!a)
		return;
	line = MIN(MAX(line, 1), a->text.line_count);
	text_place(&a->text, a->text.lines[line - 1], false);
	area_moved(a);
}

void gui_text_area_on_cursor(struct gui_widget *w, gui_action moved, void *arg)
{
	if (area_of(w))
		area_of(w)->moved = (struct kit_action){ moved, arg };
}

void gui_text_area_unselect(struct gui_widget *w)
{
	struct text_area *a = area_of(w);
	size_t from;

	if (!a || !text_selection(&a->text, &from))
		return;
	text_place(&a->text, from, false);
	area_moved(a);
}

bool gui_text_area_find(struct gui_widget *w, const char *what, bool back, bool match_case)
{
	struct text_area *a = area_of(w);
	size_t length = strlen(what), from, n, at;
	bool found;

	if (!a)
		return false;
	n = text_selection(&a->text, &from);
	if (back)
		found = text_find_back(&a->text, what, length, from, match_case, &at);
	else
		found = text_find(&a->text, what, length, from + (n ? 1 : 0), match_case, &at);
	if (!found)
		return false;
	text_place(&a->text, at, false);
	text_place(&a->text, at + length, true);
	area_moved(a);
	return true;
}

size_t gui_text_area_replace_all(struct gui_widget *w, const char *what, const char *by,
				 bool match_case)
{
	struct text_area *a = area_of(w);
	size_t count = 0;

	if (a)
		count = text_replace_all(&a->text, what, strlen(what), by, strlen(by), match_case);
	if (count) {
		area_widest(a);
		area_changed(a);
	}
	return count;
}
