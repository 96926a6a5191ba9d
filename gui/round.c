/* SPDX-License-Identifier: MIT */
/*
 * round.c - round corners and circles. Everything round here is a box whose corners are those
 * of a circle. A row of pixels near the top is cut into 16; in each the circle begins at
 * radius - sqrt(radius^2 - distance^2) from the side, in 1/256 pixel, and what is covered of
 * each pixel is summed up. sqrt() of IEEE 754 is exact to the last bit everywhere.
 */
#include <math.h>
#include <string.h>

#include "draw.h"

#define PARTS      16   /* that a row is cut into */
#define RADIUS_MAX 2048 /* pixels */

/* How much of the leftmost n pixels of a row is covered by a box with corners of a circle of
 * that diameter; depth rows from the box's top or bottom, whichever is nearer. */
static void cover_left(uint8_t *cover, int n, int diameter, int depth)
{
	int half = MIN((diameter + 1) / 2, n), radius = diameter * 128;
	unsigned steps[RADIUS_MAX + 2], sum = 0; /* from each pixel to the next */

	memset(cover, OPAQUE, (size_t)n);
	if (2 * depth >= diameter)
		return;
	memset(steps, 0, ((size_t)half + 1) * sizeof(*steps));
	for (int part = 0; part < PARTS; part++) {
		int distance = radius - (depth * 256 + part * (256 / PARTS) + 128 / PARTS);
		int begin = radius -
			    (int)sqrt((double)radius * radius - (double)distance * distance);
		int first = begin / 256, covered = 256 - begin % 256;

		if (first >= half)
			continue;
		/* The middle pixel of an odd diameter is cut from both sides. */
		if ((first + 1) * 256 > radius)
			covered = MIN(2 * (radius - begin), 256);
		steps[first] += (unsigned)covered;
		steps[first + 1] += (unsigned)(256 - covered);
	}
	for (int i = 0; i < half; i++) {
		sum += steps[i];
		cover[i] = (uint8_t)((sum * OPAQUE + 128 * PARTS) / (256 * PARTS));
	}
}

struct shape {
	struct rect box;
	int diameter; /* of its corners */
	int width;    /* of its edge; 0: it is filled */
};

/* Rows from the nearer of top and bottom. */
static int depth_of(int row, int height)
{
	return MIN(row, height - 1 - row);
}

/* Draws the covered ends of a row, n pixels each, and the n's between when filled. */
static void draw_row(struct gui_canvas *c, struct rect box, int y, const uint8_t *left, int n,
		     gui_colour middle, gui_colour colour)
{
	uint8_t right[RADIUS_MAX + 1];
	int own = MIN(n, box.w - n); /* the middle of an odd circle is the left one's */

	for (int i = 0; i < own; i++)
		right[own - 1 - i] = left[i];
	canvas_cover(c, box.x, y, left, n, colour);
	if (box.w > 2 * n)
		canvas_fill(c, box.x + n, y, box.w - 2 * n, middle);
	if (own > 0)
		canvas_cover(c, rect_moved(box, box.w - own, 0).x, y, right, own, colour);
}

/* Takes what lies inside of the edge from what the row covers. */
static void hollow(const struct shape *s, int row, uint8_t *cover, int n)
{
	uint8_t inner[RADIUS_MAX + 1];
	int width = s->width, height = s->box.h - 2 * width;

	cover_left(inner, n - width, MAX(s->diameter - 2 * width, 0),
		   depth_of(row - width, height));
	for (int i = width; i < n; i++)
		cover[i] = (uint8_t)(cover[i] - MIN(inner[i - width], cover[i]));
}

/* A row that a corner is in, or all of which is edge. */
static void draw_end(struct gui_canvas *c, const struct shape *s, int row, int n, gui_colour colour)
{
	bool open = s->width > 0 && depth_of(row, s->box.h) >= s->width;
	uint8_t cover[RADIUS_MAX + 1];

	cover_left(cover, n, s->diameter, depth_of(row, s->box.h));
	if (open)
		hollow(s, row, cover, n);
	draw_row(c, s->box, s->box.y + row, cover, n, open ? 0 : colour, colour);
}

/* The rows between: all of them, or their edges. */
static void draw_middle(struct gui_canvas *c, const struct shape *s, int end, gui_colour colour)
{
	struct rect all = { s->box.x, s->box.y + end, s->box.w, s->box.h - 2 * end }, side = all;

	if (s->width == 0) {
		gui_fill(c, all, colour);
		return;
	}
	side.w = s->width;
	gui_fill(c, side, colour);
	gui_fill(c, rect_moved(side, all.w - side.w, 0), colour);
}

static void draw(struct gui_canvas *c, const struct shape *s, gui_colour colour)
{
	struct rect shown = rect_intersect(c->clip, s->box);
	int end = MAX((s->diameter + 1) / 2, s->width), below = MAX(s->box.h - end, end);

	for (int y = shown.y; y < shown.y + shown.h; y++) {
		int row = y - s->box.y;

		if (row < end || row >= below)
			draw_end(c, s, row, end, colour);
	}
	if (below > end && !rect_empty(shown))
		draw_middle(c, s, end, colour);
}

/* Half of the lesser side, in half pixels: the largest diameter that a corner can have. */
static int diameter_in(struct rect r)
{
	return MIN(MIN(r.w, r.h), 2 * RADIUS_MAX);
}

void gui_round_rect(struct gui_canvas *c, struct rect r, int radius, gui_colour colour)
{
	int most = diameter_in(r) / 2;

	if (!rect_empty(r))
		draw(c, &(struct shape){ r, 2 * MAX(MIN(radius, most), 0), 0 }, colour);
}

void gui_round_frame(struct gui_canvas *c, struct rect r, int radius, int width, gui_colour colour)
{
	int most = diameter_in(r) / 2;

	if (width > 0 && rect_empty(rect_inset(r, MIN(width, RADIUS_MAX))))
		gui_round_rect(c, r, radius, colour);
	else if (width > 0)
		draw(c, &(struct shape){ r, 2 * MAX(MIN(radius, most), 0), MIN(width, RADIUS_MAX) },
		     colour);
}

/* The square in the middle of box. */
static struct rect middle_of(struct rect box)
{
	int side = diameter_in(box);

	return (struct rect){ box.x + (box.w - side) / 2, box.y + (box.h - side) / 2, side, side };
}

void gui_circle(struct gui_canvas *c, struct rect box, gui_colour colour)
{
	struct rect r = middle_of(box);

	if (!rect_empty(r))
		draw(c, &(struct shape){ r, r.w, 0 }, colour);
}

void gui_ring(struct gui_canvas *c, struct rect box, int width, gui_colour colour)
{
	struct rect r = middle_of(box);

	if (rect_empty(r) || width <= 0)
		return;
	if (2L * width >= r.w)
		gui_circle(c, box, colour);
	else
		draw(c, &(struct shape){ r, r.w, width }, colour);
}
