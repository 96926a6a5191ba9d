/* SPDX-License-Identifier: MIT */
/*
 * path.h - shapes of any form, filled or drawn as lines, with smooth edges: icons, charts.
 *
 *	struct gui_path p = { 0 };
 *	gui_path_move(&p, 4 * GUI_ONE, 4 * GUI_ONE);
 *	gui_path_line(&p, 20 * GUI_ONE, 4 * GUI_ONE);
 *	gui_path_line(&p, 12 * GUI_ONE, 18 * GUI_ONE + GUI_ONE / 2);
 *	gui_path_fill(c, &p, 0xff2060d0);
 *	gui_path_free(&p);
 *
 * Coordinates are in 1/256 of a pixel, and those of corners of pixels: the pixel 0, 0 reaches
 * from 0 to GUI_ONE. They may be within +-8192 pixels; what is further out is moved there.
 *
 * A path is a list of outlines. gui_path_fill() closes each. Where outlines overlap, those that
 * turn the same way fill once, and those that turn the other way cut holes.
 *
 * Errors: a path that finds no memory for a point draws nothing (path->failed).
 */
#ifndef GUI_PATH_H
#define GUI_PATH_H

#include <gui/canvas.h>

#define GUI_ONE 256 /* a pixel */

struct gui_point {
	int x, y; /* 1/256 pixel */
};

struct gui_path {
	struct gui_point *points;
	unsigned count, room;
	unsigned *starts; /* index of each outline's first point */
	unsigned outlines, starts_room;
	bool failed;
};

/** Begins an outline at x, y. */
void gui_path_move(struct gui_path *path, int x, int y);
/** A straight line to x, y. */
void gui_path_line(struct gui_path *path, int x, int y);
/** A cubic Bezier curve to x, y with the control points x1, y1 and x2, y2. */
void gui_path_curve(struct gui_path *path, int x1, int y1, int x2, int y2, int x, int y);
/** A part of a circle: from the angle from on, sweep degrees; 0 is to the right, 90 is down,
 *  a negative sweep goes back. A line leads to its first point when an outline is open. */
void gui_path_arc(struct gui_path *path, int x, int y, int radius, int from, int sweep);
/** A line back to where the outline began. */
void gui_path_close(struct gui_path *path);

/** Fills the outlines. */
void gui_path_fill(struct gui_canvas *c, const struct gui_path *path, gui_colour colour);
/** Draws the outlines as lines of that width (1/256 pixel) with round ends and corners. */
void gui_path_stroke(struct gui_canvas *c, const struct gui_path *path, int width,
		     gui_colour colour);
/** Forgets the outlines, keeps the memory for new ones. */
void gui_path_clear(struct gui_path *path);
/** Frees what the path owns; it can be used again. */
void gui_path_free(struct gui_path *path);

/** One outline, filled. */
void gui_polygon(struct gui_canvas *c, const struct gui_point *points, unsigned count,
		 gui_colour colour);
/** Lines from point to point, of that width (1/256 pixel), with round ends and corners. */
void gui_polyline(struct gui_canvas *c, const struct gui_point *points, unsigned count, int width,
		  gui_colour colour);

#endif
