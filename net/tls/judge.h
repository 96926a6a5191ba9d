/* SPDX-License-Identifier: MIT */
/* judge.h - the verdict on a collected chain. */
#ifndef TLS_JUDGE_H
#define TLS_JUDGE_H

#include "verify.h"

/**
 * Judges v's chain. 0 when the server is the host; else a BR_ERR_X509_* number, and
 * v->why says what is wrong. When several things are, the first of this list counts:
 *
 *  1. a certificate that is needed cannot be kept (-ENOMEM) or read (BAD_CERTIFICATE)
 *  2. from the leaf upwards, what stops the engine: weak keys and hashes, a wrong
 *     signature, an issuer that is no CA, an unknown critical extension; at the top,
 *     no anchor (UNKNOWN_ISSUER)
 *  3. key sizes and name constraints, which the engine judges less strictly
 *  4. dates: NOT_YET_VALID, EXPIRED
 *  5. extended key usage (WRONG_USAGE)
 *  6. the name (WRONG_NAME)
 *
 * Trust comes before dates and names: what an untrusted certificate says about itself
 * is worth nothing.
 */
unsigned judge_chain(struct verifier *v);

#endif
