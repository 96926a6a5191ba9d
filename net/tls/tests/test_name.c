/* SPDX-License-Identifier: MIT */
/* test_name.c - hosts, and the list of a certificate's names for a person. */
#include <errno.h>
#include <string.h>

#include <test/test.h>
#include "../name.h"

static struct cert cert_with(const char *names, size_t len)
{
	return (struct cert){ .names = { (const uint8_t *)names, len } };
}
#define NAMES(literal) cert_with(literal, sizeof(literal) - 1)

static bool matches(const char *host, struct cert c)
{
	struct host h;

	CHECK_EQ(host_parse(host, &h), 0);
	return host_matches(&h, &c);
}

TEST(host_names_and_addresses_are_told_apart)
{
	struct host h;

	CHECK_EQ(host_parse("example.org", &h), 0);
	CHECK(!h.is_address);
	CHECK_EQ(host_parse("192.0.2.255", &h), 0);
	CHECK(h.is_address);
	CHECK(memcmp(h.address, "\xc0\x00\x02\xff", 4) == 0);
	CHECK_EQ(host_parse("localhost", &h), 0);
	CHECK(!h.is_address);
	CHECK_EQ(host_parse("1.2.3.4.example", &h), 0);
	CHECK(!h.is_address);
}

TEST(host_with_a_dot_at_the_end_is_the_host)
{
	struct host h;

	CHECK_EQ(host_parse("example.org.", &h), 0);
	CHECK_STR(h.name, "example.org");
}

TEST(host_that_cannot_be_is_refused)
{
	static const char *const wrong[] = {
		"",    ".",   "a..b", "1.2.3.4.5", "1.2.3", "256.1.1.1",       "1.02.3.4",
		"a b", "a/b", "::1",  "*.a.test",  "x.123", "caf\xc3\xa9.test"
	};
	struct host h;

	for (size_t i = 0; i < ARRAY_SIZE(wrong); i++)
		CHECK_EQ(host_parse(wrong[i], &h), -EINVAL);
}

TEST(host_lengths_are_bounded)
{
	char name[300];
	struct host h;

	memset(name, 'a', sizeof(name));
	name[63] = 0;
	CHECK_EQ(host_parse(name, &h), 0);
	name[63] = 'a';
	name[64] = 0;
	CHECK_EQ(host_parse(name, &h), -EINVAL);
	name[64] = 'a';
	for (size_t i = 50; i < sizeof(name); i += 50)
		name[i] = '.';
	name[253] = 0;
	CHECK_EQ(host_parse(name, &h), 0);
	name[253] = 'a';
	name[254] = 0;
	CHECK_EQ(host_parse(name, &h), -EINVAL);
}

TEST(host_matches_by_kind_of_entry)
{
	CHECK(matches("a.test", NAMES("\x82\x06"
				      "a.test")));
	CHECK(!matches("a.test", NAMES("\x81\x06"
				       "a.test")));
	CHECK(matches("1.2.3.4", NAMES("\x87\x04\x01\x02\x03\x04")));
	CHECK(!matches("1.2.3.4", NAMES("\x82\x07"
					"1.2.3.4")));
	CHECK(!matches("a.test", NAMES("")));
}

TEST(host_matching_stops_at_a_malformed_entry)
{
	CHECK(!matches("a.test", NAMES("\x82\x7f"
				       "a.test")));
	CHECK(!matches("a.test", NAMES("\x82\x80"
				       "\x82\x06"
				       "a.test")));
}

static const char *listed(struct cert c)
{
	static char text[96];

	cert_list_names(&c, text, sizeof(text));
	return text;
}

TEST(names_are_listed_for_a_person)
{
	CHECK_STR(listed(NAMES("")), "no names");
	CHECK_STR(listed(NAMES("\x82\x06"
			       "a.test")),
		  "a.test");
	CHECK_STR(listed(NAMES("\x82\x01"
			       "a"
			       "\x87\x04\x01\x02\x03\x04")),
		  "a, 1.2.3.4");
	CHECK_STR(listed(NAMES("\x82\x01"
			       "a"
			       "\x82\x01"
			       "b"
			       "\x82\x01"
			       "c"
			       "\x82\x01"
			       "d"
			       "\x82\x01"
			       "e")),
		  "a, b, c and 2 more");
	CHECK_STR(listed(NAMES("\x82\x05"
			       "a\n\0\x1b\xff")),
		  "a????");
}

TEST(names_too_long_to_list_are_counted)
{
	char names[2 * 102];

	for (size_t i = 0; i < sizeof(names); i += 102) {
		memset(names + i, 'x', 102);
		memcpy(names + i, "\x82\x64", 2);
	}
	CHECK(strlen(listed(cert_with(names, sizeof(names)))) < 96);
	CHECK(strstr(listed(cert_with(names, sizeof(names))), "more") != NULL);
}
