/* SPDX-License-Identifier: MIT */
/* test_conf.c - what kiosk.conf may say, and the line that names what it may not. */
#include <stdio.h>
#include <string.h>

#include <test/test.h>

#include "../conf.h"

static struct conf conf;

static bool parse(const char *text)
{
	return conf_parse(&conf, text, strlen(text));
}

static const char *error_of(const char *text)
{
	if (parse(text)) {
		conf_free(&conf);
		return "none";
	}
	return conf.error;
}

TEST(kiosk_conf_is_read_into_slides_and_tiles)
{
	NEED(parse("# a comment\n[kiosk]\n title = Caf\xc3\xa9 \r\ntheme=dark\naccent = #3B82f6\n"
		   "[slide]\nheadline = One\\nTwo\nseconds = 3\n[tile]\ntype = value\n"
		   "url = https://a.test/x?y=1\npath = a.b[2]\nalarm-above = 21.5\n"
		   "[slide]\nimage = pictures/a.png\nfit = whole"));
	CHECK_STR(conf.title, "Caf\xc3\xa9");
	CHECK_EQ(conf.theme, THEME_DARK);
	CHECK_EQ(conf.accent, 0xff3b82f6);
	CHECK_EQ(conf.seconds, 10);
	CHECK_EQ(conf.slide_count, 2);
	CHECK_STR(conf.slides[0].headline, "One\nTwo");
	CHECK_EQ(conf.slides[0].tile_count, 1);
	CHECK_STR(conf.slides[0].tiles[0].url, "https://a.test/x?y=1");
	CHECK(conf.slides[0].tiles[0].alarm_above.set);
	CHECK(conf.slides[0].tiles[0].alarm_above.at == 21.5);
	CHECK(!conf.slides[0].tiles[0].warn_above.set);
	CHECK_EQ(conf.slides[0].tiles[0].decimals, -1);
	CHECK_EQ(conf.slides[1].fit, FIT_WHOLE);
	conf_free(&conf);
}

TEST(kiosk_conf_errors_say_where_what_and_what_to_do)
{
	static const struct {
		const char *text, *error;
	} cases[] = {
		{ "", "kiosk.conf:0: there is no [slide]; write at least one" },
		{ "x = 1",
		  "kiosk.conf:1: a line before the first section; write [kiosk] above it" },
		{ "\n[slid]",
		  "kiosk.conf:2: unknown section [slid]; there are [kiosk], [slide] and "
		  "[tile]" },
		{ "[tile]", "kiosk.conf:1: a [tile] belongs to a slide: write [slide] above it" },
		{ "[slide]\nhello", "kiosk.conf:2: \"hello\" is neither a [section] nor \"name = "
				    "value\"" },
		{ "[slide]\ncolour = red",
		  "kiosk.conf:2: unknown line \"colour\" in [slide]; there "
		  "are image, fit, headline, text, seconds, columns, "
		  "background" },
		{ "[slide]\nfit = wide", "kiosk.conf:2: fit = wide: one of these is wanted: fill, "
					 "whole" },
		{ "[slide]\nseconds = 0", "kiosk.conf:2: seconds = 0: a number from 1 to 86400 is "
					  "wanted" },
		{ "[slide]\nseconds = 1e3", "kiosk.conf:2: seconds = 1e3: a number from 1 to 86400 "
					    "is wanted" },
		{ "[slide]\nbackground = blue", "kiosk.conf:2: background = blue: a colour is "
						"wanted, such as #3b82f6 (red, green, blue)" },
		{ "[slide]\nimage = ../x.png",
		  "kiosk.conf:2: image = ../x.png: a name in the "
		  "kiosk's folder is wanted, without \"/\" before it or "
		  "\"..\" in it" },
		{ "[kiosk]\ncorner = yes", "kiosk.conf:2: corner = yes: on or off is wanted" },
		{ "[slide]\n[tile]\n\n[slide]", "kiosk.conf:2: this [tile] needs a line \"type = "
						"...\"" },
		{ "[slide]\n[tile]\ntype = value\nurl = http://a/",
		  "kiosk.conf:2: this [tile] needs "
		  "a line \"path = ...\"" },
		{ "[slide]\n[tile]\nurl = ftp://a/",
		  "kiosk.conf:3: url = ftp://a/: an address that "
		  "begins with http:// or https:// is wanted" },
		{ "[slide]\n[tile]\nwarn-below = nan",
		  "kiosk.conf:3: warn-below = nan: a number is "
		  "wanted, such as 21.5" },
	};

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++)
		CHECK_STR(error_of(cases[i].text), cases[i].error);
}

TEST(kiosk_conf_has_limits)
{
	static char text[CONF_TEXT_MAX + 2];
	size_t len = 0;

	for (int i = 0; i <= SLIDES_MAX; i++)
		len += (size_t)sprintf(text + len, "[slide]\n");
	CHECK_STR(error_of(text), "kiosk.conf:65: more than 64 slides; leave some out");
	len = (size_t)sprintf(text, "[slide]\n");
	for (int i = 0; i <= TILES_MAX; i++)
		len += (size_t)sprintf(text + len, "[tile]\ntype = clock\n");
	CHECK_STR(error_of(text), "kiosk.conf:26: more than 12 tiles on one slide; begin another "
				  "[slide]");
	memset(text, '#', sizeof(text) - 1);
	text[sizeof(text) - 1] = '\0';
	CHECK_STR(error_of(text), "kiosk.conf:0: more than 64 KiB; leave some out");
	text[2000] = '\0';
	CHECK_STR(error_of(text), "kiosk.conf:1: a line of more than 1023 bytes");
	CHECK(!conf_parse(&conf, "[slide]\n\0", 9));
	CHECK_STR(conf.error, "kiosk.conf:2: this is not text");
}
