/* SPDX-License-Identifier: MIT */
/* grep.h - "grep", which has a file of its own. */
#ifndef GREP_H
#define GREP_H

#include "command.h"

int shell_grep(struct shell *sh, int argc, char **argv);

#endif
