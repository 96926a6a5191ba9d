/* SPDX-License-Identifier: MIT */
/* test_options.c - command lines that must be refused, and some that must not. */
#include <getopt.h>

#include <test/test.h>

#include "../options.h"

static struct options options;

static bool accepts(const char *option, const char *value)
{
	char *argv[] = { "httpsget", (char *)option, (char *)value, "https://a.test/", NULL };

	optind = 0; /* getopt() starts over */
	return options_parse(&options, 4, argv);
}

TEST(options_headers_of_the_user_are_taken)
{
	CHECK(accepts("-H", "Authorization: Basic eDp5"));
	CHECK_EQ(options.header_count, 1);
	CHECK_STR(options.headers[0], "Authorization: Basic eDp5");
	CHECK(accepts("-H", "Hosts: the name only begins like ours"));
}

TEST(options_headers_of_the_program_are_refused)
{
	CHECK(!accepts("-H", "Host: other.test"));
	CHECK(!accepts("-H", "hOST:other.test"));
	CHECK(!accepts("-H", "Connection: keep-alive"));
	CHECK(!accepts("-H", "Content-Length: 5"));
	CHECK(!accepts("-H", "Transfer-Encoding: chunked"));
}

TEST(options_headers_that_are_none_are_refused)
{
	CHECK(!accepts("-H", "no colon"));
	CHECK(!accepts("-H", ": no name"));
	CHECK(!accepts("-H", "Host : blank before the colon"));
	CHECK(!accepts("-H", " Host: blank at the start"));
	CHECK(!accepts("-H", "X: y\r\nHost: z"));
}

TEST(options_repeat_discards_the_page)
{
	char *argv[] = { "httpsget", "--repeat", "2", "-o", "file", "https://a.test/", NULL };

	CHECK(accepts("--repeat", "2"));
	optind = 0; /* getopt() starts over */
	CHECK(!options_parse(&options, 6, argv));
}

TEST(options_times_are_seconds_and_the_limit_of_all_is_none_unless_given)
{
	CHECK(accepts("--timeout", "7"));
	CHECK(options.timeout == 7 && options.max_time == 0);
	CHECK(accepts("--max-time", "90"));
	CHECK_EQ(options.max_time, 90);
	CHECK(!accepts("--max-time", "0"));
	CHECK(!accepts("--max-time", "1.5"));
}
