/* SPDX-License-Identifier: MIT */
/* history.c - see history.h. */
#include <stdlib.h>
#include <string.h>

#include "history.h"

int history_visit(struct history *h, const char *place)
{
	if (h->count && strcmp(h->places[h->at], place) == 0)
		return 0;
	char *copy = strdup(place);
	if (!copy)
		return -1;
	while (h->count > h->at + 1)
		free(h->places[--h->count]);
	if (h->count == HISTORY_MAX) {
		free(h->places[0]);
		memmove(h->places, h->places + 1, (HISTORY_MAX - 1) * sizeof(*h->places));
		h->count--;
	}
	h->places[h->count] = copy;
	h->at = h->count++;
	return 0;
}

bool history_can(const struct history *h, int step)
{
	return step < 0 ? h->at > 0 : h->at + 1 < h->count;
}

const char *history_step(struct history *h, int step)
{
	if (!history_can(h, step))
		return NULL;
	h->at = step < 0 ? h->at - 1 : h->at + 1;
	return h->places[h->at];
}

void history_free(struct history *h)
{
	while (h->count)
		free(h->places[--h->count]);
	h->at = 0;
}
