/* SPDX-License-Identifier: MIT */
/* keys.c - the queue between the console and the task that takes keys from it. */
#include <stdio.h>
#include <termios.h>
#include <unistd.h>

#include "keys.h"

static unsigned char queue[KEYS_MAX];
static unsigned first, count;
static struct task *reader;
static bool ended;

static void keys_arrive(int fd)
{
	unsigned char bytes[2 * KEYS_MAX];
	ssize_t n = read(fd, bytes, sizeof(bytes));
	unsigned dropped = 0;

	if (n <= 0) {
		ended = true;
		loop_watch(fd, NULL);
	}
	for (ssize_t i = 0; i < n; i++) {
		if (count < KEYS_MAX)
			queue[(first + count++) % KEYS_MAX] = bytes[i];
		else
			dropped++;
	}
	if (dropped)
		fprintf(stderr, "warning: %u keys dropped, %d are waiting\n", dropped, KEYS_MAX);
	task_wake(reader);
}

int keys_next(void)
{
	if (count == 0)
		return ended ? KEY_END : KEY_NONE;
	int key = queue[first];

	first = (first + 1) % KEYS_MAX;
	count--;
	return key;
}

static void set_mode(tcflag_t on, tcflag_t off)
{
	struct termios t;

	if (tcgetattr(STDIN_FILENO, &t) < 0)
		return; /* no terminal: a file gives its bytes as they are */
	t.c_lflag = (t.c_lflag & ~off) | on;
	tcsetattr(STDIN_FILENO, TCSANOW, &t);
}

void keys_open(struct task *task)
{
	reader = task;
	set_mode(0, ICANON | ECHO);
	loop_watch(STDIN_FILENO, keys_arrive);
}

void keys_close(void)
{
	loop_watch(STDIN_FILENO, NULL);
	set_mode(ICANON | ECHO, 0);
}
