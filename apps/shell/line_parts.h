/* SPDX-License-Identifier: MIT */
/* line_parts.h - the editor's state, which its five files share: line.c takes bytes,
 * line_keys.c does what keys ask for, line_draw.c shows the row, line_history.c remembers,
 * line_complete.c completes. */
#ifndef LINE_PARTS_H
#define LINE_PARTS_H

#include "line.h"

#define QUERY_MAX 64 /* bytes of what Ctrl-R searches for */

enum line_state {
	LINE_PLAIN,
	LINE_ESCAPE,   /* ESC has come */
	LINE_CSI,      /* ESC [ */
	LINE_SS3,      /* ESC O */
	LINE_ONE_MORE, /* ESC [ [, as Linux' console begins F1 to F5 */
};

struct line {
	edit_write_fn *write;
	edit_complete_fn *complete;
	void *ctx;
	const char *prompt;
	unsigned columns;

	char text[LINE_MAX_BYTES + 1]; /* ends with a 0 */
	size_t len, at;                /* bytes; at: where the cursor is */
	size_t shift;                  /* the first byte that is shown */

	char cut[LINE_MAX_BYTES];
	size_t cut_len;
	bool cutting; /* the key before this one cut: this one adds to that */
	bool tabbed;  /* the key before this one was Tab, and there was a choice */

	/* What has been fed of a key or of a character. */
	enum line_state state;
	unsigned numbers[3], number; /* of an escape sequence; further ones are the third */
	char partial[4];
	size_t partial_len;

	char **history; /* ring of history_max; owned, as are the lines */
	unsigned history_max, history_count, history_first;
	unsigned shown; /* which line of it is in text; history_count: none */
	char *draft;    /* what was typed before the first one was shown; owned */

	bool searching; /* search_prompt is shown instead of prompt */
	char search_prompt[QUERY_MAX + 24];
	char query[QUERY_MAX + 1];
	size_t query_len;
};

/* --- line.c --------------------------------------------------------------------------------- */

void edit_set_text(struct line *l, const char *text, size_t len);
void edit_insert(struct line *l, const char *text, size_t len);
void edit_delete(struct line *l, size_t from, size_t to);

/* --- line_keys.c ---------------------------------------------------------------------------- */

enum line_key {
	KEY_CONTROL,     /* a byte */
	KEY_ALT,         /* the byte behind ESC */
	KEY_LETTER,      /* what ESC [ or ESC O ends with */
	KEY_WORD_LETTER, /* the same with Ctrl or Alt */
	KEY_NUMBERED,    /* the number before ~ */
};

/** Does what the key is for, if it is for something, and shows the line. */
void edit_key(struct line *l, enum line_key kind, unsigned code);

/* --- line_draw.c ---------------------------------------------------------------------------- */

void edit_out(struct line *l, const char *text);
/** How many columns len bytes of text take, escape sequences none. */
unsigned edit_width(const char *text, size_t len);
void edit_draw(struct line *l);
/** The same after the len bytes before the cursor were inserted: at the line's end, which is
 *  where people type, they alone are written. */
void edit_draw_typed(struct line *l, size_t len);
/** The beginnings of the characters before and behind text[at]. */
size_t edit_before(const struct line *l, size_t at);
size_t edit_behind(const struct line *l, size_t at);

/* --- line_history.c ------------------------------------------------------------------------- */

void edit_history_begin(struct line *l);
void edit_earlier(struct line *l);
void edit_later(struct line *l);
void edit_search(struct line *l);
/** A byte while searching. Returns false when it is for the line: the search is over. */
bool edit_search_feed(struct line *l, unsigned char byte);

/* --- line_complete.c ------------------------------------------------------------------------ */

void edit_tab(struct line *l);

#endif
