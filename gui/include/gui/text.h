/* SPDX-License-Identifier: MIT */
/*
 * text.h - letters: fonts, how wide text is, drawing it.
 *
 *	const struct gui_font *font = gui_font(GUI_SANS, 14);
 *	gui_text_draw(c, font, x, y + font->ascent, text, strlen(text), colour);
 *
 * Text is UTF-8 and need not end with 0: each call says how many bytes it looks at. Each
 * sequence of bytes that is not UTF-8 counts and is drawn as one U+FFFD (the longest start of a
 * valid sequence is one, as Unicode recommends, section 3.9); a character that the font does not
 * have is drawn as a box. Control characters, tabs and line ends among them, are drawn as
 * nothing and have no width: whoever lays out lines takes text apart before. Text runs from
 * left to right, one character is one shape; pairs are kerned.
 *
 * Positions between letters are kept in fractions of a pixel, only the sum is rounded:
 * gui_text_width() of a whole text can differ by a pixel from the sum of its parts' widths.
 * Who draws a part of a line in another colour (a selection) draws the whole text twice, under
 * two clips, and the letters do not move. In GUI_MONO all characters are font->cell pixels
 * wide and nothing is ever rounded.
 *
 * The shapes of letters are kept in a cache of bounded size (CONFIG_GUI_GLYPH_CACHE); a letter
 * that is not in it costs about fifteen times as much as one that is.
 *
 * Locking: one thread, the one that called gui_open().
 */
#ifndef GUI_TEXT_H
#define GUI_TEXT_H

#include <stddef.h>

#include <gui/canvas.h>

enum gui_face { GUI_SANS, GUI_SANS_BOLD, GUI_MONO, GUI_FACES };

#define GUI_FONT_MIN 8 /* pixels */
#define GUI_FONT_MAX 128

struct gui_font {
	enum gui_face face;
	int size;        /* pixels of the em square: what design programs call the font size */
	int ascent;      /* pixels from the baseline up to the top of a line */
	int descent;     /* pixels from the baseline down to its bottom, positive */
	int line_height; /* pixels from baseline to baseline of text with more lines */
	int cap_height;  /* of capital letters: to centre text on something else */
	int x_height;    /* of small letters */
	int cell;        /* GUI_MONO: width of every character; else of a digit */
};

/** The font of that size, which is brought into GUI_FONT_MIN..GUI_FONT_MAX. Never NULL; valid
 *  for ever. Cheap: nothing is prepared but its measures. */
const struct gui_font *gui_font(enum gui_face face, int size);

/** Pixels from the first letter's origin to where a next one would begin. */
int gui_text_width(const struct gui_font *font, const char *text, size_t len);
/** Draws text whose first letter's origin is x on the baseline y. Gives x + its width. */
int gui_text_draw(struct gui_canvas *c, const struct gui_font *font, int x, int y, const char *text,
		  size_t len, gui_colour colour);
/** The same, cut so that it is at most width pixels wide: what is cut off becomes an
 *  ellipsis. Nothing is drawn when not even that fits. */
int gui_text_draw_fit(struct gui_canvas *c, const struct gui_font *font, int x, int y, int width,
		      const char *text, size_t len, gui_colour colour);
/** How many bytes of text, whole characters, are at most width pixels wide. */
size_t gui_text_fit(const struct gui_font *font, const char *text, size_t len, int width);
/** The boundary between characters (a number of bytes) that is nearest to x, in pixels from
 *  the first letter's origin: where a click puts the cursor. */
size_t gui_text_at(const struct gui_font *font, const char *text, size_t len, int x);
/** The baseline that puts capital letters into the middle of a height that begins at top. */
int gui_text_centre(const struct gui_font *font, int top, int height);

/* --- UTF-8 ------------------------------------------------------------------------- */

#define GUI_UTF8_BAD 0xfffdu

/** The character at *at, which moves behind it; *at < len. GUI_UTF8_BAD for bytes that are none,
 *  at most as many as a character could have had. */
uint32_t gui_utf8_next(const char *text, size_t len, size_t *at);
/** Where the character before the boundary at begins; 0 when there is none. */
size_t gui_utf8_before(const char *text, size_t at);
/** Writes the bytes of a character, up to 4, without a 0; gives how many. What is no
 *  character is written as GUI_UTF8_BAD. */
size_t gui_utf8_put(char out[4], uint32_t character);

#endif
