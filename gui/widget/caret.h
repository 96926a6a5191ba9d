/* SPDX-License-Identifier: MIT */
/*
 * caret.h - the blinking line where text goes. There is one on the screen, that of the widget
 * with the focus; after ten seconds without a key it stands still, and nothing is drawn.
 */
#ifndef GUI_WIDGET_CARET_H
#define GUI_WIDGET_CARET_H

#include <gui/widget.h>

/** The widget got the focus, or the cursor moved: it is seen, and blinks from now on. */
void caret_start(struct gui_widget *w);
/** The focus went, or the widget is freed. */
/** Where in w it is: what is drawn anew when it blinks; of w as a whole until this is told. */
void caret_move(const struct gui_widget *w, struct rect to);
void caret_stop(struct gui_widget *w);
/** It is to be drawn now. */
bool caret_is_seen(const struct gui_widget *w);

/** Of widgets that text can be written into and that draw a cursor of their own: w has the focus
 *  now; NULL: it has lost it. */
void caret_tell(struct gui_widget *w);
/** Calls fn when another widget has it, with NULL when none has. */
void caret_watch(void (*fn)(struct gui_widget *w));

#endif
