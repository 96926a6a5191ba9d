/* SPDX-License-Identifier: MIT */
/*
 * cursor.c - the pointer's picture: drawn into each frame on top of all, from outlines at the
 * scale in use, dark with a light edge so that it is seen on anything.
 *
 * Outlines are in 1/8 of a design pixel; (0, 0) is the spot that points.
 */
#include <gui/path.h>
#include "internal.h"

#define UNITS   8
#define REACH   16 /* design pixels from the spot that a picture may cover, any direction */
#define INK     0xff15171bu
#define EDGE    0xffffffffu
#define POINTS  40u
#define OUTLINE 12 /* width of the light edge, of which half is under the ink */

struct shape {
	unsigned count;
	struct {
		int8_t x, y;
	} at[POINTS];
};

static const struct shape arrow = {
	7,
	{ { 0, 0 }, { 0, 127 }, { 28, 100 }, { 47, 126 }, { 66, 118 }, { 49, 88 }, { 88, 88 } },
};

/* An I. */
static const struct shape text = {
	12,
	{ { -32, -64 },
	  { 32, -64 },
	  { 32, -54 },
	  { 5, -54 },
	  { 5, 54 },
	  { 32, 54 },
	  { 32, 64 },
	  { -32, 64 },
	  { -32, 54 },
	  { -5, 54 },
	  { -5, -54 },
	  { -32, -54 } },
};

/* A hand whose first finger points. */
static const struct shape hand = {
	22,
	{ { -8, 4 },   { 0, 0 },    { 8, 4 },    { 10, 50 }, { 18, 46 },   { 28, 50 },
	  { 32, 56 },  { 40, 52 },  { 49, 56 },  { 52, 63 }, { 60, 60 },   { 69, 66 },
	  { 72, 80 },  { 70, 98 },  { 62, 124 }, { 4, 124 }, { -14, 104 }, { -38, 78 },
	  { -36, 66 }, { -26, 64 }, { -12, 76 }, { -10, 50 } },
};

/* Two heads on a line, across. */
static const struct shape across = {
	10,
	{ { -76, 0 },
	  { -44, -32 },
	  { -44, -8 },
	  { 44, -8 },
	  { 44, -32 },
	  { 76, 0 },
	  { 44, 32 },
	  { 44, 8 },
	  { -44, 8 },
	  { -44, 32 } },
};

static const struct shape move = {
	24,
	{ { -80, 0 }, { -56, -24 }, { -56, -8 }, { -8, -8 }, { -8, -56 }, { -24, -56 },
	  { 0, -80 }, { 24, -56 },  { 8, -56 },  { 8, -8 },  { 56, -8 },  { 56, -24 },
	  { 80, 0 },  { 56, 24 },   { 56, 8 },   { 8, 8 },   { 8, 56 },   { 24, 56 },
	  { 0, 80 },  { -24, 56 },  { -8, 56 },  { -8, 8 },  { -56, 8 },  { -56, 24 } },
};

static int cursor_x, cursor_y;
static bool cursor_shown;
static enum gui_cursor cursor_shape = GUI_CURSOR_ARROW;

struct rect gui_cursor_area(void)
{
	int reach = gui_dp(REACH + 3);

	if (!cursor_shown || cursor_shape == GUI_CURSOR_NONE)
		return (struct rect){ 0 };
	return (struct rect){ cursor_x - reach, cursor_y - reach, 2 * reach + 1, 2 * reach + 1 };
}

static void change(int x, int y, enum gui_cursor shape, bool shown)
{
	gui_damage(gui_cursor_area());
	cursor_x = x;
	cursor_y = y;
	cursor_shape = shape;
	cursor_shown = shown;
	gui_damage(gui_cursor_area());
}

void gui_cursor_move(int x, int y)
{
	if (x != cursor_x || y != cursor_y)
		change(x, y, cursor_shape, cursor_shown);
}

void gui_cursor_set(enum gui_cursor shape)
{
	if (shape != cursor_shape)
		change(cursor_x, cursor_y, shape, cursor_shown);
}

void gui_cursor_show(bool shown)
{
	if (shown != cursor_shown)
		change(cursor_x, cursor_y, cursor_shape, shown);
}

static const struct shape *outline_of(enum gui_cursor shape)
{
	switch (shape) {
	case GUI_CURSOR_TEXT:
		return &text;
	case GUI_CURSOR_HAND:
		return &hand;
	case GUI_CURSOR_MOVE:
		return &move;
	case GUI_CURSOR_RESIZE_H:
	case GUI_CURSOR_RESIZE_V:
	case GUI_CURSOR_RESIZE_NW:
	case GUI_CURSOR_RESIZE_NE:
		return &across;
	default:
		return &arrow;
	}
}

/* The outline lies across; 181/256 is half the root of 2. */
static struct gui_point turned(enum gui_cursor shape, int x, int y)
{
	switch (shape) {
	case GUI_CURSOR_RESIZE_V:
		return (struct gui_point){ y, x };
	case GUI_CURSOR_RESIZE_NW:
		return (struct gui_point){ (x - y) * 181 / 256, (x + y) * 181 / 256 };
	case GUI_CURSOR_RESIZE_NE:
		return (struct gui_point){ (x + y) * 181 / 256, (y - x) * 181 / 256 };
	default:
		return (struct gui_point){ x, y };
	}
}

/* From units of the outline to 1/256 of a device pixel. */
static int scaled(int units)
{
	return units * GUI_ONE / UNITS * gui_scale_percent() / 100;
}

void gui_cursor_draw(struct gui_canvas *c)
{
	const struct shape *shape = outline_of(cursor_shape);
	struct gui_point points[POINTS + 1];

	for (unsigned i = 0; i < shape->count; i++) {
		struct gui_point p = turned(cursor_shape, shape->at[i].x, shape->at[i].y);

		points[i].x = cursor_x * GUI_ONE + scaled(p.x);
		points[i].y = cursor_y * GUI_ONE + scaled(p.y);
	}
	points[shape->count] = points[0];
	gui_polyline(c, points, shape->count + 1, scaled(OUTLINE * 2), EDGE);
	gui_polygon(c, points, shape->count, INK);
}
