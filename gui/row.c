/* SPDX-License-Identifier: MIT */
/*
 * row.c - rows of pixels: everything that is drawn ends here, so this is what is fast.
 *
 * Locking: none; the caller owns the pixels.
 */
#include "draw.h"

static void store(uint32_t *p, int n, uint32_t colour)
{
	for (int i = 0; i < n; i++)
		p[i] = colour;
}

void row_fill(uint32_t *p, int n, gui_colour colour)
{
	unsigned alpha = alpha_of(colour);

	if (alpha == OPAQUE) {
		store(p, n, colour);
		return;
	}
	if (alpha == 0)
		return;
	for (int i = 0; i < n; i++)
		p[i] = mix(p[i], colour, alpha);
}

void row_cover(uint32_t *p, const uint8_t *cover, int n, gui_colour colour)
{
	unsigned alpha = alpha_of(colour);

	for (int i = 0; i < n; i++) {
		if (cover[i] == 0)
			continue;
		unsigned part = cover[i] == OPAQUE ? alpha : div255(cover[i] * alpha);
		p[i] = part == OPAQUE ? colour : mix(p[i], colour, part);
	}
}

void row_blend(uint32_t *p, const uint32_t *image, int n, unsigned alpha)
{
	for (int i = 0; i < n; i++) {
		unsigned part = div255(alpha_of(image[i]) * alpha);

		if (part == OPAQUE)
			p[i] = image[i];
		else if (part != 0)
			p[i] = mix(p[i], image[i], part);
	}
}
