/* SPDX-License-Identifier: MIT */
/*
 * utf8.c - characters from bytes and back. What is valid is table 3-7 of the Unicode standard:
 * no overlong forms, no surrogates, nothing above U+10FFFF. What is not is taken in the longest
 * pieces that could have begun a character (section 3.9, "maximal subparts").
 */
#include <gui/text.h>

/* How many bytes the sequence that begins with first has; 0: none begins so. The second byte
 * must lie in low..high, further ones in 0x80..0xbf. */
static unsigned form(uint8_t first, uint8_t *low, uint8_t *high)
{
	*low = first == 0xe0 ? 0xa0 : first == 0xf0 ? 0x90 : 0x80;
	*high = first == 0xed ? 0x9f : first == 0xf4 ? 0x8f : 0xbf;
	return first < 0x80   ? 1
	       : first < 0xc2 ? 0
	       : first < 0xe0 ? 2
	       : first < 0xf0 ? 3
	       : first < 0xf5 ? 4
			      : 0;
}

uint32_t gui_utf8_next(const char *text, size_t len, size_t *at)
{
	uint8_t first = (uint8_t)text[(*at)++], low, high;
	unsigned bytes = form(first, &low, &high);
	uint32_t character = first & (0x7f >> bytes);

	if (bytes == 1)
		return first;
	for (unsigned i = 1; i < bytes; i++) {
		uint8_t byte = *at < len ? (uint8_t)text[*at] : 0;

		if (byte < low || byte > high)
			return GUI_UTF8_BAD;
		character = character << 6 | (byte & 0x3f);
		low = 0x80;
		high = 0xbf;
		(*at)++;
	}
	return bytes ? character : GUI_UTF8_BAD;
}

size_t gui_utf8_before(const char *text, size_t at)
{
	size_t begin = at;

	/* Every byte that cannot continue a character begins a piece, of up to four bytes. What
	 * follows such a piece, or is further from one, is a stray byte and a piece of its own. */
	for (int back = 0; back < 4 && begin > 0; back++) {
		begin--;
		if (((uint8_t)text[begin] & 0xc0) != 0x80) {
			size_t next = begin;

			gui_utf8_next(text, at, &next);
			return next == at ? begin : at - 1;
		}
	}
	return at > 0 ? at - 1 : 0;
}

size_t gui_utf8_put(char out[4], uint32_t character)
{
	if (character > 0x10ffff || (character >= 0xd800 && character < 0xe000))
		character = GUI_UTF8_BAD;
	if (character < 0x80) {
		out[0] = (char)character;
		return 1;
	}
	size_t bytes = character < 0x800 ? 2 : character < 0x10000 ? 3 : 4;
	for (size_t i = bytes - 1; i > 0; i--) {
		out[i] = (char)(0x80 | (character & 0x3f));
		character >>= 6;
	}
	out[0] = (char)(0xf00 >> bytes | character);
	return bytes;
}
