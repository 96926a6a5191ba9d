/* SPDX-License-Identifier: MIT */
/*
 * events - one thread, two tasks: a dot now and then, and a line for every key. The
 * machine sleeps in between. "b" shows what a task must not do, compute for a second: no
 * dot comes, and keys wait. "q" ends it.
 *
 *	events [milliseconds between two dots]
 */
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>

#include "keys.h"
#include "loop.h"

static unsigned period = 1000; /* ms */
static unsigned dots, keys;

static void print_dots(struct task *t)
{
	TASK_BEGIN(t);
	for (;;) {
		TASK_SLEEP(t, period);
		putchar('.');
		fflush(stdout);
		dots++;
	}
	TASK_END(t);
}

static void be_busy(void)
{
	uint64_t end = loop_now() + 1000;

	puts("busy");
	while (loop_now() < end)
		;
}

static void print_keys(struct task *t)
{
	static int key;

	TASK_BEGIN(t);
	for (;;) {
		TASK_WAIT(t, (key = keys_next()) != KEY_NONE);
		if (key == 'q' || key == KEY_END)
			break;
		printf("key %02x %c\n", key, isprint(key) ? key : ' ');
		keys++;
		if (key == 'b')
			be_busy();
	}
	loop_stop();
	TASK_END(t);
}

int main(int argc, char **argv)
{
	static struct task dotter = { .run = print_dots }, printer = { .run = print_keys };
	struct task *const tasks[] = { &dotter, &printer };

	if (argc > 1)
		period = (unsigned)strtoul(argv[1], NULL, 10);
	keys_open(&printer);
	puts("Press keys; b is busy for a second, q ends.");
	loop_run(tasks, sizeof(tasks) / sizeof(tasks[0]));
	keys_close();
	printf("\n%u dots, %u keys.\n", dots, keys);
	return 0;
}
