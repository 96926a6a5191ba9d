/* SPDX-License-Identifier: MIT */
/*
 * main.c - selftest [--seed N] [PATTERN]: runs the unit tests that are linked into this
 * image, those whose name contains PATTERN, and prints TAP. The tests of the layers are
 * the same as on the host; those in this folder use libc like any program and need the
 * real machine.
 *
 * Exit status: 0 when nothing failed, 1 otherwise, 2 for wrong usage.
 */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <test/test.h>

static void write_stdout(const char *s, size_t n)
{
	fwrite(s, 1, n, stdout);
	fflush(stdout);
}

static int usage(void)
{
	fputs("usage: selftest [--seed N] [PATTERN]\n", stderr);
	return 2;
}

int main(int argc, char **argv)
{
	struct test_runner r = { .write = write_stdout, .seed = 1 };
	char *end = "";

	signal(SIGPIPE, SIG_IGN); /* tests of closed connections look at the error */
	if (argc > 2 && strcmp(argv[1], "--seed") == 0) {
		r.seed = strtoull(argv[2], &end, 0);
		argv += 2;
		argc -= 2;
	}
	if (argc > 2 || *end || (argc == 2 && argv[1][0] == '-'))
		return usage();
	r.pattern = argc == 2 ? argv[1] : NULL;
	return tests_run(&r) != 0;
}
