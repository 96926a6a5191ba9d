/* SPDX-License-Identifier: MIT */
/*
 * raster.c - exact coverage of pixels by outlines, in integers.
 *
 * Every edge adds, in each row that it crosses, what it changes of the area to its right: to
 * the pixel that it goes through the part of that pixel which lies right of it, and the rest of
 * its height to the next pixel. The sum from the left up to a pixel is then what is inside of
 * the pixel, times the sign of the winding; sums beyond one pixel are one (the rule is
 * "non-zero", and outlines that turn the other way cut holes). No samples and no sorting: the
 * result is the same for any order of edges, which wait in the list of the row that they begin in.
 *
 * Lengths are 1/256 pixel, areas 1/131072: a height of 256 times twice a width of 256.
 *
 * Locking: none.
 */
#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "draw.h"
#include "raster.h"

#define AREA_ONE (GUI_ONE * 2 * GUI_ONE) /* a whole pixel */
#define NONE     UINT_MAX                /* ends a list of edges */

static int limited(int n)
{
	return MAX(MIN(n, RASTER_REACH), -RASTER_REACH);
}

static bool grow(struct raster *r)
{
	unsigned room = r->room ? 2 * r->room : 64;
	struct raster_edge *edges = realloc(r->edges, room * sizeof(*edges));

	if (!edges) {
		r->failed = true;
		return false;
	}
	r->edges = edges;
	r->room = room;
	return true;
}

void raster_line(struct raster *r, struct gui_point from, struct gui_point to)
{
	struct raster_edge e = {
		limited(from.x), limited(from.y), limited(to.x), limited(to.y), 1, NONE
	};

	if (e.y0 == e.y1 || r->failed || (r->count == r->room && !grow(r)))
		return;
	if (e.y0 > e.y1)
		e = (struct raster_edge){ e.x1, e.y1, e.x0, e.y0, -1, NONE };
	r->edges[r->count++] = e;
}

int curve_steps(const struct gui_point p[4])
{
	long reach = 0;
	int steps = 1;

	/* How far the control points bend the curve off its chord, about. */
	for (int i = 1; i < 3; i++) {
		long dx = (long)p[i - 1].x - 2L * p[i].x + p[i + 1].x;
		long dy = (long)p[i - 1].y - 2L * p[i].y + p[i + 1].y;

		reach = MAX(reach, labs(dx) + labs(dy));
	}
	/* The error of a chord is at most 3/4 of that, over steps^2: at most 1/32 pixel. */
	while (steps < 64 && reach * 3 / 4 > 8L * steps * steps)
		steps++;
	return steps;
}

/* Bernstein's form; steps is at most 64, so all fits into 64 bits. */
static int bernstein(int a, int b, int c, int d, long t, long n)
{
	long u = n - t, all = n * n * n;
	long sum = a * u * u * u + 3 * b * u * u * t + 3 * c * u * t * t + d * t * t * t;

	return (int)((sum + (sum < 0 ? -all : all) / 2) / all);
}

struct gui_point curve_point(const struct gui_point p[4], int step, int steps)
{
	return (struct gui_point){ bernstein(p[0].x, p[1].x, p[2].x, p[3].x, step, steps),
				   bernstein(p[0].y, p[1].y, p[2].y, p[3].y, step, steps) };
}

void raster_curve(struct raster *r, const struct gui_point points[4])
{
	int steps = curve_steps(points);
	struct gui_point at = points[0];

	for (int i = 1; i <= steps; i++) {
		struct gui_point next = curve_point(points, i, steps);

		raster_line(r, at, next);
		at = next;
	}
}

struct rect raster_box(const struct raster *r)
{
	int left = RASTER_REACH, top = RASTER_REACH, right = -RASTER_REACH, bottom = -RASTER_REACH;

	if (r->count == 0 || r->failed)
		return (struct rect){ 0 };
	for (unsigned i = 0; i < r->count; i++) {
		const struct raster_edge *e = &r->edges[i];

		left = MIN(left, MIN(e->x0, e->x1));
		right = MAX(right, MAX(e->x0, e->x1));
		top = MIN(top, e->y0);
		bottom = MAX(bottom, e->y1);
	}
	left >>= 8;
	top >>= 8;
	return (struct rect){ left, top, ((right + 255) >> 8) - left, ((bottom + 255) >> 8) - top };
}

/* Where an edge is at height y, which is one of its own. */
static int edge_at(const struct raster_edge *e, int y)
{
	return e->x0 + (int)((long)(e->x1 - e->x0) * (y - e->y0) / (e->y1 - e->y0));
}

/* A row being summed up: sums[0] is the pixel at left. */
struct sums {
	int *sums;
	int width; /* pixels; sums has one more */
};

