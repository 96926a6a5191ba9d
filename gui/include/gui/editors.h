/* SPDX-License-Identifier: MIT */
/*
 * editors.h - text that the user writes: one line, many lines, and a terminal.
 *
 * Text boxes and text areas share these keys: arrows (with Ctrl by words), Home, End, all with
 * Shift to select; Ctrl+A, X, C, V; Ctrl+Z and Ctrl+Y or Ctrl+Shift+Z undo and redo; Ctrl+
 * Backspace and Ctrl+Delete take a word. A double click selects a word, a triple one the line.
 * The text may be any bytes: what is no UTF-8 is shown as U+FFFD and kept as it is.
 */
#ifndef GUI_EDITORS_H
#define GUI_EDITORS_H

#include <gui/widgets.h>

/* --- one line ----------------------------------------------------------------------------- */

/** A line to write in; entered is called on Enter. gui_text() and gui_set_text() are for its
 *  text; gui_set_text() forgets what could be undone. */
struct gui_widget *gui_text_box(struct gui_widget *parent, const char *text, gui_action entered,
				void *arg);
/** Called after each change that the user makes. */
void gui_text_box_on_change(struct gui_widget *box, gui_action changed, void *arg);
/** Said, dim, while the box is empty. Copied. */
struct gui_widget *gui_text_box_hint(struct gui_widget *box, const char *hint);
/** Shows dots; nothing of it can be copied out. */
struct gui_widget *gui_text_box_password(struct gui_widget *box, bool password);
struct gui_widget *gui_text_box_icon(struct gui_widget *box, enum gui_icon icon);
/** At most that many bytes (4096). */
void gui_text_box_limit(struct gui_widget *box, size_t bytes);
void gui_text_box_select(struct gui_widget *box, size_t from, size_t to);

/* --- many lines --------------------------------------------------------------------------- */

/** An editor for many lines, which scrolls and does not wrap. */
struct gui_widget *gui_text_area(struct gui_widget *parent, gui_action changed, void *arg);
/** Replaces everything by n bytes and forgets what could be undone. 0, or -1 with errno: EFBIG
 *  above 64 MB, ENOMEM. */
int gui_text_area_set(struct gui_widget *area, const char *text, size_t n);
/** All bytes, *n of them, valid until the next change. */
const char *gui_text_area_get(const struct gui_widget *area, size_t *n);
/** Inserts at the cursor, in place of the selection; can be undone. */
int gui_text_area_insert(struct gui_widget *area, const char *text, size_t n);
void gui_text_area_numbers(struct gui_widget *area, bool line_numbers);
void gui_text_area_read_only(struct gui_widget *area, bool read_only);
/** Proportional letters instead of those of one width. */
void gui_text_area_prose(struct gui_widget *area, bool prose);
/** It differs from what was set, or saved last: for the mark in a title. */
bool gui_text_area_modified(const struct gui_widget *area);
void gui_text_area_saved(struct gui_widget *area);
/** Where the cursor is, both from 1; columns are characters. */
void gui_text_area_cursor(const struct gui_widget *area, size_t *line, size_t *column);
/** Puts the cursor at the start of a line, from 1, and shows it. */
void gui_text_area_goto(struct gui_widget *area, size_t line);
/** Called when the cursor moves. */
void gui_text_area_on_cursor(struct gui_widget *area, gui_action moved, void *arg);
/** Puts the cursor where the selection begins, and nothing is selected. */
void gui_text_area_unselect(struct gui_widget *area);
/** Selects and shows the next place of a text, behind the cursor or before it, round the end; when
 *  something is selected it is the next one behind the selection's first character, or before it.
 *  False: there is none. */
bool gui_text_area_find(struct gui_widget *area, const char *what, bool back, bool match_case);
/** Replaces every place, to be undone at once. How many there were. */
size_t gui_text_area_replace_all(struct gui_widget *area, const char *what, const char *by,
				 bool match_case);

/* Both: what menus offer. */
enum gui_edit { GUI_UNDO, GUI_REDO, GUI_CUT, GUI_COPY, GUI_PASTE, GUI_SELECT_ALL };
/** Does it in a text box, a text area or a terminal. */
void gui_edit(struct gui_widget *w, enum gui_edit what);
/** There is something to do: to disable what is in a menu. */
bool gui_can_edit(const struct gui_widget *w, enum gui_edit what);

/* --- terminal ----------------------------------------------------------------------------- */

#define GUI_TERMINAL_LINES 2000 /* that have left the screen and can be scrolled back to */

/** A screen of characters with the escape sequences of core/term.h. Keys become the bytes that
 *  a VT100 or xterm sends and are given to typed(); nothing is echoed. Ctrl+Shift+C and V copy
 *  and paste, Shift+Page Up and Down scroll, the pointer selects. */
struct gui_widget *gui_terminal(struct gui_widget *parent,
				void (*typed)(struct gui_widget *terminal, const char *bytes,
					      size_t n, void *arg),
				void *arg);
/** Shows what a program wrote. */
void gui_terminal_write(struct gui_widget *terminal, const char *bytes, size_t n);
/** The size it has, in characters; resized is called when it changes. */
void gui_terminal_size(const struct gui_widget *terminal, int *columns, int *rows);
void gui_terminal_on_resize(struct gui_widget *terminal, gui_action resized, void *arg);
/** Forgets the screen and what was scrolled away. */
void gui_terminal_clear(struct gui_widget *terminal);

#endif
