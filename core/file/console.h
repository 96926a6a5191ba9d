/* SPDX-License-Identifier: MIT */
/* console.h - what the parts of the console share: its file operations (console.c),
 * its line discipline (console_in.c) and how a line is edited (line_plain.c, or with
 * CONFIG_TTY line_edit.c). */
#ifndef CORE_FILE_CONSOLE_H
#define CORE_FILE_CONSOLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <core/abi.h>
#include <core/clock.h>
#include <core/spinlock.h>
#include <core/waitq.h>

#define TTY_CC_COUNT 19

/** The kernel's struct termios, which TCGETS and TCSETS carry; libc's is larger.
 *  Source: Linux, include/uapi/asm-generic/termbits.h. */
struct tty_settings {
	uint32_t iflag, oflag, cflag, lflag;
	uint8_t line;
	uint8_t cc[TTY_CC_COUNT];
};

void tty_get_settings(struct tty_settings *s);
/** Outside canonical mode a line still being edited becomes readable. */
void tty_set_settings(const struct tty_settings *s);
/** Forgets everything received. */
void tty_flush_input(void);
/** Bytes that a read would give now. */
size_t tty_available(void) IRQ_SAFE;
/** True when a read would not wait (bytes, an end of file, or VMIN 0). IRQ_SAFE. */
bool tty_readable(void) IRQ_SAFE;
/** One read(2): a line at most in canonical mode. Bytes, 0 at ^D, or -EAGAIN. */
ssize_t tty_read(uint8_t *buf, size_t len);
/** That read is going to wait: VTIME runs from now. */
void tty_start_timeout(void);
/** The queue to wake on input. */
void tty_set_readers(struct waitq *wq);

/** Columns of the narrowest row: what the program has set (TIOCSWINSZ), else 80 or the
 *  screen's, if that has fewer. */
unsigned tty_columns(void) IRQ_SAFE;

/* --- between the discipline and the editor ---------------------------------------------- */

#define TTY_RING_SIZE 1024u  /* power of two */
#define TTY_END_MARK  0x100u /* in the ring: the end of file that ^D makes */

struct tty {
	spinlock_t lock; /* below: under lock */
	struct tty_settings set;
	struct waitq *readers;
	struct timer timer; /* VTIME */
	bool expired;       /* it ran out: a read gives what there is */
	/* They run freely; index modulo TTY_RING_SIZE:
	 *
	 *	tail            line                head
	 *	 | readable      | being edited      |      */
	unsigned tail, line, head;
};
extern struct tty tty;
extern uint16_t tty_ring[TTY_RING_SIZE]; /* beside it: zeroed, so not in the image file */

static inline uint16_t *tty_slot(unsigned at)
{
	return &tty_ring[at % TTY_RING_SIZE];
}

/** True when byte is the special character `which`; 0 means that there is none. */
bool tty_is_key(uint8_t byte, int which);
/** Writes to the consoles, if the settings have echo. */
void tty_echo(const char *s, size_t n);
/** Appends one entry; the last slot is for one that ends the line. False, with a bell,
 *  when there is no room. */
bool tty_push(uint16_t entry, bool ends_line);
/** What is in the ring is readable now. */
void tty_finish_line(void);

/** Edits the line that ends at tty.head by one byte, and echoes it. Under tty.lock. */
void line_byte(uint8_t byte);
/** True when the next byte is one of text, whatever it means otherwise (^V). */
bool line_takes_literally(void);
/** The line has become readable or was forgotten: the next one is empty. */
void line_begin(void);

#endif
