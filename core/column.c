/* SPDX-License-Identifier: MIT */
/*
 * column.c - where the consoles stand: how many lines have ended, and how far the one that
 * has not goes. The editor of lines (core/file/line_edit.c) begins behind the prompt, and
 * notices by this that somebody else has written.
 *
 * Columns are counted as if rows were endless, since each console has its own width. A
 * sequence that moves up or down is taken as one that does not move.
 *
 * Source: ECMA-48, 5.4 (control sequences), 8.3.9 CHA, 8.3.18 CUB, 8.3.20 CUF, 8.3.21 CUP.
 * Locking: under the console lock of log.c.
 */
#include <stdint.h>

#include <core/log.h>

#define TAB_WIDTH  8u
#define NUMBER_MAX 9999u

enum { TEXT, ESCAPE, SEQUENCE };

static struct console_place place;
static uint8_t state;
static unsigned number; /* the last of the sequence's */
static bool second;     /* it has one before that */

static void end_of_sequence(uint8_t final)
{
	unsigned n = number > 0 ? number : 1;

	if (final == 'C')
		place.column += n;
	else if (final == 'D')
		place.column -= MIN(n, place.column);
	else if (final == 'G')
		place.column = n - 1;
	else if (final == 'H' || final == 'f')
		place.column = second ? n - 1 : 0;
}

static void in_sequence(uint8_t c)
{
	if (c >= '0' && c <= '9') {
		number = MIN(number * 10 + c - '0', NUMBER_MAX);
	} else if (c == ';') {
		number = 0;
		second = true;
	} else if (c >= '@') {
		state = TEXT;
		end_of_sequence(c);
	}
}

/* A character of several bytes counts with its first. */
static void text(uint8_t c)
{
	if (c == '\n') {
		place.lines++;
		place.column = 0;
	} else if (c == '\r') {
		place.column = 0;
	} else if (c == '\b') {
		place.column -= place.column > 0;
	} else if (c == '\t') {
		place.column = ALIGN_DOWN(place.column, TAB_WIDTH) + TAB_WIDTH;
	} else if (c >= ' ' && c != 0x7f && (c & 0xc0) != 0x80) {
		place.column++;
	}
}

static void take(uint8_t c)
{
	if (c == '\033') {
		state = ESCAPE;
	} else if (c < ' ') {
		state = TEXT;
		text(c);
	} else if (state == ESCAPE) {
		state = c == '[' ? SEQUENCE : TEXT;
		number = 0;
		second = false;
	} else if (state == SEQUENCE) {
		in_sequence(c);
	} else {
		text(c);
	}
}

void console_follow(const char *s, size_t n)
{
	for (size_t i = 0; i < n; i++)
		take((uint8_t)s[i]);
}

struct console_place console_place(void)
{
	return place;
}
