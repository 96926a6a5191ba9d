/* SPDX-License-Identifier: MIT */
/*
 * console_in.c - the console's line discipline: what is typed becomes what read(2)
 * gives. In canonical mode a line is edited in place at the end of the ring and is
 * readable once it is finished. How it is edited is line_byte()'s.
 *
 * Entries are 16 bits wide so that the end of file that ^D makes has a value of its
 * own. Honoured settings: ICANON ECHO ICRNL VMIN VEOF VERASE VKILL, with CONFIG_TTY
 * ISIG VINTR VQUIT VTIME VWERASE VLNEXT; without it the signal keys have no effect.
 *
 * Source: POSIX.1-2017, chapter 11 (general terminal interface).
 * Locking: everything is short and runs with interrupts off.
 */
#include <errno.h>
#include <signal.h>
#include <termios.h>

#include <core/console_in.h>
#include <core/log.h>
#include <core/signal.h>
#include <core/spinlock.h>

#include "console.h"

struct tty tty = {
	.set = {
		.iflag = ICRNL,
		.oflag = OPOST | ONLCR,
		.cflag = CS8 | CREAD | CLOCAL | B115200,
		.lflag = ICANON | ECHO | ECHOE | ECHOK | (IS_ENABLED(CONFIG_TTY) ? ISIG : 0),
		.cc = {
			[VEOF] = 'D' & 0x1f,
			[VERASE] = 0x7f,
			[VKILL] = 'U' & 0x1f,
			[VMIN] = 1,
			[VWERASE] = IS_ENABLED(CONFIG_TTY) ? 'W' & 0x1f : 0,
			[VINTR] = IS_ENABLED(CONFIG_TTY) ? 'C' & 0x1f : 0,
			[VQUIT] = IS_ENABLED(CONFIG_TTY) ? '\\' & 0x1f : 0,
			[VLNEXT] = IS_ENABLED(CONFIG_TTY) ? 'V' & 0x1f : 0,
		},
	},
};

/* Under tty's lock. Apart from it, so that the image file does not hold its zeros. */
uint16_t tty_ring[TTY_RING_SIZE];

static bool canonical(void)
{
	return tty.set.lflag & ICANON;
}

bool tty_is_key(uint8_t byte, int which)
{
	return byte != 0 && byte == tty.set.cc[which];
}

void tty_echo(const char *s, size_t n)
{
	if (tty.set.lflag & ECHO)
		console_write(s, n);
}

/* One slot stays free for the end of a line, so that a full ring can still be finished
 * and read. */
bool tty_push(uint16_t entry, bool ends_line)
{
	unsigned room = TTY_RING_SIZE - (tty.head - tty.tail);

	if (room == 0 || (room == 1 && !ends_line && canonical())) {
		tty_echo("\a", 1);
		return false;
	}
	*tty_slot(tty.head++) = entry;
	return true;
}

void tty_finish_line(void)
{
	tty.line = tty.head;
	line_begin();
	if (tty.readers)
		waitq_wake(tty.readers);
}

/* --- VTIME ------------------------------------------------------------------------------ */

static void time_is_up(struct timer *t)
{
	unsigned long flags = spin_lock(&tty.lock);

	(void)t;
	tty.expired = true;
	if (tty.readers)
		waitq_wake(tty.readers);
	spin_unlock(&tty.lock, flags);
}

/* VTIME is in tenths of a second. */
static void arm_timer(void)
{
	tty.expired = false;
	tty.timer.fn = time_is_up;
	timer_arm(&tty.timer, clock_now() + tty.set.cc[VTIME] * (NSEC_PER_SEC / 10));
}

static bool has_time(void)
{
	return IS_ENABLED(CONFIG_TTY) && !canonical() && tty.set.cc[VTIME] > 0;
}

void tty_start_timeout(void)
{
	unsigned long flags = spin_lock(&tty.lock);

	if (has_time() && tty.set.cc[VMIN] == 0 && !timer_armed(&tty.timer))
		arm_timer();
	spin_unlock(&tty.lock, flags);
}

/* True when a read outside canonical mode would not wait. */
static bool raw_readable(void)
{
	unsigned n = tty.line - tty.tail, least = tty.set.cc[VMIN];

	if (!IS_ENABLED(CONFIG_TTY))
		return n > 0 || least == 0;
	if (has_time() && tty.expired)
		return n > 0 || least == 0;
	if (least == 0)
		return n > 0 || !has_time();
	return n >= least;
}

/* --- input ------------------------------------------------------------------------------ */

/* The signal that byte is the key of; 0: none. */
static int signal_of(uint8_t byte)
{
	if (!IS_ENABLED(CONFIG_TTY) || !(tty.set.lflag & ISIG) || line_takes_literally())
		return 0;
	if (tty_is_key(byte, VINTR))
		return SIGINT;
	return tty_is_key(byte, VQUIT) ? SIGQUIT : 0;
}

static void forget_input(void)
{
	tty.tail = tty.line = tty.head;
	line_begin();
}

/* What was typed before is forgotten, and the key is shown. */
static void send_signal(int sig, uint8_t byte)
{
	const char shown[] = { '^', (char)(byte ^ 0x40) };
	unsigned long flags = spin_lock(&tty.lock);

	forget_input();
	tty_echo(shown, sizeof(shown));
	spin_unlock(&tty.lock, flags);
	signal_send(NULL, sig, SI_KERNEL);
}

void console_input(uint8_t byte)
{
	int sig = signal_of(byte);

	if (sig) {
		send_signal(sig, byte);
		return;
	}
	unsigned long flags = spin_lock(&tty.lock);

	if (byte == '\r' && (tty.set.iflag & ICRNL))
		byte = '\n';
	if (canonical()) {
		line_byte(byte);
	} else if (tty_push(byte, false)) {
		tty_echo((const char *)&byte, 1);
		tty_finish_line();
		if (has_time() && tty.set.cc[VMIN] > 0)
			arm_timer(); /* between bytes */
	}
	spin_unlock(&tty.lock, flags);
}

size_t tty_available(void)
{
	size_t n = tty.line - tty.tail;

	for (unsigned at = tty.tail; canonical() && at != tty.line; at++) {
		if (*tty_slot(at) == TTY_END_MARK || *tty_slot(at) == '\n')
			return at - tty.tail + (*tty_slot(at) == '\n');
	}
	return n;
}

bool tty_readable(void)
{
	return canonical() ? tty.line != tty.tail : raw_readable();
}

/* Copies until buf is full, the ring is empty or a line ends. */
static size_t take(uint8_t *buf, size_t len)
{
	size_t n = 0;

	while (n < len && tty.tail != tty.line) {
		uint16_t entry = *tty_slot(tty.tail++);
		if (entry == TTY_END_MARK)
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

	if (tty_readable()) {
		n = (ssize_t)take(buf, len);
		tty.expired = false;
	}
	spin_unlock(&tty.lock, flags);
	return n;
}

void tty_flush_input(void)
{
	unsigned long flags = spin_lock(&tty.lock);

	forget_input();
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
	if (IS_ENABLED(CONFIG_TTY))
		timer_cancel(&tty.timer);
	tty.expired = false;
	if (!canonical())
		tty_finish_line();
	spin_unlock(&tty.lock, flags);
}

void tty_set_readers(struct waitq *wq)
{
	tty.readers = wq;
}
