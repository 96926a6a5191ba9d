/* SPDX-License-Identifier: MIT */
/*
 * session.c - driving BearSSL's engine without blocking.
 *
 * The engine is four buffers: records out, records in, data out, data in; move_*()
 * carry bytes between it and the transport until nothing moves. Sending goes first.
 * Reading stops as soon as there is data for the caller.
 *
 * A stream that ends without close_notify may have been cut by anybody (RFC 5246
 * 7.2.1): that is TLS_ERR_CLOSED and never 0. Once close_notify has come, errors in
 * sending our own are of no interest.
 *
 * Source: the engine's contract in bearssl_ssl.h; policy: RFC 9325 3.1, 4.2.
 */
#include <errno.h>
#include <string.h>

#include <core/clock.h>
#include <core/compiler.h>
#include <core/random.h>
#include "report.h"
#include "session.h"

#define SEED_SIZE 48 /* bytes for the engine's own generator */

/* Overwrites secrets; the compiler cannot drop it. */
static void wipe(void *p, size_t len)
{
	memset(p, 0, len);
	__asm__ volatile("" : : "r"(p) : "memory");
}

static void set_suites(br_ssl_engine_context *e)
{
	static const uint16_t aes_first[] = {
		BR_TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256,
		BR_TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256,
		BR_TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384,
		BR_TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384,
		BR_TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256,
		BR_TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256,
	};
	static const uint16_t chacha_first[] = {
		BR_TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256,
		BR_TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256,
		BR_TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256,
		BR_TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256,
		BR_TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384,
		BR_TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384,
	};
	bool hardware = br_aes_x86ni_ctr_get_vtable() && br_ghash_pclmul_get();

	br_ssl_engine_set_suites(e, hardware ? aes_first : chacha_first, ARRAY_SIZE(aes_first));
}

/* The algorithms behind the suites, and none besides: what is not named here is not
 * linked. SHA-256, -384 and -512 are also the hashes accepted in signatures. */
static void configure(struct tls_session *s)
{
	br_ssl_engine_context *e = &s->client.eng;

	br_ssl_client_zero(&s->client);
	br_ssl_engine_set_versions(e, BR_TLS12, BR_TLS12);
	br_ssl_engine_add_flags(e, BR_OPT_NO_RENEGOTIATION);
	set_suites(e);
	br_ssl_engine_set_default_rsavrfy(e);
	br_ssl_engine_set_default_ecdsa(e);
	br_ssl_engine_set_hash(e, br_sha256_ID, &br_sha256_vtable);
	br_ssl_engine_set_hash(e, br_sha384_ID, &br_sha384_vtable);
	br_ssl_engine_set_hash(e, br_sha512_ID, &br_sha512_vtable);
	br_ssl_engine_set_prf_sha256(e, &br_tls12_sha256_prf);
	br_ssl_engine_set_prf_sha384(e, &br_tls12_sha384_prf);
	br_ssl_engine_set_default_aes_gcm(e);
	br_ssl_engine_set_default_chapol(e);
	br_ssl_engine_set_x509(e, &s->verifier.vtable);
	br_ssl_engine_set_buffers_bidi(e, s->in, sizeof(s->in), s->out, sizeof(s->out));
}

static void seed(br_ssl_engine_context *e)
{
	unsigned char bytes[SEED_SIZE];

	random_bytes(bytes, sizeof(bytes));
	br_ssl_engine_inject_entropy(e, bytes, sizeof(bytes));
	wipe(bytes, sizeof(bytes));
}

