/* SPDX-License-Identifier: MIT */
/* glyphs.h - fonts of a size, and the pictures of their letters. */
#ifndef GUI_GLYPHS_H
#define GUI_GLYPHS_H

#include <gui/text.h>

#include "face.h"

/* What gui_font() gives is the first member of this. */
struct font {
	struct gui_font public;
	const struct face *face;
	int shift; /* 1/256 pixel; what puts a letter into the middle of its cell */
};

/* Places in a pixel that a letter can begin at. */
#define GLYPH_PLACES 4

struct glyph {
	struct glyph *next;          /* of the same hash */
	struct glyph *newer, *older; /* by their last use */
	uint32_t key;
	int16_t left, top;      /* of the picture; pixels from the origin, y down */
	uint16_t width, height; /* pixels; 0: nothing to be seen */
	uint8_t cover[];
};

/* The picture of a font's glyph that begins place quarters of a pixel right of the origin. Good
 * until the next call. NULL: no memory. box: the character is one of those that draw boxes. */
const struct glyph *glyph_get(const struct font *font, unsigned glyph, unsigned place, bool box);
/* How many bytes the pictures that are kept take, and how often one was not there. */
size_t glyphs_size(void);
unsigned long glyphs_misses(void);

static inline const struct font *font_of(const struct gui_font *font)
{
	return container_of(font, struct font, public);
}

#endif
