/* SPDX-License-Identifier: MIT */
/* terminal_text.c - the cells of a terminal, the lines that have left its screen, copying. */
#include <stdlib.h>

#include "terminal.h"

unsigned terminal_lines(const struct terminal *t)
{
	return t->past_count + (t->ready ? t->term.rows : 0);
}

const struct term_cell *terminal_line(const struct terminal *t, unsigned index, unsigned *count)
{
	if (index < t->past_count) {
		const struct term_line *l = &t->past[(t->past_first + index) % GUI_TERMINAL_LINES];

		*count = l->count;
		return l->cells;
	}
	*count = t->term.cols;
	return t->term.cells + (size_t)(index - t->past_count) * t->term.cols;
}

static bool blank(struct term_cell c)
{
	return c.code == ' ' && c.bg == 0;
}

/* Keeps a row; without memory it is kept empty. */
static void keep(struct terminal *t, const struct term_cell *row, unsigned cols)
{
	struct term_line *l;

	while (cols > 0 && blank(row[cols - 1]))
		cols--;
	if (t->past_count == GUI_TERMINAL_LINES) {
		free(t->past[t->past_first].cells);
		t->past_first = (t->past_first + 1) % GUI_TERMINAL_LINES;
		t->past_count--;
		t->lost++;
		/* Who reads old lines keeps seeing them. */
		if (t->scroll.position < scroll_last(&t->scroll))
			scroll_to(&t->scroll, t->scroll.position - 1);
	}
	l = &t->past[(t->past_first + t->past_count++) % GUI_TERMINAL_LINES];
	l->cells = cols ? malloc(cols * sizeof(*row)) : NULL;
	l->count = l->cells ? cols : 0;
	if (l->cells)
		memcpy(l->cells, row, cols * sizeof(*row));
}

static void gone(struct term *term, const struct term_cell *row)
{
	keep(container_of(term, struct terminal, term), row, term->cols);
}

/* The whole widget is drawn anew once per write; term's own books are not needed. */
static void draw_nothing(struct term *t, unsigned row, unsigned col, const struct term_cell *cells,
			 unsigned n)
{
	(void)t;
	(void)row;
	(void)col;
	(void)cells;
	(void)n;
}

static void no_cursor(struct term *t, unsigned row, unsigned col, bool visible)
{
	(void)t;
	(void)row;
	(void)col;
	(void)visible;
}

int terminal_resize(struct terminal *t, unsigned rows, unsigned cols)
{
	const struct term *old = &t->term;
	struct term_cell *cells, *shown;

	if (!t->past) {
		t->past = calloc(GUI_TERMINAL_LINES, sizeof(*t->past));
		if (!t->past)
			return -1;
	}
	cells = calloc((size_t)rows * cols, sizeof(*cells));
	shown = calloc((size_t)rows * cols, sizeof(*shown));
	if (!cells || !shown) {
		free(cells);
		free(shown);
		return -1;
	}
	if (t->ready) {
		struct term_cell *old_cells = old->cells, *old_shown = old->shown;

		/* Rows that no longer fit above the cursor go to the past. */
		for (unsigned i = 0; i + rows <= old->row; i++)
			keep(t, old_cells + (size_t)i * old->cols, old->cols);
		term_resize(&t->term, rows, cols, cells, shown);
		free(old_cells);
		free(old_shown);
		return 0;
	}
	t->term = (struct term){ .rows = rows,
				 .cols = cols,
				 .cells = cells,
				 .shown = shown,
				 .draw = draw_nothing,
				 .cursor = no_cursor,
				 .gone = gone };
	term_init(&t->term);
	t->ready = true;
	return 0;
}

void terminal_write(struct terminal *t, const char *bytes, size_t n)
{
	term_put(&t->term, bytes, n);
}

void terminal_forget(struct terminal *t)
{
	for (unsigned i = 0; i < t->past_count; i++)
		free(t->past[(t->past_first + i) % GUI_TERMINAL_LINES].cells);
	t->lost += t->past_count;
	t->past_count = t->past_first = 0;
	t->selected = false;
	if (t->ready)
		term_init(&t->term);
}

void terminal_free(struct terminal *t)
{
	terminal_forget(t);
	free(t->past);
	free(t->term.cells);
	free(t->term.shown);
}

/* --- the selection -------------------------------------------------------------------------- */

static bool before(struct term_place a, struct term_place b)
{
	return a.line < b.line || (a.line == b.line && a.col < b.col);
}

bool terminal_selection(const struct terminal *t, struct term_place *from, struct term_place *to)
{
	bool forward = before(t->anchor, t->head);
	uint64_t end = t->lost + terminal_lines(t);

	if (!t->selected || (!forward && !before(t->head, t->anchor)))
		return false;
	*from = forward ? t->anchor : t->head;
	*to = forward ? t->head : t->anchor;
	if (from->line < t->lost)
		*from = (struct term_place){ t->lost, 0 };
	if (to->line >= end)
		*to = (struct term_place){ end - 1, t->term.cols };
	return to->line >= from->line;
}

static bool is_word(uint16_t code)
{
	return code > ' ' && !(code < 0x80 && strchr("\"'`()[]{}<>|;,", code));
}

void terminal_select_word(struct terminal *t, struct term_place at)
{
	unsigned count, from = at.col, to = at.col;
	const struct term_cell *cells;

	if (at.line < t->lost || at.line - t->lost >= terminal_lines(t))
		return;
	cells = terminal_line(t, (unsigned)(at.line - t->lost), &count);
	while (from > 0 && from <= count && is_word(cells[from - 1].code))
		from--;
	while (to < count && is_word(cells[to].code))
		to++;
	t->anchor = (struct term_place){ at.line, from };
	t->head = (struct term_place){ at.line, to };
	t->selected = true;
}

void terminal_copy(const struct terminal *t)
{
	struct term_place from, to;
	size_t n = 0, room;
	char *text;

	if (!terminal_selection(t, &from, &to))
		return;
	/* At most 3 bytes a character (codes have 16 bits), and the line's end. */
	room = (size_t)(to.line - from.line + 1) * ((size_t)t->term.cols * 3 + 1);
	for (uint64_t line = from.line; line <= to.line; line++) {
		unsigned count;

		terminal_line(t, (unsigned)(line - t->lost), &count);
		room += (size_t)count * 3;
	}
	text = malloc(room);
	if (!text)
		return;
	for (uint64_t line = from.line; line <= to.line; line++) {
		unsigned count, first = line == from.line ? from.col : 0;
		const struct term_cell *cells =
			terminal_line(t, (unsigned)(line - t->lost), &count);

		if (line == to.line)
			count = MIN(count, to.col);
		while (count > first && cells[count - 1].code == ' ')
			count--;
		for (unsigned i = first; i < count; i++)
			n += gui_utf8_put(text + n, cells[i].code);
		if (line < to.line)
			text[n++] = '\n';
	}
	gui_clipboard_set(text, n);
	free(text);
}
