/* SPDX-License-Identifier: MIT */
/*
 * text_move.c - characters, words, and where the cursor goes.
 *
 * A word is a run of letters, digits, '_' and everything beyond ASCII; a run of blanks and a
 * run of other signs are units too.
 */
#include <core/compiler.h>
#include <gui/text.h>

#include "text_model.h"

size_t text_char(const char *s, size_t n)
{
	size_t at = 0;

	gui_utf8_next(s, n, &at);
	return at;
}

size_t text_char_before(const char *s, size_t at)
{
	return at - gui_utf8_before(s, at);
}

/* --- words ------------------------------------------------------------------------------ */

enum unit { BLANK, SIGN, WORD, LINE_END };

static enum unit unit_of(char byte)
{
	unsigned char c = (unsigned char)byte;

	if (c == '\n')
		return LINE_END;
	if (c == ' ' || c == '\t' || c == '\r')
		return BLANK;
	if (c >= 0x80 || c == '_' || (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') ||
	    (c >= 'a' && c <= 'z'))
		return WORD;
	return SIGN;
}

static size_t skip(const struct text_model *t, size_t at, enum unit unit)
{
	while (at < t->length && unit_of(t->text[at]) == unit)
		at++;
	return at;
}

static size_t skip_back(const struct text_model *t, size_t at, enum unit unit)
{
	while (at > 0 && unit_of(t->text[at - 1]) == unit)
		at--;
	return at;
}

/* To the start of the word that is next; a line end is a stop of its own. */
static size_t word_right(const struct text_model *t, size_t at)
{
	if (at == t->length)
		return at;
	enum unit unit = unit_of(t->text[at]);
	at = unit == LINE_END ? at + 1 : skip(t, at, unit);
	return skip(t, at, BLANK);
}

static size_t word_left(const struct text_model *t, size_t at)
{
	at = skip_back(t, at, BLANK);
	if (at == 0)
		return 0;
	enum unit unit = unit_of(t->text[at - 1]);
	return unit == LINE_END ? at - 1 : skip_back(t, at, unit);
}

/* --- the cursor ------------------------------------------------------------------------- */

size_t text_target(const struct text_model *t, size_t from, enum text_motion motion)
{
	size_t line = text_line_of(t, from), length;

	switch (motion) {
	case TEXT_LEFT:
		return from ? from - text_char_before(t->text, from) : 0;
	case TEXT_RIGHT:
		return from < t->length ? from + text_char(t->text + from, t->length - from) : from;
	case TEXT_WORD_LEFT:
		return word_left(t, from);
	case TEXT_WORD_RIGHT:
		return word_right(t, from);
	case TEXT_LINE_START:
		return t->lines[line];
	case TEXT_LINE_END:
		text_line(t, line, &length);
		return t->lines[line] + length;
	case TEXT_START:
		return 0;
	case TEXT_END:
	default:
		return t->length;
	}
}

size_t text_selection(const struct text_model *t, size_t *from)
{
	*from = MIN(t->cursor, t->anchor);
	return MAX(t->cursor, t->anchor) - *from;
}

static void put(struct text_model *t, size_t at, bool extend)
{
	t->cursor = at;
	if (!extend)
		t->anchor = at;
	t->joins = false;
}

void text_move(struct text_model *t, enum text_motion motion, bool extend)
{
	size_t from, selected = text_selection(t, &from);

	/* An arrow without Shift leaves a selection at its end on that side. */
	if (selected && !extend && motion == TEXT_LEFT)
		put(t, from, false);
	else if (selected && !extend && motion == TEXT_RIGHT)
		put(t, from + selected, false);
	else
		put(t, text_target(t, t->cursor, motion), extend);
}

/* Offsets inside a character become its start. */
static size_t between(const struct text_model *t, size_t at)
{
	at = MIN(at, t->length);
	for (size_t back = 1; back < 4 && back <= at; back++) {
		size_t start = at - back;

		if (text_char(t->text + start, t->length - start) > back)
			return start;
	}
	return at;
}

void text_place(struct text_model *t, size_t at, bool extend)
{
	put(t, between(t, at), extend);
}

void text_select_word(struct text_model *t, size_t at)
{
	at = MIN(at, t->length);
	/* Behind the last character of a line it is that one which is meant. */
	if (at > 0 && (at == t->length || unit_of(t->text[at]) == LINE_END))
		at--;
	if (at == t->length || unit_of(t->text[at]) == LINE_END) {
		put(t, between(t, at), false);
		return;
	}
	enum unit unit = unit_of(t->text[at]);
	put(t, skip_back(t, at, unit), false);
	put(t, skip(t, at, unit), true);
}

void text_select_line(struct text_model *t, size_t at)
{
	size_t line = text_line_of(t, MIN(at, t->length));

	put(t, t->lines[line], false);
	put(t, line + 1 < t->line_count ? t->lines[line + 1] : t->length, true);
}

void text_select_all(struct text_model *t)
{
	put(t, 0, false);
	put(t, t->length, true);
}
