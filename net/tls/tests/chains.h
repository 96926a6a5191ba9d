/* SPDX-License-Identifier: MIT */
/* chains.h - the generated chains, anchors and server keys of the TLS tests; the anchors are
 * tls_anchors of <net/tls_anchors.h>. */
#ifndef TLS_TESTS_CHAINS_H
#define TLS_TESTS_CHAINS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <bearssl.h>
#include <net/tls.h>
#include "../der.h"

struct chain_case {
	const char *name;
	const char *host;
	int64_t now;  /* s since 1970-01-01 UTC */
	int expected; /* enum tls_error */
	bool openssl_accepts;
	unsigned count;
	struct der sent[12];
};

extern const struct chain_case chain_cases[];
extern const size_t chain_case_count;

/* Of the leaves of "rsa_chain" and "ec_chain". */
extern const br_rsa_private_key server_rsa_key;
extern const br_ec_private_key server_ec_key;

#endif
