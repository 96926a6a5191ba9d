/* SPDX-License-Identifier: MIT */
/*
 * raster.h - from outlines to pixels: edges go in, rows that say how much of each pixel is
 * inside come out. Used by paths and by glyphs.
 */
#ifndef GUI_RASTER_H
#define GUI_RASTER_H

#include <gui/path.h>

#define RASTER_REACH (8192 * GUI_ONE) /* coordinates are brought into +- this */

struct raster_edge {
	int x0, y0, x1, y1; /* 1/256 pixel; y0 < y1 */
	int winding;        /* 1: it went down, -1: up */
	unsigned next;      /* of its list, while rows are made */
};

struct raster {
	struct raster_edge *edges;
	unsigned count, room;
	bool failed; /* no memory: it has no pixels */
};

/* Adds a piece of outline. The pieces must form closed outlines. */
void raster_line(struct raster *r, struct gui_point from, struct gui_point to);
/* Adds a cubic curve in as many pieces as it takes to look like one. */
void raster_curve(struct raster *r, const struct gui_point points[4]);
/* The pixels that the outlines touch; empty when there are none. */
struct rect raster_box(const struct raster *r);
/* Hands each row of box on that is not empty; cover has n pixels from x on. False: no memory. */
bool raster_rows(struct raster *r, struct rect box,
		 void (*row)(void *arg, int x, int y, const uint8_t *cover, int n), void *arg);
void raster_free(struct raster *r);

/* Adds the outline of a line along points, of that width (1/256 pixel). Its first point again
 * at the end makes it a closed one. */
void stroke_add(struct raster *r, const struct gui_point *points, unsigned count, int width);

/* The point a step of steps along a cubic curve. */
struct gui_point curve_point(const struct gui_point points[4], int step, int steps);
/* How many pieces a cubic curve is cut into. */
int curve_steps(const struct gui_point points[4]);

#endif
