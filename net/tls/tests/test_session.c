/* SPDX-License-Identifier: MIT */
/*
 * test_session.c - the TLS session against a server in memory, over a transport that
 * takes and gives a few bytes at a time, blocks, ends and breaks.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include <core/clock.h>
#include <core/random.h>
#include <net/tls_anchors.h>
#include <test/test.h>
#include "peer.h"

#define TODAY 1767225600ll /* the day of the generated chains */

static struct peer peer;
static struct tls_session session;
static struct tls_transport io;

static int start(const char *host)
{
	clock_set_wall(TODAY * (int64_t)NSEC_PER_SEC);
	random_add("test", "0123456789abcdef0123456789abcdef", 32, 256);
	io = peer_transport(&peer);
	return session_start(&session, host, (struct tls_trust){ tls_anchors, tls_anchor_count });
}

/* Client and server in turns until the handshake is over. */
static int shake_hands(void)
{
	int err;

	while ((err = session_handshake(&session, &io)) == -EAGAIN) {
		size_t before = peer.in.to + peer.out.to;
		peer_run(&peer);
		if (peer.in.to + peer.out.to == before && peer.in.from == peer.in.to &&
		    peer.out.from == peer.out.to && !peer.out.ended)
			return -EDEADLK;
	}
	return err;
}

static void connect_to(enum peer_key key)
{
	peer_start(&peer, key);
	CHECK_EQ(start("good.test"), 0);
	CHECK_EQ(shake_hands(), 0);
}

static ssize_t read_some(void *buf, size_t len)
{
	return session_read(&session, &io, &(struct iovec){ buf, len }, 1);
}

static ssize_t write_some(const void *buf, size_t len)
{
	return session_write(&session, &io, &(struct iovec){ (void *)buf, len }, 1);
}

static void check_echo(const char *text)
{
	char back[64] = { 0 };

	CHECK_EQ(write_some(text, strlen(text)), (long)strlen(text));
	peer_run(&peer);
	CHECK_EQ(read_some(back, sizeof(back) - 1), (long)strlen(text));
	CHECK_STR(back, text);
	CHECK_EQ(read_some(back, sizeof(back)), -EAGAIN);
}

TEST(tls_session_talks_to_an_rsa_server)
{
	connect_to(PEER_RSA);
	check_echo("hello");
	session_wipe(&session);
}

TEST(tls_session_talks_to_an_ec_server)
{
	connect_to(PEER_EC);
	check_echo("hello");
	session_wipe(&session);
}

TEST(tls_session_chooses_each_offered_suite)
{
	static const uint16_t suites[] = {
		BR_TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256,
		BR_TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256,
		BR_TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384,
	};

	for (size_t i = 0; i < ARRAY_SIZE(suites); i++) {
		peer_start(&peer, PEER_RSA);
		br_ssl_engine_set_suites(&peer.server.eng, &suites[i], 1);
		br_ssl_server_reset(&peer.server);
		CHECK_EQ(start("good.test"), 0);
		CHECK_EQ(shake_hands(), 0);
		check_echo("one suite");
		session_wipe(&session);
	}
}

TEST(tls_session_offers_no_other_suite)
{
	static const uint16_t weak[] = {
		BR_TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA256, BR_TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA,
		BR_TLS_ECDHE_RSA_WITH_3DES_EDE_CBC_SHA,   BR_TLS_RSA_WITH_AES_128_GCM_SHA256,
		BR_TLS_RSA_WITH_AES_128_CBC_SHA,
	};

	peer_start(&peer, PEER_RSA);
	br_ssl_engine_set_suites(&peer.server.eng, weak, ARRAY_SIZE(weak));
	br_ssl_server_reset(&peer.server);
	CHECK_EQ(start("good.test"), 0);
	CHECK_EQ(shake_hands(), -EPROTO);
	CHECK_EQ(session.why.error, TLS_ERR_ALERT);
	CHECK_STR(session.why.text, "server refused with alert 40, handshake_failure: no common "
				    "cipher suite or curve");
}

TEST(tls_session_refuses_older_versions)
{
	peer_start(&peer, PEER_RSA);
	br_ssl_engine_set_versions(&peer.server.eng, BR_TLS10, BR_TLS11);
	br_ssl_server_reset(&peer.server);
	CHECK_EQ(start("good.test"), 0);
	CHECK_EQ(shake_hands(), -EPROTO);
	CHECK(session.why.error == TLS_ERR_PROTOCOL || session.why.error == TLS_ERR_ALERT);
}

TEST(tls_session_works_a_byte_at_a_time)
{
	peer_start(&peer, PEER_RSA);
	peer.in.step = peer.out.step = 1;
	CHECK_EQ(start("good.test"), 0);
	CHECK_EQ(shake_hands(), 0);
	check_echo("slowly");
}

TEST(tls_session_refuses_another_host)
{
	peer_start(&peer, PEER_RSA);
	CHECK_EQ(start("other.test"), 0);
	CHECK_EQ(shake_hands(), -EPROTO);
	CHECK_EQ(session.why.error, TLS_ERR_WRONG_NAME);
	CHECK_EQ(read_some(&peer, 1), -EPROTO);
	CHECK_EQ(write_some("x", 1), -EPROTO);
}

