/* SPDX-License-Identifier: MIT */
/*
 * log.c - lines of the kernel and output of the program, to a ring in memory and to
 * the consoles.
 *
 * The ring keeps everything, also lines that are above the consoles' level, so that a
 * console which appears late can show what it missed. "[time] tag: message" begins on
 * a fresh line: whether the last byte was a newline is remembered for the ring and
 * for the consoles, which differ once a line went to the ring alone. Screens show
 * where a line of the log comes from in grey, and trouble in colour.
 *
 * Locking: a spinlock around the ring and the list of consoles. Long program output
 * gives it up between pieces, so that interrupts are not held off for the whole of it;
 * so does the drawing of a screen. What an interrupt handler logs is drawn by the worker.
 */
#define LOG_TAG "log"
#include <stdarg.h>
#include <stdbool.h>
#include <string.h>

#include <core/clock.h>
#include <core/cmdline.h>
#include <core/irq.h>
#include <core/log.h>
#include <core/panic.h>
#include <core/printf.h>
#include <core/spinlock.h>
#include <core/work.h>

#define RING_SIZE   (CONFIG_LOG_RING_KB * 1024u)
#define LINE_MAX    255u /* bytes without the newline */
#define PIECE_BYTES 16u  /* console output with interrupts off: what a serial port takes at once */
#define SHOW_PIECES                                                                                \
	32u /* after so many pieces a screen shows what it has, 40 ms of a serial port */

TABLE_DECLARE(struct console_entry, consoles);

OPTION(loglevel_option, "loglevel", "err, warn, info or debug: least urgent lines on the console");

static spinlock_t lock;
/* below: under lock */
static char ring[RING_SIZE];
static size_t ring_end; /* bytes ever written; the newest RING_SIZE are there */
static struct console *console_list;
static bool ring_mid_line, console_mid_line, screens_muted;
static int console_level = CONFIG_LOG_LEVEL - 1; /* an enum log_level; -1: none */

static void ring_put(const char *s, size_t n)
{
	for (size_t i = 0; i < n; i++)
		ring[ring_end++ % RING_SIZE] = s[i];
	if (n)
		ring_mid_line = s[n - 1] != '\n';
}

/* True when c is to get what goes to the consoles. */
static bool listens(const struct console *c)
{
	return !IS_ENABLED(CONFIG_SCREEN) || !screens_muted || !c->rows;
}

static void consoles_put(const char *s, size_t n)
{
	for (struct console *c = console_list; c; c = c->next) {
		if (listens(c))
			c->write(s, n);
	}
	if (n)
		console_mid_line = s[n - 1] != '\n';
	if (IS_ENABLED(CONFIG_TTY))
		console_follow(s, n);
}

static void put_coloured(const struct console *c, const char *colour, const char *s, size_t n)
{
	c->write(colour, strlen(colour));
	c->write(s, n);
	c->write("\033[m", 3);
}

/* A line on a console: the first `head` bytes are the time and the tag. */
static void console_line(const struct console *c, enum log_level lvl, const char *line, size_t head,
			 size_t n)
{
	if (!IS_ENABLED(CONFIG_SCREEN) || !c->rows || !head) {
		c->write(line, n);
		return;
	}
	put_coloured(c, "\033[90m", line, head);
	if (lvl > LOG_WARN)
		c->write(line + head, n - head);
	else
		put_coloured(c, lvl == LOG_ERR ? "\033[91m" : "\033[93m", line + head, n - head);
}

/* --- screens that draw in parts --------------------------------------------------------- */

static bool show_part(void)
{
	unsigned long flags = spin_lock(&lock);
	bool more = false;

	for (struct console *c = console_list; c; c = c->next)
		more = (c->show && c->show()) || more;
	spin_unlock(&lock, flags);
	return more;
}

static void show_later(struct work *w)
{
	(void)w;
	while (show_part())
		;
}

void console_show(void)
{
	static struct work work = { .fn = show_later };

	if (!IS_ENABLED(CONFIG_FB_CONSOLE))
		return;
	if (in_irq() && !panicking())
		work_queue(&work);
	else
		show_later(&work);
}

/* --- output ----------------------------------------------------------------------------- */

/* A whole line that ends in a newline. */
static void put_line(enum log_level lvl, const char *line, size_t head, size_t n)
{
	unsigned long flags = spin_lock(&lock);

	if (ring_mid_line)
		ring_put("\n", 1);
	ring_put(line, n);
	if ((int)lvl <= console_level || !head) {
		if (console_mid_line)
			consoles_put("\n", 1);
		for (struct console *c = console_list; c; c = c->next) {
			if (listens(c))
				console_line(c, lvl, line, head, n);
		}
		console_mid_line = false;
		if (IS_ENABLED(CONFIG_TTY))
			console_follow("\n", 1);
	}
	spin_unlock(&lock, flags);
	console_show();
}

void console_write(const char *s, size_t n)
{
	for (size_t done = 0; n; done++) {
		size_t piece = MIN(n, PIECE_BYTES);
		unsigned long flags = spin_lock(&lock);

		ring_put(s, piece);
		consoles_put(s, piece);
		spin_unlock(&lock, flags);
		s += piece;
		n -= piece;
		if (n == 0 || done % SHOW_PIECES == SHOW_PIECES - 1)
			console_show();
	}
}

