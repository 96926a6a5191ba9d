/* SPDX-License-Identifier: MIT */
/*
 * http_response.c - reads an HTTP/1.x response: a state machine over lines and bytes.
 *
 * Limits on lines, fields and the whole head bound what a server can make us keep and
 * how long it can keep us reading without a body. Interim responses (1xx) count
 * towards the same limits.
 *
 * Source: RFC 9112, sections 2.2 (lines), 4 (status line), 5 (fields), 6.3 (length of
 * the body), 7.1 (chunks); RFC 9110, 15.2 (interim responses).
 */
#include <string.h>
#include <strings.h>

#include "http_response.h"

#define CHUNK_DIGITS_MAX 15 /* hexadecimal: no overflow of 64 bits */

static void broken(struct http_response *r, const char *wrong)
{
	r->state = HTTP_BROKEN;
	r->wrong = wrong;
}

void http_init(struct http_response *r, bool (*body)(void *arg, const void *data, size_t len),
	       void *arg)
{
	memset(r, 0, sizeof(*r));
	r->body = body;
	r->arg = arg;
}

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* What a field name consists of (RFC 9110 5.6.2). */
static bool is_token(char c)
{
	return is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
	       (c && strchr("!#$%&'*+-.^_`|~", c));
}

static bool is_text(char c)
{
	return c == '\t' || (unsigned char)c >= ' ';
}

static bool all_text(const char *s, size_t len)
{
	for (size_t i = 0; i < len; i++) {
		if (!is_text(s[i]) || s[i] == 0x7f)
			return false;
	}
	return true;
}

/* Copies at most size - 1 bytes, for printing: control bytes never reach a terminal,
 * because all_text() refused them; bytes above ASCII become question marks. */
static void copy_printable(char *dst, size_t size, const char *s, size_t len)
{
	size_t n = len < size - 1 ? len : size - 1;

	for (size_t i = 0; i < n; i++)
		dst[i] = s[i] >= ' ' ? s[i] : '?';
	dst[n] = '\0';
}

/* "HTTP/1.1 200 OK"; the reason may be empty, and the blank before it missing. */
static void parse_status_line(struct http_response *r)
{
	const char *s = r->line;
	size_t len = r->line_len;

	if (len < 12 || memcmp(s, "HTTP/1.", 7) != 0 || !is_digit(s[7]) || s[8] != ' ' ||
	    !is_digit(s[9]) || !is_digit(s[10]) || !is_digit(s[11]) || (len > 12 && s[12] != ' ') ||
	    !all_text(s, len)) {
		broken(r, "not an HTTP/1 status line");
		return;
	}
	r->minor = s[7] - '0';
	r->status = (s[9] - '0') * 100 + (s[10] - '0') * 10 + (s[11] - '0');
	if (r->status < 100 || r->status > 599) {
		broken(r, "status code out of range");
		return;
	}
	if (r->status == 101) {
		broken(r, "the server switches to a protocol nobody asked for");
		return;
	}
	copy_printable(r->reason, sizeof(r->reason), s + 13, len > 13 ? len - 13 : 0);
	r->state = HTTP_HEADER;
}

static void field_content_length(struct http_response *r, const char *value, size_t len)
{
	uint64_t length = 0;

	if (len == 0 || len > 18) { /* 18 digits fit into 64 bits */
		broken(r, "Content-Length is no usable number");
		return;
	}
	for (size_t i = 0; i < len; i++) {
		if (!is_digit(value[i])) {
			broken(r, "Content-Length is no usable number");
			return;
		}
		length = length * 10 + (uint64_t)(value[i] - '0');
	}
	if (r->has_length && r->length != length) {
		broken(r, "two different Content-Length fields");
		return;
	}
	r->has_length = true;
	r->length = length;
}

static bool is_word(const char *s, size_t len, const char *word)
{
	return len == strlen(word) && strncasecmp(s, word, len) == 0;
}

static void parse_field(struct http_response *r, const char *name, size_t name_len,
			const char *value, size_t len)
{
	if (is_word(name, name_len, "content-length")) {
		field_content_length(r, value, len);
	} else if (is_word(name, name_len, "transfer-encoding")) {
		if (!is_word(value, len, "chunked") || r->chunked)
			broken(r, "a transfer encoding other than chunked");
		r->chunked = true;
	} else if (is_word(name, name_len, "location") && !r->location[0]) {
		memcpy(r->location, value, len);
		r->location[len] = '\0';
	}
}

/* Splits "name: value" and checks its form. False: broken. */
static bool split_field(struct http_response *r, size_t *name_len, size_t *value, size_t *len)
{
	const char *s = r->line;
	size_t n = 0, from, to = r->line_len;

	while (n < r->line_len && is_token(s[n]))
		n++;
	if (n == 0 || n == r->line_len || s[n] != ':' || !all_text(s, r->line_len)) {
		broken(r, s[0] == ' ' || s[0] == '\t' ? "a folded header line"
						      : "a malformed header line");
		return false;
	}
	for (from = n + 1; from < to && (s[from] == ' ' || s[from] == '\t'); from++)
		;
	while (to > from && (s[to - 1] == ' ' || s[to - 1] == '\t'))
		to--;
	*name_len = n;
	*value = from;
	*len = to - from;
	return true;
}

static bool count_field(struct http_response *r)
{
	if (++r->fields > HTTP_COUNT_MAX)
		broken(r, "too many header lines");
	return r->state != HTTP_BROKEN;
}

