/* SPDX-License-Identifier: MIT */
/*
 * look.h - colours and sizes of everything that a kiosk draws. Sizes are parts of the screen's
 * shorter side: people stand as far from a large screen as they have to.
 */
#ifndef KIOSK_LOOK_H
#define KIOSK_LOOK_H

#include <stddef.h>

#include <gui/canvas.h>
#include <gui/text.h>

#include "conf.h"

struct look {
	gui_colour top, bottom;       /* the ground, from top to bottom */
	gui_colour card, card_edge;   /* of tiles */
	gui_colour text, dim, accent; /* on ground and card */
	gui_colour warning, alarm;
	int unit; /* pixels: 1/48 of the shorter side; all distances are multiples */
};

/** What conf asks for, on a screen of that size. */
void look_set(const struct conf *conf, int width, int height);
const struct look *look(void);

/** Draws text in lines that are broken at blanks and at line ends, at most max of them: the
 *  last one ends in an ellipsis if need be. Gives the y below the last line; c NULL: only that. */
int look_text(struct gui_canvas *c, const struct gui_font *font, struct rect area, const char *text,
	      int max, gui_colour colour);
/** The largest font of a face, at most size pixels, in which text is at most width wide. */
const struct gui_font *look_fit(enum gui_face face, int size, const char *text, int width);

#endif