/* A piece of an edge inside of one pixel's column. */
static void add_piece(struct sums *s, int column, int x0, int x1, int height)
{
	int beyond = (x0 - column * GUI_ONE + x1 - column * GUI_ONE) * height;

	s->sums[column] += AREA_ONE / GUI_ONE * height - beyond;
	s->sums[column + 1] += beyond;
}

/* A piece of an edge inside of one row; height carries the sign. It is cut at the columns of the
 * picture, wherever the sums begin: a pixel is the same whatever part of a row is asked for. What
 * lies left of the sums counts as at their left end, what lies right of them does not count. */
static void add_slope(struct sums *s, int x0, int x1, int height)
{
	int low = MIN(x0, x1), high = MAX(x0, x1), span = high - low, done = 0;
	int column = MAX(low, 0) / GUI_ONE, last = (high - 1) / GUI_ONE;

	if (high <= 0) {
		add_piece(s, 0, 0, 0, height);
		return;
	}
	if (low >= 0 && column >= last) {
		if (column < s->width)
			add_piece(s, column, x0, x1, height);
		return;
	}
	if (low < 0) {
		done = (int)((long)height * -low / span);
		add_piece(s, 0, 0, 0, done);
	}
	for (int at = MAX(low, 0); column <= MIN(last, s->width - 1); column++) {
		int end = MIN((column + 1) * GUI_ONE, high);
		int reached = (int)((long)height * (end - low) / span);

		add_piece(s, column, at, end, reached - done);
		done = reached;
		at = end;
	}
}

/* Adds what edge has of the row whose top is y (1/256 pixel), left is the sums' left end. */
static void add_edge(struct sums *s, const struct raster_edge *e, int y, int left)
{
	int top = MAX(e->y0, y), bottom = MIN(e->y1, y + GUI_ONE);

	if (top < bottom)
		add_slope(s, edge_at(e, top) - left, edge_at(e, bottom) - left,
			  e->winding * (bottom - top));
}

/* Turns sums into cover and clears them. Gives whether anything is covered. */
static bool finish_row(struct sums *s, uint8_t *cover)
{
	bool any = false;
	int sum = 0;

	for (int i = 0; i < s->width; i++) {
		sum += s->sums[i];
		s->sums[i] = 0;
		int area = MIN(abs(sum), AREA_ONE);
		cover[i] = (uint8_t)((area * (long)OPAQUE + AREA_ONE / 2) / AREA_ONE);
		any |= cover[i] != 0;
	}
	s->sums[s->width] = 0;
	return any;
}

/* Puts each edge into the list of the first row of box that it is in, if it is in any. */
static void list_edges(struct raster *r, struct rect box, unsigned *lists)
{
	for (int row = 0; row < box.h; row++)
		lists[row] = NONE;
	for (unsigned i = 0; i < r->count; i++) {
		struct raster_edge *e = &r->edges[i];
		int row = MAX((e->y0 >> 8) - box.y, 0);

		if (row < box.h && e->y1 > box.y * GUI_ONE) {
			e->next = lists[row];
			lists[row] = i;
		}
	}
}

/* Adds the edges of a list to the row whose top is y, and takes those out that end in it. Gives
 * where the list then ends. */
static unsigned *add_list(struct sums *s, struct raster *r, unsigned *list, int y, int left)
{
	while (*list != NONE) {
		struct raster_edge *e = &r->edges[*list];

		add_edge(s, e, y, left);
		if (e->y1 <= y + GUI_ONE)
			*list = e->next;
		else
			list = &e->next;
	}
	return list;
}

bool raster_rows(struct raster *r, struct rect box,
		 void (*row)(void *arg, int x, int y, const uint8_t *cover, int n), void *arg)
{
	unsigned active = NONE;

	box = rect_intersect(box, raster_box(r));
	if (rect_empty(box))
		return !r->failed;
	int *sums = calloc(1, ((size_t)box.w + 1 + (size_t)box.h) * sizeof(*sums) + (size_t)box.w);
	if (!sums)
		return false;
	struct sums s = { sums, box.w };
	unsigned *lists = (unsigned *)(sums + box.w + 1);
	uint8_t *cover = (uint8_t *)(lists + box.h);
	list_edges(r, box, lists);
	for (int y = 0; y < box.h; y++) {
		int top = (box.y + y) * GUI_ONE, left = box.x * GUI_ONE;
		unsigned *end = add_list(&s, r, &active, top, left);

		*end = lists[y];
		add_list(&s, r, end, top, left);
		if (finish_row(&s, cover))
			row(arg, box.x, box.y + y, cover, box.w);
	}
	free(sums);
	return true;
}

void raster_free(struct raster *r)
{
	free(r->edges);
	*r = (struct raster){ 0 };
}
