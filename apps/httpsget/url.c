/* SPDX-License-Identifier: MIT */
/*
 * url.c - absolute http and https URLs, and references relative to one.
 *
 * Source: RFC 3986, sections 3 (syntax), 5.2 (relative references), 5.2.4 (dot
 * segments); RFC 9110, 4.2 (the two schemes).
 */
#define _GNU_SOURCE /* asprintf() */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "url.h"

#define PORT_HTTP  80
#define PORT_HTTPS 443

/* Unlike <ctype.h>, these know no locale and take any char. */
static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static bool is_alpha(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static bool starts_with(const char *s, const char *prefix)
{
	return strncasecmp(s, prefix, strlen(prefix)) == 0;
}

static const char *parse_scheme(struct url *url, const char **at)
{
	if (starts_with(*at, "https://")) {
		url->tls = true;
		*at += strlen("https://");
	} else if (starts_with(*at, "http://")) {
		url->tls = false;
		*at += strlen("http://");
	} else {
		return "not an http:// or https:// URL";
	}
	url->port = url->tls ? PORT_HTTPS : PORT_HTTP;
	return NULL;
}

static const char *parse_host(struct url *url, const char *s, size_t len)
{
	if (len == 0)
		return "no host name";
	if (len > URL_HOST_MAX)
		return "host name too long";
	if (s[0] == '[')
		return "IPv6 addresses are not supported";
	for (size_t i = 0; i < len; i++) {
		if (!is_alpha(s[i]) && !is_digit(s[i]) && !strchr("-._", s[i]))
			return "host name with a character that names cannot have";
		url->host[i] = s[i] >= 'A' && s[i] <= 'Z' ? (char)(s[i] + 'a' - 'A') : s[i];
	}
	url->host[len] = '\0';
	return NULL;
}

static const char *parse_port(struct url *url, const char *s, size_t len)
{
	unsigned port = 0;

	if (len == 0)
		return NULL; /* "host:" is the same as "host" */
	for (size_t i = 0; i < len; i++) {
		if (!is_digit(s[i]))
			return "port is not a number";
		port = port * 10 + (unsigned)(s[i] - '0');
		if (port > UINT16_MAX)
			return "port above 65535";
	}
	if (port == 0)
		return "port 0";
	url->port = (uint16_t)port;
	return NULL;
}

static const char *parse_authority(struct url *url, const char **at)
{
	const char *s = *at, *colon;
	size_t len = strcspn(s, "/?#"), host;
	const char *wrong;

	*at += len;
	if (memchr(s, '@', len))
		return "user names in URLs are not supported";
	colon = s[0] == '[' ? NULL : memchr(s, ':', len);
	host = colon ? (size_t)(colon - s) : len;
	wrong = parse_host(url, s, host);
	if (!wrong && colon)
		wrong = parse_port(url, colon + 1, len - host - 1);
	return wrong;
}

/* Drops the last segment of out[0..len), with its slash. */
static size_t drop_segment(const char *out, size_t len)
{
	while (len > 0 && out[--len] != '/')
		;
	return len;
}

/* RFC 3986 5.2.4 for a path that starts with a slash, in place; path ends at a NUL or
 * a question mark, which stays. */
static void remove_dot_segments(char *path)
{
	char *in = path;
	size_t len = 0;

	while (*in == '/') {
		size_t n = 1 + strcspn(in + 1, "/?");
		bool last = in[n] != '/';
		bool up = n == 3 && in[1] == '.' && in[2] == '.';

		if (up || (n == 2 && in[1] == '.')) {
			len = up ? drop_segment(path, len) : len;
			if (last)
				path[len++] = '/';
		} else {
			memmove(path + len, in, n);
			len += n;
		}
		in += n;
	}
	memmove(path + len, in, strlen(in) + 1);
}

static const char *parse_target(struct url *url, const char *s)
{
	size_t len = strcspn(s, "#"), slash = s[0] == '/' ? 0 : 1;

	for (size_t i = 0; i < len; i++) {
		if (s[i] <= ' ' || s[i] == 0x7f)
			return "a byte that must be percent-encoded";
	}
	if (slash + len > URL_TARGET_MAX)
		return "too long";
	url->target[0] = '/';
	memcpy(url->target + slash, s, len);
	url->target[slash + len] = '\0';
	remove_dot_segments(url->target);
	return NULL;
}

const char *url_parse(struct url *url, const char *text)
{
	const char *at = text;
	const char *wrong = parse_scheme(url, &at);

	if (!wrong)
		wrong = parse_authority(url, &at);
	return wrong ? wrong : parse_target(url, at);
}

/* Length of "scheme" when ref starts with "scheme:", else 0. */
static size_t scheme_length(const char *ref)
{
	size_t n = 0;

	if (!is_alpha(ref[0]))
		return 0;
	while (is_alpha(ref[n]) || is_digit(ref[n]) || (ref[n] && strchr("+-.", ref[n])))
		n++;
	return ref[n] == ':' ? n : 0;
}

/* How much of base's target stays in front of a relative reference. */
static size_t kept_of_base(const char *target, const char *ref)
{
	size_t path = strcspn(target, "?");

	if (ref[0] == '/')
		return 0;
	if (ref[0] == '?')
		return path;
	if (ref[0] == '\0' || ref[0] == '#')
		return strlen(target);
	while (target[path - 1] != '/')
		path--;
	return path;
}

const char *url_resolve(struct url *url, const struct url *base, const char *ref)
{
	char *text;
	const char *wrong;
	int len;

	if (scheme_length(ref))
		return url_parse(url, ref);
	if (starts_with(ref, "//"))
		len = asprintf(&text, "%s:%s", base->tls ? "https" : "http", ref);
	else
		len = asprintf(&text, "%s://%s:%u%.*s%s", base->tls ? "https" : "http", base->host,
			       base->port, (int)kept_of_base(base->target, ref), base->target, ref);
	if (len < 0)
		return "out of memory";
	wrong = url_parse(url, text);
	free(text);
	return wrong;
}

bool url_same_origin(const struct url *a, const struct url *b)
{
	return a->tls == b->tls && a->port == b->port && strcmp(a->host, b->host) == 0;
}

bool url_port_is_unusual(const struct url *url)
{
	return url->port != (url->tls ? PORT_HTTPS : PORT_HTTP);
}

const char *url_print(const struct url *url, char buf[URL_TEXT_MAX])
{
	const char *scheme = url->tls ? "https" : "http";

	if (url_port_is_unusual(url))
		snprintf(buf, URL_TEXT_MAX, "%s://%s:%u%s", scheme, url->host, url->port,
			 url->target);
	else
		snprintf(buf, URL_TEXT_MAX, "%s://%s%s", scheme, url->host, url->target);
	return buf;
}
