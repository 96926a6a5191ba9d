/* SPDX-License-Identifier: MIT */
/* terminal show WORDS... | read [WORD] | dmesg | crash - what is on the screen, what is
 * typed, what the log says, and what is left of a program that writes to address 0. */
#include <stdio.h>
#include <string.h>
#include <sys/klog.h>

#include "terminal.h"

#define READ_ALL    3
#define SIZE_BUFFER 10

static int dmesg(void)
{
	static char text[1 << 16];
	int n = klogctl(READ_ALL, text, sizeof(text));

	printf("ring of %d bytes\n", klogctl(SIZE_BUFFER, NULL, 0));
	fwrite(text, 1, n > 0 ? (size_t)n : 0, stdout);
	return n < 0;
}

static int crash(void)
{
	*(volatile int *)0 = 1;
	return 1;
}

int main(int argc, char **argv)
{
	if (argc > 1 && strcmp(argv[1], "show") == 0)
		return show(argc - 1, argv + 1);
	if (argc > 1 && strcmp(argv[1], "dmesg") == 0)
		return dmesg();
	if (argc > 1 && strcmp(argv[1], "crash") == 0)
		return crash();
	return argc > 1 ? read_input(argc - 1, argv + 1) : 2;
}
