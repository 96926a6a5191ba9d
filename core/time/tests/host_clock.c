/* SPDX-License-Identifier: MIT */
/* host_clock.c - cycles to nanoseconds over centuries, and better frequencies. */
#include <stdint.h>

#include <core/clock.h>
#include <test/host.h>
#include <test/test.h>

static uint64_t cycles;

static uint64_t read_cycles(void)
{
	return cycles;
}

static void arm(uint64_t deadline)
{
	(void)deadline;
}

static const struct clock_event event = { "test", arm };
static struct clock_source source = { "test", 0, read_cycles };

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
			clock_refine(1000000000 + test_random() % 3000000000);
		CHECK(clock_now() >= last && clock_now() - last <= 1);
		last = clock_now();
	}
}

TEST(clock_goes_on_at_the_new_rate)
{
	start(1000000000, 0);
	cycles = 5000;
	CHECK_EQ(clock_now(), 5000);
	clock_refine(2000000000);
	CHECK_EQ(clock_hz(), 2000000000);
	CHECK_EQ(clock_now(), 5000);
	cycles += 2000;
	CHECK_EQ(clock_now(), 6000);
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
