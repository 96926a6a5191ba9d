/* SPDX-License-Identifier: MIT */
/*
 * line_view.c - what is seen of the line that is being edited. The screen is changed with
 * \b, blanks and the characters themselves, which any terminal understands. A character
 * takes one column, a control character two: ^A.
 *
 * The line stays in the row in which it begins, behind the prompt. Of a line that is longer
 * a part is shown, and another one when the cursor leaves it:
 *
 *	|prompt> the part of the line that is sho_ |
 *	 origin  first                     cursor ^ the last column stays free
 *
 * When the row is nearly full of other text, or somebody else has written since the last
 * key, the line is shown anew from where the consoles stand.
 *
 * Locking: under tty.lock.
 */
#include <core/log.h>

#include "console.h"
#include "line_view.h"

#define ROOM_MIN    8u /* columns; behind a longer prompt a new row is begun */
#define COLUMNS_MIN 4u /* narrower rows count as this wide */

struct line_view line_view;

bool line_continues(uint16_t entry)
{
	return (entry & 0xc0) == 0x80;
}

static bool is_control(uint16_t entry)
{
	return (entry < ' ' && entry != '\t') || entry == 0x7f;
}

static unsigned width(unsigned from, unsigned to)
{
	unsigned columns = 0;

	for (; from != to; from++) {
		uint16_t entry = *tty_slot(from);

		columns += is_control(entry) ? 2 : !line_continues(entry);
	}
	return columns;
}

unsigned line_previous(unsigned at)
{
	while (at != tty.line && line_continues(*tty_slot(--at)))
		;
	return at;
}

unsigned line_next(unsigned at)
{
	if (at != tty.head)
		at++;
	while (at != tty.head && line_continues(*tty_slot(at)))
		at++;
	return at;
}

/* The characters [from, to), from where the terminal's cursor is. */
static void show(unsigned from, unsigned to)
{
	unsigned columns = width(from, to);

	for (; from != to; from++) {
		uint16_t entry = *tty_slot(from);
		char text[2] = { '^', (char)(entry ^ 0x40) };

		if (is_control(entry)) {
			tty_echo(text, 2);
		} else {
			text[0] = entry == '\t' ? ' ' : (char)entry;
			tty_echo(text, 1);
		}
	}
	line_view.at += columns;
}

static void repeat(char c, unsigned n)
{
	while (n-- > 0)
		tty_echo(&c, 1);
}

static void go_back_to(unsigned column)
{
	repeat('\b', line_view.at - column);
	line_view.at = column;
}

/* What is before the cursor is seen, if anything is there. */
static bool in_view(unsigned at)
{
	return (int)(at - line_view.first) >= 0 && (at != line_view.first || at == tty.line) &&
	       width(line_view.first, at) <= line_view.room;
}

/* From `from` on, where the terminal's cursor is: what there is room for, and blanks over
 * what else was shown. */
static void show_rest(unsigned from)
{
	unsigned to = from, left = line_view.room - line_view.at, filled = line_view.filled;

	while (to != tty.head && width(to, line_next(to)) <= left) {
		left -= width(to, line_next(to));
		to = line_next(to);
	}
	show(from, to);
	line_view.filled = line_view.at;
	if (filled > line_view.at) {
		repeat(' ', filled - line_view.at);
		repeat('\b', filled - line_view.at);
	}
}

/* Another part, with the cursor in its middle, or the line's beginning. */
static void change_view(void)
{
	unsigned view = line_view.cursor, left = line_view.room / 2;

	while (view != tty.line && width(line_previous(view), view) <= left) {
		left -= width(line_previous(view), view);
		view = line_previous(view);
	}
	line_view.first = view;
	go_back_to(0);
	show_rest(view);
}

void line_changed(unsigned cursor)
{
	unsigned from = line_view.cursor;

	line_view.cursor = cursor;
	if (in_view(cursor))
		show_rest(from);
	else
		change_view();
	go_back_to(width(line_view.first, cursor));
}

void line_move_to(unsigned target)
{
	unsigned from = line_view.cursor;

	line_view.cursor = target;
	if (!in_view(target))
		change_view();
	else if ((int)(target - from) > 0)
		show(from, target);
	go_back_to(width(line_view.first, target));
}

void line_find_row(void)
{
	unsigned columns = MAX(tty_columns(), COLUMNS_MIN);
	struct console_place now = console_place();

	if (line_view.columns == columns && line_view.place.lines == now.lines &&
	    line_view.place.column == now.column)
		return;
	unsigned origin = now.column % columns;
	/* A line that was shown in a row of another width is left there. */
	bool resized = line_view.columns != 0 && line_view.columns != columns;
	if (origin > 0 && (resized || origin + ROOM_MIN > columns)) {
		tty_echo("\n", 1);
		origin = 0;
	}
	line_view.columns = columns;
	line_view.room = columns - 1 - origin;
	line_view.at = line_view.filled = 0;
	change_view();
	go_back_to(width(line_view.first, line_view.cursor));
}

void line_view_begin(void)
{
	line_view.cursor = line_view.first = tty.line;
	line_view.columns = 0;
}
