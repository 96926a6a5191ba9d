/* SPDX-License-Identifier: MIT */
/*
 * canvas.c - gui/canvas.h: clipping, colours, rectangles.
 *
 * Locking: none; a canvas belongs to whoever draws on it.
 */
#include "draw.h"

struct rect gui_clip(struct gui_canvas *c, struct rect area)
{
	struct rect before = c->clip;

	c->clip = rect_intersect(before, area);
	return before;
}

bool gui_visible(const struct gui_canvas *c, struct rect area)
{
	return !rect_empty(rect_intersect(c->clip, area));
}

gui_colour gui_fade(gui_colour colour, uint8_t alpha)
{
	return (colour & 0xffffff) | div255(alpha_of(colour) * alpha) << 24;
}

gui_colour gui_mix(gui_colour a, gui_colour b, uint8_t part)
{
	unsigned alpha = div255(alpha_of(a) * (OPAQUE - part) + alpha_of(b) * part);

	return mix(a, b, part) | alpha << 24;
}

/* What shows of n pixels from x, y on begins at *x. Gives how many show. */
static int shown_of(const struct gui_canvas *c, int *x, int y, int n)
{
	long right = MIN((long)*x + n, (long)c->clip.x + c->clip.w);

	*x = MAX(*x, c->clip.x);
	return y >= c->clip.y && (long)y - c->clip.y < c->clip.h ? (int)MAX(right - *x, 0) : 0;
}

void canvas_fill(struct gui_canvas *c, int x, int y, int n, gui_colour colour)
{
	int shown = shown_of(c, &x, y, n);

	if (shown > 0)
		row_fill(pixel_at(c, x, y), shown, colour);
}

void canvas_cover(struct gui_canvas *c, int x, int y, const uint8_t *cover, int n,
		  gui_colour colour)
{
	int from = x, shown = shown_of(c, &x, y, n);

	if (shown > 0)
		row_cover(pixel_at(c, x, y), cover + (x - from), shown, colour);
}

void gui_fill(struct gui_canvas *c, struct rect r, gui_colour colour)
{
	r = rect_intersect(c->clip, r);
	for (int y = r.y; y < r.y + r.h; y++)
		row_fill(pixel_at(c, r.x, y), r.w, colour);
}

void gui_frame(struct gui_canvas *c, struct rect r, int width, gui_colour colour)
{
	struct rect inside = rect_inset(r, width);

	if (width <= 0 || rect_empty(r))
		return;
	if (rect_empty(inside)) {
		gui_fill(c, r, colour);
		return;
	}
	gui_fill(c, (struct rect){ r.x, r.y, r.w, width }, colour);
	gui_fill(c, (struct rect){ r.x, inside.y + inside.h, r.w, width }, colour);
	gui_fill(c, (struct rect){ r.x, inside.y, width, inside.h }, colour);
	gui_fill(c, (struct rect){ inside.x + inside.w, inside.y, width, inside.h }, colour);
}
