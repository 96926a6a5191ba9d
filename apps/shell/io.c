/* SPDX-License-Identifier: MIT */
/*
 * io.c - a command's reading, writing and waiting. All waiting is poll(2) with the
 * descriptor of Ctrl-C beside the one that is waited for, so that nothing is polled for and no
 * thread has to be hit by a signal.
 */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "run.h"

/* A pipe that is writable takes as much without waiting (PIPE_BUF of POSIX on Linux). */
#define PIECE 4096
#define SHOWN 512 /* bytes of a long path in an error: the end of it, and the reason, count */

/* --- waiting ------------------------------------------------------------------------------ */

static bool is_raised(const struct shell *sh)
{
	return atomic_load(&sh->stop->raised);
}

int shell_wait(struct shell *sh, int fd, short events, int timeout_ms)
{
	struct pollfd fds[] = {
		{ .fd = sh->stop->fd, .events = POLLIN },
		{ .fd = fd, .events = events },
	};
	int ready;

	do {
		if (is_raised(sh)) {
			errno = EINTR;
			return -1;
		}
		ready = poll(fds, 2, timeout_ms);
		/* Also a Ctrl-C of the moment in which the last one was cleared: it has told the
		 * descriptor only. What can be read or written is then left to the next line. */
		if (ready > 0 && fds[0].revents)
			atomic_store(&sh->stop->raised, true);
	} while ((ready < 0 && errno == EINTR) || (ready > 0 && fds[0].revents));
	return ready < 0 ? -1 : ready > 0;
}

static ssize_t read_once(struct shell *sh, int fd, void *buf, size_t size)
{
	return shell_wait(sh, fd, POLLIN, -1) < 0 ? -1 : read(fd, buf, size);
}

/* As a terminal gives what is typed: a line at most, and what there is when the end is typed,
 * which may be nothing. */
static ssize_t read_typed(struct shell *sh, char *buf, size_t size)
{
	size_t n = 0;

	while (n < size) {
		ssize_t got = read_once(sh, sh->keys, buf + n, 1);

		if (got <= 0)
			return n ? (ssize_t)n : got;
		if (buf[n] == SHELL_TYPED_END)
			break;
		if (buf[n++] == '\n')
			break;
	}
	return (ssize_t)n;
}

ssize_t shell_read(struct shell *sh, int fd, void *buf, size_t size)
{
	return fd == sh->keys ? read_typed(sh, buf, size) : read_once(sh, fd, buf, size);
}

int shell_write(struct shell *sh, int fd, const void *data, size_t len)
{
	const char *at = data;

	while (len > 0) {
		if (shell_wait(sh, fd, POLLOUT, -1) < 0)
			return -1;
		ssize_t n = write(fd, at, len < PIECE ? len : PIECE);
		if (n < 0 && errno != EAGAIN && errno != EINTR)
			return -1;
		if (n > 0) {
			at += n;
			len -= (size_t)n;
		}
	}
	return 0;
}

/* --- output ------------------------------------------------------------------------------- */

void shell_set_out(struct shell *sh, int fd)
{
	shell_flush(sh);
	sh->out = fd;
	sh->by_line = fd == sh->screen || isatty(fd);
}

bool shell_stopped(const struct shell *sh)
{
	return sh->out_error || is_raised(sh);
}

/* An escape sequence may have moved the cursor anywhere: nothing is claimed of it. */
static void write_out(struct shell *sh, const char *data, size_t len)
{
	if (!len || sh->out_error)
		return;
	if (shell_write(sh, sh->out, data, len) < 0)
		sh->out_error = errno;
	if (sh->by_line)
		atomic_store(&sh->stop->in_line, data[len - 1] != '\n' && !memchr(data, 0x1b, len));
}

void shell_flush(struct shell *sh)
{
	write_out(sh, sh->out_buf, sh->out_len);
	sh->out_len = 0;
}

void shell_put(struct shell *sh, const void *data, size_t len)
{
	if (len > sizeof(sh->out_buf) - sh->out_len)
		shell_flush(sh);
	if (len > sizeof(sh->out_buf)) {
		write_out(sh, data, len);
		return;
	}
	memcpy(sh->out_buf + sh->out_len, data, len);
	sh->out_len += len;
	if (sh->by_line && memchr(data, '\n', len))
		shell_flush(sh);
}

