/* SPDX-License-Identifier: MIT */
/* box.h - what all boxes have in common: room around, and between their children. */
#ifndef GUI_BOX_H
#define GUI_BOX_H

#include <gui/gui.h>

/* Numbers are design pixels. */
struct gui_box {
	struct gui_widget widget;
	int spacing;
	int left, top, right, bottom; /* padding */
};

extern const struct gui_widget_ops gui_row_ops, gui_column_ops, gui_stack_ops, gui_grid_ops;

struct gui_widget *gui_box_new(struct gui_widget *parent, const struct gui_widget_ops *ops);
/* NULL: w is no box. */
struct gui_box *gui_as_box(struct gui_widget *w);
/* What padding leaves of the box; of a width; what it adds to a size. */
struct rect gui_box_inner(const struct gui_box *b);
int gui_box_limit(const struct gui_box *b, int width);
struct gui_size gui_box_around(const struct gui_box *b, struct gui_size inner);
/* Places c, which wants that size, in cell by its align, in the directions that are said. */
void gui_put_in(struct gui_widget *c, struct rect cell, struct gui_size wanted, bool across,
		bool down);

#endif
