/* SPDX-License-Identifier: MIT */
/*
 * unicode.c - UTF-8, UTF-16, and upper case as far as file names are compared by it.
 *
 * Windows compares names by a table of all of Unicode's simple upper cases, mtools by the C
 * library's. Here it is rules for the scripts of living languages: Latin up to Extended-A, with
 * what Vietnamese, Romanian, Pinyin and the languages of Africa have beyond, Latin Extended
 * Additional, Greek of one accent, Cyrillic, Armenian, and full-width letters. Of others, names
 * that differ in case are different names, as are those with a dotless i, a long s or the micro
 * sign.
 *
 * Source: RFC 3629 (UTF-8), RFC 2781 (UTF-16), Unicode's UnicodeData.txt.
 */
#include <core/compiler.h>

#include "unicode.h"

/* Code points from first to last, of which every one (step 1) or every second (step 2) has
 * its upper case `down` below. */
struct fold {
	uint16_t first, last;
	int16_t down;
	uint8_t step;
};

static const struct fold folds[] = {
	{ 'a', 'z', 32, 1 },      { 0xe0, 0xf6, 32, 1 },    { 0xf8, 0xfe, 32, 1 },
	{ 0xff, 0xff, -121, 1 },  { 0x101, 0x12f, 1, 2 },   { 0x133, 0x137, 1, 2 },
	{ 0x13a, 0x148, 1, 2 },   { 0x14b, 0x177, 1, 2 },   { 0x17a, 0x17e, 1, 2 },
	{ 0x1a1, 0x1a5, 1, 2 },   { 0x1b0, 0x1b0, 1, 1 },   { 0x1ce, 0x1dc, 1, 2 },
	{ 0x1df, 0x1ef, 1, 2 },   { 0x1f9, 0x21f, 1, 2 },   { 0x223, 0x233, 1, 2 },
	{ 0x3ac, 0x3ac, 38, 1 },  { 0x3ad, 0x3af, 37, 1 },  { 0x3b1, 0x3c1, 32, 1 },
	{ 0x3c2, 0x3c2, 31, 1 },  { 0x3c3, 0x3cb, 32, 1 },  { 0x3cc, 0x3cc, 64, 1 },
	{ 0x3cd, 0x3ce, 63, 1 },  { 0x430, 0x44f, 32, 1 },  { 0x450, 0x45f, 80, 1 },
	{ 0x461, 0x481, 1, 2 },   { 0x48b, 0x4bf, 1, 2 },   { 0x4c2, 0x4ce, 1, 2 },
	{ 0x4cf, 0x4cf, 15, 1 },  { 0x4d1, 0x52f, 1, 2 },   { 0x561, 0x586, 48, 1 },
	{ 0x1e01, 0x1e95, 1, 2 }, { 0x1ea1, 0x1eff, 1, 2 }, { 0xff41, 0xff5a, 32, 1 },
};

uint16_t unicode_upper(uint16_t unit)
{
	for (size_t i = 0; i < ARRAY_SIZE(folds) && unit >= folds[i].first; i++) {
		const struct fold *f = &folds[i];
		if (unit <= f->last && (unit - f->first) % f->step == 0)
			return (uint16_t)(unit - f->down);
	}
	return unit;
}

/* How many bytes follow the first one of a sequence, and its own bits. -1: no first byte. */
static int sequence(uint8_t first, uint32_t *bits)
{
	if (first < 0x80) {
		*bits = first;
		return 0;
	}
	int follow = first >= 0xf0 ? 3 : first >= 0xe0 ? 2 : first >= 0xc0 ? 1 : -1;
	if (follow < 0 || first > 0xf4)
		return -1;
	*bits = first & (0x3fu >> follow);
	return follow;
}

size_t utf8_read(const char *text, size_t len, uint32_t *point)
{
	static const uint32_t least[] = { 0, 0x80, 0x800, 0x10000 };
	int follow = sequence((uint8_t)text[0], point);

	if (follow < 0 || (size_t)follow >= len)
		return 0;
	for (int i = 1; i <= follow; i++) {
		uint8_t byte = (uint8_t)text[i];
		if ((byte & 0xc0) != 0x80)
			return 0;
		*point = *point << 6 | (byte & 0x3f);
	}
	if (*point < least[follow] || *point > 0x10ffff || (*point >= 0xd800 && *point <= 0xdfff))
		return 0;
	return (size_t)follow + 1;
}

size_t utf8_write(uint32_t point, char out[4])
{
	if (point < 0x80) {
		out[0] = (char)point;
		return 1;
	}
	unsigned follow = point < 0x800 ? 1 : point < 0x10000 ? 2 : 3;
	for (unsigned i = follow; i > 0; i--, point >>= 6)
		out[i] = (char)(0x80 | (point & 0x3f));
	out[0] = (char)((0xffu << (7 - follow) & 0xff) | point);
	return follow + 1;
}

size_t utf16_read(const uint16_t *unit, size_t len, uint32_t *point)
{
	*point = unit[0];
	if (unit[0] < 0xd800 || unit[0] > 0xdfff)
		return 1;
	if (unit[0] > 0xdbff || len < 2 || unit[1] < 0xdc00 || unit[1] > 0xdfff)
		return 0;
	*point = 0x10000 + ((unit[0] & 0x3ffu) << 10 | (unit[1] & 0x3ffu));
	return 2;
}

size_t utf16_write(uint32_t point, uint16_t out[2])
{
	if (point < 0x10000) {
		out[0] = (uint16_t)point;
		return 1;
	}
	point -= 0x10000;
	out[0] = (uint16_t)(0xd800 | point >> 10);
	out[1] = (uint16_t)(0xdc00 | (point & 0x3ff));
	return 2;
}
