/* SPDX-License-Identifier: MIT */
/* view.h - the screen: one slide after the other. */
#ifndef KIOSK_VIEW_H
#define KIOSK_VIEW_H

#include <gui/gui.h>

#include "conf.h"

/** Makes the window that fills the screen. NULL: no memory. */
struct gui_widget *view_open(void);
/** From now on shows the slides of conf, which is borrowed until the next of these two calls. */
void view_show(const struct conf *conf);
/** Shows what is wrong instead, and goes on doing so. */
void view_trouble(const char *headline, const char *text);
/** Something that is shown has changed. */
void view_changed(void);
/** The slide that goes is gone at once, and its memory is free. False: none was going. */
bool view_end_change(void);

#endif
