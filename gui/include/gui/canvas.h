/* SPDX-License-Identifier: MIT */
/*
 * canvas.h - drawing: the picture that is drawn on, and what is drawn.
 *
 *	struct gui_canvas c = { pixels, stride, { 0, 0, width, height } };
 *	gui_fill(&c, c.clip, 0xfff4f4f6);
 *	gui_shadow(&c, card, 8, 16, 0x40000000);
 *	gui_round_rect(&c, card, 8, 0xffffffff);
 *
 * A canvas is a picture in memory and the part of it that may be changed. Widgets get theirs
 * from the toolkit. Coordinates are pixels of the picture, origin top left, any int; nothing
 * is ever written outside clip, and clip must lie inside the picture. gui_clip() makes it
 * smaller for what is drawn next:
 *
 *	struct rect before = gui_clip(c, area);
 *	...
 *	c->clip = before;
 *
 * Colours are 0xAARRGGBB, not premultiplied: 0xff in the top byte covers what is there, 0 draws
 * nothing (0xff8000 is a mistake that shows at once: it is invisible). Pixels of a canvas are
 * 0x00RRGGBB; their top byte is written but means nothing. Mixing is done on the bytes as they
 * are, dst + (src - dst) * alpha / 255, rounded.
 *
 * Edges that do not meet pixels are smooth. All arithmetic gives the same pixels with every
 * compiler, in the guest and on the host: tests compare pictures by their hash.
 *
 * Shapes of any form: gui/path.h. Letters: gui/text.h. Pictures from files: gui/image.h.
 *
 * Errors: none. What needs memory (gui_scale(), gui_shadow()) and gets none draws a plainer
 * picture. Locking: the thread that called gui_open() draws; others may draw on canvases of
 * their own, but not text and no shadows.
 */
#ifndef GUI_CANVAS_H
#define GUI_CANVAS_H

#include <stdbool.h>
#include <stdint.h>

#include <core/rect.h>

typedef uint32_t gui_colour; /* 0xAARRGGBB */

struct gui_canvas {
	uint32_t *pixels; /* 0x00RRGGBB */
	int stride;       /* pixels from one row to the next */
	struct rect clip; /* what may be written */
};

struct gui_image; /* gui/image.h */

/** Makes the clip what it shares with area. Gives what it was. */
struct rect gui_clip(struct gui_canvas *c, struct rect area);
/** Whether anything drawn in area could show. */
bool gui_visible(const struct gui_canvas *c, struct rect area);

/** colour with its alpha multiplied by alpha / 255. */
gui_colour gui_fade(gui_colour colour, uint8_t alpha);
/** The colour that lies part / 255 of the way from a to b, alpha too. */
gui_colour gui_mix(gui_colour a, gui_colour b, uint8_t part);

/** Fills r. */
void gui_fill(struct gui_canvas *c, struct rect r, gui_colour colour);
/** The edge of r, width pixels wide, inside of r. */
void gui_frame(struct gui_canvas *c, struct rect r, int width, gui_colour colour);
/** Fills r with colours from top to bottom, dithered: no bands can be seen. */
void gui_gradient(struct gui_canvas *c, struct rect r, gui_colour top, gui_colour bottom);

/** r with round corners; the radius is at most half of what r has. */
void gui_round_rect(struct gui_canvas *c, struct rect r, int radius, gui_colour colour);
/** The edge of that, width pixels wide, inside of r. */
void gui_round_frame(struct gui_canvas *c, struct rect r, int radius, int width, gui_colour colour);
/** The largest circle in box, in its middle: its diameter is the lesser of w and h. */
void gui_circle(struct gui_canvas *c, struct rect box, gui_colour colour);
/** The edge of that, width pixels wide. */
void gui_ring(struct gui_canvas *c, struct rect box, int width, gui_colour colour);

/** A line from pixel to pixel, both included, width pixels wide. Horizontal and vertical ones
 *  are crisp (an even width has one more pixel below or to the right). */
void gui_line(struct gui_canvas *c, int x0, int y0, int x1, int y1, int width, gui_colour colour);

/** The soft shadow of gui_round_rect(r, radius), which fades to nothing size pixels outside of
 *  r. It is drawn under r too. Move r down by a few pixels for light from above. */
void gui_shadow(struct gui_canvas *c, struct rect r, int radius, int size, gui_colour colour);

/** Copies part of an image to x, y as it is: alpha is not looked at. */
void gui_blit(struct gui_canvas *c, int x, int y, const struct gui_image *image, struct rect part);
/** Draws part of an image at x, y by its alpha, multiplied by alpha / 255. */
void gui_blend(struct gui_canvas *c, int x, int y, const struct gui_image *image, struct rect part,
	       uint8_t alpha);
/** Draws all of an image, by its alpha, so that it fills dest: smooth when it grows, averaged
 *  when it shrinks. For what is drawn again and again gui_image_scaled() is cheaper. */
void gui_scale(struct gui_canvas *c, struct rect dest, const struct gui_image *image);

#endif
