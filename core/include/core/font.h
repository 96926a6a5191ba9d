/* SPDX-License-Identifier: MIT */
/* font.h - bitmaps of characters, 8 pixels wide, from third_party/. */
#ifndef CORE_FONT_H
#define CORE_FONT_H

#include <stdint.h>
#include <core/compiler.h>

#define FONT_WIDTH 8u /* pixels */

struct font {
	unsigned height;        /* pixels, of all characters */
	unsigned count;         /* code points */
	const uint16_t *codes;  /* ascending */
	const uint16_t *glyphs; /* the glyph of each */
	const uint8_t *bits;    /* height bytes per glyph, the leftmost pixel in bit 7 */
};
extern const struct font font_8x16;

/** The rows of a character's picture, font->height bytes; of what stands for unknown
 *  ones when the font does not have it. */
const uint8_t *font_glyph(const struct font *font, uint16_t code) IRQ_SAFE;

#endif
