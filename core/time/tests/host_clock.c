/* SPDX-License-Identifier: MIT */
/* host_clock.c - cycles to nanoseconds over centuries; better frequencies, other counters. */
#include <stdint.h>
#include <string.h>

#include <core/clock.h>
#include <test/host.h>
#include <test/test.h>

static uint64_t cycles, source_mask, armed;

static uint64_t read_cycles(void)
{
	return cycles;
}

static void arm(uint64_t deadline)
{
	armed = deadline;
}

static uint64_t read_masked(void)
{
	return cycles & source_mask;
}

static const struct clock_event event = { "test", arm };
static struct clock_source source = { "test", 0, read_cycles, UINT64_MAX };

static void start(uint64_t hz, uint64_t at)
{
	source.hz = hz;
	cycles = at;
	clock_init(&source, &event);
}

TEST(clock_starts_at_zero_wherever_the_counter_stands)
{
	start(NSEC_PER_SEC, 0);
	CHECK_EQ(clock_now(), 0);
	start(NSEC_PER_SEC, UINT64_MAX - 5);
	CHECK_EQ(clock_now(), 0);
	cycles += 10; /* wraps */
	CHECK_EQ(clock_now(), 10);
}

/* 0.2 millionths is a second in two months, far below any counter's own error. */
TEST(clock_is_exact_for_every_frequency_over_centuries)
{
	static const uint64_t frequencies[] = { 1000,       32768,      1193182,    3579545,
						14318180,   24000000,   999999999,  1000000000,
						2399998123, 3000000001, 5000000000, 9999999967 };

	for (unsigned i = 0; i < ARRAY_SIZE(frequencies); i++) {
		uint64_t hz = frequencies[i];

		start(hz, 12345);
		for (uint64_t s = 1; s < 100ull * 365 * 86400; s *= 3) {
			cycles = 12345 + s * hz;
			uint64_t now = clock_now(), want = s * NSEC_PER_SEC;
			uint64_t off = now > want ? now - want : want - now;

			CHECK(off <= want / 5000000 + 1);
		}
		CHECK_EQ(clock_hz(), hz);
	}
}

TEST(clock_never_goes_back_when_refined)
{
	uint64_t last = 0;

	start(2000000000, 77);
	for (int i = 0; i < 20000; i++) {
		cycles += test_below(4) ? test_below(2000) : test_below(1u << 31);
		CHECK(clock_now() >= last);
		last = clock_now();
		if (test_below(10) == 0)
			clock_refine(&source, 1000000000 + test_random() % 3000000000);
		CHECK(clock_now() >= last && clock_now() - last <= 1);
		last = clock_now();
	}
}

static unsigned interruptions;

/* A counter on which an interrupt comes between its reading and the use of that. */
static uint64_t read_interrupted(void)
{
	static bool inside;
	uint64_t read = cycles;

	if (inside || interruptions == 0)
		return read;
	inside = true;
	interruptions--;
	cycles += 1 + test_below(1000);
	if (test_below(2))
		clock_refine(&source, 1000000000 + test_random() % 3000000000);
	clock_now();
	inside = false;
	return read;
}

TEST(clock_never_goes_back_when_its_reading_is_interrupted)
{
	uint64_t last = 0;

	start(2000000000, 5);
	source.read = read_interrupted;
	for (int i = 0; i < 20000; i++) {
		interruptions = test_below(3);
		uint64_t now = clock_now();
		CHECK(now >= last && now - last < 10000);
		last = now;
	}
	source.read = read_cycles;
}

TEST(clock_goes_on_at_the_new_rate)
{
	start(1000000000, 0);
	cycles = 5000;
	CHECK_EQ(clock_now(), 5000);
	clock_refine(&source, 2000000000);
	CHECK_EQ(clock_hz(), 2000000000);
	CHECK_EQ(clock_now(), 5000);
	cycles += 2000;
	CHECK_EQ(clock_now(), 6000);
}

