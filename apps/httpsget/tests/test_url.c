/* SPDX-License-Identifier: MIT */
/* test_url.c - URLs as people and servers write them. */
#include <string.h>

#include <test/test.h>

#include "../url.h"

static struct url url, base;

/* Parses text and compares what it means with the canonical text want. */
static bool means(const char *text, const char *want)
{
	static char buf[URL_TEXT_MAX];

	return url_parse(&url, text) == NULL && strcmp(url_print(&url, buf), want) == 0;
}

static bool leads(const char *ref, const char *want)
{
	static char buf[URL_TEXT_MAX];

	return url_resolve(&url, &base, ref) == NULL && strcmp(url_print(&url, buf), want) == 0;
}

static bool refused(const char *text)
{
	return url_parse(&url, text) != NULL;
}

TEST(url_parts_are_found)
{
	NEED(url_parse(&url, "https://Example.ORG:8443/a/b?c=d#e") == NULL);
	CHECK(url.tls);
	CHECK_EQ(url.port, 8443);
	CHECK(strcmp(url.host, "example.org") == 0);
	CHECK(strcmp(url.target, "/a/b?c=d") == 0);
}

TEST(url_defaults_are_the_schemes)
{
	CHECK(means("https://x", "https://x/"));
	CHECK(means("HTTP://x:80", "http://x/"));
	CHECK(means("https://x:/", "https://x/"));
	CHECK(means("https://x?q", "https://x/?q"));
	CHECK(means("https://x#f", "https://x/"));
	CHECK(means("http://10.0.2.2:443/", "http://10.0.2.2:443/"));
}

TEST(url_dot_segments_are_removed)
{
	CHECK(means("http://x/a/./b/../c", "http://x/a/c"));
	CHECK(means("http://x/a/..", "http://x/"));
	CHECK(means("http://x/../../a", "http://x/a"));
	CHECK(means("http://x/a/.", "http://x/a/"));
	CHECK(means("http://x/a//../b", "http://x/a/b"));
	CHECK(means("http://x/...", "http://x/..."));
	CHECK(means("http://x/a?/../b", "http://x/a?/../b"));
}

TEST(url_nonsense_is_refused)
{
	CHECK(refused(""));
	CHECK(refused("example.org"));
	CHECK(refused("ftp://x/"));
	CHECK(refused("https://"));
	CHECK(refused("https:///x"));
	CHECK(refused("https://:443/"));
	CHECK(refused("https://x:0/"));
	CHECK(refused("https://x:65536/"));
	CHECK(refused("https://x:99999999999999999999/"));
	CHECK(refused("https://x:1x/"));
	CHECK(refused("https://user@x/"));
	CHECK(refused("https://[::1]/"));
	CHECK(refused("https://a b/"));
	CHECK(refused("https://x/a b"));
	CHECK(refused("https://x/\r\nHost: y"));
	CHECK(refused("https://x\n/"));
	CHECK(refused("https://x/\xc3\xa4"));
}

TEST(url_limits_hold)
{
	static char text[URL_TARGET_MAX + 64];

	memset(text, 'a', sizeof(text) - 1);
	memcpy(text, "http://x/", 9);
	text[8 + URL_TARGET_MAX] = '\0';
	CHECK(!refused(text));
	text[8 + URL_TARGET_MAX] = 'a';
	text[8 + URL_TARGET_MAX + 1] = '\0';
	CHECK(refused(text));
	memset(text, 'a', sizeof(text) - 1);
	memcpy(text, "http://", 7);
	text[7 + URL_HOST_MAX] = '\0';
	CHECK(!refused(text));
	text[7 + URL_HOST_MAX] = 'a';
	text[7 + URL_HOST_MAX + 1] = '\0';
	CHECK(refused(text));
}

/* RFC 3986 5.4.1 and 5.4.2, those that stay within http. */
TEST(url_references_resolve_as_the_standard_says)
{
	NEED(url_parse(&base, "http://a/b/c/d;p?q") == NULL);
	CHECK(leads("g", "http://a/b/c/g"));
	CHECK(leads("./g", "http://a/b/c/g"));
	CHECK(leads("g/", "http://a/b/c/g/"));
	CHECK(leads("/g", "http://a/g"));
	CHECK(leads("//g", "http://g/"));
	CHECK(leads("?y", "http://a/b/c/d;p?y"));
	CHECK(leads("g?y", "http://a/b/c/g?y"));
	CHECK(leads("#s", "http://a/b/c/d;p?q"));
	CHECK(leads("g#s", "http://a/b/c/g"));
	CHECK(leads(";x", "http://a/b/c/;x"));
	CHECK(leads("", "http://a/b/c/d;p?q"));
	CHECK(leads(".", "http://a/b/c/"));
	CHECK(leads("..", "http://a/b/"));
	CHECK(leads("../g", "http://a/b/g"));
	CHECK(leads("../../../../g", "http://a/g"));
	CHECK(leads("g/../h", "http://a/b/c/h"));
	CHECK(leads("https://z:1/y", "https://z:1/y"));
}

TEST(url_references_keep_port_and_scheme)
{
	NEED(url_parse(&base, "https://a:4433/x") == NULL);
	CHECK(leads("/y", "https://a:4433/y"));
	CHECK(leads("//b/y", "https://b/y"));
	CHECK(url_resolve(&url, &base, "ftp://b/") != NULL);
	CHECK(url_resolve(&url, &base, "javascript:x") != NULL);
}

TEST(url_origin_is_scheme_host_and_port)
{
	static const char *const others[] = { "http://a.test:443/", "https://a.test:444/",
					      "https://b.a.test/", "https://a.tes/" };

	NEED(url_parse(&base, "https://a.test/x") == NULL);
	CHECK(url_parse(&url, "https://A.test:443/y") == NULL && url_same_origin(&url, &base));
	for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++)
		CHECK(url_parse(&url, others[i]) == NULL && !url_same_origin(&url, &base));
}
