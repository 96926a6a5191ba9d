/* SPDX-License-Identifier: MIT */
/*
 * tty_fuzz.c - any keys, settings and reads. What is typed is in the ring's bounds, what
 * is read is not more than was asked for, and as long as all is ASCII a terminal of some
 * width shows behind the prompt a part of the line, as much of it as there is room for.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <termios.h>

#include <core/console_in.h>
#include <core/log.h>
#include <core/signal.h>
#include <core/term.h>

#include "../console.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define COLS_MIN 4u
#define COLS_MAX 67u
#define ROWS     4u
#define ROOM_MIN 8u /* line_edit.c's */

static struct term_cell cells[ROWS * COLS_MAX], shown[ROWS * COLS_MAX];
static unsigned prompt; /* columns before the line */

/* --- what the discipline stands on ------------------------------------------------------ */

static void draw(struct term *t, unsigned row, unsigned col, const struct term_cell *from,
		 unsigned n)
{
	(void)t;
	(void)row;
	(void)col;
	(void)from;
	(void)n;
}

static void cursor(struct term *t, unsigned row, unsigned col, bool visible)
{
	(void)t;
	(void)row;
	(void)col;
	(void)visible;
}

static struct term screen = { .rows = ROWS,
			      .cols = COLS_MIN,
			      .cells = cells,
			      .shown = shown,
			      .draw = draw,
			      .cursor = cursor };

void console_write(const char *s, size_t n)
{
	term_write(&screen, s, n);
	console_follow(s, n);
}

unsigned tty_columns(void)
{
	return screen.cols;
}

unsigned long irq_save(void)
{
	return 0;
}

void irq_restore(unsigned long flags)
{
	(void)flags;
}

void waitq_wake(struct waitq *wq)
{
	(void)wq;
}

void signal_send(struct thread *t, int sig, int code)
{
	(void)t;
	(void)sig;
	(void)code;
}

static struct timer *armed;

void timer_arm(struct timer *t, uint64_t deadline)
{
	(void)deadline;
	armed = t;
}

void timer_cancel(struct timer *t)
{
	(void)t;
	armed = NULL;
}

bool timer_armed(const struct timer *t)
{
	return armed == t;
}

uint64_t clock_now(void)
{
	return 0;
}

/* --- the checks ------------------------------------------------------------------------- */

static void check_bounds(void)
{
	if (tty.head - tty.tail > TTY_RING_SIZE || tty.line - tty.tail > tty.head - tty.tail)
		abort();
}

/* The line as it is to be seen; NULL when it is not ASCII. */
static const char *visible_line(void)
{
	static char text[2 * TTY_RING_SIZE + 1];
	size_t len = 0;

	for (unsigned at = tty.line; at != tty.head; at++) {
		uint16_t c = *tty_slot(at);

		if (c > 0x7f)
			return NULL;
		if ((c < ' ' && c != '\t') || c == 0x7f) {
			text[len++] = '^';
			text[len++] = (char)(c ^ 0x40);
		} else {
			text[len++] = c == '\t' ? ' ' : (char)c;
		}
	}
	text[len] = '\0';
	return text;
}

/* The row from `in` on is text; a control character of two columns may be left out. */
static bool shows(const struct term_cell *in, size_t room, const char *text)
{
	size_t len = strnlen(text, room + 1), i = 0;

	while (i < room && i < len && in[i].code == (uint8_t)text[i])
		i++;
	if (len > i && i + 1 < room)
		return false;
	for (; i < room + 1; i++) {
		if (in[i].code != ' ')
			return false;
	}
	return true;
}

/* False when it could not be judged: nor can what comes after. */
static bool check_screen(void)
{
	const char *text = visible_line();
	unsigned origin = prompt > 0 && prompt + ROOM_MIN > screen.cols ? 0 : prompt;
	const struct term_cell *row = &cells[(size_t)screen.row * screen.cols];

	if (!text)
		return false;
	for (unsigned i = 0; i < origin; i++) {
		if (row[i].code != '>')
			abort();
	}
	if (*text == '\0')
		return true; /* a new row is begun with the first key */
	for (const char *part = text;; part++) {
		if (shows(row + origin, screen.cols - 1 - origin, part))
			return true;
		if (*part == '\0')
			abort();
	}
}

static void begin_line(void)
{
	term_init(&screen);
	console_follow("\n", 1);
	for (unsigned i = 0; i < prompt; i++)
		console_write(">", 1);
}

static void check_read(size_t len)
{
	static uint8_t buf[256];
	size_t available = tty_available();
	bool readable = tty_readable();
	ssize_t n = tty_read(buf, len);

	if (n > (ssize_t)len || (n > 0 && (size_t)n > available) || (!readable && n != -EAGAIN))
		abort();
	if (n < 0)
		tty_start_timeout();
}

static void change_settings(uint8_t how)
{
	struct tty_settings s;

	tty_get_settings(&s);
	s.lflag = (how & 1 ? 0 : ICANON) | (how & 2 ? 0 : ECHO) | (how & 32 ? ISIG : 0);
	s.cc[VMIN] = how >> 2 & 3;
	s.cc[VTIME] = how >> 4 & 1;
	tty_set_settings(&s);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	bool seen = true;

	if (size < 2)
		return 0;
	screen.cols = COLS_MIN + data[0] % (COLS_MAX - COLS_MIN + 1);
	prompt = data[1] % screen.cols;
	change_settings(0);
	tty_flush_input();
	begin_line();
	for (size_t i = 2; i < size; i++) {
		unsigned line = tty.line;

		if (data[i] == 0xfe && i + 1 < size) {
			check_read(data[++i]);
		} else if (data[i] == 0xff && i + 1 < size) {
			change_settings(data[++i]);
			seen = false;
		} else if (data[i] == 0xfd && armed) {
			struct timer *t = armed;
			armed = NULL;
			t->fn(t);
		} else if (data[i] == 0xfc) {
			console_write("somebody else\n", 14);
			prompt = 0;
			continue; /* the next key shows the line again */
		} else {
			console_input(data[i]);
		}
		check_bounds();
		if (tty.line != line)
			begin_line();
		seen = seen && check_screen();
	}
	return 0;
}
