/* SPDX-License-Identifier: MIT */
/*
 * isn.c - initial sequence numbers that an outsider cannot guess:
 *
 *	ISN = M + SHA-256(addresses, ports, secret), first 32 bits
 *
 * M counts 4 us ticks, so that the numbers of one pair of endpoints rise and a new
 * incarnation of a connection does not fall among the old one's segments; the hash
 * puts every pair at an offset of its own.
 *
 * Source: RFC 6528 section 3.
 * Locking: under net_lock; the secret is written once at boot.
 */
#include <string.h>

#include <bearssl_hash.h>
#include <core/clock.h>
#include <core/random.h>

#include "arch/hooks.h"
#include "isn.h"

#define TICK_NS 4000u

static unsigned char secret[32];

void isn_init(void)
{
	random_bytes(secret, sizeof(secret));
}

u32_t net_tcp_isn(const ip_addr_t *local, u16_t local_port, const ip_addr_t *remote,
		  u16_t remote_port)
{
	unsigned char digest[br_sha256_SIZE];
	br_sha256_context hash;
	u32_t offset;

	br_sha256_init(&hash);
	br_sha256_update(&hash, local, sizeof(*local));
	br_sha256_update(&hash, &local_port, sizeof(local_port));
	br_sha256_update(&hash, remote, sizeof(*remote));
	br_sha256_update(&hash, &remote_port, sizeof(remote_port));
	br_sha256_update(&hash, secret, sizeof(secret));
	br_sha256_out(&hash, digest);
	memcpy(&offset, digest, sizeof(offset));
	return offset + (u32_t)(clock_now() / TICK_NS);
}