int session_start(struct tls_session *s, const char *host, struct tls_trust trust)
{
	memset(s, 0, offsetof(struct tls_session, in));
	if (host_parse(host, &s->host)) {
		report_set(&s->why, -EINVAL, "\"%.60s\" is neither a DNS name nor an IPv4 address",
			   host);
		return -EINVAL;
	}
	if (!clock_wall_known())
		report_set(&s->why, TLS_ERR_CLOCK_NOT_SET,
			   "the clock is not set, certificates cannot be judged");
	if (!random_seeded())
		report_set(&s->why, TLS_ERR_NO_ENTROPY,
			   "not enough entropy to make keys (no RDRAND, no virtio-rng, clock too "
			   "regular)");
	if (s->why.error != TLS_OK)
		return -EPROTO;
	verifier_init(&s->verifier, &s->host, trust.anchors, trust.count,
		      clock_wall() / (int64_t)NSEC_PER_SEC, &s->why);
	configure(s);
	seed(&s->client.eng);
	if (!br_ssl_client_reset(&s->client, s->host.is_address ? NULL : s->host.name, 0)) {
		report_engine(&s->why, br_ssl_engine_last_error(&s->client.eng));
		return -EPROTO;
	}
	return 0;
}

/* What a failed session's calls return: the transport's errno, or EPROTO. */
static int failure(const struct tls_session *s)
{
	return s->why.error < 0 ? s->why.error : -EPROTO;
}

static int transport_failed(struct tls_session *s, int err)
{
	const char *what = err == -ECONNRESET  ? "connection reset by the server"
			   : err == -ETIMEDOUT ? "connection timed out"
					       : "connection failed";

	report_set(&s->why, err, "%s (errno %d)", what, -err);
	return failure(s);
}

int session_flush(struct tls_session *s, const struct tls_transport *io)
{
	br_ssl_engine_context *e = &s->client.eng;
	unsigned char *buf;
	size_t len;

	if (s->why.error != TLS_OK)
		return failure(s);
	while ((buf = br_ssl_engine_sendrec_buf(e, &len))) {
		ssize_t n = io->send(io->ctx, buf, len);
		if (n == -EAGAIN)
			return -EAGAIN;
		if (n < 0)
			return e->shutdown_recv ? -EPIPE : transport_failed(s, (int)n);
		br_ssl_engine_sendrec_ack(e, (size_t)n);
	}
	return 0;
}

/* Records in: one transfer. Count, 0 at the end of the stream, -errno. */
static ssize_t move_in(struct tls_session *s, const struct tls_transport *io)
{
	br_ssl_engine_context *e = &s->client.eng;
	size_t len;
	unsigned char *buf = br_ssl_engine_recvrec_buf(e, &len);

	if (!buf)
		return -EAGAIN;
	ssize_t n = io->receive(io->ctx, buf, len);
	if (n <= 0)
		return n;
	hello_note(&s->hello, buf, (size_t)n);
	br_ssl_engine_recvrec_ack(e, (size_t)n);
	return n;
}

/* Tells the server why it is left, which the engine does not (RFC 5246 7.2.2). Possible
 * until keys are in use, and worth one try. */
static void send_alert(struct tls_session *s, const struct tls_transport *io)
{
	unsigned char record[] = { 21, 3, 3, 0, 2, 2, report_alert_number(s->why.error) };

	if (!s->alerted && s->client.eng.out.vtable == &br_sslrec_out_clear_vtable)
		io->send(io->ctx, record, sizeof(record));
	s->alerted = true;
}

/* The engine has stopped: says why, unless it was asked to. */
static int engine_stopped(struct tls_session *s, const struct tls_transport *io)
{
	br_ssl_engine_context *e = &s->client.eng;
	int err = br_ssl_engine_last_error(e);

	if (err == BR_ERR_OK && s->established)
		return 0;
	if (!s->established)
		hello_report(&s->hello, err, &s->why);
	report_engine(&s->why, err);
	if (err != BR_ERR_OK && err < BR_ERR_RECV_FATAL_ALERT)
		send_alert(s, io);
	return failure(s);
}

static int stream_ended(struct tls_session *s)
{
	s->ended = true;
	report_set(&s->why, TLS_ERR_CLOSED, "%s",
		   s->established ? "server ended the connection without close_notify"
				  : "server closed the connection during the handshake");
	return failure(s);
}

/* True when the server has said that no more data will come. */
static bool closed_by_server(const struct tls_session *s)
{
	return s->client.eng.shutdown_recv != 0;
}

/* Moves until one of the engine states `wanted` is there. 1 then; 0 when the session is
 * at its end; -EAGAIN; or a failure. */
