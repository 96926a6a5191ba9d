/* SPDX-License-Identifier: MIT */
/*
 * What a console shows: show [lines N] [text STRING]... prints, says "ready" with the
 * size of the screen, and waits for a line. In STRING "%1b" is the byte 0x1b.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>

#include "terminal.h"

static void put_text(const char *s)
{
	char hex[3] = "";

	while (*s) {
		if (*s != '%') {
			putchar(*s++);
			continue;
		}
		memcpy(hex, s + 1, 2);
		putchar((int)strtol(hex, NULL, 16));
		s += 3;
	}
}

int show(int argc, char **argv)
{
	struct winsize size = { 0 };
	char line[16];

	for (int i = 1; i + 1 < argc; i += 2) {
		int count = strcmp(argv[i], "lines") == 0 ? atoi(argv[i + 1]) : 0;

		for (int n = 1; n <= count; n++)
			printf("line number %d\n", n);
		if (!count)
			put_text(argv[i + 1]);
	}
	ioctl(0, TIOCGWINSZ, &size);
	printf("ready %dx%d\n", size.ws_col, size.ws_row);
	return fgets(line, sizeof(line), stdin) ? 0 : 1;
}
