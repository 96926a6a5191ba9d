/* SPDX-License-Identifier: MIT */
/* terminal.c - a screen of characters: drawing, scrolling back, selecting. */
#include <stdlib.h>

#include "caret.h"
#include "terminal.h"

#define COLUMNS 80
#define ROWS    24

/* The 16 colours of SGR, and the plain ones. They stand on a dark ground in every theme. */
static const gui_colour palette[16] = {
	0xff1b1e24, 0xffe06c6c, 0xff7cc47f, 0xffd9b45b, 0xff6c9ef8, 0xffc58af0,
	0xff56bfcf, 0xffd5d9e0, 0xff7a8291, 0xffff8f8f, 0xff9fe3a2, 0xffffd980,
	0xff94bbff, 0xffdcb0ff, 0xff86e0ee, 0xffffffff,
};
/* A ground of its own is darker than letters of that colour: plain letters read on it. */
static gui_colour ground(uint8_t bg)
{
	gui_colour colour = palette[bg % 16];

	return bg >= 1 && bg <= 6 ? gui_mix(colour, palette[0], 140) : colour;
}

static const gui_colour marked = 0xff3a5488;

static const struct gui_font *font(void)
{
	return gui_theme_font(GUI_TEXT_CODE);
}

static int pad(void)
{
	return gui_dp(gui_theme()->space);
}

static void terminal_measure(struct gui_widget *w, struct gui_size *wanted)
{
	(void)w;
	wanted->w = COLUMNS * font()->cell + 2 * pad() + kit_bar_width();
	wanted->h = ROWS * font()->line_height + 2 * pad();
}

/* --- scrolling ------------------------------------------------------------------------------ */

static void refit(struct terminal *t, bool to_end)
{
	scroll_resize(&t->scroll, (int)terminal_lines(t), (int)t->term.rows);
	if (to_end)
		scroll_to(&t->scroll, t->scroll.range);
	gui_scroll_bar_set(t->bar, t->scroll.range, t->scroll.page, t->scroll.position, 1);
	gui_redraw(&t->widget);
}

/* What is pasted is seen, as what is typed. */
static void paste(struct terminal *t)
{
	refit(t, true);
	terminal_paste(t);
}

static bool at_end(const struct terminal *t)
{
	return t->scroll.position == scroll_last(&t->scroll);
}

static void scroll_by(struct terminal *t, int lines)
{
	scroll_to(&t->scroll, t->scroll.position + lines);
	refit(t, false);
}

static void bar_moved(struct gui_widget *bar, void *arg)
{
	struct terminal *t = arg;

	scroll_to(&t->scroll, gui_scroll_bar_position(bar));
	gui_redraw(&t->widget);
}

static void terminal_arrange(struct gui_widget *w)
{
	struct terminal *t = (struct terminal *)w;
	int bar = kit_bar_width(), cols = (w->area.w - 2 * pad() - bar) / font()->cell;
	int rows = (w->area.h - 2 * pad()) / font()->line_height;
	bool other;

	rows = MIN(MAX(rows, 1), 1000);
	cols = MIN(MAX(cols, 1), 1000);
	gui_place(t->bar, (struct rect){ w->area.w - bar, 0, bar, w->area.h });
	other = !t->ready || t->term.rows != (unsigned)rows || t->term.cols != (unsigned)cols;
	if (other && terminal_resize(t, (unsigned)rows, (unsigned)cols) < 0)
		return;
	refit(t, true);
	if (other)
		kit_act(w, t->resized);
}

/* --- drawing -------------------------------------------------------------------------------- */

static struct rect cell_place(const struct terminal *t, unsigned line, unsigned col)
{
	int row = (int)line - t->scroll.position;

	return (struct rect){ pad() + (int)col * font()->cell, pad() + row * font()->line_height,
			      font()->cell, font()->line_height };
}

static bool same_look(struct term_cell a, struct term_cell b)
{
	return a.fg == b.fg && a.bg == b.bg;
}

static void draw_run(const struct terminal *t, struct gui_canvas *c, unsigned line, unsigned col,
		     const struct term_cell *cells, unsigned n)
{
	struct rect r = cell_place(t, line, col);
	char text[64 * 4];
	size_t bytes = 0;

	for (unsigned i = 0; i < n; i++)
		bytes += gui_utf8_put(text + bytes, cells[i].code);
	r.w *= (int)n;
	if (cells[0].bg)
		gui_fill(c, r, ground(cells[0].bg));
	gui_text_draw(c, font(), r.x, r.y + font()->ascent, text, bytes, palette[cells[0].fg % 16]);
}