static int move_until(struct tls_session *s, const struct tls_transport *io, unsigned wanted)
{
	for (;;) {
		int sent = session_flush(s, io);
		unsigned state = br_ssl_engine_current_state(&s->client.eng);
		if (state & wanted)
			return 1;
		if (state & BR_SSL_CLOSED)
			return engine_stopped(s, io);
		if (s->why.error != TLS_OK)
			return failure(s);
		if (s->established && closed_by_server(s))
			return 0;
		if (sent < 0 && sent != -EAGAIN)
			return sent;
		ssize_t n = move_in(s, io);
		if (n == 0)
			return stream_ended(s);
		if (n == -EAGAIN)
			return -EAGAIN;
		if (n < 0)
			return transport_failed(s, (int)n);
	}
}

int session_handshake(struct tls_session *s, const struct tls_transport *io)
{
	int moved = move_until(s, io, BR_SSL_SENDAPP | BR_SSL_RECVAPP);

	if (moved < 0)
		return moved;
	s->established = true;
	return 0;
}

ssize_t session_read(struct tls_session *s, const struct tls_transport *io, const struct iovec *iov,
		     int n)
{
	br_ssl_engine_context *e = &s->client.eng;
	ssize_t done = 0;
	size_t len;

	int moved = move_until(s, io, BR_SSL_RECVAPP);
	if (moved <= 0)
		return moved;
	for (int i = 0; i < n; i++) {
		unsigned char *buf = br_ssl_engine_recvapp_buf(e, &len);
		size_t part = MIN(len, iov[i].iov_len);
		if (!buf || part == 0)
			continue;
		memcpy(iov[i].iov_base, buf, part);
		br_ssl_engine_recvapp_ack(e, part);
		done += (ssize_t)part;
	}
	return done;
}

/* Copies one buffer into records; sends each that is full. Gives the bytes taken. */
static size_t fill_records(struct tls_session *s, const struct tls_transport *io,
			   const unsigned char *data, size_t len)
{
	br_ssl_engine_context *e = &s->client.eng;
	size_t done = 0, room;

	while (done < len) {
		unsigned char *buf = br_ssl_engine_sendapp_buf(e, &room);
		if (!buf)
			break;
		size_t part = MIN(room, len - done);
		memcpy(buf, data + done, part);
		br_ssl_engine_sendapp_ack(e, part);
		done += part;
		if (part == room && session_flush(s, io))
			break;
	}
	return done;
}

ssize_t session_write(struct tls_session *s, const struct tls_transport *io,
		      const struct iovec *iov, int n)
{
	br_ssl_engine_context *e = &s->client.eng;
	ssize_t done = 0;

	if (s->why.error != TLS_OK)
		return failure(s);
	if (closed_by_server(s) || (br_ssl_engine_current_state(e) & BR_SSL_CLOSED))
		return -EPIPE;
	int err = session_flush(s, io);
	if (err)
		return err;
	for (int i = 0; i < n; i++) {
		size_t part = fill_records(s, io, iov[i].iov_base, iov[i].iov_len);
		done += (ssize_t)part;
		if (part < iov[i].iov_len)
			break;
	}
	br_ssl_engine_flush(e, 0);
	session_flush(s, io); /* what it says, the next call says again */
	return done > 0 ? done : s->why.error != TLS_OK ? failure(s) : 0;
}

void session_close(struct tls_session *s)
{
	if (s->established)
		br_ssl_engine_close(&s->client.eng);
}

unsigned session_events(const struct tls_session *s)
{
	unsigned state = br_ssl_engine_current_state(&s->client.eng);
	unsigned events = 0;

	if (s->why.error != TLS_OK || closed_by_server(s) || (state & BR_SSL_CLOSED))
		return SESSION_READABLE | SESSION_WRITABLE;
	if (state & BR_SSL_RECVAPP)
		events |= SESSION_READABLE;
	if (state & BR_SSL_SENDAPP)
		events |= SESSION_WRITABLE;
	if (state & BR_SSL_SENDREC)
		events |= SESSION_UNSENT;
	return events;
}

void session_wipe(struct tls_session *s)
{
	verifier_free(&s->verifier);
	wipe(s, sizeof(*s));
}
