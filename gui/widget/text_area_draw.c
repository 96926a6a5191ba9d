/* SPDX-License-Identifier: MIT */
/* text_area_draw.c - where the text of a text area is, and drawing it. */
#include <stdio.h>

#include "text_area.h"

const struct gui_font *area_font(const struct text_area *a)
{
	return gui_theme_font(a->prose ? GUI_TEXT_BODY : GUI_TEXT_CODE);
}

int area_line_height(const struct text_area *a)
{
	return area_font(a)->line_height;
}

static int number_width(const struct text_area *a)
{
	int digits = 2;

	if (!a->numbers)
		return 0;
	for (size_t n = a->text.line_count; n >= 100; n /= 10)
		digits++;
	return (digits + 1) * gui_theme_font(GUI_TEXT_CODE)->cell + gui_dp(gui_theme()->space);
}

struct rect area_text(const struct text_area *a)
{
	int pad = gui_dp(gui_theme()->space), left = number_width(a) + pad;
	int right = a->down->hidden ? 0 : a->down->area.w;
	int bottom = a->across->hidden ? 0 : a->across->area.h;
	struct rect r = kit_area(&a->widget);

	r.x += left;
	r.w = MAX(r.w - left - pad / 2 - right, 0);
	r.y += pad / 2;
	r.h = MAX(r.h - pad - bottom, 0);
	return r;
}

/* --- places in a line ------------------------------------------------------------------------- */

static int tab_width(const struct text_area *a)
{
	return AREA_TAB * area_font(a)->cell;
}

static int after_tab(const struct text_area *a, int x)
{
	return (x / tab_width(a) + 1) * tab_width(a);
}

/* The bytes up to the next tab, or the end. */
static size_t piece(const char *line, size_t n)
{
	const char *tab = n ? memchr(line, '\t', n) : NULL;

	return tab ? (size_t)(tab - line) : n;
}

int area_x(const struct text_area *a, const char *line, size_t n)
{
	int x = 0;

	for (size_t at = 0;;) {
		size_t length = piece(line + at, n - at);

		x += gui_text_width(area_font(a), line + at, length);
		at += length;
		if (at == n)
			return x;
		x = after_tab(a, x);
		at++;
	}
}

size_t area_at(const struct text_area *a, const char *line, size_t n, int x)
{
	int left = 0;

	for (size_t at = 0;;) {
		size_t length = piece(line + at, n - at);
		int right = left + gui_text_width(area_font(a), line + at, length);

		if (x <= right || at + length == n)
			return at + gui_text_at(area_font(a), line + at, length, x - left);
		at += length;
		left = after_tab(a, right);
		if (x < left)
			return x < (left + right) / 2 ? at : at + 1;
		at++;
	}
}

int area_cursor_x(const struct text_area *a, size_t at)
{
	size_t start = a->text.lines[text_line_of(&a->text, at)];

	return area_x(a, a->text.text + start, at - start);
}

size_t area_offset(const struct text_area *a, int x, int y)
{
	struct rect r = area_text(a);
	int line = MAX(y - r.y + a->y.position, 0) / area_line_height(a);
	size_t length, index = MIN((size_t)line, a->text.line_count - 1);
	const char *text = text_line(&a->text, index, &length);

	return a->text.lines[index] + area_at(a, text, length, x - r.x + a->x.position);
}

/* --- drawing ---------------------------------------------------------------------------------- */

/* Pieces between tabs, each where it belongs. */
static void draw_pieces(const struct text_area *a, struct gui_canvas *c, int left, int baseline,
			const char *line, size_t n, gui_colour ink)
{
	int x = left;

	for (size_t at = 0;;) {
		size_t length = piece(line + at, n - at);

		x = gui_text_draw(c, area_font(a), x, baseline, line + at, length, ink);
		at += length;
		if (at == n || x >= c->clip.x + c->clip.w)
			return;
		x = left + after_tab(a, x - left);
		at++;
	}
}

