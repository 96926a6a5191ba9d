/* SPDX-License-Identifier: MIT */
/* files.c - the files that a command names as operands, and their lines. */
#define _GNU_SOURCE
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "command.h"

#define LINE_LIMIT (16u << 20) /* bytes: a line that is longer is an error */

int shell_each_file(struct shell *sh, int argc, char **argv,
		    int (*each)(struct shell *sh, int fd, const char *name))
{
	int worst = 0;

	if (argc < 2)
		return each(sh, sh->in, "-");
	for (int i = 1; i < argc && !shell_stopped(sh); i++) {
		bool standard = strcmp(argv[i], "-") == 0;
		int fd = standard ? sh->in : shell_open_file(sh, argv[i], O_RDONLY);
		int status = fd < 0 ? shell_fail(sh, argv[i]) : each(sh, fd, argv[i]);
		if (!standard && fd >= 0)
			close(fd);
		worst = status > worst ? status : worst;
	}
	return worst;
}

/* Reads more behind what is there. Returns as read(2) does. */
static ssize_t fill(struct shell *sh, struct shell_lines *l)
{
	if (l->from > 0) {
		memmove(l->text, l->text + l->from, l->fill - l->from);
		l->fill -= l->from;
		l->from = 0;
	}
	if (l->fill == l->size) {
		size_t size = l->size ? 2 * l->size : 4096;
		char *larger = size <= LINE_LIMIT ? realloc(l->text, size) : NULL;
		if (!larger) {
			errno = size > LINE_LIMIT ? EFBIG : ENOMEM;
			return -1;
		}
		l->text = larger;
		l->size = size;
	}
	ssize_t n = shell_read(sh, l->fd, l->text + l->fill, l->size - l->fill);
	l->fill += n > 0 ? (size_t)n : 0;
	return n;
}

int shell_next_line(struct shell *sh, struct shell_lines *l)
{
	size_t looked = 0;

	for (;;) {
		size_t there = l->fill - l->from;
		const char *start = l->text + l->from;
		const char *end = there > looked ? memchr(start + looked, '\n', there - looked)
						 : NULL;
		looked = there;
		if (end) {
			l->len = (size_t)(end - start);
			l->line = start;
			l->from += l->len + 1;
			l->whole = true;
			return 1;
		}
		ssize_t n = fill(sh, l);
		if (n < 0)
			return -1;
		if (n == 0) {
			l->line = l->text + l->from;
			l->len = l->fill - l->from;
			l->from = l->fill;
			l->whole = false;
			return l->len > 0;
		}
	}
}

void shell_lines_free(struct shell_lines *l)
{
	free(l->text);
	*l = (struct shell_lines){ 0 };
}

bool shell_reads_its_output(struct shell *sh, int fd, const char *name)
{
	struct stat in, out;

	if (fstat(fd, &in) < 0 || fstat(sh->out, &out) < 0 || !S_ISREG(in.st_mode) ||
	    in.st_size == 0 || in.st_dev != out.st_dev || in.st_ino != out.st_ino)
		return false;
	shell_error(sh, "%s: the output goes to the same file", name);
	return true;
}

static int compare_names(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

int shell_folder_names(int at, const char *path, struct string_list *names)
{
	const struct dirent *e;
	int err = 0;
	int fd = openat(at, path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	DIR *d = fd < 0 ? NULL : fdopendir(fd);

	if (!d) {
		int error = errno;
		if (fd >= 0)
			close(fd);
		errno = error;
		return -1;
	}
	while (!err && (errno = 0, e = readdir(d))) {
		if (strcmp(e->d_name, ".") != 0 && strcmp(e->d_name, "..") != 0)
			err = string_list_add(names, e->d_name, strlen(e->d_name));
	}
	int error = errno; /* also readdir()'s, which has no other way to tell of it */
	closedir(d);
	if (names->count)
		qsort(names->strings, names->count, sizeof(names->strings[0]), compare_names);
	errno = error;
	return error ? -1 : err;
}

char *shell_joined(const char *folder, const char *name)
{
	char *path = NULL;
	size_t len = strlen(folder);
	const char *slash = len && folder[len - 1] == '/' ? "" : "/";

	return asprintf(&path, "%s%s%s", folder, slash, name) < 0 ? NULL : path;
}

char *shell_joined_words(char **words, const char *end, size_t *len)
{
	size_t size = strlen(end) + 1;

	for (char **w = words; *w; w++)
		size += strlen(*w) + 1;
	char *text = malloc(size);
	if (!text)
		return NULL;
	char *at = text;
	for (char **w = words; *w; w++)
		at = stpcpy(stpcpy(at, *w), w[1] ? " " : "");
	*len = (size_t)(stpcpy(at, end) - text);
	return text;
}
