/* SPDX-License-Identifier: MIT */
/*
 * cert.h - what we read from one certificate ourselves (RFC 5280), beside what
 * BearSSL's engine checks: dates, names, usage, key sizes, signature hash.
 *
 * Nothing here says that a certificate can be trusted.
 */
#ifndef TLS_CERT_H
#define TLS_CERT_H

#include <stdbool.h>
#include <stdint.h>
#include "der.h"

enum cert_key { CERT_KEY_OTHER, CERT_KEY_RSA, CERT_KEY_EC };
enum cert_hash { CERT_HASH_OTHER, CERT_HASH_MD5, CERT_HASH_SHA1, CERT_HASH_SHA2 };

/** All parts borrow the certificate's bytes. */
struct cert {
	struct der issuer, subject;    /* whole Name elements, for comparing */
	int64_t not_before, not_after; /* seconds since 1970-01-01 UTC, both inclusive */
	enum cert_key key;
	unsigned key_bits;   /* of the RSA modulus or the curve; 0 unknown curve */
	enum cert_hash hash; /* of the signature on this certificate */
	struct der names;    /* content of subjectAltName; len 0: has none */
	bool has_usage;      /* extendedKeyUsage is present */
	bool server_auth;    /* and allows TLS servers */
	bool constrained;    /* nameConstraints is present */
};

/** Reads the certificate der. NULL, or what is wrong with it in a few words, such as
 *  "validity"; c is then undefined. */
const char *cert_parse(struct der der, struct cert *c);

/** Finds the common name (or, without one, the organisation) in a Name and writes it
 *  to buf with everything but printable ASCII as '?'. "" when there is none. */
void cert_common_name(struct der name, char *buf, size_t size);
/** Writes text as a NUL-ended string, unprintable bytes as '?', cut to fit. */
void cert_printable(struct der text, char *buf, size_t size);

#endif
