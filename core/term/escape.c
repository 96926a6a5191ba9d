/* SPDX-License-Identifier: MIT */
/*
 * escape.c - escape sequences of a screen: ESC alone, and ESC [ with numbers.
 *
 *	ESC [ ? 25 l          prefix, numbers separated by ';', final byte
 *
 * A sequence that is not understood, or has more than TERM_PARAMS_MAX numbers, is
 * swallowed whole. Numbers are cut at 9999; a control character inside ends it.
 *
 * Source: ECMA-48, 5.4 (control sequences) and 8.3; console_codes(4) for the rest.
 */
#include <string.h>

#include "term.h"

enum { TEXT, ESCAPE, NUMBERS, SWALLOW, CHARSET };

#define ESC       0x1b
#define PARAM_MAX 9999u

/* Number i of the sequence; absent and 0 mean the default. */
static unsigned param(const struct term *t, unsigned i, unsigned otherwise)
{
	return i < t->param_count && t->params[i] ? t->params[i] : otherwise;
}

/* --- colours ---------------------------------------------------------------------------- */

/* "38;5;N" and "38;2;R;G;B": of the first kind the 16 colours that we have. Returns how
 * many further numbers belong to it. */
static unsigned extended_colour(const struct term *t, unsigned i, uint8_t *colour)
{
	if (param(t, i + 1, 0) == 2)
		return 4;
	if (param(t, i + 1, 0) != 5)
		return 0;
	if (i + 2 < t->param_count && t->params[i + 2] < 16)
		*colour = (uint8_t)t->params[i + 2];
	return 2;
}

static void attribute(struct term_pen *pen, unsigned n)
{
	switch (n) {
	case 0:
		*pen = TERM_PEN_PLAIN;
		break;
	case 1:
	case 22:
		pen->bold = n == 1;
		break;
	case 7:
	case 27:
		pen->reverse = n == 7;
		break;
	case 39:
		pen->fg = TERM_PEN_PLAIN.fg;
		break;
	case 49:
		pen->bg = TERM_PEN_PLAIN.bg;
		break;
	case 30 ... 37:
		pen->fg = (uint8_t)(n - 30);
		break;
	case 40 ... 47:
		pen->bg = (uint8_t)(n - 40);
		break;
	case 90 ... 97:
		pen->fg = (uint8_t)(n - 90 + 8);
		break;
	case 100 ... 107:
		pen->bg = (uint8_t)(n - 100 + 8);
		break;
	default:
		break;
	}
}

static void select_graphic(struct term *t)
{
	if (t->param_count == 0)
		attribute(&t->pen, 0);
	for (unsigned i = 0; i < t->param_count; i++) {
		unsigned n = t->params[i];

		if (n == 38)
			i += extended_colour(t, i, &t->pen.fg);
		else if (n == 48)
			i += extended_colour(t, i, &t->pen.bg);
		else
			attribute(&t->pen, n);
	}
}

/* --- the cursor and erasing ------------------------------------------------------------- */

static void save_cursor(struct term *t)
{
	t->saved_row = t->row;
	t->saved_col = t->col;
	t->saved_pen = t->pen;
}

static void restore_cursor(struct term *t)
{
	term_move(t, t->saved_row, t->saved_col);
	t->pen = t->saved_pen;
}

static void erase_display(struct term *t)
{
	switch (param(t, 0, 0)) {
	case 0:
		term_erase(t, t->row, t->col, t->rows - 1, t->cols);
		break;
	case 1:
		term_erase(t, 0, 0, t->row, t->col + 1);
		break;
	default:
		term_erase(t, 0, 0, t->rows - 1, t->cols);
	}
}

static void erase_line(struct term *t)
{
	switch (param(t, 0, 0)) {
	case 0:
		term_erase(t, t->row, t->col, t->row, t->cols);
		break;
	case 1:
		term_erase(t, t->row, 0, t->row, t->col + 1);
		break;
	default:
		term_erase(t, t->row, 0, t->row, t->cols);
	}
}

static void erase_cells(struct term *t)
{
	unsigned n = MIN(param(t, 0, 1), t->cols - t->col);

	term_erase(t, t->row, t->col, t->row, t->col + n);
}

