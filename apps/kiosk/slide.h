/* SPDX-License-Identifier: MIT */
/* slide.h - one slide: its ground, what it says, its tiles. */
#ifndef KIOSK_SLIDE_H
#define KIOSK_SLIDE_H

#include <gui/canvas.h>

#include "conf.h"

/** Draws the slide into area. On a canvas without pixels nothing is drawn, but all that it needs
 *  is read. */
void slide_draw(struct gui_canvas *c, const struct slide *s, const struct conf *conf,
		struct rect area);
/** A slide that says what is wrong with the kiosk itself: a headline and an explanation. */
void slide_draw_trouble(struct gui_canvas *c, const char *headline, const char *text,
			struct rect area);
/** True when what it shows changes by itself: clocks. */
bool slide_is_live(const struct slide *s);

#endif
