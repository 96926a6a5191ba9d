/* SPDX-License-Identifier: MIT */
/* test_http_response.c - responses whole, cut at every byte, and wrong in one way each. */
#include <string.h>

#include <test/test.h>

#include "../http_response.h"

#define OK "HTTP/1.1 200 OK\r\n"

static struct http_response r;
static char body[256];
static size_t body_len;

static bool collect(void *arg, const void *data, size_t len)
{
	(void)arg;
	if (len > sizeof(body) - body_len)
		return false;
	memcpy(body + body_len, data, len);
	body_len += len;
	return true;
}

/* Feeds text in pieces of step bytes. */
static void feed(const char *text, size_t len, size_t step)
{
	bool more = true;

	http_init(&r, collect, NULL);
	body_len = 0;
	for (size_t at = 0; at < len && more; at += step)
		more = http_feed(&r, text + at, len - at < step ? len - at : step);
}

/* True when text, cut into pieces of any size, is a whole response with that body. */
static bool gives(const char *text, const char *want)
{
	size_t len = strlen(text);

	for (size_t step = 1; step <= len; step++) {
		feed(text, len, step);
		if (!http_end(&r) || body_len != strlen(want) || memcmp(body, want, body_len) != 0)
			return false;
	}
	return true;
}

/* True when text is refused whatever comes after it, and however it is cut. */
static bool refused(const char *text)
{
	size_t len = strlen(text);

	for (size_t step = 1; step <= len; step++) {
		feed(text, len, step);
		if (r.state != HTTP_BROKEN || !r.wrong)
			return false;
	}
	return true;
}

TEST(http_body_of_known_length)
{
	CHECK(gives(OK "Content-Length: 5\r\n\r\nhello", "hello"));
	CHECK(gives(OK "content-length:5\t\r\nX: y\r\n\r\nhello", "hello"));
	CHECK(gives(OK "Content-Length: 0\r\n\r\n", ""));
	CHECK(gives(OK "Content-Length: 2\r\nContent-Length: 2\r\n\r\nab", "ab"));
}

TEST(http_bytes_behind_the_response_are_not_body)
{
	CHECK(gives(OK "Content-Length: 2\r\n\r\nabcdef", "ab"));
	CHECK(gives(OK "Transfer-Encoding: chunked\r\n\r\n1\r\na\r\n0\r\n\r\nmore", "a"));
}

TEST(http_body_in_chunks)
{
	CHECK(gives(OK "Transfer-Encoding: chunked\r\n\r\n6;x=y\r\nin thr\r\n2\r\nee\r\n"
		       "A\r\n0123456789\r\n0\r\nTrailer: x\r\n\r\n",
		    "in three0123456789"));
	CHECK(gives(OK "Transfer-Encoding: Chunked\r\n\r\n00\r\n\r\n", ""));
}

TEST(http_body_until_the_end)
{
	CHECK(gives("HTTP/1.0 200\r\n\r\nall of it", "all of it"));
	CHECK(gives(OK "Connection: close\r\n\r\n", ""));
}

TEST(http_no_body_when_the_status_says_so)
{
	CHECK(gives("HTTP/1.1 204 No Content\r\n\r\n", ""));
	CHECK(gives("HTTP/1.1 304 Not Modified\r\nContent-Length: 5\r\n\r\n", ""));
}

TEST(http_interim_responses_are_skipped)
{
	CHECK(gives("HTTP/1.1 100 Continue\r\nLocation: /x\r\nContent-Length: 9\r\n\r\n"
		    "HTTP/1.1 103 Early Hints\r\n\r\n" OK "Content-Length: 1\r\n\r\na",
		    "a"));
	CHECK_EQ(r.status, 200);
	CHECK(r.location[0] == '\0');
	CHECK(refused("HTTP/1.1 101 Switching\r\n\r\n"));
}

TEST(http_head_is_told)
{
	NEED(gives("HTTP/1.1 302 Found it\r\nLOCATION:  /there?x \r\nContent-Length: 0\r\n\r\n",
		   ""));
	CHECK_EQ(r.status, 302);
	CHECK(strcmp(r.reason, "Found it") == 0);
	CHECK(strcmp(r.location, "/there?x") == 0);
}

TEST(http_reason_is_safe_to_print)
{
	NEED(gives("HTTP/1.1 404 \xff\tNo\r\nContent-Length: 0\r\n\r\n", ""));
	CHECK(strcmp(r.reason, "??No") == 0);
	CHECK(refused("HTTP/1.1 404 \x1b[2J\r\n\r\n"));
}