/* The head is complete: what comes now (RFC 9112 6.3). */
static void choose_body(struct http_response *r)
{
	if (r->status < 200) {
		r->has_length = r->chunked = false;
		r->location[0] = '\0';
		r->state = HTTP_STATUS_LINE;
	} else if (r->chunked && (r->has_length || r->minor == 0)) {
		broken(r, "two contradicting lengths of the body");
	} else if (r->status == 204 || r->status == 304) {
		r->state = HTTP_DONE;
	} else if (r->chunked) {
		r->state = HTTP_CHUNK_SIZE;
	} else if (r->has_length) {
		r->left = r->length;
		r->state = r->left ? HTTP_BODY_LENGTH : HTTP_DONE;
	} else {
		r->state = HTTP_BODY_CLOSE;
	}
}

static void header_line(struct http_response *r)
{
	size_t name_len, value, len;

	if (r->line_len == 0)
		choose_body(r);
	else if (count_field(r) && split_field(r, &name_len, &value, &len))
		parse_field(r, r->line, name_len, r->line + value, len);
}

/* Trailer fields are checked and forgotten. */
static void trailer_line(struct http_response *r)
{
	size_t name_len, value, len;

	if (r->line_len == 0)
		r->state = HTTP_DONE;
	else if (count_field(r))
		split_field(r, &name_len, &value, &len);
}

static int hex_digit(char c)
{
	if (is_digit(c))
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	if (c >= 'A' && c <= 'F')
		return c - 'A' + 10;
	return -1;
}

/* "1a;extension": extensions are ignored. */
static void chunk_size_line(struct http_response *r)
{
	uint64_t size = 0;
	size_t n = 0;

	for (; n < r->line_len && hex_digit(r->line[n]) >= 0; n++) {
		if (n == CHUNK_DIGITS_MAX) {
			broken(r, "a chunk size out of range");
			return;
		}
		size = size * 16 + (uint64_t)hex_digit(r->line[n]);
	}
	if (n == 0 || (n < r->line_len && !strchr("; \t", r->line[n])) ||
	    !all_text(r->line, r->line_len)) {
		broken(r, "a malformed chunk size");
		return;
	}
	r->left = size;
	r->state = size ? HTTP_CHUNK_DATA : HTTP_TRAILER;
}

static void chunk_end_line(struct http_response *r)
{
	if (r->line_len != 0)
		broken(r, "a chunk longer than its size");
	else
		r->state = HTTP_CHUNK_SIZE;
}

static void take_line(struct http_response *r)
{
	switch (r->state) {
	case HTTP_STATUS_LINE:
		parse_status_line(r);
		break;
	case HTTP_HEADER:
		header_line(r);
		break;
	case HTTP_CHUNK_SIZE:
		chunk_size_line(r);
		break;
	case HTTP_CHUNK_END:
		chunk_end_line(r);
		break;
	default:
		trailer_line(r);
		break;
	}
	r->line_len = 0;
}

static bool in_chunks(const struct http_response *r)
{
	return r->state == HTTP_CHUNK_SIZE || r->state == HTTP_CHUNK_END;
}

/* Takes one byte of a line. The CR is kept in the line until its LF comes. */
static void line_byte(struct http_response *r, char c)
{
	bool after_cr = r->line_len && r->line[r->line_len - 1] == '\r';

	if (!in_chunks(r) && ++r->head_bytes > HTTP_HEAD_MAX) {
		broken(r, "header lines of more than 64 KiB");
	} else if (after_cr != (c == '\n')) {
		broken(r, "a line that does not end in CR LF");
	} else if (after_cr) {
		r->line_len--;
		take_line(r);
	} else if (r->line_len == HTTP_LINE_MAX - 1) {
		broken(r, "a line of more than 8 KiB");
	} else {
		r->line[r->line_len++] = c;
	}
}

/* Takes at most len bytes of body. Returns how many. */
static size_t body_bytes(struct http_response *r, const char *data, size_t len)
{
	bool counted = r->state != HTTP_BODY_CLOSE;
	size_t n = counted && r->left < len ? (size_t)r->left : len;

	if (!r->body(r->arg, data, n)) {
		broken(r, NULL);
		return n;
	}
	if (!counted)
		return n;
	r->left -= n;
	if (r->left == 0)
		r->state = r->state == HTTP_CHUNK_DATA ? HTTP_CHUNK_END : HTTP_DONE;
	return n;
}

static bool ended(const struct http_response *r)
{
	return r->state == HTTP_DONE || r->state == HTTP_BROKEN;
}

static bool in_body(const struct http_response *r)
{
	return r->state == HTTP_BODY_LENGTH || r->state == HTTP_BODY_CLOSE ||
	       r->state == HTTP_CHUNK_DATA;
}

bool http_feed(struct http_response *r, const void *data, size_t len)
{
	const char *at = data, *end = at + len;

	while (at < end && !ended(r)) {
		if (in_body(r))
			at += body_bytes(r, at, (size_t)(end - at));
		else
			line_byte(r, *at++);
	}
	return !ended(r);
}

bool http_end(struct http_response *r)
{
	if (r->state == HTTP_BODY_CLOSE)
		r->state = HTTP_DONE;
	else if (r->state == HTTP_STATUS_LINE && r->head_bytes == 0)
		broken(r, "the server closed the connection without an answer");
	else if (!ended(r))
		broken(r, "the connection ended before the response did");
	return r->state == HTTP_DONE;
}

bool http_head_is_complete(const struct http_response *r)
{
	return r->state != HTTP_STATUS_LINE && r->state != HTTP_HEADER && r->state != HTTP_BROKEN;
}
