/* SPDX-License-Identifier: MIT */
/* utf8.c - UTF-8 and columns. Source: RFC 3629; Unicode 15, East Asian Width and general
 * category Mn, as ranges that are rounded to what terminals draw. */
#include "utf8.h"

#define REPLACEMENT 0xfffd

uint32_t utf8_get(const char *text, size_t len, size_t *used)
{
	const unsigned char *t = (const unsigned char *)text;
	static const uint32_t least[] = { 0, 0, 0x80, 0x800, 0x10000 };
	size_t n = t[0] < 0x80 ? 1 : t[0] < 0xc2 ? 0 : t[0] < 0xe0 ? 2 : t[0] < 0xf0 ? 3 : 4;

	*used = 1;
	if (n == 1)
		return t[0];
	if (n == 0 || t[0] > 0xf4 || n > len)
		return REPLACEMENT;
	uint32_t c = t[0] & (0x7fu >> n);
	for (size_t i = 1; i < n; i++) {
		if ((t[i] & 0xc0) != 0x80)
			return REPLACEMENT;
		c = c << 6 | (t[i] & 0x3f);
	}
	if (c < least[n] || c > 0x10ffff || (c >= 0xd800 && c < 0xe000))
		return REPLACEMENT;
	*used = n;
	return c;
}

struct range {
	uint32_t first, last;
};

static int is_in(uint32_t c, const struct range *ranges, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		if (c >= ranges[i].first && c <= ranges[i].last)
			return 1;
	}
	return 0;
}

int utf8_width(uint32_t c)
{
	static const struct range none[] = {
		{ 0x0300, 0x036f }, { 0x0483, 0x0489 }, { 0x0591, 0x05bd }, { 0x200b, 0x200f },
		{ 0x20d0, 0x20f0 }, { 0xfe00, 0xfe0f }, { 0xfe20, 0xfe2f },
	};
	static const struct range two[] = {
		{ 0x1100, 0x115f },   { 0x2e80, 0xa4cf },   { 0xac00, 0xd7a3 },
		{ 0xf900, 0xfaff },   { 0xfe30, 0xfe6f },   { 0xff00, 0xff60 },
		{ 0xffe0, 0xffe6 },   { 0x1f300, 0x1f64f }, { 0x1f900, 0x1f9ff },
		{ 0x20000, 0x3fffd },
	};

	if (c < 0x300)
		return 1;
	if (is_in(c, none, sizeof(none) / sizeof(none[0])))
		return 0;
	return 1 + is_in(c, two, sizeof(two) / sizeof(two[0]));
}
