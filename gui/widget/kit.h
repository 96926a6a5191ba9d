/* SPDX-License-Identifier: MIT */
/*
 * kit.h - what all widgets share: copied text, actions, text in a box, the ring of the focus.
 */
#ifndef GUI_WIDGET_KIT_H
#define GUI_WIDGET_KIT_H

#include <string.h>

#include <core/compiler.h>
#include <gui/canvas.h>
#include <gui/text.h>
#include <gui/theme.h>
#include <gui/widget.h>
#include <gui/widgets.h>

/** What to call, and with what. */
struct kit_action {
	gui_action fn;
	void *arg;
};
/** Calls it, if there is one. w may be gone afterwards. */
void kit_act(struct gui_widget *w, struct kit_action action);

/** Puts a copy of text (NULL: "") at *slot, freeing what was there. False: it is the same
 *  already, or there is no memory and the old one stays. */
bool kit_set_text(char **slot, const char *text);

/** The widget's own area, at 0, 0. */
struct rect kit_area(const struct gui_widget *w);
/** A rectangle of that size in the middle of r. */
struct rect kit_centred(struct rect r, int width, int height);

/** Draws text in one line, cut to fit r and centred in its height. */
void kit_text(struct gui_canvas *c, const struct gui_font *font, struct rect r, const char *text,
	      size_t n, enum gui_align align, gui_colour colour);

/** The focus ring on the edge of a control, with a thin gap towards what is inside, so that it
 *  is seen on any fill. */
void kit_ring(struct gui_canvas *c, struct rect r, int radius);
/** The frame of what content stands in, and its ring when it has the focus. */
void kit_surface(struct gui_widget *w, struct gui_canvas *c, struct rect r);

/** How thick a scroll bar is, pixels. */
int kit_bar_width(void);

/** A key that presses: Space, or Enter. */
bool kit_is_press(const struct gui_event *e);

/** Is w shown as one that can be used, and pointed at, or held down? */
enum kit_state { KIT_NORMAL, KIT_HOVER, KIT_PRESSED, KIT_DISABLED };
enum kit_state kit_state(const struct gui_widget *w);

/** Pressing with the pointer and the keys, for buttons of all kinds. *used tells whether the
 *  event was one of ours; true: w was pressed. */
bool kit_press(struct gui_widget *w, const struct gui_event *e, bool *used);

#endif
