/* SPDX-License-Identifier: MIT */
/*
 * main.c - the host ring's runner: tests [--seed N] [PATTERN]
 *
 * Prints TAP. Exit status: 0 when nothing failed, 1 otherwise, 2 for wrong usage.
 */
#define _GNU_SOURCE
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <test/test.h>
#include <test/host.h>

static void write_stdout(const char *s, size_t n)
{
	fwrite(s, 1, n, stdout);
	fflush(stdout);
}

static int usage(void)
{
	fprintf(stderr, "usage: tests [--seed N] [PATTERN]\n");
	return 2;
}

int main(int argc, char **argv)
{
	struct test_runner r = { .write = write_stdout, .run = host_run_test };
	struct timespec now;
	char *end = "";

	clock_gettime(CLOCK_REALTIME, &now);
	r.seed = (uint64_t)now.tv_sec * 1000000 + (uint64_t)now.tv_nsec / 1000;
	if (argc > 2 && strcmp(argv[1], "--seed") == 0) {
		r.seed = strtoull(argv[2], &end, 0);
		argv += 2;
		argc -= 2;
	}
	if (argc > 2 || *end || (argc == 2 && argv[1][0] == '-'))
		return usage();
	r.pattern = argv[1];
	return tests_run(&r) != 0;
}
