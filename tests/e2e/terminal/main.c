/* SPDX-License-Identifier: MIT */
/* terminal show WORDS... | terminal read [WORD] - what is on the screen, what is typed. */
#include <string.h>

#include "terminal.h"

int main(int argc, char **argv)
{
	if (argc > 1 && strcmp(argv[1], "show") == 0)
		return show(argc - 1, argv + 1);
	return argc > 1 ? read_input(argc - 1, argv + 1) : 2;
}
