/* SPDX-License-Identifier: MIT */
/*
 * verify.c - collecting a server's certificates and ordering them into a chain.
 *
 * The engine wants leaf first and each certificate followed by its issuer. Servers are
 * known to send them out of order and with others in between, so the chain is put
 * together by issuer and subject before the engine sees it; what does not belong to it
 * is ignored. Certificates behind the first one that an anchor has signed do not count.
 *
 * Memory: at most CHAIN_MAX * CERT_MAX bytes, freed when the chain is judged.
 * Source: RFC 5246 7.4.2; RFC 8446 4.4.2 on disorder.
 */
#include <string.h>

#include <core/compiler.h>
#include <core/heap.h>
#include "judge.h"
#include "report.h"
#include "verify.h"

static struct verifier *verifier_of(const br_x509_class **ctx)
{
	return container_of(ctx, struct verifier, vtable);
}

static void start_chain(const br_x509_class **ctx, const char *server_name)
{
	struct verifier *v = verifier_of(ctx);

	(void)server_name; /* the host decides, see judge.c */
	verifier_free(v);
}

static void start_cert(const br_x509_class **ctx, uint32_t length)
{
	struct verifier *v = verifier_of(ctx);

	v->filled = 0;
	if (v->sent_count >= CHAIN_MAX || length == 0 || length > CERT_MAX)
		return;
	uint8_t *copy = heap_alloc(length);
	if (copy)
		v->sent[v->sent_count] = (struct der){ copy, length };
	else
		v->no_memory = true;
}

static void append(const br_x509_class **ctx, const unsigned char *buf, size_t len)
{
	struct verifier *v = verifier_of(ctx);

	if (v->sent_count >= CHAIN_MAX)
		return;
	struct der *cert = &v->sent[v->sent_count];
	if (!cert->data || len > cert->len - v->filled)
		return;
	memcpy((uint8_t *)cert->data + v->filled, buf, len);
	v->filled += len;
}

static void end_cert(const br_x509_class **ctx)
{
	struct verifier *v = verifier_of(ctx);
	unsigned i = v->sent_count++;

	if (i >= CHAIN_MAX)
		return;
	if (!v->sent[i].data)
		v->damage[i] = "size";
	else if (v->filled < v->sent[i].len)
		v->damage[i] = "length";
	else
		v->damage[i] = cert_parse(v->sent[i], &v->cert[i]);
}

static bool in_chain(const struct verifier *v, unsigned index)
{
	return memchr(v->chain, (int)index, v->chain_count) != NULL;
}

/* The first certificate not yet used that calls itself the issuer of `of`; -1. */
static int find_issuer(const struct verifier *v, const struct cert *of)
{
	unsigned kept = MIN(v->sent_count, (unsigned)CHAIN_MAX);

	for (unsigned i = 1; i < kept; i++)
		if (!v->damage[i] && !in_chain(v, i) && der_equal(v->cert[i].subject, of->issuer))
			return (int)i;
	return -1;
}

static void order_chain(struct verifier *v)
{
	v->chain_count = 0;
	if (v->sent_count == 0)
		return;
	for (int next = 0; next >= 0;) {
		const struct cert *c = &v->cert[next];
		v->chain[v->chain_count++] = (unsigned char)next;
		bool self_issued = v->damage[next] || der_equal(c->subject, c->issuer);
		next = self_issued ? -1 : find_issuer(v, c);
	}
}

static unsigned end_chain(const br_x509_class **ctx)
{
	struct verifier *v = verifier_of(ctx);

	order_chain(v);
	unsigned err = judge_chain(v);
	verifier_free(v);
	return err;
}

static const br_x509_pkey *get_pkey(const br_x509_class *const *ctx, unsigned *usages)
{
	const struct verifier *v = container_of(ctx, struct verifier, vtable);
	const br_x509_class *const *engine = &v->engine.vtable;

	if (v->why->error != TLS_OK)
		return NULL;
	return (*engine)->get_pkey(engine, usages);
}

static const br_x509_class verifier_class = {
	.context_size = sizeof(struct verifier),
	.start_chain = start_chain,
	.start_cert = start_cert,
	.append = append,
	.end_cert = end_cert,
	.end_chain = end_chain,
	.get_pkey = get_pkey,
};

void verifier_init(struct verifier *v, const struct host *host, const br_x509_trust_anchor *anchors,
		   size_t anchor_count, int64_t now, struct tls_report *why)
{
	memset(v, 0, sizeof(*v));
	v->vtable = &verifier_class;
	v->host = host;
	v->anchors = anchors;
	v->anchor_count = anchor_count;
	v->now = now;
	v->why = why;
}

void verifier_free(struct verifier *v)
{
	for (unsigned i = 0; i < CHAIN_MAX; i++)
		heap_free((uint8_t *)v->sent[i].data);
	memset(v->sent, 0, sizeof(v->sent));
	v->no_memory = false;
	v->sent_count = 0;
	v->chain_count = 0;
}
