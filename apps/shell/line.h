/* SPDX-License-Identifier: MIT */
/*
 * line.h - a line of text, edited by a person at a terminal. It knows no descriptors and no
 * terminal modes: bytes that are typed are fed in, bytes for the terminal come out through a
 * function, so that a serial line, a screen and a window are the same to it.
 *
 *	struct line *l = edit_new(write_bytes, complete, ctx, 100);
 *
 *	edit_begin(l, "> ", 80);
 *	while (edit_feed(l, next_byte()) == LINE_MORE)
 *		;
 *	puts(edit_text(l));
 *
 * The line stays in one row: of a longer one the part around the cursor is shown. Text is
 * UTF-8; a byte that is not is kept and shown as one character.
 *
 * Keys: Left, Right, Home, End, Ctrl-A, -E, -B, -F; words by Alt-B, -F, and Ctrl or Alt
 * with Left, Right; Backspace, Delete, Ctrl-H, -D; Ctrl-K, -U, -W, Alt-D, Alt-Backspace cut and
 * Ctrl-Y puts back; Up, Down,
 * Ctrl-P, -N for the history, Ctrl-R searches it; Ctrl-T swaps two characters; Ctrl-L clears
 * the screen; Tab completes, and lists what is possible when pressed twice.
 */
#ifndef LINE_H
#define LINE_H

#include <stdbool.h>
#include <stddef.h>

#define LINE_MAX_BYTES 4096 /* of text; the bell rings for what is typed beyond */

enum line_result {
	LINE_MORE,        /* nothing to do yet */
	LINE_READY,       /* Enter: edit_text() is the line, which is in the history, too */
	LINE_END,         /* Ctrl-D in an empty line */
	LINE_INTERRUPTED, /* Ctrl-C: the line is forgotten */
};

struct line;
struct line_matches;

/** Takes bytes for the terminal. */
typedef void edit_write_fn(void *ctx, const char *bytes, size_t len);
/** Finds what the word that ends at text[at] may become: edit_offer() for each. Returns
 *  where that word begins. */
typedef size_t edit_complete_fn(void *ctx, const char *text, size_t at, struct line_matches *m);

/** complete may be NULL. history: lines that are remembered. NULL: no memory. */
struct line *edit_new(edit_write_fn *write, edit_complete_fn *complete, void *ctx,
		      unsigned history);
void edit_free(struct line *l);

/** Shows prompt, which stays the caller's, in a terminal of columns, and an empty line. */
void edit_begin(struct line *l, const char *prompt, unsigned columns);
enum line_result edit_feed(struct line *l, unsigned char byte);
/** The text, which ends with a 0. */
const char *edit_text(const struct line *l);
/** Shows prompt and text again, as after output of others. */
void edit_redraw(struct line *l);

/** The history, the oldest line first; NULL behind the newest. */
const char *edit_history(const struct line *l, unsigned index);
/** Appends, unless it is empty or what the newest line already is. */
void edit_remember(struct line *l, const char *text);

/** What stands for the word: insert replaces it, show is listed. Both are copied. Returns
 *  false without memory. */
bool edit_offer(struct line_matches *m, const char *insert, const char *show);

#endif
