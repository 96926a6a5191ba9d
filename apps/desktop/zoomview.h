/* SPDX-License-Identifier: MIT */
/* zoomview.h - a widget that shows an image as large as it is asked to, and is dragged about. */
#ifndef ZOOMVIEW_H
#define ZOOMVIEW_H

#include <gui/gui.h>

/** changed is called when the user zooms (wheel, + and -, 0, 1). */
struct gui_widget *zoomview(struct gui_widget *parent, gui_action changed, void *arg);
/** An image, borrowed until the next one; NULL: none. It fits the window at first. */
void zoomview_set(struct gui_widget *view, const struct gui_image *image);
/** Per cent of the image's own size; 0: as it fits, and never larger than that. */
void zoomview_zoom(struct gui_widget *view, int percent);
/** One step larger (1) or smaller (-1), around the middle. */
void zoomview_step(struct gui_widget *view, int step);
/** Per cent now. */
int zoomview_percent(const struct gui_widget *view);
bool zoomview_fits(const struct gui_widget *view);

#endif
