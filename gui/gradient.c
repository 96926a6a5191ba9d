/* SPDX-License-Identifier: MIT */
/*
 * gradient.c - colours from top to bottom. Steps between two of 256 levels are wide enough to
 * be seen as bands; here a row that lies between two levels has pixels of both, in the pattern
 * of ordered dithering (Bayer, "An optimum method for two-level rendition of continuous-tone
 * pictures", 1973). The pattern hangs on the picture's pixels, not on what is redrawn.
 */
#include <string.h>

#include "draw.h"

/* Bayer's matrix of order 8 is this one of order 2, put into itself twice. */
static unsigned bayer(unsigned x, unsigned y)
{
	unsigned value = 0;

	for (int bit = 0; bit < 3; bit++) {
		value = value << 2 | ((x ^ y) & 1) << 1 | (y & 1);
		x >>= 1;
		y >>= 1;
	}
	return value; /* 0..63 */
}

/* The level at row of rows, in 1/256, of one channel: a at the first row, b at the last. */
static unsigned level(unsigned a, unsigned b, long row, long rows)
{
	return rows < 2 ? a << 8 : (unsigned)((a * (rows - 1 - row) + b * row) * 256 / (rows - 1));
}

/* The eight colours that the pixels of a row take turns with. */
static void row_colours(uint32_t out[8], const unsigned levels[4], int y)
{
	for (unsigned x = 0; x < 8; x++) {
		unsigned add = bayer(x, (unsigned)y) * 4;

		out[x] = 0;
		for (int channel = 0; channel < 4; channel++)
			out[x] |= (levels[channel] + add) >> 8 << 8 * channel;
	}
}

/* n pixels from p on, the first of which has that x, get the colours in turn. */
static void draw_row(uint32_t *p, int n, int x, const uint32_t colours[8], bool opaque)
{
	uint32_t turn[8];

	for (unsigned i = 0; i < 8; i++)
		turn[i] = colours[((unsigned)x + i) % 8];
	if (!opaque) {
		for (int i = 0; i < n; i += 8)
			row_blend(p + i, turn, MIN(n - i, 8), OPAQUE);
		return;
	}
	for (; n >= 8; n -= 8, p += 8)
		memcpy(p, turn, sizeof(turn));
	memcpy(p, turn, (size_t)n * sizeof(*p));
}

void gui_gradient(struct gui_canvas *c, struct rect r, gui_colour top, gui_colour bottom)
{
	struct rect shown = rect_intersect(c->clip, r);
	bool opaque = alpha_of(top & bottom) == OPAQUE;

	for (int y = shown.y; y < shown.y + shown.h; y++) {
		unsigned levels[4];
		uint32_t colours[8];

		for (int channel = 0; channel < 4; channel++)
			levels[channel] = level(top >> 8 * channel & 0xff,
						bottom >> 8 * channel & 0xff, (long)y - r.y, r.h);
		row_colours(colours, levels, y);
		draw_row(pixel_at(c, shown.x, y), shown.w, shown.x, colours, opaque);
	}
}
