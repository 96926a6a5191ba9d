/* SPDX-License-Identifier: MIT */
/*
 * text_model.h - text that is being edited: bytes, a cursor, a selection, and what undoes
 * each change. The text box (one line) and the text area (many) are views of it; it draws
 * nothing and knows no pixels.
 *
 * The text is UTF-8, but any bytes are kept as they came: what a file contained is what is
 * saved. A byte that begins no well-formed character is a character of its own. All offsets
 * are bytes, and the cursor always stands between characters.
 *
 * The bytes lie in one piece, so that a line is a pointer into them; a key in a text of 1 MB
 * moves at most 1 MB. Changes keep what undoes them up to TEXT_UNDO_BYTES in all; then the
 * oldest are forgotten.
 */
#ifndef GUI_WIDGET_TEXT_MODEL_H
#define GUI_WIDGET_TEXT_MODEL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define TEXT_UNDO_BYTES (4u << 20)  /* of changes that can be undone, with their books */
#define TEXT_BYTES_MAX  (64u << 20) /* of one text */

/** One change: at `at`, `removed` bytes were replaced by `inserted` ones. */
struct text_edit {
	struct text_edit *previous, *next;
	size_t at, removed, inserted;
	size_t cursor, anchor; /* before it */
	uint64_t id;           /* of the text as it was after it */
	bool typed;            /* one character: the next one may join */
	size_t room;           /* of bytes */
	char bytes[];          /* removed ones, then inserted ones */
};

struct text_model {
	char *text; /* length bytes and a 0 */
	size_t length, room;
	size_t cursor;
	size_t anchor; /* the other end of the selection; cursor: nothing is selected */
	size_t *lines; /* where each line starts; line_count of them, at least 1 */
	size_t line_count, line_room;
	size_t limit;  /* most bytes, TEXT_BYTES_MAX unless set */
	bool one_line; /* line ends become blanks */

	/* --- of text_undo.c: done changes, oldest first, then undone ones */
	struct text_edit *first, *last;
	struct text_edit *done; /* the last one in force; NULL: none */
	size_t undo_bytes;
	uint64_t id, next_id; /* of the text as it is, of the next change */
	uint64_t base_id;     /* with all changes undone */
	uint64_t saved_id;
	bool joins; /* the next typed character may join the last change */
};

enum text_motion {
	TEXT_LEFT,
	TEXT_RIGHT,
	TEXT_WORD_LEFT,
	TEXT_WORD_RIGHT,
	TEXT_LINE_START,
	TEXT_LINE_END,
	TEXT_START,
	TEXT_END,
};

/** An empty text. 0, or -1 with errno ENOMEM. */
int text_init(struct text_model *t, bool one_line);
void text_free(struct text_model *t);
/** Puts n bytes in place of everything, forgets all changes; the cursor is at the start of
 *  many lines or at the end of one. 0, or -1 with errno: EFBIG over the limit, ENOMEM. */
int text_set(struct text_model *t, const char *bytes, size_t n);

/** Replaces the selection, or inserts at the cursor, which ends behind the bytes. 0, or -1
 *  with errno as above and nothing changed. */
int text_insert(struct text_model *t, const char *bytes, size_t n);
/** The same for one typed character: a word of them is undone at once. */
int text_type(struct text_model *t, const char *bytes, size_t n);
/** Deletes the selection; without one, from the cursor to where the motion leads. */
int text_delete(struct text_model *t, enum text_motion motion);

/** Moves the cursor; with extend the selection grows to it, without it ends. */
void text_move(struct text_model *t, enum text_motion motion, bool extend);
/** Puts the cursor at an offset, corrected to stand between characters. */
void text_place(struct text_model *t, size_t at, bool extend);
/** Where a motion leads from an offset. */
size_t text_target(const struct text_model *t, size_t from, enum text_motion motion);
/** Selects the word (or blanks, or one sign) around an offset; the line with its end. */
void text_select_word(struct text_model *t, size_t at);
void text_select_line(struct text_model *t, size_t at);
void text_select_all(struct text_model *t);
/** Length of the selection, 0 none; *from: its start. */
size_t text_selection(const struct text_model *t, size_t *from);

/** The line in which an offset is, from 0. */
size_t text_line_of(const struct text_model *t, size_t at);
/** The bytes of a line, without its end; *length of them. */
const char *text_line(const struct text_model *t, size_t line, size_t *length);
/** The next place of a string from an offset on, round the end; case may be ignored for the
 *  letters of ASCII. False: nowhere. */
bool text_find(const struct text_model *t, const char *what, size_t length, size_t from,
	       bool match_case, size_t *at);
/** The same backwards: the last place that begins before an offset. */
bool text_find_back(const struct text_model *t, const char *what, size_t length, size_t from,
		    bool match_case, size_t *at);
/** Replaces every place of a string by `count` bytes, to be undone at once; the cursor stands
 *  behind the last. How many there were; 0 also when there is no room, and nothing changed. */
size_t text_replace_all(struct text_model *t, const char *what, size_t length, const char *by,
			size_t count, bool match_case);

/** Undo and redo one change. False: there is none, or no memory. */
bool text_undo(struct text_model *t);
bool text_redo(struct text_model *t);
bool text_can_undo(const struct text_model *t);
bool text_can_redo(const struct text_model *t);
/** The text as it is now is the saved one. */
void text_mark_saved(struct text_model *t);
/** It differs from the saved one; undoing everything since makes it equal again. */
bool text_modified(const struct text_model *t);

/** Length in bytes of the character at s, of at most n > 0 bytes; 1 for a malformed byte. */
size_t text_char(const char *s, size_t n);
/** Length of the character that ends at s + at, at > 0. */
size_t text_char_before(const char *s, size_t at);

/* --- between text_model.c and text_undo.c ------------------------------------------------- */

/** Replaces bytes and keeps the books of lines; nothing is remembered. */
int text_splice(struct text_model *t, size_t at, size_t n, const char *bytes, size_t count);
/** Makes room for that; -1 with errno. What follows cannot fail. */
int text_reserve(struct text_model *t, size_t n, const char *bytes, size_t count);
/** Remembers a change that is about to happen. -1 with errno ENOMEM. */
int text_remember(struct text_model *t, size_t at, size_t n, const char *bytes, size_t count,
		  bool typed);
void text_forget(struct text_model *t);

#endif