/* Sequences that move the cursor. False: it is none of them. */
static bool movement(struct term *t, uint8_t final)
{
	long row = t->row, col = t->col, n = param(t, 0, 1);

	switch (final) {
	case 'A':
		term_move(t, row - n, col);
		return true;
	case 'B':
		term_move(t, row + n, col);
		return true;
	case 'C':
		term_move(t, row, col + n);
		return true;
	case 'D':
		term_move(t, row, col - n);
		return true;
	case 'E':
		term_move(t, row + n, 0);
		return true;
	case 'F':
		term_move(t, row - n, 0);
		return true;
	case 'G':
	case '`':
		term_move(t, row, n - 1);
		return true;
	case 'd':
		term_move(t, n - 1, col);
		return true;
	case 'H':
	case 'f':
		term_move(t, n - 1, (long)param(t, 1, 1) - 1);
		return true;
	default:
		return false;
	}
}

static void finish(struct term *t, uint8_t final)
{
	long n = param(t, 0, 1);

	if (movement(t, final))
		return;
	switch (final) {
	case 'J':
		erase_display(t);
		break;
	case 'K':
		erase_line(t);
		break;
	case 'X':
		erase_cells(t);
		break;
	case '@':
		term_shift_cells(t, n);
		break;
	case 'P':
		term_shift_cells(t, -n);
		break;
	case 'L':
		term_shift_rows(t, t->row, n);
		break;
	case 'M':
		term_shift_rows(t, t->row, -n);
		break;
	case 'm':
		select_graphic(t);
		break;
	case 's':
		save_cursor(t);
		break;
	case 'u':
		restore_cursor(t);
		break;
	default:
		break;
	}
}

/* With a prefix, one sequence means something: the cursor can be hidden. */
static void finish_private(struct term *t, uint8_t final)
{
	if (t->prefix == '?' && param(t, 0, 0) == 25 && (final == 'h' || final == 'l'))
		t->hidden = final == 'l';
}

/* --- the parser ------------------------------------------------------------------------- */

static void after_escape(struct term *t, uint8_t c)
{
	t->state = TEXT;
	switch (c) {
	case '[':
		t->state = NUMBERS;
		t->param_count = 0;
		t->prefix = 0;
		memset(t->params, 0, sizeof(t->params));
		break;
	case '(': /* which character set: we have one */
	case ')':
		t->state = CHARSET;
		break;
	case '7':
		save_cursor(t);
		break;
	case '8':
		restore_cursor(t);
		break;
	case 'c': /* everything as at the start */
		t->pen = TERM_PEN_PLAIN;
		t->hidden = false;
		term_erase(t, 0, 0, t->rows - 1, t->cols);
		term_move(t, 0, 0);
		break;
	default:
		break;
	}
}

static void digit(struct term *t, unsigned value)
{
	if (t->param_count == 0)
		t->param_count = 1;
	uint16_t *p = &t->params[t->param_count - 1];
	*p = (uint16_t)MIN(*p * 10u + value, PARAM_MAX);
}

static void in_numbers(struct term *t, uint8_t c)
{
	if (c >= '0' && c <= '9') {
		digit(t, c - '0');
	} else if (c == ';' && t->param_count < TERM_PARAMS_MAX) {
		t->param_count += t->param_count == 0 ? 2 : 1;
	} else if (c >= '<' && c <= '?') {
		t->prefix = c;
	} else if (c >= '@') {
		t->state = TEXT;
		if (t->prefix)
			finish_private(t, c);
		else
			finish(t, c);
	} else {
		t->state = SWALLOW; /* of a kind that we do not know */
	}
}

bool term_escape(struct term *t, uint8_t c)
{
	if (c == ESC) {
		t->state = ESCAPE;
		return true;
	}
	if (t->state == TEXT)
		return false;
	if (c < ' ' || c >= 0x7f) {
		t->state = TEXT;
		return false;
	}
	switch (t->state) {
	case ESCAPE:
		after_escape(t, c);
		break;
	case NUMBERS:
		in_numbers(t, c);
		break;
	case CHARSET:
		t->state = TEXT;
		break;
	default: /* SWALLOW, up to the final byte */
		if (c >= '@')
			t->state = TEXT;
	}
	return true;
}
