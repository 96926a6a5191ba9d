/* SPDX-License-Identifier: MIT */
/*
 * main.c - for test_boot.py, which looks at the machine from outside: raises the 8259's
 * two spurious interrupts, tells what was counted, sleeps a hundred times a millisecond, and
 * waits for a line.
 *
 * A program in ring 0 may enter a vector by itself: the kernel then finds a line 7 or 15
 * whose request is gone, which is what a spurious interrupt is.
 */
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static void print_counted(void)
{
	char line[80];
	FILE *f = fopen("/proc/bobbin", "r");

	while (f && fgets(line, sizeof(line), f)) {
		if (strncmp(line, "irq_spurious", 12) == 0)
			fputs(line, stdout);
	}
	if (f)
		fclose(f);
}

int main(void)
{
	print_counted();
	__asm__ volatile("int $39");
	__asm__ volatile("int $47; int $47");
	print_counted();
	for (int i = 0; i < 100; i++)
		usleep(1000);
	puts("ready");
	fflush(stdout);
	return getchar() == EOF;
}
