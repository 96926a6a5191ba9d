/* SPDX-License-Identifier: MIT */
/*
 * tls.h - TLS 1.2 on a connected descriptor, for applications.
 *
 *	int raw = socket(...); connect(raw, ...);
 *	struct tls_config cfg = { .host = "example.org" };
 *	struct tls_report why;
 *	int fd = tls_client(raw, &cfg, &why);
 *	if (fd < 0)
 *		fprintf(stderr, "%s: %s\n", cfg.host, why.text);
 *
 * The result is a descriptor of its own: any program that can read() and write() can
 * speak TLS; poll(), O_NONBLOCK and dup() work as on a socket, and SO_RCVTIMEO and
 * SO_SNDTIMEO keep what was set on fd before. It is no socket: send(), recv(),
 * setsockopt(), getpeername(), shutdown() and their kin fail with ENOTSOCK; what a socket
 * has to be told is told to fd, before. It takes the place of fd,
 * which is closed on success: the connection now belongs to the new descriptor, and
 * closing that sends close_notify and ends the connection.
 *
 * read() returns 0 only after the server's close_notify. A connection that ends without
 * it may have been cut by anybody: read() then fails with EPROTO and tls_status() says
 * TLS_ERR_CLOSED. A protocol that knows its lengths (HTTP with Content-Length) has all
 * its data by then and need not care.
 *
 * The server is verified, always: chain to one of the anchors compiled in from
 * CONFIG_TLS_CA_FILE, validity period of every certificate against
 * the wall clock, subjectAltName against the host (a DNS name, or an IP address
 * against iPAddress entries; the bare CN does not count, RFC 6125 6.4.4), extended
 * key usage serverAuth where the extension is present (RFC 5280 4.2.1.12), RSA keys of
 * at least 2048 bits, no MD5 or SHA-1 signatures. TLS 1.2 only, suites with forward
 * secrecy and AEAD only (RFC 9325 4.2). docs/TLS.md tells what is not checked
 * (revocation, for one) and what each refusal means.
 */
#ifndef NET_TLS_H
#define NET_TLS_H

#include <stddef.h>
#include <stdint.h>

/** Why a connection was refused. Values are stable and distinct from errno's. */
enum tls_error {
	TLS_OK = 0,
	TLS_ERR_UNKNOWN_ISSUER = 1001, /* no chain to a trusted anchor (self-signed too) */
	TLS_ERR_EXPIRED,               /* a certificate's notAfter has passed */
	TLS_ERR_NOT_YET_VALID,         /* a certificate's notBefore is in the future */
	TLS_ERR_WRONG_NAME,            /* no subjectAltName entry matches the host */
	TLS_ERR_BAD_SIGNATURE,         /* a signature in the chain or handshake is wrong */
	TLS_ERR_WEAK_KEY,              /* key or hash below the floor */
	TLS_ERR_WRONG_USAGE,           /* not a server certificate, or issuer is no CA */
	TLS_ERR_BAD_CERTIFICATE,       /* a certificate cannot be parsed */
	TLS_ERR_NO_ENTROPY,            /* the generator is not seeded: no keys can be made */
	TLS_ERR_CLOCK_NOT_SET,         /* no wall clock: validity cannot be judged */
	TLS_ERR_PROTOCOL,              /* version, suite or message outside of TLS 1.2 */
	TLS_ERR_ALERT,                 /* the server refused: its alert is in the text */
	TLS_ERR_CLOSED,                /* connection ended without close_notify */
};

/** One line for a person: "certificate expired on 2024-01-01, today is 2026-11-21". */
struct tls_report {
	int error; /* enum tls_error, or a negative errno of the inner descriptor */
	char text[160];
};

struct tls_config {
	const char *host;    /* name or dotted IPv4 address to verify, and SNI; required */
	uint64_t timeout_ns; /* for the handshake; 0 means 30 s */
};

/**
 * Performs the client handshake on fd, waiting as needed (also when fd is
 * O_NONBLOCK: the result then is O_NONBLOCK too). Returns the new descriptor, fd then
 * being closed; or -1 with errno set (EPROTO for every enum tls_error, EINVAL for a bad
 * host, ETIMEDOUT, or the connection's error) and *why filled, fd still the caller's but
 * of no further use. why may be NULL. Thread context; MAY_SLEEP. About 45 KB of heap
 * until the descriptor is closed.
 */
int tls_client(int fd, const struct tls_config *cfg, struct tls_report *why);

/** What went wrong on a TLS descriptor after the handshake (a read() or write()
 *  failed with EPROTO); error TLS_OK when nothing did. 0, or -1 with EBADF/EINVAL. */
int tls_status(int fd, struct tls_report *why);

/** "unknown issuer", "expired", ...; "" for an unknown number. */
const char *tls_error_name(int error);

#endif
