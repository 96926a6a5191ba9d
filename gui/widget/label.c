/* SPDX-License-Identifier: MIT */
/* label.c - text that is only read: one line that is cut, or lines broken between words. */
#include <stdlib.h>

#include "kit.h"

struct label {
	struct gui_widget widget;
	char *text;
	enum gui_text_style style;
	enum gui_align align;
	gui_colour colour;
	bool dim, wrap;
};

/* How many of n bytes stand in a line of that width, and *skip: with the blank or the line end
 * behind them. Wrapping breaks a word only when it is wider than the line. */
static size_t line_length(const struct label *l, const struct gui_font *font, const char *text,
			  size_t n, int width, size_t *skip)
{
	const char *end = memchr(text, '\n', n);
	size_t whole = end ? (size_t)(end - text) : n, fits;

	*skip = whole + (end != NULL);
	if (!l->wrap || gui_text_width(font, text, whole) <= width)
		return whole;
	fits = gui_text_fit(font, text, whole, width);
	for (size_t at = fits + 1; at-- > 1;) {
		if (at < whole && text[at] == ' ') {
			*skip = at + 1;
			return at;
		}
	}
	if (fits == 0) {
		gui_utf8_next(text, whole, &fits);
	}
	*skip = fits;
	return fits;
}

static void label_measure(struct gui_widget *w, struct gui_size *wanted)
{
	const struct label *l = (const struct label *)w;
	const struct gui_font *font = gui_theme_font(l->style);
	size_t n = strlen(l->text), at = 0, skip;
	struct gui_size size = { 0, 0 };

	do {
		size_t length = line_length(l, font, l->text + at, n - at, wanted->w, &skip);

		size.w = MAX(size.w, gui_text_width(font, l->text + at, length));
		size.h += font->line_height;
		at += skip;
	} while (at < n);
	*wanted = size;
}

static gui_colour label_ink(const struct label *l)
{
	const struct gui_theme *theme = gui_theme();

	if (!gui_is_enabled(&l->widget))
		return theme->text_disabled;
	if (l->colour)
		return l->colour;
	return l->dim ? theme->text_dim : theme->text;
}

static void label_draw(struct gui_widget *w, struct gui_canvas *c)
{
	const struct label *l = (const struct label *)w;
	const struct gui_font *font = gui_theme_font(l->style);
	size_t n = strlen(l->text), at = 0, skip, lines = 1;
	int y = 0;

	for (const char *s = l->text; (s = strchr(s, '\n')); s++)
		lines++;
	if (!l->wrap)
		y = MAX((w->area.h - (int)lines * font->line_height) / 2, 0);
	do {
		size_t length = line_length(l, font, l->text + at, n - at, w->area.w, &skip);

		kit_text(c, font, (struct rect){ 0, y, w->area.w, font->line_height }, l->text + at,
			 length, l->align, label_ink(l));
		y += font->line_height;
		at += skip;
	} while (at < n && y < w->area.h);
}

static void label_destroy(struct gui_widget *w)
{
	free(((struct label *)w)->text);
}

static const char *label_text(const struct gui_widget *w)
{
	return ((const struct label *)w)->text;
}

/* A label that keeps its size is only drawn anew: no window is arranged for a clock. */
static void label_set(struct gui_widget *w, const char *text)
{
	struct gui_size before = { w->area.w, 0 }, after = before;

	label_measure(w, &before);
	if (!kit_set_text(&((struct label *)w)->text, text))
		return;
	label_measure(w, &after);
	if (before.w == after.w && before.h == after.h)
		gui_redraw(w);
	else
		gui_relayout(w);
}

static const struct gui_widget_ops label_ops = {
	.name = "label",
	.size = sizeof(struct label),
	.measure = label_measure,
	.draw = label_draw,
	.destroy = label_destroy,
	.text = label_text,
	.set_text = label_set,
};

struct gui_widget *gui_label(struct gui_widget *parent, const char *text)
{
	struct label *l = (struct label *)gui_widget_new(parent, &label_ops);

	if (!l)
		return NULL;
	l->style = GUI_TEXT_BODY;
	l->align = GUI_ALIGN_START;
	if (!kit_set_text(&l->text, text)) {
		gui_free(&l->widget);
		return NULL;
	}
	return &l->widget;
}

/* --- how it looks --------------------------------------------------------------------------- */

static struct label *label_of(struct gui_widget *w)
{
	return w && w->ops == &label_ops ? (struct label *)w : NULL;
}

struct gui_widget *gui_label_style(struct gui_widget *w, enum gui_text_style style)
{
	struct label *l = label_of(w);

	if (l) {
		l->style = style;
		gui_relayout(w);
	}
	return w;
}

struct gui_widget *gui_label_dim(struct gui_widget *w, bool dim)
{
	struct label *l = label_of(w);

	if (l) {
		l->dim = dim;
		gui_redraw(w);
	}
	return w;
}

struct gui_widget *gui_label_wrap(struct gui_widget *w, bool wrap)
{
	struct label *l = label_of(w);

	if (l) {
		l->wrap = wrap;
		gui_relayout(w);
	}
	return w;
}

struct gui_widget *gui_label_align(struct gui_widget *w, enum gui_align align)
{
	struct label *l = label_of(w);

	if (l) {
		l->align = align;
		gui_redraw(w);
	}
	return w;
}

struct gui_widget *gui_label_colour(struct gui_widget *w, gui_colour colour)
{
	struct label *l = label_of(w);

	if (l) {
		l->colour = colour;
		gui_redraw(w);
	}
	return w;
}
