/* SPDX-License-Identifier: MIT */
/* tile.h - a tile of a slide, on its card. */
#ifndef KIOSK_TILE_H
#define KIOSK_TILE_H

#include <gui/canvas.h>

#include "conf.h"

/** Draws t on a card that fills area, from what its source has said last. */
void tile_draw(struct gui_canvas *c, const struct tile *t, const struct conf *conf,
	       struct rect area);
/** What a value is shown as, and its colour by the tile's limits. */
struct reading;
void tile_format(const struct tile *t, const struct reading *r, char text[64]);
gui_colour tile_colour(const struct tile *t, double value);

/** A row of numbers as a line or as bars, with its least and greatest value. chart.c. */
void tile_draw_chart(struct gui_canvas *c, const struct tile *t, const struct reading *r,
		     struct rect area);

#endif
