/* SPDX-License-Identifier: MIT */
/* dock.h - what the dock's strip and the tiles on it share. */
#ifndef DOCK_H
#define DOCK_H

#include "desktop.h"

/* Design pixels. */
#define DOCK_STRIP 80 /* height of the panel */
#define DOCK_BODY  64 /* height of the ground that is seen */
#define DOCK_BELOW 8  /* from there to the screen's edge */
#define DOCK_TILE  48
#define DOCK_GAP   10
#define DOCK_PAD   10 /* at the ends */
#define DOCK_LIFT  8  /* how far a tile rises under the pointer */

/** A tile for a program, or for a window that is minimised (the other one is NULL). */
struct gui_widget *dock_item(struct gui_widget *dock, const struct program *program,
			     struct gui_widget *window);
/** How many windows its program has, and whether one of them is active. */
void dock_item_mark(struct gui_widget *item, unsigned windows, bool active);

#endif