static void draw_cells(const struct terminal *t, struct gui_canvas *c, unsigned line,
		       const struct term_cell *cells, unsigned count)
{
	for (unsigned col = 0, n; col < count; col += n) {
		for (n = 1; n < 64 && col + n < count && same_look(cells[col], cells[col + n]);)
			n++;
		draw_run(t, c, line, col, cells + col, n);
	}
}

static void draw_selection(const struct terminal *t, struct gui_canvas *c, unsigned line)
{
	struct term_place from, to;
	uint64_t number = t->lost + line;
	const struct term_cell *cells;
	unsigned count;

	if (!terminal_selection(t, &from, &to) || number < from.line || number > to.line)
		return;
	unsigned first = number == from.line ? from.col : 0;
	unsigned last = number == to.line ? to.col : t->term.cols;
	struct rect r = cell_place(t, line, first);
	r.w *= (int)(MAX(last, first) - first);
	gui_fill(c, r, marked);
	cells = terminal_line(t, line, &count);
	for (unsigned col = first; col < MIN(last, count); col++) {
		char text[4];
		struct rect at = cell_place(t, line, col);

		gui_text_draw(c, font(), at.x, at.y + font()->ascent, text,
			      gui_utf8_put(text, cells[col].code), palette[15]);
	}
}

static void draw_cursor(const struct terminal *t, struct gui_canvas *c)
{
	struct rect r = cell_place(t, t->past_count + t->term.row, t->term.col);
	const struct term_cell *cell = &t->term.cells[t->term.row * t->term.cols + t->term.col];
	char text[4];

	if (t->term.hidden)
		return;
	if (!gui_has_focus(&t->widget)) {
		gui_frame(c, r, gui_dp(1), palette[7]);
		return;
	}
	gui_fill(c, r, palette[7]);
	gui_text_draw(c, font(), r.x, r.y + font()->ascent, text, gui_utf8_put(text, cell->code),
		      palette[0]);
}

static void terminal_draw(struct gui_widget *w, struct gui_canvas *c)
{
	const struct terminal *t = (const struct terminal *)w;
	unsigned first = (unsigned)t->scroll.position;

	gui_fill(c, kit_area(w), palette[0]);
	if (!t->ready)
		return;
	for (unsigned line = first; line < MIN(first + t->term.rows, terminal_lines(t)); line++) {
		struct rect row = cell_place(t, line, 0);
		const struct term_cell *cells;
		unsigned count;

		row.w = w->area.w;
		if (!gui_visible(c, row))
			continue;
		cells = terminal_line(t, line, &count);
		draw_cells(t, c, line, cells, MIN(count, t->term.cols));
		draw_selection(t, c, line);
	}
	draw_cursor(t, c);
}

/* --- events --------------------------------------------------------------------------------- */

static struct term_place place_of(const struct terminal *t, const struct gui_event *e)
{
	int row = (e->y - pad()) / font()->line_height, cell = font()->cell;
	int col = (e->x - pad() + cell / 2) / cell;

	row = MIN(MAX(row, 0), (int)t->term.rows - 1) + t->scroll.position;
	col = MIN(MAX(col, 0), (int)t->term.cols);
	return (struct term_place){ t->lost + (uint64_t)row, (unsigned)col };
}

static bool pointer_down(struct terminal *t, const struct gui_event *e)
{
	if (e->button == GUI_BUTTON_MIDDLE) {
		paste(t);
		return true;
	}
	if (e->button != GUI_BUTTON_LEFT)
		return false;
	t->anchor = t->head = place_of(t, e);
	t->selected = true;
	t->selecting = e->clicks == 1;
	if (e->clicks == 2)
		terminal_select_word(t, t->anchor);
	if (e->clicks == 3) {
		t->anchor.col = 0;
		t->head.col = t->term.cols;
	}
	gui_redraw(&t->widget);
	return true;
}

