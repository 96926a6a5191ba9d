/* SPDX-License-Identifier: MIT */
/*
 * stroke.c - lines of a width as outlines: along one side of the points to the end, round it,
 * and back along the other side. Corners are round on their outer side; on the inner side the
 * outline goes through the corner's point, which leaves loops only where the line is anyway.
 *
 * Directions are computed with sqrt() and divisions of doubles, which IEEE 754 makes the same
 * everywhere.
 */
#include <limits.h>
#include <math.h>
#include <stdlib.h>

#include "draw.h"
#include "raster.h"

struct pen {
	struct raster *to;
	struct gui_point first, at;
	bool down;   /* at is a point of the outline */
	double half; /* of the width */
};

struct vector {
	double x, y;
};

static int rounded(double n)
{
	return (int)(n < 0 ? n - 0.5 : n + 0.5);
}

static void pen_to(struct pen *pen, struct gui_point p)
{
	if (pen->down)
		raster_line(pen->to, pen->at, p);
	else
		pen->first = p;
	pen->at = p;
	pen->down = true;
}

static void pen_close(struct pen *pen)
{
	if (pen->down)
		raster_line(pen->to, pen->at, pen->first);
	pen->down = false;
}

static struct gui_point beside(struct gui_point p, struct vector v)
{
	return (struct gui_point){ p.x + rounded(v.x), p.y + rounded(v.y) };
}

static struct vector of_length(struct vector v, double length)
{
	double have = sqrt(v.x * v.x + v.y * v.y);

	return (struct vector){ v.x * length / have, v.y * length / have };
}

/* What leads from a line from a to b to its left side. */
static struct vector side_of(struct gui_point a, struct gui_point b, double half)
{
	return of_length((struct vector){ (double)b.y - a.y, (double)a.x - b.x }, half);
}

/* The arc around p from its side from to its side to, which are less than half a turn apart:
 * halved until a chord is near enough. */
static void arc(struct pen *pen, struct gui_point p, struct vector from, struct vector to,
		int depth)
{
	double chord = (from.x - to.x) * (from.x - to.x) + (from.y - to.y) * (from.y - to.y);

	/* A chord lies chord^2 / (8 * half) inside: at most 1/32 pixel. */
	if (depth > 0 && chord > 64 * pen->half) {
		struct vector middle =
			of_length((struct vector){ from.x + to.x, from.y + to.y }, pen->half);

		arc(pen, p, from, middle, depth - 1);
		arc(pen, p, middle, to, depth - 1);
		return;
	}
	pen_to(pen, beside(p, to));
}

#define ARC_DEPTH 8

/* The round end at p of a line whose left side is side. */
static void cap(struct pen *pen, struct gui_point p, struct vector side)
{
	struct vector ahead = { -side.y, side.x };

	arc(pen, p, side, ahead, ARC_DEPTH);
	arc(pen, p, ahead, (struct vector){ -side.x, -side.y }, ARC_DEPTH);
}

/* The corner at p, on the left side. */
static void corner(struct pen *pen, struct gui_point p, struct vector before, struct vector after)
{
	double turn = before.x * after.y - before.y * after.x;
	double along = before.x * after.x + before.y * after.y;

	if (turn < 0) { /* to the left: the inner side */
		pen_to(pen, p);
		pen_to(pen, beside(p, after));
	} else if (turn == 0 && along < 0) {
		cap(pen, p, before);
	} else {
		arc(pen, p, before, after, ARC_DEPTH);
	}
}

/* The left side of points[0] .. points[count - 1], in steps of 1 or back in steps of -1. */
static void side(struct pen *pen, const struct gui_point *points, unsigned count, int step)
{
	const struct gui_point *p = step > 0 ? points : points + count - 1;
	struct vector now = side_of(p[0], p[step], pen->half);

	pen_to(pen, beside(p[0], now));
	for (unsigned i = 1; i < count; i++) {
		const struct gui_point *at = p + (int)i * step;

		pen_to(pen, beside(*at, now));
		if (i + 1 < count) {
			struct vector after = side_of(at[0], at[step], pen->half);

			corner(pen, *at, now, after);
			now = after;
		}
	}
}

