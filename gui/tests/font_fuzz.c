/* SPDX-License-Identifier: MIT */
/*
 * font_fuzz.c - whatever bytes a font's data hold, its letters are drawn, or not, without harm.
 * The first two bytes say the size and how the others are divided between glyphs and contours.
 */
#include <stdlib.h>

#include "face.h"
#include "raster.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define COUNT 4

static void take(void *arg, int x, int y, const uint8_t *cover, int n)
{
	unsigned *sum = arg;

	for (int i = 0; i < n; i++)
		*sum += cover[i] + (unsigned)(x ^ y);
}

static void draw(const struct face *face, unsigned glyph, int pixels)
{
	const struct measure em = { FACE_UNITS, pixels * GUI_ONE };
	const struct scaling scaling = {
		em, em, em, { { 560, pixels * 140 }, { 745, pixels * 190 } }, 64
	};
	struct raster r = { 0 };
	unsigned sum = 0;

	face_outline(face, glyph, &scaling, &r);
	raster_rows(&r, (struct rect){ -300, -300, 600, 600 }, take, &sum);
	raster_free(&r);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const uint16_t none[1];
	uint32_t starts[COUNT];

	if (size < 4)
		return 0;
	unsigned all = (unsigned)size - 2, split = all * data[1] / 256;
	for (unsigned i = 0; i < COUNT; i++)
		starts[i] = i * 7; /* may lie behind the end */

	const struct face face = {
		.ascent = 990,
		.descent = 250,
		.x_height = 560,
		.cap_height = 745,
		.glyphs_count = COUNT,
		.contours_count = COUNT,
		.glyph_size = split,
		.contour_size = all - split,
		.codes = none,
		.glyphs = none,
		.advances = none,
		.glyph_starts = starts,
		.glyph_data = data + 2,
		.contour_starts = starts,
		.contour_data = data + 2 + split,
	};
	for (unsigned glyph = 0; glyph <= COUNT; glyph++)
		draw(&face, glyph, 8 + data[0] % 121);
	return 0;
}
