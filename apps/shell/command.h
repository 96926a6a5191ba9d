/* SPDX-License-Identifier: MIT */
/*
 * command.h - what commands are written with: options, output, errors, paths, and waiting
 * that Ctrl-C ends. Nothing here is shared between shells.
 */
#ifndef COMMAND_H
#define COMMAND_H

#include <stdarg.h>
#include <stdint.h>
#include <sys/types.h>

#include "shell.h"
#include "words.h"

#define PRINTF_FORMAT(text, args) __attribute__((format(printf, text, args)))

/* --- options of the running command ------------------------------------------------------- */

bool shell_flag(const struct shell *sh, char letter);
/** The value of an option that takes one; NULL when it was not given. */
const char *shell_value(const struct shell *sh, char letter);
/** A decimal number within a range; else prints an error and returns false. */
bool shell_number(struct shell *sh, const char *text, long long min, long long max, long long *n);

/* --- output --------------------------------------------------------------------------------- */
/* It is collected and written when there is enough of it, at each line's end of a terminal, and
 * when the command ends. An error of writing is told then; a command that writes much asks
 * shell_stopped() now and then. */

void shell_print(struct shell *sh, const char *format, ...) PRINTF_FORMAT(2, 3);
void shell_put(struct shell *sh, const void *data, size_t len);
void shell_flush(struct shell *sh);
/** Ctrl-C, or nobody takes what is printed: the command should end, with any status. */
bool shell_stopped(const struct shell *sh);

/** Prints "NAME: ..." on sh->err; returns 1, a status. */
int shell_error(struct shell *sh, const char *format, ...) PRINTF_FORMAT(2, 3);
/** The same with what and the text of errno; nothing when that is Ctrl-C's EINTR. */
int shell_fail(struct shell *sh, const char *what);
/** Prints an error and how the command is used; returns SHELL_USAGE. */
int shell_misuse(struct shell *sh, const char *format, ...) PRINTF_FORMAT(2, 3);

/** bytes as "1536", or as "1.5K" with human; a static buffer would not do: buf is at least
 *  SIZE_TEXT long and returned. */
#define SIZE_TEXT 24
char *shell_size_text(char buf[SIZE_TEXT], uint64_t bytes, bool human);

/* --- waiting -------------------------------------------------------------------------------- */
/* All of them fail with EINTR once the shell was interrupted. */

/** Waits until fd has one of events, or for ever with timeout_ms -1. fd may be -1. Returns 1,
 *  0 after the timeout, or -1. */
int shell_wait(struct shell *sh, int fd, short events, int timeout_ms);
ssize_t shell_read(struct shell *sh, int fd, void *buf, size_t size);
/** Writes all of data. Returns 0 or -1. */
int shell_write(struct shell *sh, int fd, const void *data, size_t len);

/** What waits without looking for Ctrl-C, as getaddrinfo() does, is a job: it has a thread of its
 *  own, and goes on there, unheard, when Ctrl-C takes the shell away from it. So all that run()
 *  uses is the job's: embed this in a struct from malloc(). */
struct shell_job {
	void (*run)(struct shell_job *job);
	void (*free)(struct shell_job *job); /* when both are through with it */

	atomic_uint users; /* the shell and the thread */
	int done;          /* an eventfd */
};
/** Does the job. Returns 0, or -1 with EINTR: only shell_drop_job() may follow then. */
int shell_do_job(struct shell *sh, struct shell_job *job);
/** The shell has no further use for a job that it has done. */
void shell_drop_job(struct shell_job *job);

/* --- paths ---------------------------------------------------------------------------------- */

/** path, seen from the shell's folder, as an absolute one in buf. Returns buf, or NULL with
 *  ENAMETOOLONG. */
char *shell_path(const struct shell *sh, const char *path, char buf[PATH_MAX]);
/** The same without "." and "..", as cd takes it. */
char *shell_clean_path(const struct shell *sh, const char *path, char buf[PATH_MAX]);
int shell_open_file(const struct shell *sh, const char *path, int flags);
/** What stands behind the last / of path. */
const char *shell_base_name(const char *path);
/** Whether the last component of path is "." or "..", which is no name of its own. */
bool shell_ends_in_dots(const char *path);

/** The lines of a stream, one by one: set fd, and free it at last. */
struct shell_lines {
	int fd;
	const char *line; /* without its end, and without a 0 behind it */
	size_t len;
	bool whole; /* it ended with a new line: the last one may not */

	char *text; /* the buffer, and what of it is filled and not handed out yet */
	size_t from, fill, size;
};
/** Fetches the next line. Returns 1, 0 at the end, or -1. */
int shell_next_line(struct shell *sh, struct shell_lines *lines);
void shell_lines_free(struct shell_lines *lines);

/** The names in a folder, without "." and "..", in their order as bytes; path as openat(2) takes
 * it. Returns 0, or -1 with errno; names is the caller's to free in either case. */
int shell_folder_names(int at, const char *path, struct string_list *names);
/** folder/name, to be freed; NULL: no memory. */
char *shell_joined(const char *folder, const char *name);

/** The words up to a NULL with blanks between them, and end, to be freed; NULL: no memory. */
char *shell_joined_words(char **words, const char *end, size_t *len);

/** Whether fd is the file that sh writes to, and has something in it: who prints what it reads
 * there would find no end. Then it tells so, calling it name. */
bool shell_reads_its_output(struct shell *sh, int fd, const char *name);
/** Calls each(sh, fd, name) for every operand, "-" being standard input, which counts as the
 *  one operand when there is none. Returns the greatest status. */
int shell_each_file(struct shell *sh, int argc, char **argv,
		    int (*each)(struct shell *sh, int fd, const char *name));

#endif
