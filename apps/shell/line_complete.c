/* SPDX-License-Identifier: MIT */
/* line_complete.c - Tab: what all possibilities have in common is put into the line; if that is
 * nothing new, a second Tab lists them below it. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "line_parts.h"

struct match {
	char *insert, *show;
};

struct line_matches {
	struct match *matches;
	size_t count;
};

bool edit_offer(struct line_matches *m, const char *insert, const char *show)
{
	struct match *larger = reallocarray(m->matches, m->count + 1, sizeof(*larger));

	if (!larger)
		return false;
	m->matches = larger;
	struct match new = { strdup(insert), strdup(show) };
	if (!new.insert || !new.show) {
		free(new.insert);
		free(new.show);
		return false;
	}
	m->matches[m->count++] = new;
	return true;
}

static int compare(const void *a, const void *b)
{
	return strcmp(((const struct match *)a)->show, ((const struct match *)b)->show);
}

/* How much all matches begin with alike; whole characters. */
static size_t common_length(const struct line_matches *m)
{
	const char *first = m->matches[0].insert;
	size_t len = strlen(first);

	for (size_t i = 1; i < m->count; i++) {
		size_t n = 0;
		while (n < len && m->matches[i].insert[n] == first[n])
			n++;
		len = n;
	}
	while (len > 0 && (first[len] & 0xc0) == 0x80)
		len--;
	return len;
}

/* In columns, read downwards is left to eyes: rows are filled one after the other. */
static void list(struct line *l, struct line_matches *m)
{
	unsigned widest = 0, column = 0;

	qsort(m->matches, m->count, sizeof(m->matches[0]), compare);
	for (size_t i = 0; i < m->count; i++) {
		unsigned width = edit_width(m->matches[i].show, strlen(m->matches[i].show));
		widest = width > widest ? width : widest;
	}
	edit_out(l, "\r\n");
	for (size_t i = 0; i < m->count; i++) {
		const char *text = m->matches[i].show;
		edit_out(l, text);
		column += widest + 2;
		if (i + 1 == m->count || column + widest > l->columns) {
			edit_out(l, "\r\n");
			column = 0;
			continue;
		}
		for (unsigned n = edit_width(text, strlen(text)); n < widest + 2; n++)
			edit_out(l, " ");
	}
}

static void replace(struct line *l, size_t start, const char *text, size_t len)
{
	edit_delete(l, start, l->at);
	edit_insert(l, text, len);
}

void edit_tab(struct line *l)
{
	struct line_matches m = { 0 };

	if (!l->complete)
		return;
	size_t start = l->complete(l->ctx, l->text, l->at, &m);
	if (m.count) {
		size_t len = common_length(&m), typed = l->at - start;
		bool longer = len > typed || (m.count == 1 && len != typed);
		if (longer && l->len - typed + len <= LINE_MAX_BYTES)
			replace(l, start, m.matches[0].insert, len);
		else if (l->tabbed)
			list(l, &m);
		l->tabbed = m.count > 1 && !l->tabbed;
	}
	for (size_t i = 0; i < m.count; i++) {
		free(m.matches[i].insert);
		free(m.matches[i].show);
	}
	free(m.matches);
}