static bool key(struct terminal *t, const struct gui_event *e)
{
	char bytes[16];
	size_t n;

	if (e->type == GUI_KEY_DOWN && e->modifiers == GUI_SHIFT &&
	    (e->key == GUI_KEY_PAGE_UP || e->key == GUI_KEY_PAGE_DOWN)) {
		int page = MAX((int)t->term.rows - 1, 1);

		scroll_by(t, e->key == GUI_KEY_PAGE_UP ? -page : page);
		return true;
	}
	if (e->type == GUI_KEY_DOWN && e->modifiers == (GUI_CTRL | GUI_SHIFT) &&
	    (e->character == 'C' || e->character == 'V')) {
		if (e->character == 'C')
			terminal_copy(t);
		else
			paste(t);
		return true;
	}
	n = terminal_key(e, bytes);
	if (!n)
		return false;
	t->selected = false;
	refit(t, true);
	terminal_send(t, bytes, n);
	return true;
}

static bool terminal_event(struct gui_widget *w, const struct gui_event *e)
{
	struct terminal *t = (struct terminal *)w;

	if (!t->ready)
		return false;
	switch (e->type) {
	case GUI_KEY_DOWN:
	case GUI_TEXT:
		return key(t, e);
	case GUI_POINTER_DOWN:
		return pointer_down(t, e);
	case GUI_POINTER_MOVE:
		if (t->selecting) {
			t->head = place_of(t, e);
			gui_redraw(w);
		}
		return true;
	case GUI_POINTER_UP:
		t->selecting = false;
		return true;
	case GUI_FOCUS_IN:
	case GUI_FOCUS_OUT:
		caret_tell(e->type == GUI_FOCUS_IN ? w : NULL);
		return false;
	case GUI_WHEEL:
		scroll_by(t, e->wheel * 3);
		return true;
	default:
		return false;
	}
}

static bool terminal_edit(struct gui_widget *w, int what, bool only_ask)
{
	struct terminal *t = (struct terminal *)w;
	struct term_place from, to;
	bool can = what == GUI_COPY ? terminal_selection(t, &from, &to)
				    : what == GUI_PASTE && *gui_clipboard();

	if (only_ask || !can)
		return can;
	if (what == GUI_COPY)
		terminal_copy(t);
	else
		paste(t);
	return true;
}

static void terminal_destroy(struct gui_widget *w)
{
	terminal_free((struct terminal *)w);
}

const struct gui_widget_ops terminal_ops = {
	.name = "terminal",
	.size = sizeof(struct terminal),
	.measure = terminal_measure,
	.arrange = terminal_arrange,
	.draw = terminal_draw,
	.event = terminal_event,
	.destroy = terminal_destroy,
	.edit = terminal_edit,
};

static struct terminal *terminal_of(const struct gui_widget *w)
{
	return w && w->ops == &terminal_ops ? (struct terminal *)w : NULL;
}

struct gui_widget *gui_terminal(struct gui_widget *parent,
				void (*typed)(struct gui_widget *terminal, const char *bytes,
					      size_t n, void *arg),
				void *arg)
{
	struct terminal *t = (struct terminal *)gui_widget_new(parent, &terminal_ops);

	if (!t)
		return NULL;
	t->typed = typed;
	t->typed_arg = arg;
	t->bar = gui_scroll_bar(&t->widget, true, bar_moved, t);
	/* What is written before the first layout is kept, too. */
	if (!t->bar || terminal_resize(t, ROWS, COLUMNS) < 0) {
		gui_free(&t->widget);
		return NULL;
	}
	t->widget.focusable = true;
	t->widget.opaque = true;
	t->widget.cursor = GUI_CURSOR_TEXT;
	return gui_grow(&t->widget, 1);
}

void gui_terminal_write(struct gui_widget *w, const char *bytes, size_t n)
{
	struct terminal *t = terminal_of(w);
	bool end;

	if (!t || !n)
		return;
	end = at_end(t);
	terminal_write(t, bytes, n);
	refit(t, end);
}

void gui_terminal_size(const struct gui_widget *w, int *columns, int *rows)
{
	const struct terminal *t = terminal_of(w);

	*columns = t ? (int)t->term.cols : 0;
	*rows = t ? (int)t->term.rows : 0;
}

void gui_terminal_on_resize(struct gui_widget *w, gui_action resized, void *arg)
{
	if (terminal_of(w))
		terminal_of(w)->resized = (struct kit_action){ resized, arg };
}

void gui_terminal_clear(struct gui_widget *w)
{
	if (terminal_of(w)) {
		terminal_forget(terminal_of(w));
		refit(terminal_of(w), true);
	}
}