TEST(clock_takes_no_rate_for_a_counter_that_is_not_in_use)
{
	static const struct clock_source other = { "other", 1000, read_cycles, UINT64_MAX };

	start(1000000000, 0);
	clock_refine(&other, 2000);
	CHECK_EQ(clock_hz(), 1000000000);
}

TEST(clock_wall_is_unknown_until_told)
{
	start(NSEC_PER_SEC, 0);
	cycles = 100;
	CHECK(!clock_wall_known());
	CHECK_EQ(clock_wall(), 100);
	clock_set_wall(1700000000000000000);
	CHECK(clock_wall_known());
	CHECK_EQ(clock_wall(), 1700000000000000000);
	cycles += 42;
	CHECK_EQ(clock_wall(), 1700000000000000042);
	clock_set_wall(-5);
	CHECK_EQ(clock_wall(), -5);
}

TEST(clock_tells_a_guessed_wall_time_and_does_not_vouch_for_it)
{
	start(NSEC_PER_SEC, 0);
	clock_set_wall(1700000000000000000);
	clock_guess_wall(42);
	CHECK_EQ(clock_wall(), 42);
	CHECK(!clock_wall_known());
}

/* Widths and frequencies of the 8254, both ACPI timers and an HPET. The timer runs late
 * by up to half a turn, and nobody else reads. */
TEST(clock_counts_the_turns_of_narrow_counters)
{
	static const struct {
		unsigned bits;
		uint64_t hz;
	} kinds[] = { { 16, 1193182 }, { 24, 3579545 }, { 32, 3579545 }, { 32, 100000000 } };

	for (unsigned i = 0; i < ARRAY_SIZE(kinds); i++) {
		struct clock_source narrow = { "narrow", kinds[i].hz, read_masked,
					       (1ull << kinds[i].bits) - 1 };
		uint64_t turn = 1ull << kinds[i].bits, began = turn - 77;

		source_mask = narrow.mask;
		cycles = began;
		clock_init(&narrow, &event);
		for (int quarter = 0; quarter < 1000; quarter++) {
			CHECK(armed <= clock_now() + turn / 4 * NSEC_PER_SEC / kinds[i].hz);
			cycles += turn / 4 + test_below((uint32_t)(turn / 2));
			timers_run();
		}
		uint64_t want = (uint64_t)((unsigned __int128)(cycles - began) * NSEC_PER_SEC /
					   kinds[i].hz);
		uint64_t now = clock_now();
		CHECK((now > want ? now - want : want - now) <= want / 5000000 + 1);
		host_clock_start();
	}
}

TEST(clock_stands_while_its_counter_is_behind)
{
	static const uint64_t masks[] = { 0xffff, 0xffffff, UINT32_MAX, UINT64_MAX };

	for (unsigned i = 0; i < ARRAY_SIZE(masks); i++) {
		struct clock_source stepping = { "stepping", NSEC_PER_SEC, read_masked, masks[i] };

		source_mask = masks[i];
		cycles = 5;
		clock_init(&stepping, &event);
		cycles += 1000;
		CHECK_EQ(clock_now(), 1000);
		cycles -= 900;
		CHECK_EQ(clock_now(), 1000);
		cycles += 899;
		CHECK_EQ(clock_now(), 1000);
		cycles += 11;
		CHECK_EQ(clock_now(), 1010);
		host_clock_start();
	}
}

TEST(clock_goes_on_across_a_change_of_counters)
{
	static const struct clock_source other = { "other", 1193182, read_masked, 0xffff };

	source_mask = 0xffff;
	start(NSEC_PER_SEC, 12);
	cycles += 7000;
	CHECK_EQ(clock_now(), 7000);
	clock_change(&other);
	CHECK(strcmp(clock_name(), "other") == 0);
	CHECK_EQ(clock_hz(), 1193182);
	CHECK_EQ(clock_now(), 7000);
	cycles += 12; /* of 838 ns */
	CHECK_EQ(clock_now(), 7000 + 10057);
	clock_change(&source);
	CHECK_EQ(clock_now(), 7000 + 10057);
	cycles += 3;
	CHECK_EQ(clock_now(), 7000 + 10060);
	host_clock_start();
}