/* The side of a closed line: the corner at its seam too. */
static void closed_side(struct pen *pen, const struct gui_point *points, unsigned count, int step)
{
	const struct gui_point *first = step > 0 ? points : points + count - 1;
	const struct gui_point *last = step > 0 ? points + count - 1 : points;

	side(pen, points, count, step);
	corner(pen, *first, side_of(last[-step], *last, pen->half),
	       side_of(*first, first[step], pen->half));
	pen_close(pen);
}

static bool same(struct gui_point a, struct gui_point b)
{
	return a.x == b.x && a.y == b.y;
}

static int limited(int n)
{
	return MAX(MIN(n, RASTER_REACH), -RASTER_REACH);
}

/* Copies points without those that do not move the line on. */
static unsigned distinct(struct gui_point *to, const struct gui_point *points, unsigned count)
{
	unsigned kept = 0;

	for (unsigned i = 0; i < count; i++) {
		struct gui_point p = { limited(points[i].x), limited(points[i].y) };

		if (kept == 0 || !same(to[kept - 1], p))
			to[kept++] = p;
	}
	return kept;
}

static void dot(struct pen *pen, struct gui_point p)
{
	struct vector up = { 0, -pen->half };

	cap(pen, p, up);
	cap(pen, p, (struct vector){ 0, pen->half });
	pen_close(pen);
}

void stroke_add(struct raster *r, const struct gui_point *points, unsigned count, int width)
{
	struct pen pen = { .to = r, .half = MIN(width, RASTER_REACH) / 2.0 };
	struct gui_point *line = width > 0 && count > 0 ? malloc(count * sizeof(*line)) : NULL;

	if (!line)
		return;
	count = distinct(line, points, count);
	if (count == 1) {
		dot(&pen, line[0]);
	} else if (count > 2 && same(line[0], line[count - 1])) {
		closed_side(&pen, line, count, 1);
		closed_side(&pen, line, count, -1);
	} else {
		side(&pen, line, count, 1);
		cap(&pen, line[count - 1], side_of(line[count - 2], line[count - 1], pen.half));
		side(&pen, line, count, -1);
		cap(&pen, line[0], side_of(line[1], line[0], pen.half));
		pen_close(&pen);
	}
	free(line);
}

/* A straight line with square ends, from the middle of a pixel to that of another. */
static void slanted(struct gui_canvas *c, struct gui_point a, struct gui_point b, int width,
		    gui_colour colour)
{
	if (same(a, b)) /* both were too far out */
		return;

	struct vector side = side_of(a, b, width * (GUI_ONE / 2.0));
	struct vector on = side_of(a, b, GUI_ONE / 2.0), ahead = { -on.y, on.x };
	struct vector back = { on.y, -on.x }, other = { -side.x, -side.y };
	const struct gui_point points[4] = { beside(beside(a, back), side),
					     beside(beside(b, ahead), side),
					     beside(beside(b, ahead), other),
					     beside(beside(a, back), other) };

	gui_polygon(c, points, 4, colour);
}

static struct gui_point middle_of(int x, int y)
{
	const int most = RASTER_REACH / GUI_ONE;

	return (struct gui_point){ MAX(MIN(x, most), -most) * GUI_ONE + GUI_ONE / 2,
				   MAX(MIN(y, most), -most) * GUI_ONE + GUI_ONE / 2 };
}

void gui_line(struct gui_canvas *c, int x0, int y0, int x1, int y1, int width, gui_colour colour)
{
	int length_x = (int)MIN(labs((long)x1 - x0) + 1, INT_MAX);
	int length_y = (int)MIN(labs((long)y1 - y0) + 1, INT_MAX);
	int before = (width - 1) / 2;

	if (width <= 0)
		return;
	if (y0 == y1)
		gui_fill(c,
			 rect_moved((struct rect){ MIN(x0, x1), y0, length_x, width }, 0, -before),
			 colour);
	else if (x0 == x1)
		gui_fill(c,
			 rect_moved((struct rect){ x0, MIN(y0, y1), width, length_y }, -before, 0),
			 colour);
	else
		slanted(c, middle_of(x0, y0), middle_of(x1, y1), MIN(width, RASTER_REACH / GUI_ONE),
			colour);
}
