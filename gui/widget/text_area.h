/* SPDX-License-Identifier: MIT */
/* text_area.h - what a text area is made of, for the text_area*.c files. */
#ifndef GUI_WIDGET_TEXT_AREA_H
#define GUI_WIDGET_TEXT_AREA_H

#include <gui/editors.h>
#include <gui/gui.h>

#include "caret.h"
#include "kit.h"
#include "scroll_model.h"
#include "text_keys.h"

#define AREA_TAB 8 /* columns */

/* What the picture depends on, beside the bytes of lines. */
struct area_seen {
	size_t lines, first, last; /* of the cursor and the other end of the selection */
	uint64_t id;               /* of the text */
	int x, y;
	bool down, across;
};

struct text_area {
	struct gui_widget widget;
	struct area_seen seen; /* when it was last to be drawn */
	bool typed;            /* since then the text has changed in lines with the cursor alone */
	struct text_model text;
	struct gui_widget *down, *across; /* bars */
	struct scroll_model x, y;         /* pixels */
	int widest; /* pixels: no line is wider, but perhaps none is as wide any more */
	int goal;   /* x that Up and Down keep to; -1: the cursor's own */
	bool numbers, read_only, prose;
	struct kit_action changed, moved;
};

extern const struct gui_widget_ops area_ops;
struct text_area *area_of(const struct gui_widget *w);

const struct gui_font *area_font(const struct text_area *a);
int area_line_height(const struct text_area *a);
/** Where text is, right of the line numbers. */
struct rect area_text(const struct text_area *a);
/** Pixels from the start of a line to a place in it, and back. */
int area_x(const struct text_area *a, const char *line, size_t n);
size_t area_at(const struct text_area *a, const char *line, size_t n, int x);
/** x of an offset; the offset at a place of the widget. */
int area_cursor_x(const struct text_area *a, size_t at);
size_t area_offset(const struct text_area *a, int x, int y);

/** Sizes and bars are set anew: the text, or the widget, has another size. */
void area_refit(struct text_area *a);
/** The text is another one: its widest line is looked for. */
void area_widest(struct text_area *a);
/** After the cursor moved, or the text changed: it is brought into view. */
void area_moved(struct text_area *a);
void area_changed(struct text_area *a);

void area_draw(struct gui_widget *w, struct gui_canvas *c);
bool area_event(struct gui_widget *w, const struct gui_event *e);

#endif
