/* SPDX-License-Identifier: MIT */
/* main.c - a small program whose exit status nothing else in the system has. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int main(void)
{
	char *text = malloc(100);

	if (!text)
		return 1;
	strcpy(text, "this configuration works");
	puts(text);
	free(text);
	return 42;
}
