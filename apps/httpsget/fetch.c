/* SPDX-License-Identifier: MIT */
/*
 * fetch.c - gets one page: request, response, redirects.
 *
 * One connection per request, closed after it. A page reaches the sink only when the
 * status is below 300; the bodies of redirects and errors are not even read.
 *
 * Source: RFC 9112, 3.2 (request target), RFC 9110, 15.4 (redirects).
 */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "connection.h"
#include "fetch.h"
#include "http_response.h"

#define READ_SIZE 16384

struct exchange {
	const struct request *req;
	struct sink *sink;
	struct connection conn;
	struct http_response response;
	long until_ms;
	struct url first; /* what was asked for */
	struct url next;  /* where a redirect leads */
	bool told;        /* of the status */
	char buf[READ_SIZE];
};

static void tell(const struct request *req, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));
static void tell(const struct request *req, const char *fmt, ...)
{
	va_list args;

	if (!req->verbose)
		return;
	va_start(args, fmt);
	vfprintf(stderr, fmt, args);
	va_end(args);
}

/* The user's own header lines. They may hold passwords, so a redirect does not carry
 * them to another server. */
static void add_headers(FILE *out, const struct exchange *x, const struct url *url)
{
	if (!url_same_origin(url, &x->first))
		return;
	for (unsigned i = 0; i < x->req->header_count; i++)
		fprintf(out, "%s\r\n", x->req->headers[i]);
}

/* The request as text in memory of malloc(), or NULL. */
static char *request_text(const struct exchange *x, const struct url *url, size_t *len)
{
	char *text = NULL;
	FILE *out = open_memstream(&text, len);

	if (!out)
		return NULL;
	fprintf(out, "GET %s HTTP/1.1\r\nHost: %s", url->target, url->host);
	if (url_port_is_unusual(url))
		fprintf(out, ":%u", url->port);
	fputs("\r\nUser-Agent: httpsget\r\nAccept: */*\r\nAccept-Encoding: identity\r\n", out);
	add_headers(out, x, url);
	fputs("Connection: close\r\n\r\n", out);
	if (fclose(out) != 0) {
		free(text);
		return NULL;
	}
	return text;
}

static enum status send_request(struct exchange *x, const struct url *url, struct failure *f)
{
	size_t len;
	char *text = request_text(x, url, &len);
	enum status status;

	if (!text)
		return fail(f, STATUS_CONNECT, "out of memory");
	status = connection_write(&x->conn, text, len, f);
	free(text);
	return status;
}

static bool is_page(const struct http_response *r)
{
	return r->status >= 200 && r->status < 300;
}

/* Once per response, before its first byte is shown. */
static void tell_status(struct exchange *x)
{
	if (!x->told)
		tell(x->req, "* HTTP status %d %s\n", x->response.status, x->response.reason);
	x->told = true;
}

/* Only pages are wanted to their end. */
static bool wanted(const struct http_response *r)
{
	return !http_head_is_complete(r) || is_page(r);
}

/* Bytes that came with the head of a redirect or an error are let go. */
static bool take_body(void *arg, const void *data, size_t len)
{
	struct exchange *x = arg;

	tell_status(x);
	return !is_page(&x->response) || sink_take(x->sink, data, len);
}

static enum status response_broken(const struct exchange *x, struct failure *f)
{
	if (x->response.wrong)
		return fail(f, STATUS_RESPONSE, "broken response: %s", x->response.wrong);
	return fail(f, x->sink->failed ? STATUS_OUTPUT : STATUS_RESPONSE, "%s", x->sink->wrong);
}

static enum status read_response(struct exchange *x, struct failure *f)
{
	struct http_response *r = &x->response;
	bool more = true;

	http_init(r, take_body, x);
	sink_restart(x->sink);
	x->told = false;
	while (more && wanted(r)) {
		ssize_t n = connection_read(&x->conn, x->buf, sizeof(x->buf), f);

		if (n < 0)
			return f->status;
		if (n == 0)
			http_end(r);
		more = n > 0 && http_feed(r, x->buf, (size_t)n);
	}
	if (r->state == HTTP_BROKEN)
		return response_broken(x, f);
	tell_status(x);
	return STATUS_OK;
}

static enum status exchange_once(struct exchange *x, const struct url *url, struct failure *f)
{
	enum status status = connection_open(&x->conn, url, x->req->timeout_ms, x->until_ms, f);

	if (status)
		return status;
	tell(x->req, "* connected to %s port %u%s\n", url->host, url->port,
	     url->tls ? ", TLS 1.2, certificate verified" : "");
	status = send_request(x, url, f);
	if (!status)
		status = read_response(x, f);
	if (!status)
		connection_drain(&x->conn);
	connection_close(&x->conn);
	return status;
}

static bool is_redirect(int status)
{
	return status == 301 || status == 302 || status == 303 || status == 307 || status == 308;
}

/* Moves *url to where the response says, if it may. */
static enum status follow(struct exchange *x, struct url *url, struct failure *f)
{
	const struct http_response *r = &x->response;
	const char *wrong;

	if (!is_redirect(r->status) || !r->location[0])
		return fail(f, STATUS_RESPONSE, "HTTP status %d does not say where the page is",
			    r->status);
	wrong = url_resolve(&x->next, url, r->location);
	if (!wrong && url->tls && !x->next.tls)
		wrong = "it leads from https to http";
	if (wrong)
		return fail(f, STATUS_RESPONSE, "redirect to %.200s refused: %s", r->location,
			    wrong);
	*url = x->next;
	tell(x->req, "* redirected to %s\n", r->location);
	return STATUS_OK;
}

static enum status fetch_with(struct exchange *x, struct url *url, struct failure *f)
{
	for (unsigned hops = 0;; hops++) {
		enum status status = exchange_once(x, url, f);

		if (status || is_page(&x->response))
			return status;
		if (x->response.status >= 400)
			return fail(f, STATUS_HTTP, "HTTP status %d %s", x->response.status,
				    x->response.reason);
		if (hops == x->req->max_redirects)
			return fail(f, STATUS_RESPONSE, "more than %u redirects", hops);
		status = follow(x, url, f);
		if (status)
			return status;
	}
}

enum status fetch(struct url *url, const struct request *req, struct sink *sink, struct failure *f)
{
	struct exchange *x = malloc(sizeof(*x));
	enum status status;

	if (!x)
		return fail(f, STATUS_CONNECT, "out of memory");
	x->req = req;
	x->sink = sink;
	x->until_ms = req->total_ms ? connection_clock() + req->total_ms : 0;
	x->first = *url;
	status = fetch_with(x, url, f);
	free(x);
	return status;
}
