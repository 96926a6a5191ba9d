/* SPDX-License-Identifier: MIT */
/*
 * rows.h - what lists and tables share: rows (or tiles) of one height, a scroll bar, selection by
 * keys and pointer. list.c and table.c say how many rows there are and draw one.
 */
#ifndef GUI_WIDGET_ROWS_H
#define GUI_WIDGET_ROWS_H

#include <gui/layout.h>
#include <gui/lists.h>

#include "kit.h"
#include "pick_model.h"
#include "scroll_model.h"

struct rows;

struct rows_ops {
	size_t (*count)(const struct rows *r);
	const char *(*name)(void *rows, size_t row); /* for typed letters */
	/** Draws a row in its rectangle, in that ink; the selection is drawn already. */
	void (*draw)(const struct rows *r, struct gui_canvas *c, struct rect where, size_t row,
		     gui_colour ink, gui_colour dim);
	/** The head above the rows, when head_height is not 0. True: used. */
	void (*draw_head)(const struct rows *r, struct gui_canvas *c, struct rect where);
	bool (*head_event)(struct rows *r, struct rect where, const struct gui_event *e);
};

struct rows {
	struct gui_widget widget;
	const struct rows_ops *ops;
	struct pick_model pick;
	struct scroll_model scroll; /* pixels */
	struct gui_widget *bar;
	bool many, striped, in_head; /* in_head: a button went down there */
	int head_height, row_height; /* pixels */
	int tile_width;              /* pixels; 0: rows */
	size_t hover;                /* PICK_NONE: none */
	int menu_x, menu_y;
	char *empty;
	struct kit_action select, activate, menu;
};

/** For constructors, and the operations of both widgets. */
bool rows_init(struct rows *r, const struct rows_ops *ops);
void rows_arrange(struct gui_widget *w);
void rows_draw(struct gui_widget *w, struct gui_canvas *c);
bool rows_event(struct gui_widget *w, const struct gui_event *e);
void rows_destroy(struct gui_widget *w);
/** Where the head is; where rows are. */
struct rect rows_head(const struct rows *r);
struct rect rows_body(const struct rows *r);
/** NULL: w is neither a list nor a table. */
struct rows *rows_of(const struct gui_widget *w);
/** Rows have another height, or are tiles now: sizes and the bar are set anew. */
void rows_refit(struct rows *r);
/** Scrolls as little as needed to show a row. */
void rows_show(struct rows *r, size_t row);

extern const struct gui_widget_ops list_ops, table_ops;

#endif
