/* SPDX-License-Identifier: MIT */
/*
 * line_edit.c - a line is edited anywhere in it, and earlier ones come back:
 *
 *	Left, Right, Home, End     move            Up, Down    earlier and later lines
 *	Backspace, Delete          take one out    ^W          takes the word before out
 *	^U                         the whole line  ^V          the next key as it is
 *	^D                         end of file, when the line is empty
 *
 * Cursor keys are the sequences that xterm and core/input/keyboard.c send; others are
 * swallowed. What is seen of the line is line_view.c's.
 *
 * Source: POSIX.1-2017, 11.1.9 (special characters); ECMA-48 for the sequences.
 * Locking: under tty.lock.
 */
#include <string.h>
#include <termios.h>

#include "console.h"
#include "line_view.h"

#define HISTORY_LINES 16u  /* power of two */
#define HISTORY_BYTES 128u /* longer lines are not kept */
#define UTF8_MAX      4u
#define ESC           0x1b

enum { TEXT, ESCAPE, SEQUENCE, LITERAL };

static struct {
	uint8_t state;
	unsigned number; /* of the sequence: ESC [ 3 ~ */
	/* A character of which not all bytes have come. */
	uint8_t bytes[UTF8_MAX], have, need;
	/* Earlier lines: count ever kept, and the one that is shown (count: none). */
	unsigned count, shown;
	uint8_t lengths[HISTORY_LINES];
	char history[HISTORY_LINES][HISTORY_BYTES];
} edit;

/* --- what is in the line ---------------------------------------------------------------- */

/* Puts n bytes in at the cursor, all or none. */
static void insert(const uint8_t *bytes, unsigned n)
{
	/* The last slot is for the end of the line. */
	if (TTY_RING_SIZE - (tty.head - tty.tail) <= n) {
		tty_echo("\a", 1);
		return;
	}
	for (unsigned at = tty.head; at != line_view.cursor; at--)
		*tty_slot(at - 1 + n) = *tty_slot(at - 1);
	for (unsigned i = 0; i < n; i++)
		*tty_slot(line_view.cursor + i) = bytes[i];
	tty.head += n;
	line_changed(line_view.cursor + n);
}

/* Takes [from, to) out; the cursor is then at from. */
static void take_out(unsigned from, unsigned to)
{
	line_move_to(from);
	for (unsigned at = to; at != tty.head; at++)
		*tty_slot(from + (at - to)) = *tty_slot(at);
	tty.head -= to - from;
	line_changed(from);
}

static bool blank_before(unsigned at)
{
	return *tty_slot(at - 1) == ' ' || *tty_slot(at - 1) == '\t';
}

static void take_word_out(void)
{
	unsigned from = line_view.cursor;

	while (from != tty.line && blank_before(from))
		from--;
	while (from != tty.line && !blank_before(from))
		from--;
	take_out(from, line_view.cursor);
}

/* --- earlier lines ---------------------------------------------------------------------- */

/* Keeps the line, unless it is not to be seen, empty, long, or the same as the last. */
static void remember(void)
{
	unsigned n = tty.head - tty.line, last = (edit.count - 1) % HISTORY_LINES;
	char *to = edit.history[edit.count % HISTORY_LINES];

	if (!(tty.set.lflag & ECHO) || n == 0 || n > HISTORY_BYTES)
		return;
	for (unsigned i = 0; i < n; i++)
		to[i] = (char)*tty_slot(tty.line + i);
	if (edit.count > 0 && edit.lengths[last] == n && memcmp(edit.history[last], to, n) == 0)
		return;
	edit.lengths[edit.count++ % HISTORY_LINES] = (uint8_t)n;
}

