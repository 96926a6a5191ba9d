/* SPDX-License-Identifier: MIT */
/* path.c - gui/path.h: collecting outlines, and filling them. Locking: none. */
#include <stdlib.h>

#include "draw.h"
#include "raster.h"

/* Room for one more of what *array has, doubling. False: there is no memory. */
static bool room_for(void **array, unsigned count, unsigned *room, size_t size)
{
	unsigned wanted = *room ? 2 * *room : 16;

	if (count < *room)
		return true;
	void *moved = realloc(*array, wanted * size);
	if (!moved)
		return false;
	*array = moved;
	*room = wanted;
	return true;
}

static int limited(int n)
{
	return MAX(MIN(n, RASTER_REACH), -RASTER_REACH);
}

static void add(struct gui_path *path, int x, int y)
{
	void *points = path->points;

	if (path->failed || !room_for(&points, path->count, &path->room, sizeof(*path->points))) {
		path->failed = true;
		return;
	}
	path->points = points;
	path->points[path->count++] = (struct gui_point){ limited(x), limited(y) };
}

void gui_path_move(struct gui_path *path, int x, int y)
{
	void *starts = path->starts;

	if (path->failed ||
	    !room_for(&starts, path->outlines, &path->starts_room, sizeof(*path->starts))) {
		path->failed = true;
		return;
	}
	path->starts = starts;
	path->starts[path->outlines++] = path->count;
	add(path, x, y);
}

void gui_path_line(struct gui_path *path, int x, int y)
{
	if (path->outlines == 0)
		gui_path_move(path, x, y);
	else
		add(path, x, y);
}

void gui_path_curve(struct gui_path *path, int x1, int y1, int x2, int y2, int x, int y)
{
	if (path->outlines == 0)
		gui_path_move(path, x1, y1);
	if (path->failed)
		return;

	struct gui_point points[4] = { path->points[path->count - 1],
				       { limited(x1), limited(y1) },
				       { limited(x2), limited(y2) },
				       { limited(x), limited(y) } };
	int steps = curve_steps(points);

	for (int i = 1; i <= steps; i++) {
		struct gui_point p = curve_point(points, i, steps);

		add(path, p.x, p.y);
	}
}

void gui_path_close(struct gui_path *path)
{
	if (path->outlines > 0 && !path->failed) {
		struct gui_point begin = path->points[path->starts[path->outlines - 1]];

		add(path, begin.x, begin.y);
	}
}

/* The sine: Taylor's series within 45 degrees, where 11 powers
 * are enough for doubles to be exact to 1e-9. Sums and products only: every machine's are the
 * same, which is not so of libraries' sin(). */
static double series(double x, double term, int power)
{
	double sum = 0;

	for (; power < 13; power += 2) {
		sum += term;
		term *= -x * x / ((power + 1) * (power + 2));
	}
	return sum;
}

static double sine(double degrees)
{
	const double radian = 0.017453292519943295;

	return degrees <= 45 ? series(degrees * radian, degrees * radian, 1)
			     : series((90 - degrees) * radian, 1, 0);
}

static int rounded(double n)
{
	return (int)(n < 0 ? n - 0.5 : n + 0.5);
}

/* The point of a circle at an angle, which is first brought into the first quarter. */
static struct gui_point on_circle(int x, int y, int radius, double degrees)
{
	int quarter = 0;

	while (degrees < 0)
		degrees += 360;
	while (degrees >= 360)
		degrees -= 360;
	while (degrees > 90) {
		degrees -= 90;
		quarter++;
	}
	double along = radius * sine(90 - degrees), across = radius * sine(degrees);
	const double dx[4] = { along, -across, -along, across };
	const double dy[4] = { across, along, -across, -along };
	return (struct gui_point){ x + rounded(dx[quarter]), y + rounded(dy[quarter]) };
}

void gui_path_arc(struct gui_path *path, int x, int y, int radius, int from, int sweep)
{
	int steps = 1;

	x = limited(x);
	y = limited(y);
	radius = MAX(limited(radius), 0);
	sweep = MAX(MIN(sweep, 360), -360);
	/* A chord of a degrees lies radius * (1 - cos(a / 2)) inside, about radius * a^2 / 26000:
	 * less than 1/64 pixel. */
	while (steps < 180 && (long)radius * sweep * sweep / 26000 > 4L * steps * steps)
		steps++;
	for (int i = 0; i <= steps; i++) {
		struct gui_point p =
			on_circle(x, y, radius, from % 360 + (double)sweep * i / steps);

		gui_path_line(path, p.x, p.y);
	}
}

struct target {
	struct gui_canvas *canvas;
	gui_colour colour;
};

static void draw_row(void *arg, int x, int y, const uint8_t *cover, int n)
{
	struct target *to = arg;

	canvas_cover(to->canvas, x, y, cover, n, to->colour);
}

/* Draws what the outlines enclose, and frees them. */
static void fill(struct gui_canvas *c, struct raster *r, gui_colour colour)
{
	struct target to = { c, colour };

	raster_rows(r, c->clip, draw_row, &to);
	raster_free(r);
}

static void add_outline(struct raster *r, const struct gui_point *points, unsigned count)
{
	for (unsigned i = 0; i < count; i++)
		raster_line(r, points[i], points[i + 1 < count ? i + 1 : 0]);
}

void gui_polygon(struct gui_canvas *c, const struct gui_point *points, unsigned count,
		 gui_colour colour)
{
	struct raster r = { 0 };

	add_outline(&r, points, count);
	fill(c, &r, colour);
}

/* How many points outline i has. */
static unsigned length_of(const struct gui_path *path, unsigned i)
{
	return (i + 1 < path->outlines ? path->starts[i + 1] : path->count) - path->starts[i];
}

void gui_path_fill(struct gui_canvas *c, const struct gui_path *path, gui_colour colour)
{
	struct raster r = { 0 };

	for (unsigned i = 0; i < path->outlines && !path->failed; i++)
		add_outline(&r, path->points + path->starts[i], length_of(path, i));
	fill(c, &r, colour);
}

void gui_path_stroke(struct gui_canvas *c, const struct gui_path *path, int width,
		     gui_colour colour)
{
	struct raster r = { 0 };

	for (unsigned i = 0; i < path->outlines && !path->failed; i++)
		stroke_add(&r, path->points + path->starts[i], length_of(path, i), width);
	fill(c, &r, colour);
}

void gui_polyline(struct gui_canvas *c, const struct gui_point *points, unsigned count, int width,
		  gui_colour colour)
{
	struct raster r = { 0 };

	stroke_add(&r, points, count, width);
	fill(c, &r, colour);
}

void gui_path_clear(struct gui_path *path)
{
	path->count = path->outlines = 0;
	path->failed = false;
}

void gui_path_free(struct gui_path *path)
{
	free(path->points);
	free(path->starts);
	*path = (struct gui_path){ 0 };
}
