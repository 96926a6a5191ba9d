/* SPDX-License-Identifier: MIT */
/* peer.c - the server of peer.h. */
#include <errno.h>
#include <string.h>

#include <core/compiler.h>
#include <core/random.h>
#include <test/test.h>
#include "chains.h"
#include "peer.h"

ssize_t pipe_put(struct pipe *p, const void *data, size_t len)
{
	size_t held = p->to - p->from;
	size_t room = (p->room ? p->room : PIPE_SIZE) - held;

	if (p->error)
		return p->error;
	if (p->from == p->to)
		p->from = p->to = 0;
	len = MIN(len, MIN(room, PIPE_SIZE - p->to));
	len = p->step ? MIN(len, p->step) : len;
	memcpy(p->data + p->to, data, len);
	p->to += len;
	return len > 0 ? (ssize_t)len : -EAGAIN;
}

ssize_t pipe_take(struct pipe *p, void *data, size_t len)
{
	if (p->error)
		return p->error;
	len = MIN(len, p->to - p->from);
	len = p->step ? MIN(len, p->step) : len;
	memcpy(data, p->data + p->from, len);
	p->from += len;
	return len > 0 ? (ssize_t)len : p->ended ? 0 : -EAGAIN;
}

/* The chain of a case by its name, in BearSSL's type. */
static size_t chain_of(const char *name, br_x509_certificate chain[2])
{
	for (size_t i = 0; i < chain_case_count; i++) {
		const struct chain_case *c = &chain_cases[i];
		if (strcmp(c->name, name) != 0)
			continue;
		for (unsigned j = 0; j < 2; j++)
			chain[j] = (br_x509_certificate){ (unsigned char *)c->sent[j].data,
							  c->sent[j].len };
		return 2;
	}
	return 0;
}

void peer_start(struct peer *p, enum peer_key key)
{
	static br_x509_certificate chain[2];
	unsigned char seed[32];

	memset(p, 0, sizeof(*p));
	CHECK_EQ(chain_of(key == PEER_RSA ? "rsa_chain" : "ec_chain", chain), 2);
	if (key == PEER_RSA)
		br_ssl_server_init_full_rsa(&p->server, chain, 2, &server_rsa_key);
	else
		br_ssl_server_init_full_ec(&p->server, chain, 2, BR_KEYTYPE_EC, &server_ec_key);
	br_ssl_engine_set_buffer(&p->server.eng, p->buffer, sizeof(p->buffer), 1);
	random_bytes(seed, sizeof(seed));
	br_ssl_engine_inject_entropy(&p->server.eng, seed, sizeof(seed));
	br_ssl_server_reset(&p->server);
}

/* One movement between the server's engine and a pipe; false when there was none. */
static bool move(struct peer *p)
{
	br_ssl_engine_context *e = &p->server.eng;
	size_t len, in_len;
	unsigned char *buf = br_ssl_engine_sendrec_buf(e, &len);
	ssize_t n = buf ? pipe_put(&p->out, buf, len) : 0;

	if (n > 0) {
		br_ssl_engine_sendrec_ack(e, (size_t)n);
		return true;
	}
	unsigned char *in = br_ssl_engine_recvapp_buf(e, &in_len);
	unsigned char *out = br_ssl_engine_sendapp_buf(e, &len);
	if (in && out) {
		len = MIN(len, in_len);
		memcpy(out, in, len);
		br_ssl_engine_sendapp_ack(e, len);
		br_ssl_engine_recvapp_ack(e, len);
		br_ssl_engine_flush(e, 0);
		return true;
	}
	buf = br_ssl_engine_recvrec_buf(e, &len);
	n = buf ? pipe_take(&p->in, buf, len) : 0;
	if (n > 0)
		br_ssl_engine_recvrec_ack(e, (size_t)n);
	return n > 0;
}

void peer_run(struct peer *p)
{
	while (move(p))
		continue;
}

static ssize_t client_send(void *ctx, const void *buf, size_t len)
{
	struct peer *p = ctx;

	return pipe_put(&p->in, buf, len);
}

static ssize_t client_receive(void *ctx, void *buf, size_t len)
{
	struct peer *p = ctx;

	return pipe_take(&p->out, buf, len);
}

struct tls_transport peer_transport(struct peer *p)
{
	return (struct tls_transport){ client_send, client_receive, p };
}
