/* SPDX-License-Identifier: MIT */
/*
 * face.c - gui/face.h: reading a font's data. It comes from the build, and is read as if it did
 * not: every offset and number is held against the data's end.
 *
 * Locking: none, nothing changes.
 */
#include <stddef.h>

#include "draw.h"
#include "face.h"
#include "raster.h"

enum { LINES = 1, QUADS = 2, CUBES = 3 };

#define BOX_ADVANCE 640 /* units; of the box for unknown characters */

unsigned face_glyph(const struct face *face, uint32_t character)
{
	unsigned low = 0, high = face->codes_count, ascii = character - ' ';

	/* A font begins with a space, and mostly has all that follow it in ASCII. */
	if (ascii < high && face->codes[ascii] == character)
		return face->glyphs[ascii];
	while (low < high) {
		unsigned middle = (low + high) / 2;

		if (face->codes[middle] < character)
			low = middle + 1;
		else
			high = middle;
	}
	return low < face->codes_count && face->codes[low] == character ? face->glyphs[low]
									: FACE_NONE;
}

unsigned face_advance(const struct face *face, unsigned glyph)
{
	return glyph < face->glyphs_count ? face->advances[glyph] : BOX_ADVANCE * 4;
}

int face_kern(const struct face *face, unsigned left, unsigned right)
{
	if (face->right_classes == 0 || left >= face->glyphs_count || right >= face->glyphs_count)
		return 0;
	return FACE_KERN_STEP * face->kerning[face->left_class[left] * face->right_classes +
					      face->right_class[right]];
}

/* Bytes that are read one after another; behind the end come zeros, and bad is set. */
struct reader {
	const uint8_t *at, *end;
	bool bad;
};

static unsigned read_byte(struct reader *r)
{
	if (r->at < r->end)
		return *r->at++;
	r->bad = true;
	return 0;
}

static int read_number(struct reader *r)
{
	unsigned byte = read_byte(r);

	return byte <= 200 ? (int)byte - 100 : (int)((byte - 201) * 256 + read_byte(r)) - 7000;
}

/* Where a point of the font, in units, lies in the picture. */
static struct gui_point placed(const struct scaling *s, int x, int y)
{
	struct measure below = { 0, 0 }, part = s->em;

	if (y < 0)
		part = s->depth;
	for (int i = 0; i < 2 && y > below.from; i++) {
		if (y > s->knots[i].from)
			below = s->knots[i];
		else {
			part = (struct measure){ s->knots[i].from - below.from,
						 s->knots[i].to - below.to };
			break;
		}
	}
	return (struct gui_point){ x * s->width.to / s->width.from + s->shift_x,
				   -(below.to + (y - below.from) * part.to / part.from) };
}

/* What draws a contour: the last point, in units. */
struct nib {
	const struct scaling *scaling;
	struct raster *to;
	int x, y;
};

static struct gui_point here(const struct nib *nib)
{
	return placed(nib->scaling, nib->x, nib->y);
}

static struct gui_point step(struct nib *nib, struct reader *r)
{
	int x = nib->x + read_number(r), y = nib->y + read_number(r);

	/* Damaged data may add up to anything; no font reaches beyond this. */
	nib->x = MAX(MIN(x, 16384), -16384);
	nib->y = MAX(MIN(y, 16384), -16384);
	return here(nib);
}

/* a is two thirds of the way from end to the control point of a quadratic curve. */
static struct gui_point third(struct gui_point end, struct gui_point control)
{
	return (struct gui_point){ end.x + (control.x - end.x) * 2 / 3,
				   end.y + (control.y - end.y) * 2 / 3 };
}

static void draw_run(struct nib *nib, struct reader *r, unsigned kind)
{
	struct gui_point p[4] = { here(nib) };

	if (kind == LINES) {
		p[3] = step(nib, r);
		raster_line(nib->to, p[0], p[3]);
		return;
	}
	p[1] = step(nib, r);
	p[2] = step(nib, r);
	if (kind == CUBES) {
		p[3] = step(nib, r);
	} else {
		p[3] = p[2];
		p[2] = third(p[3], p[1]);
		p[1] = third(p[0], p[1]);
	}
	raster_curve(nib->to, p);
}

static bool draw_contour(const struct face *face, unsigned number, struct nib nib)
{
	struct gui_point first = here(&nib);

	if (number >= face->contours_count || face->contour_starts[number] >= face->contour_size)
		return false;
	struct reader r = { face->contour_data + face->contour_starts[number],
			    face->contour_data + face->contour_size, false };
	for (unsigned run = read_byte(&r); run != 0 && !r.bad; run = read_byte(&r)) {
		if (run / 64 == 0)
			return false;
		for (unsigned i = 0; i < run % 64; i++)
			draw_run(&nib, &r, run / 64);
	}
	raster_line(nib.to, here(&nib), first);
	return !r.bad;
}

/* A hollow box as high as a capital letter. */
static void draw_box(const struct face *face, const struct scaling *scaling, struct raster *to)
{
	const int edge = FACE_UNITS / 16, right = BOX_ADVANCE - edge, top = face->cap_height;
	const int outer[5][2] = {
		{ edge, 0 }, { right, 0 }, { right, top }, { edge, top }, { edge, 0 }
	};
	const int inner[5][2] = { { 2 * edge, edge },
				  { 2 * edge, top - edge },
				  { right - edge, top - edge },
				  { right - edge, edge },
				  { 2 * edge, edge } };

	for (int i = 0; i < 4; i++) {
		raster_line(to, placed(scaling, outer[i][0], outer[i][1]),
			    placed(scaling, outer[i + 1][0], outer[i + 1][1]));
		raster_line(to, placed(scaling, inner[i][0], inner[i][1]),
			    placed(scaling, inner[i + 1][0], inner[i + 1][1]));
	}
}

bool face_outline(const struct face *face, unsigned glyph, const struct scaling *scaling,
		  struct raster *to)
{
	if (glyph >= face->glyphs_count) {
		draw_box(face, scaling, to);
		return true;
	}
	if (face->glyph_starts[glyph] >= face->glyph_size)
		return false;
	struct reader r = { face->glyph_data + face->glyph_starts[glyph],
			    face->glyph_data + face->glyph_size, false };
	for (unsigned count = read_byte(&r); count > 0 && !r.bad; count--) {
		unsigned number = read_byte(&r) << 8;
		struct nib nib = { scaling, to, 0, 0 };

		number |= read_byte(&r);
		nib.x = read_number(&r);
		nib.y = read_number(&r);
		if (r.bad || !draw_contour(face, number, nib))
			return false;
	}
	return !r.bad;
}
