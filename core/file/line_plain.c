/* SPDX-License-Identifier: MIT */
/*
 * line_plain.c - a line is edited at its end: the smallest that is of use.
 *
 * Locking: under tty.lock.
 */
#include <termios.h>

#include "console.h"

/* Takes the last character of the line back: all its bytes, if it is UTF-8. */
static void erase(void)
{
	bool continuation = true;

	if (tty.head == tty.line)
		return;
	while (tty.head != tty.line && continuation) {
		tty.head--;
		continuation = (*tty_slot(tty.head) & 0xc0) == 0x80;
	}
	tty_echo("\b \b", 3);
}

void line_byte(uint8_t byte)
{
	char c = (char)byte;

	if (tty_is_key(byte, VERASE) || byte == '\b') {
		erase();
	} else if (tty_is_key(byte, VKILL)) {
		while (tty.head != tty.line)
			erase();
	} else if (tty_is_key(byte, VEOF)) {
		if (tty_push(TTY_END_MARK, true))
			tty_finish_line();
	} else if (tty_push(byte, byte == '\n')) {
		tty_echo(&c, 1);
		if (byte == '\n')
			tty_finish_line();
	}
}

bool line_takes_literally(void)
{
	return false;
}

void line_begin(void)
{
}
