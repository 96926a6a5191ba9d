/* SPDX-License-Identifier: MIT */
/*
 * generator.h - pool and generator of one random stream, without sources, clock or
 * locks: the part that can be tested against known answers. core/random/random.c
 * owns the only one in an image.
 */
#ifndef RANDOM_GENERATOR_H
#define RANDOM_GENERATOR_H

#include <stddef.h>
#include <stdint.h>
#include <bearssl_hash.h>

#define GENERATOR_KEY 32 /* bytes */

struct generator {
	br_sha256_context pool;           /* everything ever mixed in, hashed */
	unsigned char key[GENERATOR_KEY]; /* of the ChaCha20 stream; used once */
};

void generator_init(struct generator *g);
/** Mixes len bytes into the pool; the key changes at generator_reseed(). */
void generator_mix(struct generator *g, const void *data, size_t len);
/** New key from the pool and the old key; the pool goes on from a one-way image. */
void generator_reseed(struct generator *g);
/** Gives a key for one answer and replaces the generator's own, so that what was
 *  answered cannot be computed from a later state ("fast key erasure"). */
void generator_take_key(struct generator *g, unsigned char key[GENERATOR_KEY]);
/** Fills buf with the ChaCha20 stream of key and wipes key. len below 256 GB. */
void generator_expand(unsigned char key[GENERATOR_KEY], void *buf, size_t len);

/** Overwrites secrets; the compiler cannot drop it. */
void random_wipe(void *p, size_t len);

#endif
