/* SPDX-License-Identifier: MIT */
/* corner.h - the status corner: how fresh what is shown is, and what time it is. */
#ifndef KIOSK_CORNER_H
#define KIOSK_CORNER_H

#include <gui/canvas.h>

#include "conf.h"

/** Where it stands on a screen of that size. */
struct rect corner_area(struct rect screen);
void corner_draw(struct gui_canvas *c, const struct conf *conf, struct rect screen);

#endif