TEST(tls_session_tells_the_server_why_it_leaves)
{
	peer_start(&peer, PEER_RSA);
	CHECK_EQ(start("other.test"), 0);
	CHECK_EQ(shake_hands(), -EPROTO);
	peer_run(&peer);
	CHECK_EQ(br_ssl_engine_last_error(&peer.server.eng), BR_ERR_RECV_FATAL_ALERT + 42);
	session_wipe(&session);

	peer_start(&peer, PEER_RSA);
	start("good.test");
	session.verifier.anchor_count = 0;
	CHECK_EQ(shake_hands(), -EPROTO);
	peer_run(&peer);
	CHECK_EQ(br_ssl_engine_last_error(&peer.server.eng), BR_ERR_RECV_FATAL_ALERT + 48);
}

TEST(tls_session_sends_the_host_name_but_no_address)
{
	peer_start(&peer, PEER_RSA);
	CHECK_EQ(start("good.test."), 0);
	shake_hands();
	CHECK_STR(br_ssl_engine_get_server_name(&peer.server.eng), "good.test");
	peer_start(&peer, PEER_RSA);
	CHECK_EQ(start("10.0.2.2"), 0);
	shake_hands();
	CHECK_STR(br_ssl_engine_get_server_name(&peer.server.eng), "");
}

TEST(tls_session_refuses_what_is_no_host)
{
	static const char *const hosts[] = { "",
					     "a..b",
					     "a b",
					     "1.2.3",
					     "1.2.3.4.5",
					     "256.1.1.1",
					     "01.2.3.4",
					     "::1",
					     "b\xfc"
					     "cher.test",
					     ".",
					     "-"
					     "\n" };

	for (size_t i = 0; i < ARRAY_SIZE(hosts); i++) {
		CHECK_EQ(start(hosts[i]), -EINVAL);
		CHECK_EQ(session.why.error, -EINVAL);
	}
}

TEST(tls_session_needs_the_time)
{
	io = peer_transport(&peer);
	CHECK_EQ(session_start(&session, "good.test", (struct tls_trust){ NULL, 0 }), -EPROTO);
	CHECK_EQ(session.why.error, TLS_ERR_CLOCK_NOT_SET);
}

TEST(tls_session_trusts_nobody_without_anchors)
{
	peer_start(&peer, PEER_RSA);
	start("good.test");
	session_wipe(&session);
	CHECK_EQ(session_start(&session, "good.test", (struct tls_trust){ NULL, 0 }), 0);
	CHECK_EQ(shake_hands(), -EPROTO);
	CHECK_EQ(session.why.error, TLS_ERR_UNKNOWN_ISSUER);
}

TEST(tls_session_tells_the_end_from_a_cut)
{
	char byte;

	connect_to(PEER_RSA);
	br_ssl_engine_close(&peer.server.eng);
	peer_run(&peer);
	CHECK_EQ(read_some(&byte, 1), 0);
	CHECK_EQ(read_some(&byte, 1), 0);
	CHECK_EQ(session.why.error, TLS_OK);
	CHECK_EQ(write_some("x", 1), -EPIPE);

	connect_to(PEER_RSA);
	peer.out.ended = true;
	CHECK_EQ(read_some(&byte, 1), -EPROTO);
	CHECK_EQ(session.why.error, TLS_ERR_CLOSED);
}

TEST(tls_session_gives_what_came_before_the_end)
{
	char back[8] = { 0 };

	connect_to(PEER_RSA);
	CHECK_EQ(write_some("last", 4), 4);
	peer_run(&peer);
	peer.out.ended = true;
	CHECK_EQ(read_some(back, 2), 2);
	CHECK_EQ(read_some(back + 2, 6), 2);
	CHECK_STR(back, "last");
	CHECK_EQ(read_some(back, 8), -EPROTO);
	CHECK_EQ(session.why.error, TLS_ERR_CLOSED);
}

TEST(tls_session_says_goodbye)
{
	connect_to(PEER_RSA);
	session_close(&session);
	CHECK_EQ(session_flush(&session, &io), 0);
	peer_run(&peer);
	CHECK_EQ(br_ssl_engine_last_error(&peer.server.eng), BR_ERR_OK);
	CHECK_EQ(br_ssl_engine_current_state(&peer.server.eng), BR_SSL_CLOSED);
}

TEST(tls_session_reports_the_transports_error)
{
	char byte;

	connect_to(PEER_RSA);
	peer.out.error = -ECONNRESET;
	CHECK_EQ(read_some(&byte, 1), -ECONNRESET);
	CHECK_EQ(session.why.error, -ECONNRESET);
	CHECK_EQ(read_some(&byte, 1), -ECONNRESET);
	CHECK_EQ(write_some("x", 1), -ECONNRESET);
}

TEST(tls_session_refuses_damaged_records)
{
	char byte;

	connect_to(PEER_RSA);
	CHECK_EQ(write_some("echo", 4), 4);
	peer_run(&peer);
	peer.out.data[peer.out.to - 1] ^= 1;
	CHECK_EQ(read_some(&byte, 1), -EPROTO);
	CHECK_EQ(session.why.error, TLS_ERR_PROTOCOL);
	CHECK_STR(session.why.text, "a record was damaged or forged on the way");
}

