/* SPDX-License-Identifier: MIT */
/*
 * draw.h - what the drawing functions share: how two colours mix, and rows of pixels. Rows that
 * are named cover hold how much of each pixel a shape covers, 0..255.
 */
#ifndef GUI_DRAW_H
#define GUI_DRAW_H

#include <stddef.h>

#include <core/compiler.h>
#include <gui/canvas.h>

#define OPAQUE 255u

static inline unsigned alpha_of(gui_colour colour)
{
	return colour >> 24;
}

/* x / 255, rounded to the nearest; x is at most 255 * 255. */
static inline unsigned div255(unsigned x)
{
	x += 128;
	return (x + (x >> 8)) >> 8;
}

/* The same for two numbers in one word, at bits 0 and 16. */
static inline uint32_t div255_pair(uint32_t x)
{
	x += 0x00800080;
	return (x + (x >> 8 & 0x00ff00ff)) >> 8 & 0x00ff00ff;
}

/* dst + (src - dst) * alpha / 255 in the three channels of colour, rounded; the top byte of
 * the result is 0. Red and blue share a word: no product reaches beyond 16 bits. */
static inline uint32_t mix(uint32_t dst, uint32_t src, unsigned alpha)
{
	uint32_t keep = OPAQUE - alpha;
	uint32_t rb = (src & 0xff00ff) * alpha + (dst & 0xff00ff) * keep;
	uint32_t g = (src >> 8 & 0xff) * alpha + (dst >> 8 & 0xff) * keep;

	return div255_pair(rb) | div255(g) << 8;
}

/* The pixel x, y of a canvas. */
static inline uint32_t *pixel_at(const struct gui_canvas *c, int x, int y)
{
	return c->pixels + (ptrdiff_t)y * c->stride + x;
}

/* How much of each pixel of a rectangle is covered. */
struct mask {
	const uint8_t *cover;
	int stride, width, height; /* stride: bytes from row to row */
};

/* n pixels from p on get the colour; by its alpha. */
void row_fill(uint32_t *p, int n, gui_colour colour);
/* The same, each pixel as far as it is covered. */
void row_cover(uint32_t *p, const uint8_t *cover, int n, gui_colour colour);
/* The same for all rows of a mask, stride pixels apart. What a pixel is covered in part becomes
 * cover + cover * (255 - cover) * stronger / 65536. */
void mask_cover(uint32_t *p, int stride, const struct mask *mask, gui_colour colour,
		unsigned stronger);
/* n pixels of an image, by their alpha times alpha / 255. */
void row_blend(uint32_t *p, const uint32_t *image, int n, unsigned alpha);

/* Those two of a row at x, y of a canvas, clipped. */
void canvas_fill(struct gui_canvas *c, int x, int y, int n, gui_colour colour);
void canvas_cover(struct gui_canvas *c, int x, int y, const uint8_t *cover, int n,
		  gui_colour colour);

#endif
