/* SPDX-License-Identifier: MIT */
/*
 * random.h - random bytes for keys, sequence numbers and canaries: a ChaCha20
 * generator (BearSSL's primitive) over an entropy pool hashed with SHA-256.
 *
 * The pool counts credited bits: RDRAND and virtio-rng count in full, timing jitter
 * only while its health test passes. Below 256 bits the generator still answers, but
 * random_seeded() is false and TLS refuses to start.
 */
#ifndef CORE_RANDOM_H
#define CORE_RANDOM_H

#include <stdbool.h>
#include <stddef.h>
#include <core/boot.h>
#include <core/compiler.h>

/** Gathers what the CPU has (RDRAND, jitter, clocks). After the clock, before drivers.
 *  The option rng=test gives the same numbers at every boot: core/random/fixed.h. */
void random_init(const struct boot_info *bi);
/** Mixes len bytes in and credits bits of entropy (0: it cannot hurt). */
void random_add(const char *source, const void *data, size_t len, unsigned bits);
/** Notes the time of an interrupt; stirred in later, not credited. */
void random_add_irq(void) IRQ_SAFE;
/** True once at least 256 bits were credited. The first call that would have to say no
 *  measures timing jitter first: about 400000 instructions, once. Thread context. */
bool random_seeded(void);
/** Fills buf. Never fails, never blocks; see random_seeded(). Thread context. */
void random_bytes(void *buf, size_t len);

#endif
