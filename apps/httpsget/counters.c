/* SPDX-License-Identifier: MIT */
/*
 * counters.c - what the system has in use, from the files in which it tells so: lines
 * of "key value".
 *
 * They are read with read(), not with stdio: a FILE would change the very figure that
 * is read.
 */
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "counters.h"

static const struct {
	const char *name, *path;
} wanted[] = {
	{ "heap_used", "/proc/bobbin" },
	{ "netpool_used", "/proc/net/bobbin" },
	{ "pbufs_used", "/proc/net/bobbin" },
	{ "fds", "/proc/bobbin" },
};

/* Reads a whole small file. Returns its length, 0 when it cannot be read. */
static size_t slurp(const char *path, char *buf, size_t size)
{
	int fd = open(path, O_RDONLY);
	ssize_t n = 0;

	if (fd < 0)
		return 0;
	n = read(fd, buf, size - 1);
	close(fd);
	return n > 0 ? (size_t)n : 0;
}

/* The value of the line "key value"; "-" when there is none. Cuts text in place. */
static const char *find(char *text, const char *key)
{
	size_t len = strlen(key);

	for (char *line = strtok(text, "\n"); line; line = strtok(NULL, "\n")) {
		if (strncmp(line, key, len) == 0 && line[len] == ' ')
			return line + len + 1;
	}
	return "-";
}

void counters_print(unsigned n)
{
	char text[512];

	printf("repeat %u", n);
	for (size_t i = 0; i < sizeof(wanted) / sizeof(wanted[0]); i++) {
		text[slurp(wanted[i].path, text, sizeof(text))] = '\0';
		printf(" %s %s", wanted[i].name, find(text, wanted[i].name));
	}
	putchar('\n');
	fflush(stdout);
}
