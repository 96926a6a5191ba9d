/* SPDX-License-Identifier: MIT */
/* history.h - where somebody has been: back and forward, as in a browser. Zeroed: empty. */
#ifndef HISTORY_H
#define HISTORY_H

#include <stdbool.h>

#define HISTORY_MAX 64 /* places; the oldest are forgotten */

struct history {
	char *places[HISTORY_MAX]; /* owned */
	unsigned count, at;        /* at: where one is now */
};

/** One goes to a new place: what lay ahead is forgotten. The place where one is is no new one.
 *  0, or -1: ENOMEM. */
int history_visit(struct history *h, const char *place);
/** The place that is one step back (-1) or forward (1), where one is from now on; NULL: there is
 *  none. Borrowed. */
const char *history_step(struct history *h, int step);
bool history_can(const struct history *h, int step);
void history_free(struct history *h);

#endif
