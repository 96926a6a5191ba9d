/* SPDX-License-Identifier: MIT */
/* copy.h - "cp" and "mv", which have a file of their own. */
#ifndef COPY_H
#define COPY_H

#include "command.h"

#define COPY_PIECE       65536 /* bytes that are read at once */
#define DEPTH_OF_FOLDERS 100   /* in which what works on trees goes down */

int shell_copy_files(struct shell *sh, int argc, char **argv);
int shell_move_files(struct shell *sh, int argc, char **argv);

#endif
