/* SPDX-License-Identifier: MIT */
/*
 * sitting.c - see sitting.h.
 *
 *	keys -> sitting_type() -> pipe -> shell_interact()    in its thread
 *	screen <- output() <- gui_watch() <- pipe <-
 *
 * There is no pseudo terminal: a pipe has neither echo nor lines. The shell edits its lines itself;
 * for a command that reads, the little that is needed is here. Which of both it is, the shell says.
 *
 * Who frees: the last thing that the thread does is a post, after which nobody else knows the
 * session; posts arrive in order.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <gui/gui.h>

#include "../shell/command.h"
#include "sitting.h"
#include "sitting_commands.h"
#include "worker.h"

#define PIECE   4096
#define PIECES  8          /* of output between two looks at the keys */
#define WAITING (1u << 20) /* bytes of keys that a command has not read; more is refused */
#define CTRL(c) ((c)&0x1f)

struct sitting {
	struct sitting *next; /* of all */
	struct sitting_owner owner;
	bool left;      /* the window is gone */
	int keys, text; /* this side's ends of the pipes; -1: closed */
	pthread_t thread;
	struct shell sh;

	bool editing;      /* the shell edits a line, and keys go to it as they are */
	bool entered;      /* Enter was sent, and the shell has not said that the line ends */
	atomic_int unsure; /* ends and beginnings of lines that this side has not seen */
	atomic_int columns;
	char last_key, *ahead; /* ahead: keys from then on; owned */
	size_t ahead_len;

	char *waiting; /* keys that do not fit into the pipe yet; owned */
	size_t waiting_len;
	char line[1024]; /* of a command that runs */
	size_t line_len;
	enum { PLAIN, ESCAPE, SEQUENCE } state; /* of keys that are no text */
};

static struct sitting *all;

/* --- keys --------------------------------------------------------------------------------- */

static void send_waiting(int fd, short events, void *arg)
{
	struct sitting *s = arg;

	(void)events;
	while (s->waiting_len) {
		ssize_t n = write(fd, s->waiting, s->waiting_len);

		if (n <= 0) {
			if (n < 0 && errno != EAGAIN && errno != EINTR)
				s->waiting_len = 0;
			break;
		}
		s->waiting_len -= (size_t)n;
		memmove(s->waiting, s->waiting + n, s->waiting_len);
	}
	if (!s->waiting_len)
		gui_unwatch(fd);
}

static void send_keys(struct sitting *s, const char *bytes, size_t n)
{
	bool idle = s->waiting_len == 0;

	if (n == 0 || s->keys < 0 || n > WAITING - s->waiting_len)
		return;
	char *more = realloc(s->waiting, s->waiting_len + n);
	if (!more)
		return;
	memcpy(more + s->waiting_len, bytes, n);
	s->waiting = more;
	s->waiting_len += n;
	if (idle && gui_watch(s->keys, POLLOUT, send_waiting, s) < 0)
		s->waiting_len = 0;
	else
		send_waiting(s->keys, POLLOUT, s);
}

static void echo(const struct sitting *s, const char *text)
{
	s->owner.output(text, strlen(text), s->owner.arg);
}

static void interrupt(struct sitting *s)
{
	if (!s->editing)
		echo(s, "^C");
	s->line_len = s->ahead_len = 0;
	atomic_fetch_sub(&s->unsure, s->entered);
	s->entered = false;
	shell_interrupt(&s->sh);
}

/* From Enter on keys wait until the shell has ended the line, and when it begins the next one until
 * that is known here: whether they are for a command or for a line is sure then, and their echo is
 * behind the line, and before the prompt. Behind Esc it is no Enter. */
static void edit_key(struct sitting *s, char byte)
{
	if (byte == '\r') {
		s->entered = s->last_key != 0x1b;
		atomic_fetch_add(&s->unsure, s->entered);
		byte = '\n';
	}
	s->last_key = byte;
	send_keys(s, &byte, 1);
}

static void key_ahead(struct sitting *s, char byte)
{
	char *more = s->ahead_len < WAITING ? realloc(s->ahead, s->ahead_len + 1) : NULL;

	if (!more)
		return;
	s->ahead = more;
	s->ahead[s->ahead_len++] = byte;
}

static void take_back(struct sitting *s)
{
	if (s->line_len == 0)
		return;
	while (s->line_len > 0 && (s->line[--s->line_len] & 0xc0) == 0x80)
		;
	echo(s, "\b \b");
}

/* A key while a command runs. */
static void line_key(struct sitting *s, char byte)
{
	if (s->state != PLAIN) {
		bool begins = s->state == ESCAPE && (byte == '[' || byte == 'O');

		s->state = begins || (s->state == SEQUENCE && byte < 0x40) ? SEQUENCE : PLAIN;
	} else if (byte == 0x1b) {
		s->state = ESCAPE;
	} else if (byte == 0x7f || byte == '\b') {
		take_back(s);
	} else if (byte == CTRL('u')) {
		while (s->line_len)
			take_back(s);
	} else if (byte == SHELL_TYPED_END) {
		s->line[s->line_len++] = byte;
		send_keys(s, s->line, s->line_len);
		s->line_len = 0;
	} else if (s->line_len < sizeof(s->line) - 1 && (byte == '\r' || byte == '\n')) {
		s->line[s->line_len++] = '\n';
		echo(s, "\r\n");
		send_keys(s, s->line, s->line_len);
		s->line_len = 0;
	} else if (s->line_len < sizeof(s->line) - 2 && ((byte & 0x80) || byte >= ' ')) {
		s->line[s->line_len++] = byte;
		s->owner.output(&byte, 1, s->owner.arg);
	}
}

