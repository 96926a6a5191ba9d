/* SPDX-License-Identifier: MIT */
/*
 * font.c - fonts of a size: their measures. A font is made when it is first asked for and stays:
 * there are few sizes in a program.
 *
 * Locking: one thread (gui/text.h).
 */
#include <stdlib.h>

#include <gui/path.h>

#include "draw.h"
#include "glyphs.h"

#define SIZES (GUI_FONT_MAX - GUI_FONT_MIN + 1)

/* A face that the configuration leaves out looks like GUI_SANS. */
static const struct face *const faces[GUI_FACES] = {
	[GUI_SANS] = &face_sans,
	[GUI_SANS_BOLD] = IS_ENABLED(CONFIG_GUI_FONT_BOLD) ? &face_sans_bold : &face_sans,
	[GUI_MONO] = IS_ENABLED(CONFIG_GUI_FONT_MONO) ? &face_mono : &face_sans,
};

/* A height of letters comes to lie on the nearest edge of a pixel. */
static int nearest(int units, int size)
{
	return MAX((units * size + FACE_UNITS / 2) / FACE_UNITS, 1);
}

static int not_less(int units, int size)
{
	return (units * size + FACE_UNITS - 1) / FACE_UNITS;
}

static void measure(struct font *font, enum gui_face name, int size)
{
	const struct face *face = faces[name];
	int digit = (int)face_advance(face, face_glyph(face, '0')) * size / 16;
	struct gui_font *f = &font->public;

	f->face = name;
	f->size = size;
	f->ascent = not_less(face->ascent, size);
	f->descent = not_less(face->descent, size);
	f->line_height = f->ascent + f->descent;
	f->x_height = nearest(face->x_height, size);
	f->cap_height = MAX(nearest(face->cap_height, size), f->x_height + 1);
	f->cell = (digit + GUI_ONE / 2) / GUI_ONE;
	font->face = face;
	font->shift = name == GUI_MONO ? (f->cell * GUI_ONE - digit) / 2 : 0;
}

const struct gui_font *gui_font(enum gui_face face, int size)
{
	static struct font *fonts[GUI_FACES][SIZES];
	static struct font spare; /* when there is no memory, all fonts are the last one */

	size = MAX(MIN(size, GUI_FONT_MAX), GUI_FONT_MIN);
	struct font **font = &fonts[face][size - GUI_FONT_MIN];
	if (!*font) {
		struct font *made = malloc(sizeof(*made));

		if (!made) {
			measure(&spare, face, size);
			return &spare.public;
		}
		measure(made, face, size);
		*font = made;
	}
	return &(*font)->public;
}

int gui_text_centre(const struct gui_font *font, int top, int height)
{
	return top + (height + font->cap_height) / 2;
}
