/* SPDX-License-Identifier: MIT */
/* digest.h - SHA-256, by BearSSL. */
#ifndef HTTPSGET_DIGEST_H
#define HTTPSGET_DIGEST_H

#include <stddef.h>
#include <bearssl_hash.h>

#define DIGEST_SIZE br_sha256_SIZE

struct digest {
	br_sha256_context context;
};

static inline void digest_init(struct digest *d)
{
	br_sha256_init(&d->context);
}

static inline void digest_add(struct digest *d, const void *data, size_t len)
{
	br_sha256_update(&d->context, data, len);
}

/** The hash of what was added so far; more may be added. */
static inline void digest_get(const struct digest *d, unsigned char hash[DIGEST_SIZE])
{
	br_sha256_out(&d->context, hash);
}

#endif
