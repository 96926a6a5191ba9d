/* SPDX-License-Identifier: MIT */
/*
 * main.c - runs one test of the Open POSIX Test Suite: suite GROUP/NAME [SECONDS].
 *
 * Exit status: the test's verdict (0 pass, 1 fail, 2 unresolved, 4 unsupported,
 * 5 untested); 137 when it has not ended after that many seconds, HANG_S if they are not given; 100
 * when there is no such test.
 */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define HANG_S 330 /* as in tests/posix/linux/init.c */

struct suite_test {
	const char *name;
	int (*main)(int argc, char **argv);
};

extern const struct suite_test suite_tests[]; /* generated; ends with a NULL name */

/* Of the guest's time: an idle guest is there at once. Neither a mask nor a handler keeps
 * SIGKILL from ending the test, and it does not have the timer of alarm(). */
static void limit_time(const char *seconds)
{
	struct sigevent kill_us = { .sigev_notify = SIGEV_SIGNAL, .sigev_signo = SIGKILL };
	struct itimerspec limit = { .it_value.tv_sec = seconds ? atoi(seconds) : HANG_S };
	timer_t timer;

	if (timer_create(CLOCK_MONOTONIC, &kill_us, &timer) ||
	    timer_settime(timer, 0, &limit, NULL))
		perror("suite: no limit of time");
}

int main(int argc, char **argv)
{
	for (const struct suite_test *t = suite_tests; argc > 1 && t->name; t++) {
		if (strcmp(t->name, argv[1]) == 0) {
			limit_time(argv[2]);
			argv[2] = NULL;
			return t->main(1, argv + 1);
		}
	}
	fprintf(stderr, "usage: suite GROUP/NAME [SECONDS]\n");
	return 100;
}
