/* SPDX-License-Identifier: MIT */
/* line_draw.c - one row of a terminal: the prompt, and the part of the line that fits. */
#include <stdio.h>
#include <string.h>

#include "line_parts.h"
#include "utf8.h"

#define ROOM_MIN 8 /* columns that the text has, however long the prompt is */

void edit_out(struct line *l, const char *text)
{
	l->write(l->ctx, text, strlen(text));
}

size_t edit_before(const struct line *l, size_t at)
{
	size_t start = at, used;

	if (at == 0)
		return 0;
	/* The longest character that ends here; else a byte that is none. */
	for (size_t n = 1; n <= 4 && n <= at; n++) {
		utf8_get(l->text + at - n, n, &used);
		if (used == n)
			start = at - n;
	}
	/* A mark that takes no column goes with the character it is put on. */
	if (start > 0 && utf8_width(utf8_get(l->text + start, at - start, &used)) == 0)
		return edit_before(l, start);
	return start;
}

size_t edit_behind(const struct line *l, size_t at)
{
	size_t used;

	if (at == l->len)
		return at;
	utf8_get(l->text + at, l->len - at, &used);
	at += used;
	while (at < l->len && utf8_width(utf8_get(l->text + at, l->len - at, &used)) == 0)
		at += used;
	return at;
}

/* ESC [ ... letter */
static size_t escape_length(const char *text, size_t len)
{
	size_t n = 2;

	if (len < 2 || text[0] != 0x1b || text[1] != '[')
		return 0;
	while (n < len && (text[n] < 0x40 || text[n] > 0x7e))
		n++;
	return n < len ? n + 1 : n;
}

unsigned edit_width(const char *text, size_t len)
{
	unsigned width = 0;
	size_t used;

	for (size_t at = 0; at < len; at += used) {
		used = escape_length(text + at, len - at);
		if (!used)
			width += (unsigned)utf8_width(utf8_get(text + at, len - at, &used));
	}
	return width;
}

/* Chooses what is shown so that the cursor is. */
static void scroll(struct line *l, unsigned room)
{
	if (l->at < l->shift)
		l->shift = l->at;
	if (edit_width(l->text + l->shift, l->len - l->shift) < room && l->shift > 0)
		l->shift = 0; /* it may all fit again */
	while (edit_width(l->text + l->shift, l->at - l->shift) >= room)
		l->shift = edit_behind(l, l->shift);
}

/* The text from at on, as much as room has columns; what a terminal would act on is a "?". */
static void put_text_from(struct line *l, size_t at, unsigned room)
{
	size_t used;

	while (at < l->len) {
		uint32_t c = utf8_get(l->text + at, l->len - at, &used);
		unsigned width = (unsigned)utf8_width(c);
		if (width > room)
			break;
		if (c < 0x20 || c == 0x7f)
			edit_out(l, "?");
		else if (c == 0xfffd)
			edit_out(l, "\xef\xbf\xbd");
		else
			l->write(l->ctx, l->text + at, used);
		room -= width;
		at += used;
	}
}

static unsigned prompt_width(const struct line *l, const char **prompt)
{
	*prompt = l->searching ? l->search_prompt : l->prompt;
	return edit_width(*prompt, strlen(*prompt));
}

static unsigned room_behind(const struct line *l, unsigned prompt)
{
	return l->columns > prompt + ROOM_MIN ? l->columns - prompt - 1 : ROOM_MIN;
}

void edit_draw(struct line *l)
{
	const char *shown;
	unsigned prompt = prompt_width(l, &shown);
	unsigned room = room_behind(l, prompt);
	char move[24];

	scroll(l, room);
	edit_out(l, "\r");
	edit_out(l, shown);
	put_text_from(l, l->shift, room);
	edit_out(l, "\033[K");
	if (l->at == l->len)
		return;
	unsigned column = prompt + edit_width(l->text + l->shift, l->at - l->shift);
	snprintf(move, sizeof(move), column ? "\r\033[%uC" : "\r", column);
	edit_out(l, move);
}

void edit_draw_typed(struct line *l, size_t len)
{
	const char *shown;
	unsigned room = room_behind(l, prompt_width(l, &shown));

	if (l->at == l->len && edit_width(l->text + l->shift, l->len - l->shift) < room)
		put_text_from(l, l->len - len, room);
	else
		edit_draw(l);
}
