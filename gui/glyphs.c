/* SPDX-License-Identifier: MIT */
/*
 * glyphs.c - the pictures of letters, made when they are first drawn and kept in as many bytes
 * as GUI_GLYPH_CACHE says; what has not been drawn for longest goes first.
 *
 * Letters keep their form, but heights are stretched a little so that the tops of small and of
 * capital letters fall on edges of pixels: without that a row of pixels above each line of text
 * is grey. Widths stay as designed, and a letter may begin on a quarter of a pixel.
 *
 * Locking: one thread (gui/text.h).
 */
#include <stdlib.h>
#include <string.h>

#include <gui/path.h>

#include "draw.h"
#include "glyphs.h"
#include "raster.h"

#define BUCKETS 512u
#define ROOM    ((size_t)CONFIG_GUI_GLYPH_CACHE << 10)

static struct glyph *buckets[BUCKETS];
static struct glyph *newest, *oldest;
static size_t size_in_all;
static unsigned long misses;

size_t glyphs_size(void)
{
	return size_in_all;
}

unsigned long glyphs_misses(void)
{
	return misses;
}

static uint32_t key_of(const struct font *font, unsigned glyph, unsigned place)
{
	return glyph | place << 16 | (uint32_t)font->public.size << 18 |
	       (uint32_t)font->public.face << 26;
}

static struct glyph **bucket_of(uint32_t key)
{
	return &buckets[(key * 2654435761u) >> 23]; /* Knuth's multiplicative hash: 9 bits */
}

static size_t size_of(const struct glyph *g)
{
	return sizeof(*g) + (size_t)g->width * g->height;
}

static void unlink_use(struct glyph *g)
{
	*(g->newer ? &g->newer->older : &newest) = g->older;
	*(g->older ? &g->older->newer : &oldest) = g->newer;
}

static void link_newest(struct glyph *g)
{
	g->newer = NULL;
	g->older = newest;
	*(newest ? &newest->newer : &oldest) = g;
	newest = g;
}

static void drop_oldest(void)
{
	struct glyph *g = oldest, **at = bucket_of(g->key);

	while (*at != g)
		at = &(*at)->next;
	*at = g->next;
	unlink_use(g);
	size_in_all -= size_of(g);
	free(g);
}

static void keep(struct glyph *g)
{
	struct glyph **bucket = bucket_of(g->key);

	size_in_all += size_of(g);
	while (size_in_all > ROOM && oldest)
		drop_oldest();
	g->next = *bucket;
	*bucket = g;
	link_newest(g);
}

static struct scaling scaling_of(const struct font *font, unsigned glyph, unsigned place, bool box)
{
	const struct gui_font *f = &font->public;
	const struct face *face = font->face;
	struct measure em = { FACE_UNITS, f->size * GUI_ONE };

	if (box)
		return (struct scaling){
			.em = em,
			.width = { face_advance(face, glyph) / 4, f->cell * GUI_ONE },
			.depth = { face->descent, f->descent * GUI_ONE },
			.knots = { { face->ascent / 2, f->ascent * GUI_ONE / 2 },
				   { face->ascent, f->ascent * GUI_ONE } },
		};
	return (struct scaling){
		.em = em,
		.width = em,
		.depth = em,
		.knots = { { face->x_height, f->x_height * GUI_ONE },
			   { face->cap_height, f->cap_height * GUI_ONE } },
		.shift_x = (int)place * (GUI_ONE / GLYPH_PLACES) + font->shift,
	};
}

static void take_row(void *arg, int x, int y, const uint8_t *cover, int n)
{
	struct glyph *g = arg;

	memcpy(g->cover + (size_t)(y - g->top) * g->width + (x - g->left), cover, (size_t)n);
}

static struct glyph *make(const struct font *font, unsigned glyph, unsigned place, bool box)
{
	struct scaling scaling = scaling_of(font, glyph, place, box);
	struct raster r = { 0 };

	if (!face_outline(font->face, glyph, &scaling, &r))
		raster_free(&r); /* damaged: nothing is drawn */
	/* No letter is larger than some ems; it bounds what damaged data can ask for. */
	const int reach = 4 * GUI_FONT_MAX;
	struct rect all = rect_intersect(raster_box(&r),
					 (struct rect){ -reach, -reach, 2 * reach, 2 * reach });
	struct glyph *g = calloc(1, sizeof(*g) + (size_t)all.w * (size_t)all.h);
	if (g) {
		g->key = key_of(font, glyph, place);
		g->left = (int16_t)all.x;
		g->top = (int16_t)all.y;
		g->width = (uint16_t)all.w;
		g->height = (uint16_t)all.h;
		raster_rows(&r, all, take_row, g);
	}
	raster_free(&r);
	return g;
}

const struct glyph *glyph_get(const struct font *font, unsigned glyph, unsigned place, bool box)
{
	uint32_t key = key_of(font, glyph, place);
	struct glyph *g = *bucket_of(key);

	while (g && g->key != key)
		g = g->next;
	if (g) {
		if (g != newest) {
			unlink_use(g);
			link_newest(g);
		}
		return g;
	}
	misses++;
	g = make(font, glyph, place, box);
	if (g)
		keep(g);
	return g;
}
