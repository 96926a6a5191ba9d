/* SPDX-License-Identifier: MIT */
/*
 * rect.h - rectangles of pixels: what screens, canvases and widgets are measured in. x, y is the
 * top left corner, y grows down; empty when w or h is not positive. Edges may lie anywhere: no
 * sum of theirs is formed in an int, whatever a program asks to be drawn.
 */
#ifndef CORE_RECT_H
#define CORE_RECT_H

#include <stdbool.h>

struct rect {
	int x, y, w, h;
};

static inline bool rect_empty(struct rect r)
{
	return r.w <= 0 || r.h <= 0;
}

/** Whether the pixel x, y lies in r. */
bool rect_contains(struct rect r, int x, int y);
/** Whether all of inner lies in outer; an empty one always does. */
bool rect_covers(struct rect outer, struct rect inner);
/** r, dx to the right and dy down. */
struct rect rect_moved(struct rect r, int dx, int dy);
/** r without n pixels at each side; with n negative, larger. */
struct rect rect_inset(struct rect r, int n);
/** What both have; {0, 0, 0, 0} when they do not meet. */
struct rect rect_intersect(struct rect a, struct rect b);
/** What of r lies outside of hole, in parts that do not meet: above it, below it, left and right
 *  of it. Gives how many there are, up to 4. */
unsigned rect_subtract(struct rect r, struct rect hole, struct rect parts[4]);
/** The smallest that holds both; an empty one holds nothing. */
struct rect rect_union(struct rect a, struct rect b);

#endif
