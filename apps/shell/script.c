/* SPDX-License-Identifier: MIT */
/* script.c - commands from files and from streams that nobody edits. */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "run.h"

#define SCRIPT_MAX (1 << 20) /* bytes: a file that is longer is no script */

/* All of a file; NULL with errno. The caller frees it. */
static char *read_all(struct shell *sh, int fd, size_t *len)
{
	size_t size = 4096, fill = 0;
	char *text = malloc(size);
	ssize_t n = 1;

	while (text && (n = shell_read(sh, fd, text + fill, size - fill)) > 0) {
		fill += (size_t)n;
		if (fill < size)
			continue;
		size *= 2;
		char *larger = size <= SCRIPT_MAX ? realloc(text, size) : NULL;
		if (!larger) {
			errno = size > SCRIPT_MAX ? EFBIG : ENOMEM;
			n = -1;
			break;
		}
		text = larger;
	}
	if (n < 0) {
		free(text);
		return NULL;
	}
	*len = fill;
	return text;
}

/* "exit" in a script ends the script only, with its status. */
static int run_script(struct shell *sh, const char *text, size_t len, int argc, char **argv)
{
	char **arguments = sh->arguments;
	int count = sh->arguments_count;

	sh->arguments = argv;
	sh->arguments_count = argc;
	sh->status = 0;
	int status = shell_run_text(sh, text, len, argv[0]);
	sh->arguments = arguments;
	sh->arguments_count = count;
	sh->exiting = false;
	return status;
}

/* Says why there is nothing to run; returns the status that POSIX gives to that (XCU 2.8.2). */
static int no_script(struct shell *sh, const char *name)
{
	bool missing = errno == ENOENT || errno == ENOTDIR;
	int status = shell_fail(sh, name);

	if (status == SHELL_INTERRUPTED)
		return status;
	return missing ? SHELL_NOT_FOUND : SHELL_NO_SCRIPT;
}

int shell_run_file(struct shell *sh, int argc, char **argv)
{
	int fd = shell_open_file(sh, argv[0], O_RDONLY);
	size_t len;
	char *text = NULL;

	if (fd >= 0) {
		text = read_all(sh, fd, &len);
		close(fd);
	}
	if (!text)
		return sh->status = no_script(sh, argv[0]);
	if (memchr(text, '\0', len)) {
		shell_error(sh, "%s: no script: it is no text", argv[0]);
		sh->status = SHELL_NO_SCRIPT;
	} else {
		sh->status = run_script(sh, text, len, argc, argv);
	}
	free(text);
	return sh->status;
}

struct input_line {
	char *text;
	size_t len, size;
};

static bool add_byte(struct input_line *l, char c)
{
	if (l->len == l->size) {
		size_t size = l->size ? 2 * l->size : 256;
		char *larger = size <= SCRIPT_MAX ? realloc(l->text, size) : NULL;
		if (!larger) {
			errno = size > SCRIPT_MAX ? EFBIG : ENOMEM;
			return false;
		}
		l->text = larger;
		l->size = size;
	}
	l->text[l->len++] = c;
	return true;
}

/* Byte by byte: what follows the line is for the command in it. */
int shell_read_lines(struct shell *sh)
{
	struct input_line line = { 0 };
	ssize_t n;
	char c;

	do {
		n = shell_read(sh, sh->in, &c, 1);
		if (n > 0 && c != '\n') {
			if (!add_byte(&line, c))
				n = -1;
		} else if (n >= 0 && line.len) {
			shell_run_text(sh, line.text, line.len, NULL);
			line.len = 0;
		}
	} while (n > 0 && !sh->exiting);
	if (n < 0)
		sh->status = shell_fail(sh, "standard input");
	free(line.text);
	return sh->status;
}
