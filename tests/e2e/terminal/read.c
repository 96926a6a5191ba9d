/* SPDX-License-Identifier: MIT */
/*
 * What arrives on standard input: read [raw|dots] tells each line, or in raw mode each
 * read, as hexadecimal bytes, until the end of input or a byte 4; "dots" prints a dot
 * while nothing comes, ten a second. Then it prints /proc/input.
 */
#include <fcntl.h>
#include <poll.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

#include "terminal.h"

static void raw_mode(void)
{
	struct termios t;

	tcgetattr(0, &t);
	t.c_lflag &= ~(tcflag_t)(ICANON | ECHO | ISIG);
	t.c_iflag &= ~(tcflag_t)ICRNL;
	tcsetattr(0, TCSANOW, &t);
}

static void wait_with_dots(void)
{
	struct pollfd p = { .fd = 0, .events = POLLIN };

	while (poll(&p, 1, 100) == 0)
		write(1, ".", 1);
}

static void print_counts(void)
{
	char text[256];
	int fd = open("/proc/input", O_RDONLY);
	ssize_t n = fd < 0 ? 0 : read(fd, text, sizeof(text));

	write(1, text, n > 0 ? (size_t)n : 0);
}

int read_input(int argc, char **argv)
{
	unsigned char bytes[256];
	bool dots = argc > 1 && strcmp(argv[1], "dots") == 0;
	ssize_t n;

	if (argc > 1)
		raw_mode();
	printf("ready\n");
	for (;;) {
		if (dots)
			wait_with_dots();
		n = read(0, bytes, sizeof(bytes));
		if (n <= 0 || (argc > 1 && memchr(bytes, 4, (size_t)n)))
			break;
		printf("got");
		for (ssize_t i = 0; i < n; i++)
			printf(" %02x", bytes[i]);
		printf("\n");
	}
	print_counts();
	return n < 0;
}