/* 300 KB out and back through pipes of 3000 bytes, reading and writing in turns. */
TEST(tls_session_carries_much_through_little)
{
	static unsigned char sent[300000], got[sizeof(sent)];
	size_t out = 0, in = 0;

	connect_to(PEER_RSA);
	peer.in.room = peer.out.room = 3000;
	for (size_t i = 0; i < sizeof(sent); i++)
		sent[i] = (unsigned char)test_random();
	for (unsigned turn = 0; in < sizeof(got) && turn < 100000; turn++) {
		ssize_t n = out < sizeof(sent) ? write_some(sent + out, sizeof(sent) - out) : 0;
		if (n > 0)
			out += (size_t)n;
		peer_run(&peer);
		n = read_some(got + in, sizeof(got) - in);
		if (n > 0)
			in += (size_t)n;
	}
	CHECK_EQ(in, sizeof(got));
	CHECK(memcmp(sent, got, sizeof(got)) == 0);
}

TEST(tls_session_events_tell_what_can_be_done)
{
	char back[64];

	peer_start(&peer, PEER_RSA);
	CHECK_EQ(start("good.test"), 0);
	CHECK_EQ(session_events(&session), SESSION_UNSENT);
	CHECK_EQ(shake_hands(), 0);
	CHECK_EQ(session_events(&session), SESSION_WRITABLE);
	peer.in.room = 1;
	CHECK_EQ(write_some("four", 4), 4);
	CHECK_EQ(session_events(&session), SESSION_UNSENT);
	CHECK_EQ(write_some("more", 4), -EAGAIN);
	peer.in.room = 0;
	CHECK_EQ(read_some(back, 1), -EAGAIN); /* and has sent the rest */
	CHECK_EQ(session_events(&session), SESSION_WRITABLE);
	peer_run(&peer);
	CHECK_EQ(read_some(back, 1), 1);
	CHECK_EQ(session_events(&session), SESSION_WRITABLE | SESSION_READABLE);
}

static void check_answer(const void *bytes, size_t len, int error, const char *text)
{
	peer_start(&peer, PEER_RSA);
	CHECK_EQ(start("good.test"), 0);
	pipe_put(&peer.out, bytes, len);
	peer.out.ended = true;
	CHECK_EQ(session_handshake(&session, &io), -EPROTO);
	CHECK_EQ(session.why.error, error);
	CHECK_STR(session.why.text, text);
}

#define ANSWER(bytes, error, text) check_answer(bytes, sizeof(bytes) - 1, error, text)
/* A ServerHello: record version, message version, suite. */
#define HELLO(record, version, suite)                                                              \
	"\x16\x03" record "\x00\x2a\x02\x00\x00\x26\x03" version                                   \
	"0123456789abcdef0123456789abcdef\x00" suite "\x00"

TEST(tls_session_names_what_a_strange_server_did)
{
	ANSWER("HTTP/1.1 400 Bad Request\r\n\r\n", TLS_ERR_PROTOCOL,
	       "server does not speak TLS here, it sent \"HTTP/\"");
	ANSWER("", TLS_ERR_CLOSED, "server closed the connection during the handshake");
	ANSWER("\x16\x03\x03", TLS_ERR_CLOSED, "server closed the connection during the handshake");
	ANSWER("\x15\x03\x03\x00\x02\x02\x70", TLS_ERR_ALERT,
	       "server refused with alert 112, unrecognized_name: the server does not serve this "
	       "host");
	ANSWER("\x15\x03\x03\x00\x02\x02\x46", TLS_ERR_ALERT,
	       "server refused with alert 70, protocol_version: the server does not offer TLS 1.2");
	ANSWER("\x15\x03\x03\x00\x02\x02\xc8", TLS_ERR_ALERT, "server refused with alert 200");
	ANSWER(HELLO("\x02", "\x02", "\xc0\x2f"), TLS_ERR_PROTOCOL,
	       "server chose TLS 1.1, at least TLS 1.2 is required");
	ANSWER(HELLO("\x01", "\x01", "\xc0\x2f"), TLS_ERR_PROTOCOL,
	       "server chose TLS 1.0, at least TLS 1.2 is required");
	ANSWER(HELLO("\x03", "\x03", "\x00\x2f"), TLS_ERR_PROTOCOL,
	       "server chose cipher suite 0x002f, which was not offered");
	ANSWER("\x17\x03\x03\x00\x01x", TLS_ERR_PROTOCOL,
	       "server's messages do not follow TLS (error 10)");
	ANSWER("\x16\x03\x03\x7f\xff", TLS_ERR_PROTOCOL,
	       "server sent a record of impossible length");
}

TEST(tls_session_leaves_no_secret_behind)
{
	connect_to(PEER_RSA);
	check_echo("secret");
	session_wipe(&session);
	for (size_t i = 0; i < sizeof(session); i++)
		NEED(((unsigned char *)&session)[i] == 0);
}
