/* SPDX-License-Identifier: MIT */
/* stage.h - a window with one widget on a screen in memory, for the tests of widgets. */
#ifndef GUI_WIDGET_TESTS_STAGE_H
#define GUI_WIDGET_TESTS_STAGE_H

#include <gui/gui.h>
#include "host/host.h"

/** A screen of 800x600 with a window of that size (design pixels); gives a column in it. */
struct gui_widget *stage_open(int width, int height);
void stage_close(void);
/** Where a place of w is on the screen. */
int stage_x(const struct gui_widget *w, int x);
int stage_y(const struct gui_widget *w, int y);
/** A click into the middle of w; at a place of it. */
void stage_click(const struct gui_widget *w);
void stage_click_at(const struct gui_widget *w, int x, int y);
/** An action that counts, in the int at arg. */
void stage_count(struct gui_widget *w, void *arg);
/** Compares the hash of what is seen where the first window's content is with a golden one; where
 * SCENES names a folder, NAME.ppm is written there. */
bool stage_is(const char *name, uint64_t golden);
/** What is on the screen is what drawing everything anew gives. */
bool stage_is_right(void);

#endif
