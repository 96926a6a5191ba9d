/* SPDX-License-Identifier: MIT */
/* list.h - "ls", which has a file of its own. */
#ifndef LIST_H
#define LIST_H

#include "command.h"

int shell_list(struct shell *sh, int argc, char **argv);

#endif
