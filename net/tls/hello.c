/* SPDX-License-Identifier: MIT */
/*
 * hello.c - reading a ServerHello that the engine has refused.
 *
 *	0         3       5        6      9         11       43     44
 *	| type 22 | 3.x | length | type 2 | length 24 | version | random | id length | id | suite
 *
 * Source: RFC 5246 6.2.1 (record), 7.4.1.3 (ServerHello).
 */
#include <stdbool.h>
#include <string.h>

#include <bearssl.h>

#include <core/compiler.h>
#include "der.h"
#include "cert.h"
#include "hello.h"
#include "report.h"

#define RECORD_HANDSHAKE 22
#define RECORD_ALERT     21
#define SERVER_HELLO     2
#define AT_MESSAGE       5
#define AT_VERSION       9
#define AT_ID_LENGTH     43

void hello_note(struct hello *h, const void *data, size_t len)
{
	size_t part = MIN(len, HELLO_SIZE - h->len);

	memcpy(h->bytes + h->len, data, part);
	h->len += part;
}

static bool is_server_hello(const struct hello *h)
{
	return h->len > AT_VERSION + 1 && h->bytes[0] == RECORD_HANDSHAKE && h->bytes[1] == 3 &&
	       h->bytes[AT_MESSAGE] == SERVER_HELLO;
}

static void report_version(const struct hello *h, struct tls_report *why)
{
	static const char *const versions[] = { "SSL 3.0", "TLS 1.0", "TLS 1.1", "TLS 1.2" };
	uint8_t major = h->bytes[AT_VERSION], minor = h->bytes[AT_VERSION + 1];

	if (major == 3 && minor < ARRAY_SIZE(versions))
		report_set(why, TLS_ERR_PROTOCOL, "server chose %s, at least TLS 1.2 is required",
			   versions[minor]);
	else
		report_set(why, TLS_ERR_PROTOCOL, "server chose unknown version %u.%u", major,
			   minor);
}

static void report_suite(const struct hello *h, struct tls_report *why)
{
	size_t at = AT_ID_LENGTH + 1 + h->bytes[AT_ID_LENGTH];

	if (h->len <= AT_ID_LENGTH || at + 2 > h->len)
		return;
	report_set(why, TLS_ERR_PROTOCOL,
		   "server chose cipher suite 0x%02x%02x, which was not offered", h->bytes[at],
		   h->bytes[at + 1]);
}

/* Plain text where a record should be: most often an HTTP server without TLS. */
static void report_stranger(const struct hello *h, struct tls_report *why)
{
	char text[24];

	cert_printable((struct der){ h->bytes, MIN(h->len, (size_t)16) }, text, sizeof(text));
	report_set(why, TLS_ERR_PROTOCOL, "server does not speak TLS here, it sent \"%s\"", text);
}

void hello_report(const struct hello *h, int err, struct tls_report *why)
{
	bool record = h->len > 1 && h->bytes[1] == 3 && h->bytes[0] >= 20 && h->bytes[0] <= 23;

	if (h->len > 0 && !record)
		report_stranger(h, why);
	else if (err == BR_ERR_BAD_CIPHER_SUITE && is_server_hello(h))
		report_suite(h, why);
	else if ((err == BR_ERR_UNSUPPORTED_VERSION || err == BR_ERR_BAD_VERSION) &&
		 is_server_hello(h))
		report_version(h, why);
}
