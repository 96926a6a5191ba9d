/* SPDX-License-Identifier: MIT */
/* interact.h - the shell's side of the line editor. */
#ifndef INTERACT_H
#define INTERACT_H

#include "line.h"
#include "run.h"

/** Completion for edit_new(); ctx is the shell. */
size_t shell_complete(void *ctx, const char *text, size_t at, struct line_matches *m);

#endif
