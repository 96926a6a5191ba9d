/* SPDX-License-Identifier: MIT */
/*
 * main.c - the shell as the program of an image:
 *
 *	shell                      a person at the console, or lines from a pipe
 *	shell -c 'LINE'            one line
 *	shell FILE [ARGUMENT...]   a script
 *
 * Its end, with the status of the last command, is the machine's.
 */
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "shell.h"

static struct shell sh;

/* Not SA_RESTART: what waits in a call is to look up. */
static void on_interrupt(int signal)
{
	(void)signal;
	shell_interrupt(&sh);
}

int main(int argc, char **argv)
{
	struct sigaction act = { .sa_handler = on_interrupt };
	int status;

	if (shell_open(&sh, 0, 1, 2) < 0) {
		perror("shell");
		return 1;
	}
	sigaction(SIGINT, &act, NULL);
	if (argc > 1 && argv[1][0] == '-' && (argc < 3 || strcmp(argv[1], "-c") != 0)) {
		fputs("usage: shell [-c LINE | FILE [ARGUMENT...]]\n", stderr);
		status = strcmp(argv[1], "--help") == 0 ? 0 : SHELL_USAGE;
	} else if (argc > 1 && strcmp(argv[1], "-c") == 0) {
		status = shell_run(&sh, argv[2]);
	} else if (argc > 1) {
		status = shell_run_file(&sh, argc - 1, argv + 1);
	} else if (isatty(0)) {
		puts("Bobbin's shell: \"help\" lists the commands, \"exit\" ends it.");
		fflush(stdout);
		status = shell_interact(&sh, NULL);
	} else {
		status = shell_read_lines(&sh);
	}
	shell_close(&sh);
	return status;
}
