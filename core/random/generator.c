/* SPDX-License-Identifier: MIT */
/*
 * generator.c - SHA-256 pool and ChaCha20 output with fast key erasure.
 *
 * No cryptography of our own: both primitives are BearSSL's constant-time ones. The
 * one-byte labels keep the two uses of a pool digest apart.
 *
 * Source: D. J. Bernstein, "Fast-key-erasure random-number generators", 2017;
 * RFC 8439 2.4 (ChaCha20); FIPS 180-4 (SHA-256).
 */
#include <string.h>

#include <bearssl_block.h>

#include <core/compiler.h>
#include "generator.h"

static const unsigned char label_key = 1, label_pool = 2;
static const unsigned char zero_nonce[12]; /* every key is used for one stream */

void random_wipe(void *p, size_t len)
{
	memset(p, 0, len);
	__asm__ volatile("" : : "r"(p) : "memory");
}

void generator_init(struct generator *g)
{
	br_sha256_init(&g->pool);
	memset(g->key, 0, sizeof(g->key));
}

void generator_mix(struct generator *g, const void *data, size_t len)
{
	br_sha256_update(&g->pool, data, len);
}

void generator_reseed(struct generator *g)
{
	unsigned char digest[br_sha256_SIZE];
	br_sha256_context next;

	br_sha256_out(&g->pool, digest);

	br_sha256_init(&next);
	br_sha256_update(&next, &label_key, 1);
	br_sha256_update(&next, g->key, sizeof(g->key));
	br_sha256_update(&next, digest, sizeof(digest));
	br_sha256_out(&next, g->key);

	br_sha256_init(&g->pool);
	br_sha256_update(&g->pool, &label_pool, 1);
	br_sha256_update(&g->pool, digest, sizeof(digest));

	random_wipe(digest, sizeof(digest));
	random_wipe(&next, sizeof(next));
}

void generator_take_key(struct generator *g, unsigned char key[GENERATOR_KEY])
{
	unsigned char block[2 * GENERATOR_KEY] = { 0 };

	br_chacha20_ct_run(g->key, zero_nonce, 0, block, sizeof(block));
	memcpy(g->key, block, GENERATOR_KEY);
	memcpy(key, block + GENERATOR_KEY, GENERATOR_KEY);
	random_wipe(block, sizeof(block));
}

void generator_expand(unsigned char key[GENERATOR_KEY], void *buf, size_t len)
{
	memset(buf, 0, len);
	br_chacha20_ct_run(key, zero_nonce, 0, buf, len);
	random_wipe(key, GENERATOR_KEY);
}
