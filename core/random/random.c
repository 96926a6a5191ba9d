/* SPDX-License-Identifier: MIT */
/*
 * random.c - where the entropy comes from and when it counts.
 *
 * RDRAND is read at boot; drivers of random devices call random_add(). Only when
 * neither has given 256 bits by the time somebody asks, timing jitter is measured, and
 * counts if its health test passes: boots that have better pay nothing for it. Credit
 * collects in the pool and reaches the key in one step, so that nobody who saw earlier
 * output can guess the additions one by one.
 *
 * Once seeded, the key is renewed from RDRAND, interrupt times and the clock when it is
 * older than a minute. A machine without any credit renews it for each answer.
 *
 * Source: NIST SP 800-90B; the construction of Linux's drivers/char/random.c since 5.18.
 * Locking: the generator is under `lock`, held for one hash or ChaCha20 block; long
 * answers are expanded outside of it. Thread context but for random_add_irq().
 */
#define LOG_TAG "random"
#include <string.h>

#include <arch/cpu.h>
#include <core/clock.h>
#include <core/log.h>
#include <core/random.h>
#include <core/spinlock.h>
#include "fixed.h"
#include "generator.h"
#include "jitter.h"

#define SEED_BITS     256
#define RDRAND_WORDS  8
#define RESEED_PERIOD (60 * NSEC_PER_SEC)
#define IRQ_SLOTS     16u /* power of two */
#define CHUNK         256 /* bytes hashed with interrupts off at a time */

static spinlock_t lock;
static struct generator generator; /* below: under lock */
static unsigned credit;            /* bits, up to SEED_BITS */
static uint64_t reseeded_at;
static char sources[64]; /* names of those that were credited: "rdrand, virtio-rng" */
static bool jitter_tried;
static bool fixed; /* nothing is mixed in: the same numbers at every boot */

static uint64_t irq_times[IRQ_SLOTS]; /* written by interrupts, torn reads do not matter */
static unsigned irq_count;

static void mix(const void *data, size_t len)
{
	const unsigned char *p = data;

	while (len > 0 && !fixed) {
		size_t part = MIN(len, (size_t)CHUNK);
		unsigned long flags = spin_lock(&lock);
		generator_mix(&generator, p, part);
		spin_unlock(&lock, flags);
		p += part;
		len -= part;
	}
}

static void mix_word(uint64_t word)
{
	mix(&word, sizeof(word));
}

/* Times that no attacker outside of the machine sees; not credited. */
static void mix_circumstances(void)
{
	mix_word(cpu_cycles());
	mix_word((uint64_t)clock_wall());
	mix(irq_times, MIN(irq_count, IRQ_SLOTS) * sizeof(irq_times[0]));
}

static void reseed(void)
{
	unsigned long flags = spin_lock(&lock);

	generator_reseed(&generator);
	reseeded_at = clock_now();
	spin_unlock(&lock, flags);
}

static void name_source(const char *source)
{
	size_t have = strlen(sources), more = strlen(source);

	if (have + more + 3 > sizeof(sources))
		return;
	if (have > 0) {
		memcpy(sources + have, ", ", 2);
		have += 2;
	}
	memcpy(sources + have, source, more + 1);
}

/* Counts bits of a source that has been mixed in. True when that completes the seed. */
static bool count_credit(const char *source, unsigned bits)
{
	unsigned long flags = spin_lock(&lock);
	bool wanted = bits > 0 && credit < SEED_BITS;

	if (wanted) {
		name_source(source);
		credit = bits >= SEED_BITS - credit ? SEED_BITS : credit + bits;
	}
	bool complete = wanted && credit == SEED_BITS;
	spin_unlock(&lock, flags);
	return complete;
}

static void give_credit(const char *source, unsigned bits)
{
	if (!count_credit(source, bits))
		return;
	reseed();
	log_info("seeded with %u bits from %s", credit, sources);
}

/* Reads RDRAND into the pool; true when it answered and is not stuck at one value
 * (some processors return all ones after a suspend). */
static bool mix_rdrand(void)
{
	uint64_t word[RDRAND_WORDS];
	bool varies = false;

	for (unsigned i = 0; i < RDRAND_WORDS; i++) {
		if (!cpu_rdrand(&word[i]))
			return false;
		varies |= word[i] != word[0];
	}
	mix(word, sizeof(word));
	random_wipe(word, sizeof(word));
	return varies;
}

static void try_jitter(void)
{
	if (jitter_tried)
		return;
	jitter_tried = true;
	if (jitter_gather(cpu_cycles, mix_word))
		give_credit("timing jitter", SEED_BITS);
	else
		log_warn("timing jitter failed its health test and is not counted");
}

void random_init(const struct boot_info *bi)
{
	generator_init(&generator);
	fixed = random_fixed(bi);
	mix_circumstances();
	if (fixed)
		credit = SEED_BITS;
	else if (mix_rdrand())
		give_credit("rdrand", SEED_BITS);
	if (fixed || credit < SEED_BITS)
		reseed();
}

void random_add(const char *source, const void *data, size_t len, unsigned bits)
{
	mix(source, strlen(source));
	mix(data, len);
	mix_circumstances();
	give_credit(source, MIN(bits, (unsigned)MIN(len, (size_t)SEED_BITS) * 8));
}

void random_add_irq(void)
{
	irq_times[irq_count++ % IRQ_SLOTS] += cpu_cycles();
}

bool random_seeded(void)
{
	if (credit < SEED_BITS)
		try_jitter();
	return credit >= SEED_BITS;
}

/* Not while credit collects: what has come would reach the key piece by piece. */
static bool renewal_is_due(void)
{
	if (fixed)
		return false;
	if (!random_seeded())
		return credit == 0;
	return clock_now() - reseeded_at >= RESEED_PERIOD;
}

void random_bytes(void *buf, size_t len)
{
	unsigned char key[GENERATOR_KEY];

	if (renewal_is_due()) {
		mix_circumstances();
		mix_rdrand();
		reseed();
	}
	unsigned long flags = spin_lock(&lock);
	generator_take_key(&generator, key);
	spin_unlock(&lock, flags);
	generator_expand(key, buf, len);
}
