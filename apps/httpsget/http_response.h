/* SPDX-License-Identifier: MIT */
/*
 * http_response.h - reads an HTTP/1.x response from bytes as they come, in pieces of
 * any size. Strict: what a proxy and we could understand differently is refused.
 *
 * Source: RFC 9112 (HTTP/1.1), RFC 9110 (semantics).
 */
#ifndef HTTPSGET_HTTP_RESPONSE_H
#define HTTPSGET_HTTP_RESPONSE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define HTTP_LINE_MAX  8192        /* bytes of one line */
#define HTTP_HEAD_MAX  (64 * 1024) /* bytes of all lines of a response together */
#define HTTP_COUNT_MAX 128         /* header fields */

enum http_state {
	HTTP_STATUS_LINE,
	HTTP_HEADER,
	HTTP_BODY_LENGTH, /* left bytes of it to come */
	HTTP_BODY_CLOSE,  /* until the connection ends */
	HTTP_CHUNK_SIZE,
	HTTP_CHUNK_DATA,
	HTTP_CHUNK_END,
	HTTP_TRAILER,
	HTTP_DONE,
	HTTP_BROKEN, /* wrong says why */
};

struct http_response {
	enum http_state state;
	const char *wrong; /* set in HTTP_BROKEN */

	/* The final response's head; complete once http_head_is_complete(). */
	int status;                   /* 200..599 */
	char reason[64];              /* printable, cut to fit */
	char location[HTTP_LINE_MAX]; /* "" when there was none */
	bool has_length, chunked;
	uint64_t length; /* Content-Length */

	/** Takes body bytes as they come (borrowed until return); false stops the
	 *  parser, which then is broken with no reason of its own. */
	bool (*body)(void *arg, const void *data, size_t len);
	void *arg;

	/* The parser's own. */
	int minor; /* of the version HTTP/1.x */
	uint64_t left;
	unsigned fields;
	size_t head_bytes, line_len;
	char line[HTTP_LINE_MAX];
};

/** Starts a response. */
void http_init(struct http_response *r, bool (*body)(void *arg, const void *data, size_t len),
	       void *arg);
/** Takes the next len bytes. False when no more are wanted: r->state is HTTP_DONE or
 *  HTTP_BROKEN. Bytes after the end are ignored. */
bool http_feed(struct http_response *r, const void *data, size_t len);
/** The connection ended. False when the response is not whole; r->wrong says why. */
bool http_end(struct http_response *r);
bool http_head_is_complete(const struct http_response *r);

#endif
