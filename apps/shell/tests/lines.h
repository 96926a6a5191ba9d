/* SPDX-License-Identifier: MIT */
/* lines.h - a shell in a folder of its own, for tests of lines against what they print. */
#ifndef SHELL_TESTS_LINES_H
#define SHELL_TESTS_LINES_H

#include <stdbool.h>
#include <stddef.h>

#include "../command.h"

extern struct shell lines_sh;
extern char lines_folder[]; /* where it is, and $PLACE; empty at first */
extern char lines_said[];   /* what the last line and its errors printed */

bool lines_open(void);
/** Removes the folder, too. */
void lines_close(void);
/** Runs line; returns its status. */
int lines_run(const char *line);
/** Takes up what was printed since lines_forget(). */
void lines_forget(void);
void lines_listen(void);

struct line_case {
	const char *line, *output;
	int status;
};
/** Runs the lines one after the other, in one shell. */
void lines_check(const struct line_case *cases, size_t count);
#define CHECK_LINES(cases) lines_check(cases, sizeof(cases) / sizeof((cases)[0]))

#endif
