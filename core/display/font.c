/* SPDX-License-Identifier: MIT */
/* font.c - which picture belongs to a character. */
#include <stddef.h>

#include <core/font.h>

#define REPLACEMENT 0xfffdu

/* The place of code among the font's, or count. */
static unsigned find(const struct font *font, uint16_t code)
{
	unsigned low = 0, high = font->count;

	while (low < high) {
		unsigned middle = (low + high) / 2;

		if (font->codes[middle] < code)
			low = middle + 1;
		else
			high = middle;
	}
	return low < font->count && font->codes[low] == code ? low : font->count;
}

const uint8_t *font_glyph(const struct font *font, uint16_t code)
{
	unsigned at = find(font, code);

	if (at == font->count)
		at = find(font, REPLACEMENT);
	if (at == font->count)
		at = 0;
	return font->bits + (size_t)font->glyphs[at] * font->height;
}
