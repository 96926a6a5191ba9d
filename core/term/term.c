/* SPDX-License-Identifier: MIT */
/*
 * term.c - the cells of a screen: where characters go, what scrolls, what has changed.
 *
 * Text changes cells, and cells are drawn later, so that text which scrolls by costs one
 * redraw. What is shown is remembered per cell, and only cells that differ are drawn:
 * device memory is slow to write, and never read. They are drawn a row at a time, so that
 * a slow device need not be written to with interrupts off for a whole screen.
 *
 * Source: Unicode 15, 3.9 (UTF-8, table 3-7); ECMA-48 for the control characters.
 */
#include <string.h>

#include "term.h"

#define TAB_WIDTH 8u

static bool same(struct term_cell a, struct term_cell b)
{
	return a.code == b.code && a.fg == b.fg && a.bg == b.bg;
}

static struct term_cell *cell(const struct term *t, unsigned row, unsigned col)
{
	return &t->cells[(size_t)row * t->cols + col];
}

/* What the pen leaves: bold is the bright colour. */
static struct term_cell painted(const struct term *t, uint16_t code)
{
	uint8_t fg = t->pen.bold ? t->pen.fg | 8 : t->pen.fg, bg = t->pen.bg;

	return t->pen.reverse ? (struct term_cell){ code, bg, fg }
			      : (struct term_cell){ code, fg, bg };
}

static struct term_cell blank(const struct term *t)
{
	return (struct term_cell){ ' ', TERM_PEN_PLAIN.fg, t->pen.bg };
}

static void touch(struct term *t, unsigned from, unsigned to)
{
	t->dirty_from = MIN(t->dirty_from, from);
	t->dirty_to = MAX(t->dirty_to, to);
}

/* --- changing cells ------------------------------------------------------------------- */

void term_move(struct term *t, long row, long col)
{
	t->row = (unsigned)MIN(MAX(row, 0), (long)t->rows - 1);
	t->col = (unsigned)MIN(MAX(col, 0), (long)t->cols - 1);
	t->wrap = false;
}

void term_erase(struct term *t, unsigned row, unsigned col, unsigned row2, unsigned col2)
{
	struct term_cell *at = cell(t, row, col), *end = t->cells + (size_t)row2 * t->cols + col2;

	while (at < end)
		*at++ = blank(t);
	touch(t, row, MIN(row2 + 1, t->rows));
}

/* Moves count cells within size by n; cells that appear are blank. */
static void shift(const struct term *t, struct term_cell *first, size_t size, long n)
{
	size_t by = MIN((size_t)(n < 0 ? -n : n), size), kept = size - by;
	struct term_cell *gap = n > 0 ? first : first + kept;

	if (n > 0)
		memmove(first + by, first, kept * sizeof(*first));
	else
		memmove(first, first + by, kept * sizeof(*first));
	for (size_t i = 0; i < by; i++)
		gap[i] = blank(t);
}

void term_shift_rows(struct term *t, unsigned row, long n)
{
	shift(t, cell(t, row, 0), (size_t)(t->rows - row) * t->cols, n * (long)t->cols);
	touch(t, row, t->rows);
}

void term_shift_cells(struct term *t, long n)
{
	shift(t, cell(t, t->row, t->col), t->cols - t->col, n);
	touch(t, t->row, t->row + 1);
}

static void scroll(struct term *t)
{
	if (t->gone)
		t->gone(t, t->cells);
	term_shift_rows(t, 0, -1);
}

static void new_line(struct term *t)
{
	if (t->row + 1 < t->rows)
		t->row++;
	else
		scroll(t);
	t->col = 0;
	t->wrap = false;
}

static void put(struct term *t, uint32_t code)
{
	if (t->wrap)
		new_line(t);
	*cell(t, t->row, t->col) = painted(t, code > 0xffff ? TERM_UNPRINTABLE : (uint16_t)code);
	touch(t, t->row, t->row + 1);
	if (t->col + 1 < t->cols)
		t->col++;
	else
		t->wrap = true;
}

/* --- characters ----------------------------------------------------------------------- */

static void control(struct term *t, uint8_t c)
{
	switch (c) {
	case '\a':
		break;
	case '\b':
		term_move(t, t->row, (long)t->col - 1);
		break;
	case '\t':
		term_move(t, t->row, ALIGN_DOWN(t->col, TAB_WIDTH) + TAB_WIDTH);
		break;
	case '\n':
		new_line(t);
		break;
	case '\r':
		term_move(t, t->row, 0);
		break;
	default:
		put(t, TERM_UNPRINTABLE);
	}
}

