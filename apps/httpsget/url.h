/* SPDX-License-Identifier: MIT */
/* url.h - absolute http and https URLs, and references relative to one. */
#ifndef HTTPSGET_URL_H
#define HTTPSGET_URL_H

#include <stdbool.h>
#include <stdint.h>

#define URL_HOST_MAX   253  /* bytes of a DNS name, RFC 1035 2.3.4 */
#define URL_TARGET_MAX 4096 /* bytes of path and query */

struct url {
	bool tls;
	uint16_t port;                   /* the scheme's when none is written */
	char host[URL_HOST_MAX + 1];     /* lower case; a name or an IPv4 address */
	char target[URL_TARGET_MAX + 1]; /* "/path?query", dot segments removed */
};

/** Bytes that url_print() needs at most, with the NUL. */
#define URL_TEXT_MAX (sizeof("https://:65535") + URL_HOST_MAX + URL_TARGET_MAX)

/** Parses text. NULL, or what is wrong with it; *url is then undefined. User names,
 *  IPv6 addresses and bytes that must be percent-encoded are refused; a fragment is
 *  dropped. */
const char *url_parse(struct url *url, const char *text);
/** The same for ref as it stands in a Location header: absolute, or relative to base
 *  (RFC 3986 5.2). */
const char *url_resolve(struct url *url, const struct url *base, const char *ref);
/** Writes the URL as text of at most URL_TEXT_MAX bytes. Returns buf. */
const char *url_print(const struct url *url, char buf[URL_TEXT_MAX]);
/** True when both lead to the same server in the same way (RFC 6454 4). */
bool url_same_origin(const struct url *a, const struct url *b);
/** True when the port must be written in a Host header. */
bool url_port_is_unusual(const struct url *url);

#endif
