/* SPDX-License-Identifier: MIT */
/* test_choices.c - the file of the settings: kept whole, and read whatever is in it. */
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include <test/test.h>

#include "../choices.h"

static const struct choices full = {
	.theme = "contrast",
	.scale = "150",
	.keyboard = "de",
	.screen = "1280x800",
	.address = "192.168.100.200",
	.mask = "255.255.255.128",
	.gateway = "192.168.100.129",
	.dns = "192.168.100.129 192.168.100.130 192.168.100.131 192.168.100.132",
};

static struct choices parsed(const char *text)
{
	struct choices c;

	choices_parse(&c, text, strlen(text));
	return c;
}

static bool same(const struct choices *a, const struct choices *b)
{
	char x[CHOICES_TEXT], y[CHOICES_TEXT];
	size_t n = choices_print(a, x);

	return choices_print(b, y) == n && memcmp(x, y, n) == 0;
}

TEST(desktop_choices_are_kept_whole)
{
	char text[CHOICES_TEXT];
	struct choices c, none = { 0 };
	size_t len = choices_print(&full, text);

	CHECK(len < CHOICES_TEXT && text[len - 1] == '\n');
	choices_parse(&c, text, len);
	CHECK(same(&c, &full));
	CHECK_STR(c.dns, full.dns);
	CHECK_EQ(choices_print(&none, text), 0);
	choices_parse(&c, "", 0);
	CHECK(same(&c, &none));
}

TEST(desktop_choices_are_read_by_line)
{
	struct choices c = parsed("# by hand\r\n theme=dark\r\n\tscale =  200 \nscreen\n= 3\n"
				  "wallpaper = blue\nkeyboard = fr");

	CHECK_STR(c.theme, "dark");
	CHECK_STR(c.scale, "200");
	CHECK_STR(c.keyboard, "fr");
	CHECK_STR(c.screen, "");
	c = parsed("theme = dark\ntheme = much longer than it may be\nscale = 1500\n"
		   "address = 10.0.0.1; halt\nmask = $(halt)\ngateway = \001\ndns = a\"b\n");
	CHECK_STR(c.theme, "dark");
	CHECK_STR(c.scale, "");
	CHECK_STR(c.address, "");
	CHECK_STR(c.mask, "");
	CHECK_STR(c.gateway, "");
	CHECK_STR(c.dns, "");
}

/* Bytes of a good file, changed at random: what is read is always something that is printed and
 * read again as the same. */
TEST(desktop_choices_survive_any_bytes)
{
	char text[CHOICES_TEXT], again[CHOICES_TEXT];
	struct choices c, d;

	for (int round = 0; round < 20000; round++) {
		size_t len = choices_print(&full, text);

		for (unsigned i = test_below(8); i-- > 0;)
			text[test_below((unsigned)len)] = (char)test_below(256);
		choices_parse(&c, text, test_below((unsigned)len + 1));
		choices_parse(&d, again, choices_print(&c, again));
		NEED(same(&c, &d));
	}
}