TEST(http_wrong_status_lines_are_refused)
{
	CHECK(refused("\r\n"));
	CHECK(refused("HTTP/2.0 200 OK\r\n"));
	CHECK(refused("HTTP/1.1  200 OK\r\n"));
	CHECK(refused("HTTP/1.1 20 OK\r\n"));
	CHECK(refused("HTTP/1.1 2000 OK\r\n"));
	CHECK(refused("HTTP/1.1 099 OK\r\n"));
	CHECK(refused("HTTP/1.1 600 OK\r\n"));
	CHECK(refused("ICY 200 OK\r\nx"));
	CHECK(refused("HTTP/1.1 200 OK\n"));
}

TEST(http_wrong_fields_are_refused)
{
	CHECK(refused(OK "X : y\r\n"));
	CHECK(refused(OK ": y\r\n"));
	CHECK(refused(OK "no colon\r\n"));
	CHECK(refused(OK "X: a\r\n folded\r\n"));
	CHECK(refused(OK "X: a\nY: b\r\n"));
	CHECK(refused(OK "X: a\rb\r\n"));
	CHECK(refused(OK "X: a\x01\r\n"));
	CHECK(refused(OK "X: a\x7f\r\n"));
}

TEST(http_a_zero_byte_is_refused)
{
	static const char text[] = OK "X: a\0b\r\n\r\n";

	feed(text, sizeof(text) - 1, 1);
	CHECK_EQ(r.state, HTTP_BROKEN);
}

TEST(http_wrong_lengths_are_refused)
{
	CHECK(refused(OK "Content-Length: -5\r\n"));
	CHECK(refused(OK "Content-Length: +5\r\n"));
	CHECK(refused(OK "Content-Length: 5, 5\r\n"));
	CHECK(refused(OK "Content-Length: 0x5\r\n"));
	CHECK(refused(OK "Content-Length:\r\n"));
	CHECK(refused(OK "Content-Length: 99999999999999999999\r\n"));
	CHECK(refused(OK "Content-Length: 3\r\nContent-Length: 4\r\n"));
	CHECK(refused(OK "Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n"));
	CHECK(refused(OK "Transfer-Encoding: gzip, chunked\r\n"));
	CHECK(refused(OK "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n"));
	CHECK(refused("HTTP/1.0 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"));
}

#define CHUNKED OK "Transfer-Encoding: chunked\r\n\r\n"

TEST(http_wrong_chunks_are_refused)
{
	CHECK(refused(CHUNKED "zz\r\n"));
	CHECK(refused(CHUNKED "\r\n"));
	CHECK(refused(CHUNKED "-1\r\n"));
	CHECK(refused(CHUNKED "0x1\r\n"));
	CHECK(refused(CHUNKED "fffffffffffffffff\r\n"));
	CHECK(refused(CHUNKED "3\r\nabcdef\r\n"));
	CHECK(refused(CHUNKED "3\r\nabc\n"));
	CHECK(refused(CHUNKED "0\r\nbad trailer\r\n"));
}

TEST(http_early_ends_are_noticed)
{
	static const char *const cut[] = {
		"",
		"HTTP/1.1 200",
		OK,
		OK "Content-Length: 5\r\n\r\nhell",
		CHUNKED "3\r\nab",
		CHUNKED "3\r\nabc\r\n",
		CHUNKED "0\r\n",
		"HTTP/1.1 100 Continue\r\n\r\n",
	};

	for (size_t i = 0; i < ARRAY_SIZE(cut); i++) {
		feed(cut[i], strlen(cut[i]), 1);
		CHECK(!http_end(&r) && r.wrong);
	}
}

TEST(http_endless_heads_are_refused)
{
	static char line[HTTP_LINE_MAX];
	unsigned n;

	memset(line, 'x', sizeof(line));
	http_init(&r, collect, NULL);
	CHECK(!http_feed(&r, line, sizeof(line)));
	http_init(&r, collect, NULL);
	http_feed(&r, OK, strlen(OK));
	for (n = 0; n < 2 * HTTP_COUNT_MAX && http_feed(&r, "X: y\r\n", 6); n++)
		;
	CHECK_EQ(n, HTTP_COUNT_MAX);
	http_init(&r, collect, NULL);
	for (n = 0; n < HTTP_HEAD_MAX && http_feed(&r, "HTTP/1.1 100 \r\n\r\n", 17); n++)
		;
	CHECK_EQ(n, HTTP_HEAD_MAX / 17);
}

static bool take_nothing(void *arg, const void *data, size_t len)
{
	(void)arg;
	(void)data;
	(void)len;
	return false;
}

TEST(http_a_full_sink_ends_it)
{
	static const char text[] = OK "Content-Length: 5\r\n\r\nhello";

	http_init(&r, take_nothing, NULL);
	CHECK(!http_feed(&r, text, sizeof(text) - 1));
	CHECK(r.state == HTTP_BROKEN && !r.wrong);
}
