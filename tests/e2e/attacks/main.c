/* SPDX-License-Identifier: MIT */
/* main.c - attacks NAME [ARGUMENT]: attacks the machine that it runs on. */
#include <stdio.h>
#include <string.h>

#include "attacks.h"

static void run(const struct attack *a, const char *name, const char *argument)
{
	for (; a->name; a++) {
		if (strcmp(a->name, name) != 0)
			continue;
		a->fn(argument);
		printf("%s: survived\n", name);
	}
}

int main(int argc, char **argv)
{
	const char *argument = argc > 2 ? argv[2] : "";

	if (argc < 2)
		return 2;
	run(exception_attacks, argv[1], argument);
	run(mitigation_attacks, argv[1], argument);
	run(hang_attacks, argv[1], argument);
	run(thread_attacks, argv[1], argument);
	return 0;
}
