/* SPDX-License-Identifier: MIT */
/*
 * test_random.c - the generator against answers computed by another implementation
 * (Python's hashlib and OpenSSL's ChaCha20), and the health test against good and bad
 * sources.
 */
#include <string.h>

#include <core/random.h>
#include <test/test.h>
#include "../generator.h"
#include "../health.h"
#include "../jitter.h"

static void check_next(struct generator *g, const char *hex)
{
	static const char digits[] = "0123456789abcdef";
	unsigned char key[GENERATOR_KEY], out[40];
	char text[2 * sizeof(out) + 1] = { 0 };

	generator_take_key(g, key);
	generator_expand(key, out, sizeof(out));
	for (size_t i = 0; i < sizeof(out); i++) {
		text[2 * i] = digits[out[i] >> 4];
		text[2 * i + 1] = digits[out[i] & 15];
	}
	CHECK_STR(text, hex);
	for (size_t i = 0; i < sizeof(key); i++)
		CHECK_EQ(key[i], 0);
}

TEST(random_generator_gives_known_answers)
{
	struct generator g;

	generator_init(&g);
	generator_mix(&g, "abc", 3);
	generator_reseed(&g);
	check_next(
		&g,
		"8d4ba0db655c505cbb34668341ac1774b52488950f62a39bd125b5e1bbabf6701f0ce9be10cbba25");
	check_next(
		&g,
		"e272d05d721a281766f7fa6492607cfd432b2984f69d9e6e7fbd8eb535a27e5dc10d1b19d976fb36");
	generator_mix(&g, "mo", 2);
	generator_mix(&g, "re", 2);
	generator_reseed(&g);
	check_next(
		&g,
		"220b54471dd9da9a3e13f4045685bfb3f91ef33d9505cc522f8992130b36aa3f53b2e06675864d00");
}

TEST(random_health_wants_a_thousand_samples)
{
	struct health h = { 0 };

	for (unsigned i = 0; i < 2 * HEALTH_WINDOW - 1; i++)
		health_add(&h, (uint8_t)test_random());
	CHECK(!health_ok(&h));
	health_add(&h, (uint8_t)test_random());
	CHECK(health_ok(&h));
}

TEST(random_health_accepts_a_source_of_one_bit)
{
	struct health h = { 0 };

	for (unsigned i = 0; i < 100000; i++)
		health_add(&h, (uint8_t)test_below(2));
	CHECK(health_ok(&h));
}

/* The fewest samples after which a source with this period is refused; 0: never. */
static unsigned refused_after(unsigned period)
{
	struct health h = { 0 };

	for (unsigned i = 0; i < 2 * HEALTH_WINDOW; i++) {
		health_add(&h, (uint8_t)(i % period * 37));
		if (h.failed)
			return i + 1;
	}
	return 0;
}

TEST(random_health_refuses_a_constant)
{
	CHECK_EQ(refused_after(1), HEALTH_REPEATS_MAX);
}

TEST(random_health_refuses_every_short_period)
{
	for (unsigned period = 2; period <= HEALTH_LAGS; period++) {
		CHECK(refused_after(period) > 0);
		CHECK(refused_after(period) <= HEALTH_WINDOW);
	}
}

TEST(random_health_refuses_a_favourite_value)
{
	struct health h = { 0 };

	for (unsigned i = 0; i < 4 * HEALTH_WINDOW; i++)
		health_add(&h, test_below(10) > 0 ? 7 : (uint8_t)test_random());
	CHECK(!health_ok(&h));
}

TEST(random_health_failure_is_for_ever)
{
	struct health h = { 0 };

	for (unsigned i = 0; i < HEALTH_REPEATS_MAX; i++)
		health_add(&h, 1);
	for (unsigned i = 0; i < 10 * HEALTH_WINDOW; i++)
		health_add(&h, (uint8_t)test_random());
	CHECK(!health_ok(&h));
}

static uint64_t fake_time;
static unsigned mixed;

static uint64_t counting_clock(void)
{
	return fake_time += 97; /* an emulator that counts instructions */
}

static uint64_t stopped_clock(void)
{
	return fake_time;
}

static uint64_t noisy_clock(void)
{
	return fake_time += 97 + test_below(8);
}

/* What is done with a sample takes time, too, and more for some samples. */
static void count_mix(uint64_t sample)
{
	fake_time += 1000 + (sample + mixed) % 7 * 13;
	mixed++;
}

TEST(random_jitter_of_a_deterministic_clock_is_refused)
{
	mixed = 0;
	CHECK(!jitter_gather(counting_clock, count_mix));
	CHECK(!jitter_gather(stopped_clock, count_mix));
	CHECK_EQ(mixed, 2 * JITTER_SAMPLES); /* mixed in all the same */
}

TEST(random_jitter_of_a_noisy_clock_is_accepted)
{
	mixed = 0;
	CHECK(jitter_gather(noisy_clock, count_mix));
	CHECK_EQ(mixed, JITTER_SAMPLES);
}

TEST(random_bytes_never_repeat)
{
	enum { BLOCKS = 48, SIZE = 16 };
	unsigned char out[BLOCKS][SIZE];

	for (unsigned i = 0; i < BLOCKS; i++)
		random_bytes(out[i], SIZE);
	for (unsigned i = 0; i < BLOCKS; i++)
		for (unsigned j = 0; j < i; j++)
			CHECK(memcmp(out[i], out[j], SIZE) != 0);
}

TEST(random_bytes_fill_every_length_and_no_more)
{
	unsigned char buf[300];
	unsigned nonzero = 0;

	for (size_t len = 0; len <= 256; len++) {
		memset(buf, 0, sizeof(buf));
		random_bytes(buf, len);
		CHECK_EQ(buf[len], 0);
		for (size_t i = 0; i < len; i++)
			nonzero += buf[i] != 0;
	}
	CHECK(nonzero > 256 * 257 / 2 * 98 / 100);
}
