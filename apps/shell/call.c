/* SPDX-License-Identifier: MIT */
/* call.c - one command: it is found, its options are taken, it runs, and what it has printed
 * and not written yet is written. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "run.h"

static bool wants_help(int argc, char **argv)
{
	return argc > 1 && strcmp(argv[1], "--help") == 0;
}

static int print_help(struct shell *sh, const struct shell_command *c)
{
	char *text = shell_help_text(c);

	if (!text)
		return shell_fail(sh, c->name);
	shell_put(sh, text, strlen(text));
	free(text);
	return 0;
}

/* Writes what is left, and says what could not be written. */
static int finish_output(struct shell *sh, int status)
{
	shell_flush(sh);
	int error = sh->out_error;
	sh->out_error = 0;
	if (error == EPIPE)
		return SHELL_BROKEN_PIPE;
	if (error == EINTR || atomic_load(&sh->stop->raised))
		return SHELL_INTERRUPTED;
	return error ? shell_error(sh, "cannot write: %s", strerror(error)) : status;
}

static int call_command(struct shell *sh, const struct shell_command *c, int argc, char **argv)
{
	struct shell_call call = { .command = c };
	const struct shell_call *outer = sh->call;
	int status;

	sh->call = &call;
	if (wants_help(argc, argv)) {
		status = print_help(sh, c);
	} else {
		status = shell_take_options(sh, &call, &argc, argv);
		if (status == 0)
			status = c->run(sh, argc, argv);
	}
	status = finish_output(sh, status);
	sh->call = outer;
	return status;
}

/* A path is a script; without a slash it is a command's name. */
static int run_named(struct shell *sh, int argc, char **argv)
{
	const struct shell_command *c = shell_find(sh, argv[0]);

	if (c)
		return call_command(sh, c, argc, argv);
	if (strchr(argv[0], '/'))
		return shell_run_file(sh, argc, argv);
	shell_error(sh, "%s: no such command; \"help\" lists them", *argv[0] ? argv[0] : "''");
	return SHELL_NOT_FOUND;
}

/* The words are copied: taking options out of them moves them. */
int shell_run_command(struct shell *sh, int argc, char **argv)
{
	char **words = malloc(((size_t)argc + 1) * sizeof(*words));

	if (!words || sh->depth >= DEPTH_MAX) {
		free(words);
		return sh->status = shell_error(
			       sh, words ? "%s: nested too deeply" : "%s: no memory", argv[0]);
	}
	memcpy(words, argv, (size_t)argc * sizeof(*words));
	words[argc] = NULL;
	sh->depth++;
	sh->status = run_named(sh, argc, words);
	sh->depth--;
	free(words);
	return sh->status;
}
