/* SPDX-License-Identifier: MIT */
/*
 * console.c - the console as a file, at descriptors 0, 1 and 2. Output goes to every
 * console of log.h, so the program's lines and the log's keep their order; input
 * comes from console_in.c.
 *
 * Locking: write_lock keeps the buffers of one writev() together against other
 * threads. Log lines start on a line of their own wherever they fall.
 */
#include <errno.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/sysmacros.h>

#include <core/file.h>
#include <core/log.h>
#include <core/mutex.h>
#include <core/panic.h>

#include "console.h"

#define SERIAL_COLUMNS 80u

static struct mutex write_lock;
static struct winsize window; /* what the program has set; 0 x 0: nothing */

static ssize_t console_writev(struct file *f, const struct iovec *iov, int n, off_t off)
{
	size_t done = 0;

	(void)f;
	(void)off;
	mutex_lock(&write_lock);
	for (int i = 0; i < n; i++) {
		console_write(iov[i].iov_base, iov[i].iov_len);
		done += iov[i].iov_len;
	}
	mutex_unlock(&write_lock);
	return (ssize_t)done;
}

/* One read takes one line at most, so only the first buffer with room is filled. */
static ssize_t console_readv(struct file *f, const struct iovec *iov, int n, off_t off)
{
	(void)f;
	(void)off;
	for (int i = 0; i < n; i++) {
		if (iov[i].iov_len == 0)
			continue;
		ssize_t got = tty_read(iov[i].iov_base, iov[i].iov_len);
		if (IS_ENABLED(CONFIG_TTY) && got == -EAGAIN && !(f->flags & O_NONBLOCK))
			tty_start_timeout();
		return got;
	}
	return 0;
}

static short console_poll(struct file *f)
{
	(void)f;
	return POLLOUT | (tty_readable() ? POLLIN : 0);
}

static int console_stat(struct file *f, struct stat *st)
{
	(void)f;
	*st = (struct stat){
		.st_ino = 1,
		.st_nlink = 1,
		.st_mode = S_IFCHR | 0620,
		.st_rdev = makedev(5, 1),
		.st_blksize = 1024,
	};
	return 0;
}

/* memcpy on both sides: libc's struct begins with the kernel's. */
static int set_settings(const void *arg)
{
	struct tty_settings s;

	memcpy(&s, arg, sizeof(s));
	tty_set_settings(&s);
	return 0;
}

static int get_settings(void *arg)
{
	struct tty_settings s;

	tty_get_settings(&s);
	memcpy(arg, &s, sizeof(s));
	return 0;
}

/* The size of the screen, if there is one; 0 x 0, as Linux says, of a serial line. */
static void get_window(void *arg)
{
	struct winsize w = window;

	if (IS_ENABLED(CONFIG_SCREEN) && !w.ws_row && !w.ws_col)
		console_size(&w.ws_row, &w.ws_col);
	memcpy(arg, &w, sizeof(w));
}

/* A serial line does not tell how wide the terminal is at its other end. */
unsigned tty_columns(void)
{
	unsigned short rows, cols = 0;

	if (window.ws_col)
		return window.ws_col;
	if (IS_ENABLED(CONFIG_SCREEN) && console_size(&rows, &cols))
		return MIN(cols, SERIAL_COLUMNS);
	return SERIAL_COLUMNS;
}

static int console_ioctl(struct file *f, unsigned long req, void *arg)
{
	(void)f;
	switch (req) {
	case TIOCGWINSZ:
		get_window(arg);
		return 0;
	case TIOCSWINSZ:
		memcpy(&window, arg, sizeof(window));
		return 0;
	case TCGETS:
		return get_settings(arg);
	case TCSETSF:
		tty_flush_input();
		return set_settings(arg);
	case TCSETS:
	case TCSETSW: /* output is never pending: the drivers poll */
		return set_settings(arg);
	case TCFLSH: /* arg is a number: input, output, both */
		if ((uintptr_t)arg != 1)
			tty_flush_input();
		return 0;
	case FIONREAD:
		*(int *)arg = (int)tty_available();
		return 0;
	default:
		return -ENOTTY;
	}
}

static const struct file_ops console_ops = {
	.kind = "console",
	.readv = console_readv,
	.writev = console_writev,
	.poll = console_poll,
	.stat = console_stat,
	.ioctl = console_ioctl,
};

static struct file console_file;

struct file *console_get(void)
{
	file_ref(&console_file);
	return &console_file;
}

void files_init(void)
{
	file_init(&console_file, &console_ops, O_RDWR);
	tty_set_readers(&console_file.wq);
	for (int fd = 0; fd <= 2; fd++) {
		file_ref(&console_file);
		int got = fd_install(&console_file, 0, 0);
		ASSERT(got == fd);
	}
}
