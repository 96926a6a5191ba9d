/* SPDX-License-Identifier: MIT */
/*
 * session.h - one TLS 1.2 client connection: BearSSL's engine with our policy, over
 * any transport that moves bytes without blocking. It knows no descriptors and never
 * waits; net/tls/file.c and the host's tls_host.c do.
 *
 * Locking: none of its own; the owner lets one thread in at a time.
 */
#ifndef TLS_SESSION_H
#define TLS_SESSION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <bearssl.h>
#include <core/abi.h>
#include <net/tls.h>
#include "hello.h"
#include "name.h"
#include "verify.h"

/** How the session reaches the server. Both return a count, -EAGAIN when nothing can
 *  move now, or -errno; receive returns 0 at the end of the stream. */
struct tls_transport {
	ssize_t (*send)(void *ctx, const void *buf, size_t len);
	ssize_t (*receive)(void *ctx, void *buf, size_t len);
	void *ctx;
};

/** Whom to trust: usually the image's own, <net/tls_anchors.h>. Borrowed. */
struct tls_trust {
	const br_x509_trust_anchor *anchors;
	size_t count;
};

/**
 * Both directions have a buffer of their own, each for the largest record: 33 KB per
 * connection. A shared one would save 16 KB, but could not send while part of a record
 * has come in, and a smaller one would need the max_fragment_length extension, which
 * many servers do not know (RFC 6066 4).
 */
struct tls_session {
	br_ssl_client_context client;
	struct verifier verifier;
	struct host host;
	struct hello hello;    /* what the server answered first, for error texts */
	struct tls_report why; /* the first failure */
	bool established;      /* the handshake is done */
	bool ended;            /* the transport gave its end */
	bool alerted;          /* the server was told that we leave */
	unsigned char in[BR_SSL_BUFSIZE_INPUT];
	unsigned char out[BR_SSL_BUFSIZE_OUTPUT];
};

/* What a session could do now; see session_events(). */
#define SESSION_READABLE 1u /* data, the end, or an error is there to be read */
#define SESSION_WRITABLE 2u /* a record has room, or writing would fail at once */
#define SESSION_UNSENT   4u /* records wait for the transport to take them */

/**
 * Prepares s (any memory; owned by the caller, about 42 KB) to talk to host. 0;
 * -EINVAL for a host that is neither a name nor an IPv4 address; -EPROTO with s->why
 * for no entropy, no clock. Nothing is sent yet. Pair with session_wipe() in any case.
 */
int session_start(struct tls_session *s, const char *host, struct tls_trust trust);

/** Moves the handshake on. 0 when it is done, -EAGAIN when the transport must become
 *  readable (or, with SESSION_UNSENT, writable) first; -EPROTO or the transport's error
 *  with s->why. */
int session_handshake(struct tls_session *s, const struct tls_transport *io);

/** Reads what has been decrypted. Count; 0 after the server's close_notify; -EAGAIN;
 *  -EPROTO or the transport's error, with s->why. */
ssize_t session_read(struct tls_session *s, const struct tls_transport *io, const struct iovec *iov,
		     int n);
/** Encrypts and sends, taking as much as there is room for. Count; -EAGAIN; -EPIPE after
 *  the server's close_notify; -EPROTO or the transport's error, with s->why. */
ssize_t session_write(struct tls_session *s, const struct tls_transport *io,
		      const struct iovec *iov, int n);
/** Says close_notify once (flush with session_flush()). */
void session_close(struct tls_session *s);
/** Sends what waits. 0, -EAGAIN, or why it never will be sent. */
int session_flush(struct tls_session *s, const struct tls_transport *io);

/** SESSION_* that hold. */
unsigned session_events(const struct tls_session *s);

/** Frees what s holds and overwrites keys and plaintext. */
void session_wipe(struct tls_session *s);

#endif