/* The part of the selection that is in a line, as pixels from its start. False: none. */
static bool selected_part(const struct text_area *a, size_t line, int *left, int *right)
{
	size_t from, n = text_selection(&a->text, &from), to = from + n, length;
	const char *text = text_line(&a->text, line, &length);
	size_t start = a->text.lines[line], end = start + length;

	if (!n || to <= start || from > end)
		return false;
	*left = from > start ? area_x(a, text, from - start) : 0;
	*right = area_x(a, text, MIN(to, end) - start);
	if (to > end) /* the line's end is selected, too */
		*right += area_font(a)->cell / 2;
	return *right > *left;
}

static void draw_line(const struct text_area *a, struct gui_canvas *c, struct rect r, size_t line)
{
	const struct gui_theme *theme = gui_theme();
	const struct gui_font *font = area_font(a);
	bool focus = gui_has_focus(&a->widget);
	gui_colour ink = gui_is_enabled(&a->widget) ? theme->text : theme->text_disabled;
	size_t length;
	const char *text = text_line(&a->text, line, &length);
	int left, right, x = r.x - a->x.position, baseline = r.y + font->ascent;

	draw_pieces(a, c, x, baseline, text, length, ink);
	if (!selected_part(a, line, &left, &right))
		return;
	struct rect mark = { x + left, r.y, right - left, r.h };
	struct rect before = gui_clip(c, mark);
	gui_fill(c, mark, focus ? theme->selection : theme->selection_idle);
	draw_pieces(a, c, x, baseline, text, length, focus ? theme->on_selection : ink);
	c->clip = before;
}

static void draw_number(const struct text_area *a, struct gui_canvas *c, struct rect r, size_t line)
{
	const struct gui_theme *theme = gui_theme();
	bool current = line == text_line_of(&a->text, a->text.cursor);
	char number[24];
	int n = snprintf(number, sizeof(number), "%zu", line + 1);

	r.w = number_width(a) - gui_dp(theme->space);
	r.x = 0;
	kit_text(c, gui_theme_font(GUI_TEXT_CODE), r, number, (size_t)n, GUI_ALIGN_END,
		 current ? theme->text : theme->text_dim);
}

static void draw_caret(const struct text_area *a, struct gui_canvas *c, struct rect r)
{
	if (gui_has_focus(&a->widget) && caret_is_seen(&a->widget))
		gui_fill(c,
			 (struct rect){ r.x - a->x.position + area_cursor_x(a, a->text.cursor), r.y,
					MAX(gui_dp(1), 1), r.h },
			 gui_theme()->text);
}

void area_draw(struct gui_widget *w, struct gui_canvas *c)
{
	const struct text_area *a = (const struct text_area *)w;
	struct rect r = area_text(a), text = r, before;
	int height = area_line_height(a), edge = gui_dp(gui_theme()->focus_width);
	size_t first = (size_t)(a->y.position / height), last = first + (size_t)(r.h / height) + 2;
	size_t current = text_line_of(&a->text, a->text.cursor);

	kit_surface(w, c, kit_area(w));
	if (a->numbers)
		gui_fill(c, (struct rect){ number_width(a), edge, gui_dp(1), w->area.h - 2 * edge },
			 gui_theme()->separator);
	/* Half of the padding lies around what is seen, so that a caret at its edge is too. */
	text.x -= edge;
	text.w += edge;
	for (size_t line = first; line < MIN(last, a->text.line_count); line++) {
		struct rect at = { r.x, r.y + (int)line * height - a->y.position, r.w, height };

		/* An accent may reach into the line above. */
		if (!gui_visible(c, (struct rect){ 0, at.y - height, w->area.w, 3 * height }))
			continue;
		before = gui_clip(c, (struct rect){ edge, r.y, r.x + r.w - edge, r.h });
		if (a->numbers)
			draw_number(a, c, at, line);
		gui_clip(c, text);
		draw_line(a, c, at, line);
		if (line == current)
			draw_caret(a, c, at);
		c->clip = before;
	}
}
