/* SPDX-License-Identifier: MIT */
/* main.c - asks the heap for more than it may have, or writes to what was given back. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MIB (1ul << 20)

/* What the compiler must not see through. */
static void *volatile block;

static void ask(size_t bytes)
{
	errno = 0;
	block = malloc(bytes);
	printf("%zu MiB: %s\n", bytes / MIB, block ? "given" : strerror(errno));
	free(block);
}

/* Until the heap is full, and then once more with what that gave. */
static void fill(void)
{
	for (int round = 0; round < 2; round++) {
		void **list = NULL, **p;
		unsigned count = 0;

		for (; (p = malloc(100000)); count++) {
			memset(p, 0x5a, 100000);
			*p = list;
			list = p;
		}
		printf("%u blocks of 100000: %s\n", count, strerror(errno));
		for (; list; list = p) {
			p = *list;
			free(list);
		}
	}
}

static void write_late(void)
{
	block = malloc(1000);
	char *volatile p = block;

	free(block);
	p[500] = 1;
	block = malloc(1000);
	puts("not noticed");
}

int main(int argc, char **argv)
{
	if (argc > 1 && strcmp(argv[1], "late") == 0) {
		write_late();
		return 1;
	}
	ask(5 * MIB);
	ask(17 * MIB);
	fill();
	return 0;
}
