/* SPDX-License-Identifier: MIT */
/* blit.c - images onto a canvas, pixel by pixel. Locking: none. */
#include <string.h>

#include <gui/image.h>

#include "draw.h"

/* What shows of part of an image whose corner lies at x, y; in pixels of the canvas. */
static struct rect shown_of(const struct gui_canvas *c, int *x, int *y,
			    const struct gui_image *image, struct rect part)
{
	struct rect real = rect_intersect(part, (struct rect){ 0, 0, image->width, image->height });

	*x += real.x - part.x;
	*y += real.y - part.y;
	return rect_intersect(c->clip, (struct rect){ *x, *y, real.w, real.h });
}

/* The pixel of the image that is drawn at x, y + row of shown. */
static const uint32_t *source(const struct gui_image *image, struct rect part, struct rect shown,
			      int x, int y, int row)
{
	int from_x = MAX(part.x, 0) + shown.x - x, from_y = MAX(part.y, 0) + shown.y - y + row;

	return image->pixels + (size_t)from_y * (size_t)image->width + from_x;
}

void gui_blit(struct gui_canvas *c, int x, int y, const struct gui_image *image, struct rect part)
{
	struct rect shown = shown_of(c, &x, &y, image, part);

	for (int row = 0; row < shown.h; row++)
		memcpy(pixel_at(c, shown.x, shown.y + row), source(image, part, shown, x, y, row),
		       (size_t)shown.w * sizeof(uint32_t));
}

void gui_blend(struct gui_canvas *c, int x, int y, const struct gui_image *image, struct rect part,
	       uint8_t alpha)
{
	if (image->opaque && alpha == OPAQUE) {
		gui_blit(c, x, y, image, part);
		return;
	}

	struct rect shown = shown_of(c, &x, &y, image, part);

	for (int row = 0; row < shown.h; row++)
		row_blend(pixel_at(c, shown.x, shown.y + row),
			  source(image, part, shown, x, y, row), shown.w, alpha);
}
