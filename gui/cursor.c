/* SPDX-License-Identifier: MIT */
/*
 * cursor.c - the pointer's picture: drawn into each frame on top of all, from outlines at the
 * scale in use, dark with a light edge so that it is seen on anything.
 *
 * Each is drawn once per scale, on black and on white, which together tell colour and alpha of
 * every pixel; from then on it is a picture.
 *
 * Outlines are in 1/8 of a design pixel; (0, 0) is the spot that points.
 */
#include <gui/image.h>
#include <gui/path.h>
#include "internal.h"

#define UNITS   8
#define REACH   19 /* design pixels from the spot that a picture may cover, any direction */
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

#define SIDE_MAX (2 * REACH * 2 + 1) /* pixels, at 2x */

static uint32_t pixels[SIDE_MAX * SIDE_MAX];
static struct gui_image picture = { .pixels = pixels };
static enum gui_cursor picture_shape;
static int cursor_x, cursor_y;
static bool cursor_shown;
static enum gui_cursor cursor_shape = GUI_CURSOR_ARROW;

struct rect gui_cursor_area(void)
{
	int reach = gui_dp(REACH);

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

/* In the middle of the canvas. */
static void draw_outline(struct gui_canvas *c, enum gui_cursor kind)
{
	const struct shape *shape = outline_of(kind);
	struct gui_point points[POINTS + 1];
	int middle = gui_dp(REACH) * GUI_ONE;

	for (unsigned i = 0; i < shape->count; i++) {
		struct gui_point p = turned(kind, shape->at[i].x, shape->at[i].y);

		points[i] = (struct gui_point){ middle + scaled(p.x), middle + scaled(p.y) };
	}
	points[shape->count] = points[0];
	gui_polyline(c, points, shape->count + 1, scaled(OUTLINE * 2), EDGE);
	gui_polygon(c, points, shape->count, INK);
}

/* What gave one colour on black and one on white. */
static uint32_t pixel_of(uint32_t on_black, uint32_t on_white)
{
	uint32_t alpha = 255 - (MAX(on_white & 0xff, on_black & 0xff) - (on_black & 0xff));
	uint32_t pixel = alpha << 24;

	for (int shift = 0; alpha && shift < 24; shift += 8)
		pixel |= MIN((on_black >> shift & 0xff) * 255 / alpha, 255u) << shift;
	return pixel;
}

static void make_picture(enum gui_cursor kind)
{
	static uint32_t white[SIDE_MAX * SIDE_MAX];
	int side = 2 * gui_dp(REACH) + 1;
	struct rect all = { 0, 0, side, side };
	struct gui_canvas on_black = { pixels, side, all }, on_white = { white, side, all };

	if (picture.width == side && picture_shape == kind)
		return;
	picture.width = picture.height = side;
	picture_shape = kind;
	gui_fill(&on_black, all, 0xff000000);
	gui_fill(&on_white, all, 0xffffffff);
	draw_outline(&on_black, kind);
	draw_outline(&on_white, kind);
	for (int i = 0; i < side * side; i++)
		pixels[i] = pixel_of(pixels[i], white[i]);
}

void gui_cursor_draw(struct gui_canvas *c)
{
	struct rect r = gui_cursor_area();

	make_picture(cursor_shape);
	gui_blend(c, r.x, r.y, &picture, (struct rect){ 0, 0, r.w, r.h }, 255);
}
