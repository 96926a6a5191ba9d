/* SPDX-License-Identifier: MIT */
/* terminal.h - what a terminal is made of, for the terminal*.c files. */
#ifndef GUI_WIDGET_TERMINAL_H
#define GUI_WIDGET_TERMINAL_H

#include <core/term.h>
#include <gui/editors.h>
#include <gui/gui.h>

#include "kit.h"
#include "scroll_model.h"

/** A place in the text: lines are counted from the first one ever. */
struct term_place {
	uint64_t line;
	unsigned col;
};

struct term_line {
	struct term_cell *cells; /* owned; without the blanks at the end */
	unsigned count;
};

struct terminal {
	struct gui_widget widget;
	struct term term;
	bool ready; /* term has its cells */
	struct gui_widget *bar;
	struct scroll_model scroll; /* lines, those that are gone and those of the screen */

	struct term_line *past; /* a ring of GUI_TERMINAL_LINES */
	unsigned past_first, past_count;
	uint64_t lost; /* lines that have left the ring */

	bool selecting, selected;
	struct term_place anchor, head;

	void (*typed)(struct gui_widget *w, const char *bytes, size_t n, void *arg);
	void *typed_arg;
	struct kit_action resized;
};

extern const struct gui_widget_ops terminal_ops;

/* --- terminal_text.c: cells, and lines that are gone */

/** Another number of rows and columns; what is there stays as far as it fits. 0, or -1. */
int terminal_resize(struct terminal *t, unsigned rows, unsigned cols);
void terminal_write(struct terminal *t, const char *bytes, size_t n);
void terminal_forget(struct terminal *t);
void terminal_free(struct terminal *t);
/** A line by its number among those that are kept; *count of its cells. */
const struct term_cell *terminal_line(const struct terminal *t, unsigned index, unsigned *count);
unsigned terminal_lines(const struct terminal *t);
/** The selection in order. False: there is none. */
bool terminal_selection(const struct terminal *t, struct term_place *from, struct term_place *to);
/** Puts it on the clipboard. */
void terminal_copy(const struct terminal *t);
void terminal_select_word(struct terminal *t, struct term_place at);

/* --- terminal_keys.c */

/** What a key sends, at most 16 bytes; 0: nothing. */
size_t terminal_key(const struct gui_event *e, char *out);
void terminal_send(struct terminal *t, const char *bytes, size_t n);
void terminal_paste(struct terminal *t);

#endif