/* The text in buf, or in memory of its own if that is too small; NULL: no memory. */
static char *format_text(char *buf, size_t size, size_t *len, const char *format, va_list args)
{
	va_list again;
	char *text = buf;

	va_copy(again, args);
	int n = vsnprintf(buf, size, format, args);
	if (n >= 0 && (size_t)n >= size) {
		text = malloc((size_t)n + 1);
		if (text)
			vsnprintf(text, (size_t)n + 1, format, again);
	}
	va_end(again);
	*len = n < 0 ? 0 : (size_t)n;
	return text;
}

void shell_print(struct shell *sh, const char *format, ...)
{
	char buf[256];
	size_t len;
	va_list args;

	va_start(args, format);
	char *text = format_text(buf, sizeof(buf), &len, format, args);
	va_end(args);
	if (text)
		shell_put(sh, text, len);
	else
		sh->out_error = ENOMEM;
	if (text != buf)
		free(text);
}

/* --- errors ------------------------------------------------------------------------------- */

/* In one piece where a pipe or a terminal is shared. Ctrl-C does not hold it back. It stays one
 * line, and no terminal's business, whatever names are in it. */
static void print_error(struct shell *sh, const char *format, va_list args)
{
	const char *name = sh->call ? sh->call->command->name : "sh";
	char buf[PATH_MAX + 256];
	int n = snprintf(buf, sizeof(buf), "%s: ", name);

	n += vsnprintf(buf + n, sizeof(buf) - (size_t)n - 1, format, args);
	if ((size_t)n > sizeof(buf) - 2)
		n = sizeof(buf) - 2;
	for (int i = 0; i < n; i++) {
		if ((unsigned char)buf[i] < 0x20 || buf[i] == 0x7f)
			buf[i] = '?';
	}
	buf[n++] = '\n';
	shell_flush(sh);
	write(sh->err, buf, (size_t)n);
	atomic_store(&sh->stop->in_line, false);
}

int shell_error(struct shell *sh, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	print_error(sh, format, args);
	va_end(args);
	return 1;
}

int shell_fail(struct shell *sh, const char *what)
{
	int error = errno;

	if (error == EINTR && is_raised(sh))
		return SHELL_INTERRUPTED;
	size_t len = strlen(what);
	const char *end = len > SHOWN ? what + len - SHOWN : what;
	return shell_error(sh, "%s%s: %s",
			   end > what ? "..."
			   : len      ? ""
				      : "''",
			   end, strerror(error));
}

int shell_misuse(struct shell *sh, const char *format, ...)
{
	const struct shell_command *c = sh->call->command;
	va_list args;

	va_start(args, format);
	print_error(sh, format, args);
	va_end(args);
	shell_error(sh, "usage: %s%s%s", c->name, *c->usage ? " " : "", c->usage);
	return SHELL_USAGE;
}

/* --- texts -------------------------------------------------------------------------------- */

char *shell_size_text(char buf[SIZE_TEXT], uint64_t bytes, bool human)
{
	static const char units[] = "BKMGTPE";
	unsigned unit = 0;
	uint64_t tenths = bytes > UINT64_MAX / 10 ? UINT64_MAX : bytes * 10;

	while (human && tenths >= 10240) {
		tenths /= 1024;
		unit++;
	}
	if (unit == 0)
		snprintf(buf, SIZE_TEXT, "%llu", (unsigned long long)bytes);
	else if (tenths < 100)
		snprintf(buf, SIZE_TEXT, "%u.%u%c", (unsigned)tenths / 10, (unsigned)tenths % 10,
			 units[unit]);
	else
		snprintf(buf, SIZE_TEXT, "%u%c", (unsigned)tenths / 10, units[unit]);
	return buf;
}

int shell_open_file(const struct shell *sh, const char *path, int flags)
{
	char whole[PATH_MAX];

	return shell_path(sh, path, whole) ? open(whole, flags | O_CLOEXEC, 0666) : -1;
}