void sitting_type(struct sitting *s, const char *bytes, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		if (bytes[i] == CTRL('c'))
			interrupt(s);
		else if (atomic_load(&s->unsure))
			key_ahead(s, bytes[i]);
		else if (s->editing)
			edit_key(s, bytes[i]);
		else
			line_key(s, bytes[i]);
	}
}

static void type_ahead(struct sitting *s)
{
	char *keys = s->ahead;
	size_t n = s->ahead_len;

	s->ahead = NULL;
	s->ahead_len = 0;
	sitting_type(s, keys, n);
	free(keys);
}

/* --- output ------------------------------------------------------------------------------- */

static void show_output(int fd, short events, void *arg)
{
	struct sitting *s = arg;
	char buf[PIECE];

	(void)events;
	for (int i = 0; i < PIECES; i++) {
		ssize_t n = read(fd, buf, sizeof(buf));

		if (n <= 0)
			break;
		s->owner.output(buf, (size_t)n, s->owner.arg);
	}
}

/* --- the shell's thread ------------------------------------------------------------------- */

struct question {
	struct sitting *session;
	char folder[];
};

static void begin_line(void *arg)
{
	struct question *q = arg;
	struct sitting *s = q->session;

	if (!s->left) {
		/* What was typed ahead, and was not read, is the beginning of the line. */
		send_keys(s, s->line, s->line_len);
		s->line_len = 0;
		s->editing = true;
		atomic_fetch_sub(&s->unsure, 1);
		type_ahead(s);
		s->owner.asks(q->folder, s->owner.arg);
	}
	free(q);
}

static void end_line(void *arg)
{
	struct sitting *s = arg;

	atomic_fetch_sub(&s->unsure, s->entered);
	s->entered = s->editing = false;
	if (!s->left) {
		show_output(s->text, POLLIN, s);
		type_ahead(s);
	}
}

static void line_ends(void *arg)
{
	gui_post(end_line, arg);
}

static unsigned line_begins(void *arg)
{
	struct sitting *s = arg;
	size_t len = strlen(s->sh.cwd) + 1;
	struct question *q = malloc(sizeof(*q) + len);

	if (q) {
		q->session = s;
		memcpy(q->folder, s->sh.cwd, len);
		atomic_fetch_add(&s->unsure, 1);
		if (gui_post(begin_line, q) < 0) {
			atomic_fetch_sub(&s->unsure, 1);
			free(q);
		}
	}
	return (unsigned)atomic_load(&s->columns);
}

static void let_go(struct sitting *s)
{
	if (s->keys >= 0) {
		gui_unwatch(s->keys);
		close(s->keys);
	}
	if (s->text >= 0) {
		gui_unwatch(s->text);
		close(s->text);
	}
	s->keys = s->text = -1;
}

/* The shell is closed here and not by its thread: Ctrl-C is for this one to press. */
static void wait_and_free(struct sitting *s)
{
	struct sitting **at = &all;

	pthread_join(s->thread, NULL);
	close(s->sh.in);
	close(s->sh.out);
	shell_close(&s->sh);
	while (*at != s)
		at = &(*at)->next;
	*at = s->next;
	free(s->waiting);
	free(s->ahead);
	free(s);
}

void sittings_wait(void)
{
	while (all)
		wait_and_free(all);
}

static void thread_over(void *arg)
{
	struct sitting *s = arg;
	struct sitting_owner owner = s->owner;
	bool left = s->left;

	if (!left) {
		show_output(s->text, POLLIN, s);
		let_go(s);
	}
	wait_and_free(s);
	if (!left)
		owner.ended(owner.arg);
}

static void *run_shell(void *arg)
{
	struct sitting *s = arg;
	const struct shell_terminal terminal = { line_begins, line_ends, s };

	shell_interact(&s->sh, &terminal);
	gui_post(thread_over, s);
	return NULL;
}

/* --- beginning and end -------------------------------------------------------------------- */

/* The shell's ends stay as they are: it waits by poll(). */
static int open_shell(struct sitting *s, const int in[2], const int out[2], const char *folder)
{
	s->keys = in[1];
	s->text = out[0];
	fcntl(s->keys, F_SETFL, O_NONBLOCK);
	fcntl(s->text, F_SETFL, O_NONBLOCK);
	if (shell_open(&s->sh, in[0], out[1], out[1]) < 0)
		return -1;
	shell_has_screen(&s->sh);
	s->sh.own = sitting_commands;
	snprintf(s->sh.cwd, sizeof(s->sh.cwd), "%s", folder);
	if (gui_watch(s->text, POLLIN, show_output, s) < 0) {
		shell_close(&s->sh);
		return -1;
	}
	errno = worker_start(&s->thread, run_shell, s);
	if (!errno) {
		s->next = all;
		all = s;
		return 0;
	}
	gui_unwatch(s->text);
	shell_close(&s->sh);
	return -1;
}

struct sitting *sitting_start(const char *folder, const struct sitting_owner *owner)
{
	int in[2] = { -1, -1 }, out[2] = { -1, -1 };
	struct sitting *s = calloc(1, sizeof(*s));

	if (!s)
		return NULL;
	s->owner = *owner;
	atomic_store(&s->columns, 80);
	if (pipe2(in, O_CLOEXEC) == 0 && pipe2(out, O_CLOEXEC) == 0 &&
	    open_shell(s, in, out, folder) == 0)
		return s;
	int error = errno;
	for (int i = 0; i < 2; i++) {
		close(in[i]);
		close(out[i]);
	}
	free(s);
	errno = error;
	return NULL;
}

void sitting_columns(struct sitting *s, int columns)
{
	atomic_store(&s->columns, columns);
}

void sitting_end(struct sitting *s)
{
	s->left = true;
	shell_interrupt(&s->sh);
	let_go(s);
}
