/* SPDX-License-Identifier: MIT */
/*
 * face.h - a font's letters as outlines, as scripts/font2c.py writes them at build time. The em
 * square has 1024 units, y grows up, 0 is the baseline.
 *
 * A glyph is a byte that says of how many contours it is made; then for each the contour's
 * number in two bytes, the higher one first, and where it begins, x and y. A contour is runs:
 * a byte with the kind in its upper two bits (1 lines, 2 quadratic curves, 3 cubic curves) and
 * how many in the others; then their points, each x and y relative to the point before; a zero
 * byte ends it. A number is one byte, itself + 100, or two when the first is above 200:
 * (first - 201) * 256 + second - 7000.
 */
#ifndef GUI_FACE_H
#define GUI_FACE_H

#include <stdbool.h>
#include <stdint.h>

#define FACE_UNITS     1024
#define FACE_KERN_STEP 2 /* units that kerning is told in */

struct face {
	int16_t ascent, descent; /* of a line; both positive */
	int16_t x_height, cap_height;
	unsigned codes_count, glyphs_count, contours_count;
	unsigned glyph_size, contour_size; /* bytes of data */
	const uint16_t *codes;             /* characters, ascending */
	const uint16_t *glyphs;            /* the glyph of each */
	const uint16_t *advances;          /* of each glyph, in 1/4 unit */
	const uint32_t *glyph_starts;      /* offset of each glyph in glyph_data */
	const uint8_t *glyph_data;
	const uint32_t *contour_starts; /* offset of each contour in contour_data */
	const uint8_t *contour_data;
	unsigned right_classes;     /* 0: no kerning */
	const uint8_t *left_class;  /* of each glyph */
	const uint8_t *right_class; /* of each glyph */
	const int8_t *kerning;      /* [left class * right_classes + right class] */
};

extern const struct face face_sans, face_sans_bold, face_mono;

#define FACE_NONE 0xffffu /* the glyph of characters that the font has not: a box */

/* The glyph of a character. */
unsigned face_glyph(const struct face *face, uint32_t character);
/* How far a glyph moves on, in 1/4 unit. */
unsigned face_advance(const struct face *face, unsigned glyph);
/* What to add between two glyphs, in units. */
int face_kern(const struct face *face, unsigned left, unsigned right);

/* So many units become so many 1/256 pixels. */
struct measure {
	int from, to;
};

/* How a glyph is stretched. Heights up to each knot are stretched so that the knot falls where
 * it should, usually on a pixel's edge, which makes text crisp; above the last they are as the
 * em says, and so are widths and depths unless something has to meet a neighbour. */
struct scaling {
	struct measure em, width, depth;
	struct measure knots[2]; /* ascending */
	int shift_x;             /* 1/256 pixel */
};

struct raster;

/* Adds the outlines of a glyph, y down. False: its data is damaged; what was added is then
 * not to be used. */
bool face_outline(const struct face *face, unsigned glyph, const struct scaling *scaling,
		  struct raster *to);

#endif
