/* SPDX-License-Identifier: MIT */
/*
 * console_in.c - the console's line discipline: what is typed becomes what read(2)
 * gives. In canonical mode a line is edited in place at the end of the ring and is
 * readable once it is finished:
 *
 *	tail            line                head
 *	 | readable      | being edited      |
 *
 * Entries are 16 bits wide so that the end of file that ^D makes has a value of its
 * own. Honoured settings: ICANON ECHO ICRNL VMIN VEOF VERASE VKILL; VTIME and the
 * signal keys are kept and have no effect, because there are no signals.
 *
 * Source: POSIX.1-2017, chapter 11 (general terminal interface).
 * Locking: everything is short and runs with interrupts off.
 */
#include <errno.h>
#include <termios.h>

#include <core/console_in.h>
#include <core/log.h>
#include <core/spinlock.h>

#include "console.h"

#define RING_SIZE 1024u /* power of two */
#define END_MARK  0x100u

static struct {
	spinlock_t lock; /* below: under lock */
	struct tty_settings set;
	struct waitq *readers;
	unsigned tail, line, head; /* run freely; index modulo RING_SIZE */
} tty = {
	.set = {
		.iflag = ICRNL,
		.oflag = OPOST | ONLCR,
		.cflag = CS8 | CREAD | CLOCAL | B115200,
		.lflag = ICANON | ECHO | ECHOE | ECHOK,
		.cc = {
			[VEOF] = 'D' & 0x1f,
			[VERASE] = 0x7f,
			[VKILL] = 'U' & 0x1f,
			[VMIN] = 1,
		},
	},
};

/* Under tty's lock. Apart from it, so that the image file does not hold its zeros. */
static uint16_t ring[RING_SIZE];

static bool canonical(void)
{
	return tty.set.lflag & ICANON;
}

static uint16_t *slot(unsigned at)
{
	return &ring[at % RING_SIZE];
}

/* True when byte is the special character `which`; 0 means that there is none. */
static bool is_key(uint8_t byte, int which)
{
	return byte != 0 && byte == tty.set.cc[which];
}

static void echo(const char *s, size_t n)
{
	if (tty.set.lflag & ECHO)
		console_write(s, n);
}

/* Appends one entry. One slot stays free for the end of a line, so that a full ring
 * can still be finished and read. */
static bool push(uint16_t entry, bool ends_line)
{
	unsigned room = RING_SIZE - (tty.head - tty.tail);

	if (room == 0 || (room == 1 && !ends_line && canonical())) {
		echo("\a", 1);
		return false;
	}
	*slot(tty.head++) = entry;
	return true;
}

/* Takes the last character of the line back: all its bytes, if it is UTF-8. */
static void erase(void)
{
	bool continuation = true;

	if (tty.head == tty.line)
		return;
	while (tty.head != tty.line && continuation) {
		tty.head--;
		continuation = (*slot(tty.head) & 0xc0) == 0x80;
	}
	echo("\b \b", 3);
}

static void finish_line(void)
{
	tty.line = tty.head;
	if (tty.readers)
		waitq_wake(tty.readers);
}

static void edit_line(uint8_t byte)
{
	char c = (char)byte;

	if (is_key(byte, VERASE) || byte == '\b') {
		erase();
	} else if (is_key(byte, VKILL)) {
		while (tty.head != tty.line)
			erase();
	} else if (is_key(byte, VEOF)) {
		if (push(END_MARK, true))
			finish_line();
	} else if (push(byte, byte == '\n')) {
		echo(&c, 1);
		if (byte == '\n')
			finish_line();
	}
}

void console_input(uint8_t byte)
{
	unsigned long flags = spin_lock(&tty.lock);

	if (byte == '\r' && (tty.set.iflag & ICRNL))
		byte = '\n';
	if (canonical()) {
		edit_line(byte);
	} else if (push(byte, false)) {
		echo((const char *)&byte, 1);
		finish_line();
	}
	spin_unlock(&tty.lock, flags);
}

size_t tty_available(void)
{
	size_t n = tty.line - tty.tail;

	for (unsigned at = tty.tail; canonical() && at != tty.line; at++) {
		if (*slot(at) == END_MARK || *slot(at) == '\n')
			return at - tty.tail + (*slot(at) == '\n');
	}
	return n;
}

bool tty_readable(void)
{
	return tty.line != tty.tail || (!canonical() && tty.set.cc[VMIN] == 0);
}

/* Copies until buf is full, the ring is empty or a line ends. */
static size_t take(uint8_t *buf, size_t len)
{
	size_t n = 0;

	while (n < len && tty.tail != tty.line) {
		uint16_t entry = *slot(tty.tail++);
		if (entry == END_MARK)
			break;
		buf[n++] = (uint8_t)entry;
		if (entry == '\n' && canonical())
			break;
	}
	return n;
}

ssize_t tty_read(uint8_t *buf, size_t len)
{
	unsigned long flags = spin_lock(&tty.lock);
	ssize_t n = -EAGAIN;

	if (tty_readable())
		n = (ssize_t)take(buf, len);
	spin_unlock(&tty.lock, flags);
	return n;
}

void tty_flush_input(void)
{
	unsigned long flags = spin_lock(&tty.lock);

	tty.tail = tty.line = tty.head;
	spin_unlock(&tty.lock, flags);
}

void tty_get_settings(struct tty_settings *s)
{
	unsigned long flags = spin_lock(&tty.lock);

	*s = tty.set;
	spin_unlock(&tty.lock, flags);
}

void tty_set_settings(const struct tty_settings *s)
{
	unsigned long flags = spin_lock(&tty.lock);

	tty.set = *s;
	if (!canonical())
		finish_line();
	spin_unlock(&tty.lock, flags);
}

void tty_set_readers(struct waitq *wq)
{
	tty.readers = wq;
}