void console_copy(const char *s, size_t n)
{
	unsigned long flags = spin_lock(&lock);

	consoles_put(s, n);
	spin_unlock(&lock, flags);
	console_show();
}

/* Ends the text in line, whose full length would be len, with "..." if it was cut and
 * with a newline. line has room for LINE_MAX + 1 bytes. Returns the bytes to write. */
static size_t finish_line(char *line, size_t len)
{
	if (len > LINE_MAX) {
		len = LINE_MAX;
		memcpy(line + LINE_MAX - 3, "...", 3);
	}
	for (size_t i = 0; i < len; i++) {
		unsigned char c = (unsigned char)line[i];

		if ((c < ' ' && c != '\t') || c == 0x7f)
			line[i] = '?';
	}
	line[len] = '\n';
	return len + 1;
}

void console_printf(const char *fmt, ...)
{
	char line[LINE_MAX + 1];
	va_list args;

	va_start(args, fmt);
	int len = kvsnprintf(line, sizeof(line), fmt, args);
	va_end(args);
	put_line(LOG_ERR, line, 0, finish_line(line, (size_t)len));
}

void log_write(enum log_level lvl, const char *tag, const char *fmt, ...)
{
	char line[LINE_MAX + 1];
	uint64_t us = clock_now() / NSEC_PER_USEC;
	int head = ksnprintf(line, sizeof(line), "[%4lu.%06lu] %.16s: ", us / 1000000, us % 1000000,
			     tag);
	va_list args;

	va_start(args, fmt);
	int body = kvsnprintf(line + head, sizeof(line) - (size_t)head, fmt, args);
	va_end(args);
	put_line(lvl, line, (size_t)head, finish_line(line, (size_t)head + (size_t)body));
}

void log_set_console_level(enum log_level lvl)
{
	console_level = (int)lvl;
}

void log_read_options(void)
{
	static const char *const names[] = { "err", "warn", "info", "debug" };
	const char *value = cmdline_option("loglevel");

	if (!value)
		return;
	for (unsigned i = 0; i < ARRAY_SIZE(names); i++) {
		if (strcmp(value, names[i]) == 0) {
			log_set_console_level((enum log_level)i);
			return;
		}
	}
	log_warn("loglevel=%s: not err, warn, info or debug", value);
}

size_t log_end(void)
{
	return ring_end;
}

size_t log_read(size_t *at, char *buf, size_t size)
{
	unsigned long flags = spin_lock(&lock);
	size_t n;

	if (ring_end > RING_SIZE)
		*at = MAX(*at, ring_end - RING_SIZE);
	*at = MIN(*at, ring_end);
	for (n = 0; n < size && *at < ring_end; n++)
		buf[n] = ring[(*at)++ % RING_SIZE];
	spin_unlock(&lock, flags);
	return n;
}

size_t log_tail(char *buf, size_t size)
{
	size_t at = ring_end - MIN(ring_end, size);

	return log_read(&at, buf, size);
}

static void replay(const struct console *c)
{
	size_t start = ring_end > RING_SIZE ? ring_end % RING_SIZE : 0;

	if (ring_end > RING_SIZE)
		c->write(ring + start, RING_SIZE - start);
	c->write(ring, ring_end > RING_SIZE ? start : ring_end);
}

/* Bytes of a line's time and tag; 0 when it has none. */
static size_t head_of(const char *line, size_t len)
{
	size_t at = 0;

	if (len == 0 || line[0] != '[')
		return 0;
	while (at + 1 < len && line[at] != ']')
		at++;
	while (at + 1 < len && !(line[at] == ':' && line[at + 1] == ' '))
		at++;
	return at + 1 < len ? at + 2 : 0;
}

/* The same for a screen, which shows lines of the log as it would have when they came. */
static void replay_lines(const struct console *c)
{
	char line[LINE_MAX + 1];
	size_t len = 0;

	for (size_t at = ring_end - MIN(ring_end, RING_SIZE); at < ring_end; at++) {
		line[len++] = ring[at % RING_SIZE];
		if (line[len - 1] == '\n' || len == sizeof(line)) {
			console_line(c, LOG_INFO, line, head_of(line, len), len);
			len = 0;
		}
	}
	c->write(line, len);
}

void console_register(struct console *c)
{
	unsigned long flags = spin_lock(&lock);

	if (IS_ENABLED(CONFIG_SCREEN) && c->rows)
		replay_lines(c);
	else
		replay(c);
	c->next = console_list;
	console_list = c;
	/* Where this console stands in a line is known only if the others stand there
	 * too; a newline too many does no harm. */
	console_mid_line = console_mid_line || ring_mid_line;
	spin_unlock(&lock, flags);
	console_show();
}

void console_mute_screens(bool on)
{
	unsigned long flags = spin_lock(&lock);

	screens_muted = on;
	spin_unlock(&lock, flags);
}

bool console_size(unsigned short *rows, unsigned short *cols)
{
	unsigned long flags = spin_lock(&lock);
	const struct console *c = console_list;

	while (c && !c->rows)
		c = c->next;
	if (c) {
		*rows = c->rows;
		*cols = c->cols;
	}
	spin_unlock(&lock, flags);
	return c;
}

void log_init(void)
{
	FOR_TABLE(struct console_entry, e, consoles)
	{
		if (!e->probe || e->probe() == 0)
			console_register(e->console);
	}
}
