/* SPDX-License-Identifier: MIT */
/* console.h - what the two halves of the console share: its file operations
 * (console.c) and its line discipline (console_in.c). */
#ifndef CORE_FILE_CONSOLE_H
#define CORE_FILE_CONSOLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <core/abi.h>
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
/** The queue to wake on input. */
void tty_set_readers(struct waitq *wq);

#endif