/* Shows kept line number `which` in place of this one; beyond the newest an empty one. */
static void recall(unsigned which)
{
	if (which > edit.count || edit.count - which >= HISTORY_LINES)
		return;
	edit.shown = which;
	line_move_to(tty.head);
	take_out(tty.line, tty.head);
	if (which != edit.count) {
		unsigned at = which % HISTORY_LINES;

		insert((const uint8_t *)edit.history[at], edit.lengths[at]);
	}
}

/* --- keys ------------------------------------------------------------------------------- */

static void end_of_sequence(uint8_t final)
{
	static const uint8_t numbered[] = { [1] = 'H', [3] = 'x', [4] = 'F', [7] = 'H', [8] = 'F' };

	if (final == '~')
		final = edit.number < sizeof(numbered) ? numbered[edit.number] : 0;
	switch (final) {
	case 'A':
		recall(edit.shown - 1);
		break;
	case 'B':
		recall(edit.shown + 1);
		break;
	case 'C':
		line_move_to(line_next(line_view.cursor));
		break;
	case 'D':
		line_move_to(line_previous(line_view.cursor));
		break;
	case 'H':
		line_move_to(tty.line);
		break;
	case 'F':
		line_move_to(tty.head);
		break;
	case 'x':
		take_out(line_view.cursor, line_next(line_view.cursor));
		break;
	default:
		break;
	}
}

/* Takes a byte that belongs to an escape sequence. False: it does not. */
static bool sequence_byte(uint8_t byte)
{
	switch (edit.state) {
	case ESCAPE:
		edit.state = byte == '[' || byte == 'O' ? SEQUENCE : TEXT;
		edit.number = 0;
		return byte >= ' '; /* ESC and another key: neither */
	case SEQUENCE:
		if (byte < ' ') {
			edit.state = TEXT;
			return false;
		}
		if (byte >= '0' && byte <= '9' && edit.number < 100)
			edit.number = edit.number * 10 + byte - '0';
		if (byte >= '@') {
			edit.state = TEXT;
			end_of_sequence(byte);
		}
		return true;
	default:
		return false;
	}
}

/* A byte of text; a character of several is put in once it is whole. */
static void text_byte(uint8_t byte)
{
	if (edit.have > 0 && !line_continues(byte)) {
		insert(edit.bytes, edit.have);
		edit.have = 0;
	}
	if (edit.have == 0)
		edit.need = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : byte >= 0xc0 ? 2 : 1;
	edit.bytes[edit.have++] = byte;
	if (edit.have == edit.need) {
		insert(edit.bytes, edit.have);
		edit.have = 0;
	}
}

static void new_line(void)
{
	line_move_to(tty.head);
	remember();
	if (tty_push('\n', true)) {
		tty_echo("\n", 1);
		tty_finish_line();
	}
}

static void end_of_file(void)
{
	line_move_to(tty.head);
	if (tty_push(TTY_END_MARK, true))
		tty_finish_line();
}

static bool special(uint8_t byte)
{
	if (tty_is_key(byte, VERASE) || byte == '\b')
		take_out(line_previous(line_view.cursor), line_view.cursor);
	else if (tty_is_key(byte, VWERASE))
		take_word_out();
	else if (tty_is_key(byte, VKILL))
		take_out(tty.line, tty.head);
	else if (tty_is_key(byte, VEOF))
		end_of_file();
	else if (byte == '\n')
		new_line();
	else if (tty_is_key(byte, VLNEXT))
		edit.state = LITERAL;
	else if (byte == ESC)
		edit.state = ESCAPE;
	else
		return false;
	return true;
}

void line_byte(uint8_t byte)
{
	line_find_row();
	if (edit.state == LITERAL) {
		edit.state = TEXT;
		text_byte(byte);
	} else if (!sequence_byte(byte) && !special(byte)) {
		text_byte(byte);
	}
	line_view.place = console_place();
}

bool line_takes_literally(void)
{
	return edit.state == LITERAL;
}

void line_begin(void)
{
	line_view_begin();
	edit.state = TEXT;
	edit.have = 0;
	edit.shown = edit.count;
}
