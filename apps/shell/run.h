/* SPDX-License-Identifier: MIT */
/* run.h - what the files of the interpreter share beside shell.h and command.h. */
#ifndef RUN_H
#define RUN_H

#include "command.h"

#define DEPTH_MAX 16 /* of scripts in scripts, "time time ..." */
#define STAGE_MAX 16 /* of a pipe */

/** The running command: what was taken out of its words. */
struct shell_call {
	const struct shell_command *command;
	uint64_t flags;        /* bit of each letter that was given, see shell_flag() */
	const char *values[4]; /* of options with one, in the order of command->options */
};

/** A shell for a stage of a pipe: the same state, and Ctrl-C reaches it too. */
struct shell *shell_copy(const struct shell *sh);
void shell_copy_free(struct shell *copy);

/** What was interrupted is over. */
void shell_clear_interrupt(struct shell *sh);
/** Changes the descriptor that is written to; what is collected goes to the old one. */
void shell_set_out(struct shell *sh, int fd);
void shell_print_variables(struct shell *sh);

/** Runs the commands of text; name is told with mistakes, NULL: there is none. */
int shell_run_text(struct shell *sh, const char *text, size_t len, const char *name);

/** Takes options out of argv, whose length becomes *argc. Returns 0, or a status after an
 *  error was told. */
int shell_take_options(struct shell *sh, struct shell_call *call, int *argc, char **argv);

#endif
