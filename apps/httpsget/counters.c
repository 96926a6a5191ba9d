/* SPDX-License-Identifier: MIT */
/*
 * counters.c - what the system has in use, from the files in which it tells so: lines
 * of "key value".
 *
 * They are read with read(), not with stdio: a FILE would change the very figure that
 * is read.
 */
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "counters.h"

#define UNKNOWN       "-"
#define TEXT_MAX      512
#define LOOK_AGAIN_MS 20
#define SETTLE_MS     10000

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

/* The value of the line "key value"; UNKNOWN when there is none. Cuts text in place. */
static const char *find(char *text, const char *key)
{
	size_t len = strlen(key);

	for (char *line = strtok(text, "\n"); line; line = strtok(NULL, "\n")) {
		if (strncmp(line, key, len) == 0 && line[len] == ' ')
			return line + len + 1;
	}
	return UNKNOWN;
}

/* Whether the network has connections that are still saying goodbye: their memory is
 * not leaked. */
static bool connections_linger(void)
{
	char text[TEXT_MAX];
	const char *count;

	text[slurp("/proc/net/bobbin", text, sizeof(text))] = '\0';
	count = find(text, "tcp_pcbs");
	return strcmp(count, "0") != 0 && strcmp(count, UNKNOWN) != 0;
}

static void settle(void)
{
	const struct timespec pause = { .tv_nsec = LOOK_AGAIN_MS * 1000000l };

	for (int waited = 0; waited < SETTLE_MS && connections_linger(); waited += LOOK_AGAIN_MS)
		nanosleep(&pause, NULL);
}

void counters_print(unsigned n)
{
	char text[TEXT_MAX];

	settle();
	printf("repeat %u", n);
	for (size_t i = 0; i < sizeof(wanted) / sizeof(wanted[0]); i++) {
		text[slurp(wanted[i].path, text, sizeof(text))] = '\0';
		printf(" %s %s", wanted[i].name, find(text, wanted[i].name));
	}
	putchar('\n');
	fflush(stdout);
}
