/* SPDX-License-Identifier: MIT */
/* zoo.h - one of every kind of widget and dialog, at random, for the soak. */
#ifndef GUI_WIDGET_TESTS_ZOO_H
#define GUI_WIDGET_TESTS_ZOO_H

#include <gui/gui.h>

/** A widget of a random kind in parent; *box: others may be put into it. NULL: no memory. */
struct gui_widget *zoo_widget(struct gui_widget *parent, bool *box);
/** Changes what a widget shows, if it is one of those. */
void zoo_change(struct gui_widget *w);
/** A dialog or a menu of a random kind. */
void zoo_dialog(struct gui_widget *owner);
/** Unless NULL: called by whatever calls the program back. */
extern void (*zoo_heard)(struct gui_widget *w);

#endif
