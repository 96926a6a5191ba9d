/* SPDX-License-Identifier: MIT */
/*
 * text.c - gui/text.h: from bytes to glyphs in a row, measured or drawn.
 *
 * A light letter on a dark ground looks thinner than the same the other way round, because
 * colours mix on bytes that stand for light by a power of about 2.2. What a light letter covers
 * in part is therefore drawn stronger, by up to a tenth.
 *
 * Locking: one thread (gui/text.h).
 */
#include <gui/path.h>

#include "draw.h"
#include "glyphs.h"

#define ELLIPSIS "\xe2\x80\xa6"

/* A row of glyphs being walked through. */
struct walk {
	const struct font *font;
	const char *text;
	size_t len, at; /* bytes */
	long pen;       /* 1/256 pixel, before the glyph */
	int advance;    /* 1/256 pixel */
	unsigned glyph;
	bool box; /* the character meets its neighbours */
	bool any; /* there was a glyph before */
};

static bool is_control(uint32_t character)
{
	return character < 0x20 || (character >= 0x7f && character < 0xa0);
}

static int kern(const struct walk *w, unsigned glyph)
{
	return w->any ? face_kern(w->font->face, w->glyph, glyph) * w->font->public.size / 4 : 0;
}

/* Goes to the next glyph that is drawn. False: there is none. */
static bool walk_on(struct walk *w)
{
	const struct face *face = w->font->face;
	uint32_t character = 0;

	w->pen += w->advance;
	w->advance = 0;
	while (w->at < w->len && is_control(character))
		character = gui_utf8_next(w->text, w->len, &w->at);
	if (is_control(character))
		return false;

	unsigned glyph = face_glyph(face, character);

	w->pen = MAX(w->pen + kern(w, glyph), 0);
	w->advance = w->font->public.face == GUI_MONO
			     ? w->font->public.cell * GUI_ONE
			     : (int)face_advance(face, glyph) * w->font->public.size / 16;
	w->glyph = glyph;
	w->box = w->font->public.face == GUI_MONO && character >= 0x2500 && character < 0x25a0;
	w->any = true;
	return true;
}

/* 1/256 pixels as whole ones. */
static int whole(long pen)
{
	return (int)((pen + GUI_ONE / 2) >> 8);
}

int gui_text_width(const struct gui_font *font, const char *text, size_t len)
{
	struct walk w = { .font = font_of(font), .text = text, .len = len };

	while (walk_on(&w))
		;
	return whole(w.pen);
}

size_t gui_text_fit(const struct gui_font *font, const char *text, size_t len, int width)
{
	struct walk w = { .font = font_of(font), .text = text, .len = len };
	size_t fits = 0;

	while (walk_on(&w)) {
		if (whole(w.pen + w.advance) > width)
			return fits;
		fits = w.at;
	}
	return len;
}

size_t gui_text_at(const struct gui_font *font, const char *text, size_t len, int x)
{
	struct walk w = { .font = font_of(font), .text = text, .len = len };
	size_t before = 0;

	while (walk_on(&w)) {
		if ((long)x * GUI_ONE < w.pen + w.advance / 2)
			return before;
		before = w.at;
	}
	return before;
}

/* How much stronger a colour is drawn where a glyph covers a pixel in part: 0..96, as
 * mask_cover() has it. A half becomes up to a tenth more. */
static unsigned strength_of(gui_colour colour)
{
	unsigned red = colour >> 16 & 0xff, green = colour >> 8 & 0xff, blue = colour & 0xff;
	unsigned light = (red * 54 + green * 183 + blue * 19) >> 8; /* BT.709 */

	return light * 96 / 255;
}

static void draw_glyph(struct gui_canvas *c, const struct glyph *g, int x, int y, gui_colour colour,
		       unsigned stronger)
{
	struct rect all = { x + g->left, y + g->top, g->width, g->height };
	struct rect r = rect_intersect(c->clip, all);

	if (rect_empty(r))
		return;
	struct mask mask = { g->cover + (size_t)(r.y - all.y) * g->width + (r.x - all.x), g->width,
			     r.w, r.h };

	mask_cover(pixel_at(c, r.x, r.y), c->stride, &mask, colour, stronger);
}

/* Whether a glyph at pen, in 1/256 pixel from x, may show; none reaches further than two ems. */
static bool may_show(const struct gui_canvas *c, const struct font *font, long x, long pen)
{
	long left = x + pen / GUI_ONE, reach = 2L * font->public.size;

	return left + reach >= c->clip.x && left - reach <= (long)c->clip.x + c->clip.w;
}

int gui_text_draw(struct gui_canvas *c, const struct gui_font *font, int x, int y, const char *text,
		  size_t len, gui_colour colour)
{
	struct walk w = { .font = font_of(font), .text = text, .len = len };
	struct rect line = { c->clip.x, y, c->clip.w, 4 * font->size };
	bool visible = alpha_of(colour) > 0 && gui_visible(c, rect_moved(line, 0, -2 * font->size));
	unsigned stronger = strength_of(colour);

	while (walk_on(&w)) {
		if (!visible || !may_show(c, w.font, x, w.pen))
			continue;

		long place = (w.pen + GUI_ONE / GLYPH_PLACES / 2) * GLYPH_PLACES / GUI_ONE;
		const struct glyph *g =
			glyph_get(w.font, w.glyph, (unsigned)place % GLYPH_PLACES, w.box);

		if (g)
			draw_glyph(c, g, (int)(x + place / GLYPH_PLACES), y, colour, stronger);
	}
	return x + whole(w.pen);
}

int gui_text_draw_fit(struct gui_canvas *c, const struct gui_font *font, int x, int y, int width,
		      const char *text, size_t len, gui_colour colour)
{
	size_t fits = gui_text_fit(font, text, len, width);

	if (fits == len)
		return gui_text_draw(c, font, x, y, text, len, colour);

	int dots = gui_text_width(font, ELLIPSIS, sizeof(ELLIPSIS) - 1);

	if (dots > width)
		return x;
	fits = gui_text_fit(font, text, len, width - dots);
	while (fits > 0 && text[fits - 1] == ' ')
		fits--;
	x = gui_text_draw(c, font, x, y, text, fits, colour);
	return gui_text_draw(c, font, x, y, ELLIPSIS, sizeof(ELLIPSIS) - 1, colour);
}
