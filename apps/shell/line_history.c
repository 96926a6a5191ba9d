/* SPDX-License-Identifier: MIT */
/* line_history.c - the lines before this one, and the search in them. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "line_parts.h"

#define CTRL(letter) ((letter)&0x1f)

static char **slot(const struct line *l, unsigned index)
{
	return &l->history[(l->history_first + index) % l->history_max];
}

const char *edit_history(const struct line *l, unsigned index)
{
	return index < l->history_count ? *slot(l, index) : NULL;
}

void edit_remember(struct line *l, const char *text)
{
	const char *newest = l->history_count ? *slot(l, l->history_count - 1) : "";
	char *copy = *text && l->history_max && strcmp(text, newest) != 0 ? strdup(text) : NULL;

	if (!copy)
		return;
	if (l->history_count == l->history_max) {
		free(*slot(l, 0));
		l->history_first = (l->history_first + 1) % l->history_max;
		l->history_count--;
	}
	*slot(l, l->history_count++) = copy;
}

void edit_history_begin(struct line *l)
{
	l->shown = l->history_count;
	free(l->draft);
	l->draft = NULL;
}

static void show(struct line *l, unsigned index)
{
	const char *text = index < l->history_count ? *slot(l, index) : l->draft;

	if (l->shown == l->history_count && index < l->history_count) {
		free(l->draft);
		l->draft = strdup(l->text);
	}
	l->shown = index;
	edit_set_text(l, text ? text : "", text ? strlen(text) : 0);
}

void edit_earlier(struct line *l)
{
	if (l->shown > 0)
		show(l, l->shown - 1);
}

void edit_later(struct line *l)
{
	if (l->shown < l->history_count)
		show(l, l->shown + 1);
}

/* --- Ctrl-R --------------------------------------------------------------------------------- */

static void draw_search(struct line *l, const char *note)
{
	snprintf(l->search_prompt, sizeof(l->search_prompt), "(%ssearch)\"%s\": ", note, l->query);
	edit_draw(l);
}

/* Shows the newest line that has the query in it, of those older than the one at before. */
static void find(struct line *l, unsigned before)
{
	for (unsigned i = before; i-- > 0;) {
		const char *hit = strstr(*slot(l, i), l->query);
		if (!hit)
			continue;
		size_t at = (size_t)(hit - *slot(l, i));
		show(l, i);
		l->at = at;
		draw_search(l, "");
		return;
	}
	draw_search(l, "no ");
}

void edit_search(struct line *l)
{
	l->searching = true;
	l->query_len = 0;
	l->query[0] = '\0';
	draw_search(l, "");
}

static void leave(struct line *l)
{
	l->searching = false;
	edit_draw(l);
}

bool edit_search_feed(struct line *l, unsigned char byte)
{
	if (byte == CTRL('r')) {
		find(l, l->shown);
	} else if (byte == 0x7f || byte == CTRL('h')) {
		while (l->query_len > 0 && (l->query[--l->query_len] & 0xc0) == 0x80)
			;
		l->query[l->query_len] = '\0';
		find(l, l->history_count);
	} else if (byte == CTRL('g')) {
		show(l, l->history_count);
		leave(l);
	} else if (byte < 0x20) {
		leave(l);
		return false;
	} else if (l->query_len < QUERY_MAX) {
		l->query[l->query_len++] = (char)byte;
		l->query[l->query_len] = '\0';
		find(l, l->shown < l->history_count ? l->shown + 1 : l->history_count);
	}
	return true;
}