/* The first byte of a character of several. False: no character begins like that. */
static bool utf8_begin(struct term *t, uint8_t c)
{
	static const struct {
		uint8_t mask, lead;
		uint32_t min;
	} forms[] = { { 0xe0, 0xc0, 0x80 }, { 0xf0, 0xe0, 0x800 }, { 0xf8, 0xf0, 0x10000 } };

	for (unsigned i = 0; i < ARRAY_SIZE(forms); i++) {
		if ((c & forms[i].mask) == forms[i].lead) {
			t->utf8_left = i + 1;
			t->utf8_code = c & ~forms[i].mask & 0xff;
			t->utf8_min = forms[i].min;
			return true;
		}
	}
	return false;
}

static void utf8_continue(struct term *t, uint8_t c)
{
	uint32_t code = t->utf8_code << 6 | (c & 0x3f);

	t->utf8_code = code;
	if (--t->utf8_left > 0)
		return;
	/* Longer forms than needed, surrogates and C1 controls are nothing to be seen. */
	bool good = code >= t->utf8_min && (code < 0xd800 || code > 0xdfff) && code >= 0xa0;
	put(t, good ? code : TERM_UNPRINTABLE);
}

static void take(struct term *t, uint8_t c)
{
	if (t->utf8_left && (c & 0xc0) == 0x80) {
		utf8_continue(t, c);
		return;
	}
	if (t->utf8_left) {
		t->utf8_left = 0;
		put(t, TERM_UNPRINTABLE); /* the one that was cut off */
	}
	if (term_escape(t, c))
		return;
	if (c < ' ' || c == 0x7f)
		control(t, c);
	else if (c < 0x80)
		put(t, c);
	else if (!utf8_begin(t, c))
		put(t, TERM_UNPRINTABLE);
}

/* --- showing -------------------------------------------------------------------------- */

static void show_row(struct term *t, unsigned row)
{
	const struct term_cell *want = cell(t, row, 0);
	struct term_cell *have = &t->shown[(size_t)row * t->cols];
	unsigned col = 0;

	while (col < t->cols) {
		unsigned start = col;

		while (col < t->cols && !same(want[col], have[col])) {
			have[col] = want[col];
			col++;
		}
		if (col > start)
			t->draw(t, row, start, want + start, col - start);
		else
			col++;
	}
}

bool term_show(struct term *t)
{
	if (t->dirty_from < t->dirty_to) {
		show_row(t, t->dirty_from++);
		return true;
	}
	t->dirty_from = t->rows;
	t->dirty_to = 0;
	t->cursor(t, t->row, t->col, !t->hidden);
	return false;
}

void term_put(struct term *t, const char *s, size_t n)
{
	for (size_t i = 0; i < n; i++)
		take(t, (uint8_t)s[i]);
}

void term_write(struct term *t, const char *s, size_t n)
{
	term_put(t, s, n);
	while (term_show(t))
		;
}

void term_lost(struct term *t)
{
	/* No cell looks like this one, so all differ. */
	memset(t->shown, 0xff, (size_t)t->rows * t->cols * sizeof(*t->shown));
	touch(t, 0, t->rows);
}

void term_init(struct term *t)
{
	t->row = t->col = t->saved_row = t->saved_col = 0;
	t->wrap = t->hidden = false;
	t->pen = t->saved_pen = TERM_PEN_PLAIN;
	t->utf8_left = 0;
	t->state = 0;
	t->dirty_from = t->rows;
	t->dirty_to = 0;
	term_erase(t, 0, 0, t->rows - 1, t->cols);
	term_lost(t);
}

/* A row of the new screen: what stood in `old`, NULL for nothing. The two may overlap, the new
 * one being before the old one. */
static void copy_row(const struct term *t, struct term_cell *to, unsigned cols,
		     const struct term_cell *old)
{
	unsigned kept = old ? MIN(cols, t->cols) : 0;

	if (kept)
		memmove(to, old, kept * sizeof(*to));
	for (unsigned col = kept; col < cols; col++)
		to[col] = (struct term_cell){ ' ', TERM_PEN_PLAIN.fg, TERM_PEN_PLAIN.bg };
}

void term_resize(struct term *t, unsigned rows, unsigned cols, struct term_cell *cells,
		 struct term_cell *shown)
{
	unsigned gone = t->row >= rows ? t->row - rows + 1 : 0; /* at the top */

	for (unsigned row = 0; row < rows; row++)
		copy_row(t, cells + (size_t)row * cols, cols,
			 row + gone < t->rows ? cell(t, row + gone, 0) : NULL);
	t->rows = rows;
	t->cols = cols;
	t->cells = cells;
	t->shown = shown;
	term_move(t, (long)t->row - gone, t->col);
	t->saved_row = MIN(t->saved_row, rows - 1);
	t->saved_col = MIN(t->saved_col, cols - 1);
	t->dirty_from = 0;
	t->dirty_to = rows;
	term_lost(t);
}
