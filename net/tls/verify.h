/* SPDX-License-Identifier: MIT */
/*
 * verify.h - is this chain of certificates the host's? BearSSL's minimal X.509 engine
 * decides about signatures and issuers with the real time; everything it leaves open
 * is checked here, and both must agree.
 */
#ifndef TLS_VERIFY_H
#define TLS_VERIFY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <bearssl.h>
#include <net/tls.h>
#include "cert.h"
#include "name.h"

#define CHAIN_MAX    10          /* certificates in a server's message */
#define CERT_MAX     (16 * 1024) /* bytes of one */
#define RSA_BITS_MIN 2048

/**
 * A BearSSL X.509 class (vtable first) that collects the chain as it streams by and
 * judges it as a whole at its end. Zeroed memory plus verifier_init(); one handshake;
 * verifier_free().
 */
struct verifier {
	const br_x509_class *vtable;
	br_x509_minimal_context engine;

	const struct host *host; /* borrowed, as the following */
	struct tls_report *why;
	const br_x509_trust_anchor *anchors;
	size_t anchor_count;
	int64_t now; /* seconds since 1970-01-01 UTC */

	unsigned sent_count;           /* certificates the server sent, also those not kept */
	struct der sent[CHAIN_MAX];    /* owned copies; data NULL: too large or no memory */
	bool no_memory;                /* for one of those */
	size_t filled;                 /* bytes of the current one */
	const char *damage[CHAIN_MAX]; /* what cert_parse() said */
	struct cert cert[CHAIN_MAX];
	unsigned char chain[CHAIN_MAX]; /* indices into sent: leaf, its issuer, ... */
	unsigned chain_count;
	unsigned judged; /* of those, how many the engine looked at */
};

/** Everything is borrowed until verifier_free(). */
void verifier_init(struct verifier *v, const struct host *host, const br_x509_trust_anchor *anchors,
		   size_t anchor_count, int64_t now, struct tls_report *why);
/** Frees the copies; the leaf's key in the engine stays. */
void verifier_free(struct verifier *v);

#endif
