/* SPDX-License-Identifier: MIT */
/* test_utf8.c - characters from bytes, the right ones and the wrong ones. */
#include <stdlib.h>
#include <string.h>

#include <gui/text.h>
#include <test/test.h>

TEST(gui_utf8_gives_back_every_character)
{
	for (uint32_t character = 0; character < 0x110000; character++) {
		char bytes[4];
		size_t len = gui_utf8_put(bytes, character), at = 0;
		bool surrogate = character >= 0xd800 && character < 0xe000;

		NEED(gui_utf8_next(bytes, len, &at) == (surrogate ? GUI_UTF8_BAD : character));
		NEED(at == len);
		NEED(gui_utf8_before(bytes, len) == 0);
	}
	CHECK_EQ(gui_utf8_put((char[4]){ 0 }, 0x110000), 3);
}

/* How many characters text is made of, and how many of them are bad. */
static unsigned count(const char *text, size_t len, unsigned *bad)
{
	unsigned characters = 0;

	*bad = 0;
	for (size_t at = 0; at < len; characters++)
		*bad += gui_utf8_next(text, len, &at) == GUI_UTF8_BAD;
	return characters;
}

TEST(gui_utf8_takes_bad_bytes_in_the_longest_pieces)
{
	static const struct {
		const char *text;
		unsigned characters, bad;
	} rows[] = {
		{ "a\x80z", 3, 1 },
		{ "\xc0\xaf", 2, 2 },                 /* overlong */
		{ "\xe0\x80\xaf", 3, 3 },             /* overlong: not one byte fits */
		{ "\xed\xa0\x80", 3, 3 },             /* a surrogate */
		{ "\xf4\x90\x80\x80", 4, 4 },         /* above U+10FFFF */
		{ "\xe2\x82", 1, 1 },                 /* cut off */
		{ "\xf0\x9f\x98z", 2, 1 },            /* cut off by a letter */
		{ "\xf1\x80\x80\xe1\x80\xc2z", 4, 3 } /* table 3-8 of the standard */
	};

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		unsigned bad;

		CHECK_EQ(count(rows[i].text, strlen(rows[i].text), &bad), rows[i].characters);
		CHECK_EQ(bad, rows[i].bad);
	}
}

TEST(gui_utf8_going_back_finds_the_boundaries_of_going_on)
{
	static const uint8_t likely[] = { 'a', 0x80, 0xbf, 0xc3, 0xe2, 0xf0, 0x9f, 0xff };

	for (int round = 0; round < 2000; round++) {
		char text[24];
		size_t last = 0, at = 0;

		for (size_t i = 0; i < sizeof(text); i++)
			text[i] = (char)likely[test_below(sizeof(likely))];
		while (at < sizeof(text)) {
			last = at;
			gui_utf8_next(text, sizeof(text), &at);
			NEED(gui_utf8_before(text, at) == last);
		}
	}
	CHECK_EQ(gui_utf8_before("a", 0), 0);
}

/* A file of anything is walked through backwards in a moment. */
TEST(gui_utf8_going_back_over_stray_bytes_is_not_slow)
{
	enum { BYTES = 300000 };
	char *text = malloc(BYTES);
	size_t at = BYTES;

	NEED(text != NULL);
	memset(text, 0xbf, BYTES);
	while (at > 0) {
		size_t before = gui_utf8_before(text, at);

		NEED(before == at - 1);
		at = before;
	}
	free(text);
}
