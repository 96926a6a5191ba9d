/* SPDX-License-Identifier: MIT */
/*
 * layout.h - boxes: widgets that show nothing themselves and put their children in order.
 *
 *	struct gui_widget *row = gui_row(window);
 *	gui_padding(row, 16);                       design pixels
 *	gui_label(row, "Name:");
 *	gui_grow(gui_text_box(row, "", NULL, NULL), 1);   takes what is left
 *
 * Along its direction, a box gives each child what it wants, and what is left to those that
 * grow, by their weights; when it is too little, those that grow shrink first, down to their
 * min. Across, a child gets the whole box, or what its align says. Hidden children take no
 * room. Spacing starts as the theme's space (8), padding as 0.
 */
#ifndef GUI_LAYOUT_H
#define GUI_LAYOUT_H

#include <gui/widget.h>

/** Children beside each other; the second: below each other. */
struct gui_widget *gui_row(struct gui_widget *parent);
struct gui_widget *gui_column(struct gui_widget *parent);
/** Children in cells, row after row. A column is as wide as its widest child; columns and
 *  rows grow as much as the child in them that grows most. */
struct gui_widget *gui_grid(struct gui_widget *parent, int columns);
/** All children on top of each other, each as large as the box or as align says, in both
 *  directions. */
struct gui_widget *gui_stack(struct gui_widget *parent);
/** Empty room that grows. */
struct gui_widget *gui_spacer(struct gui_widget *parent);

/** Of a box, design pixels: between its children; around them all. */
void gui_spacing(struct gui_widget *box, int dp);
void gui_padding(struct gui_widget *box, int dp);
/** The same, each side. */
void gui_padding_sides(struct gui_widget *box, int left, int top, int right, int bottom);

/** Of any widget; they return it, so that a constructor can stand inside. */
struct gui_widget *gui_grow(struct gui_widget *w, int weight);
struct gui_widget *gui_align(struct gui_widget *w, enum gui_align align);
/** At least that large, design pixels; 0: as it wants. */
struct gui_widget *gui_min_size(struct gui_widget *w, int width, int height);

#endif
