/* SPDX-License-Identifier: MIT */
/* host_rate.c - counters compared, and the clock page of a KVM host. */
#include <string.h>

#include <test/test.h>

#include "../kvmclock.h"
#include "../rate.h"

#define TSC_HZ 2400000000ull

static uint64_t no_read(void)
{
	return 0;
}

TEST(rate_error_is_what_the_turns_leave)
{
	static const struct clock_source kinds[] = {
		{ "pit", 1193182, no_read, 0xffff },
		{ "pm", 3579545, no_read, 0xffffff },
		{ "hpet", 100000000, no_read, UINT32_MAX },
	};

	for (unsigned i = 0; i < ARRAY_SIZE(kinds); i++) {
		int64_t half = (int64_t)(kinds[i].mask / 2);

		for (int n = 0; n < 1000; n++) {
			uint64_t seconds = 1 + test_below(100000);
			int64_t off = (int64_t)(test_random() % kinds[i].mask) - half;
			uint64_t ref = seconds * kinds[i].hz + (uint64_t)off;

			CHECK_EQ(rate_error(seconds * TSC_HZ, TSC_HZ, &kinds[i],
					    ref & kinds[i].mask),
				 off);
		}
	}
}

TEST(rate_scale_keeps_its_precision_over_years)
{
	CHECK_EQ(rate_scale(86400ull * 365 * TSC_HZ, 3579545, TSC_HZ), 86400ull * 365 * 3579545);
	CHECK_EQ(rate_scale(TSC_HZ - 1, 1000, TSC_HZ), 999);
}

static struct kvmclock_page page;
static uint64_t tsc_now;
static int updates;

static uint64_t quiet_tsc(void)
{
	return tsc_now;
}

/* The host writes a new stretch while the guest is between its reads: first the odd
 * version and half of the fields, at the second look the rest. */
static uint64_t disturbed_tsc(void)
{
	if (updates == 2) {
		page.version++;
		page.system_time = 5000000000;
		page.tsc_timestamp = tsc_now;
		page.version++;
	} else if (updates == 1) {
		page.version += 2;
		page.system_time += 7;
	}
	updates -= updates > 0;
	return tsc_now;
}

/* A 2.4 GHz counter: ns = cycles / 2.4 = (cycles >> 1) * (2^32 / 1.2) >> 32. */
static void set_page(void)
{
	page = (struct kvmclock_page){
		.version = 4,
		.tsc_timestamp = 1000,
		.system_time = 70,
		.mul = 3579139413u,
		.shift = -1,
	};
	tsc_now = 1000;
}

TEST(kvmclock_adds_the_scaled_cycles)
{
	set_page();
	CHECK_EQ(kvmclock_ns(&page, quiet_tsc), 70);
	tsc_now = 1000 + TSC_HZ;
	CHECK_EQ(kvmclock_ns(&page, quiet_tsc), 70 + 999999999);
	tsc_now = 1000 + TSC_HZ * 86400 * 365; /* 128 bits on the way */
	uint64_t year = kvmclock_ns(&page, quiet_tsc), want = 86400ull * 365 * NSEC_PER_SEC;
	CHECK(year > want - want / 1000000000 && year < want + want / 1000000000);
	page.shift = 2; /* a slow counter: 2^32 / 4 makes one ns a cycle */
	page.mul = 1u << 30;
	tsc_now = 1000 + 12345;
	CHECK_EQ(kvmclock_ns(&page, quiet_tsc), 70 + 12345);
}

TEST(kvmclock_reads_again_when_the_host_has_written)
{
	set_page();
	updates = 2;
	CHECK_EQ(kvmclock_ns(&page, disturbed_tsc), 5000000007);
	CHECK_EQ(updates, 0);
	CHECK_EQ(page.version, 8);
}

TEST(kvmclock_tells_the_rate_of_the_tsc)
{
	set_page();
	uint64_t hz = kvmclock_tsc_hz(&page);
	CHECK(hz > TSC_HZ - 10 && hz < TSC_HZ + 10);
	page.mul = 0;
	CHECK_EQ(kvmclock_tsc_hz(&page), 0);
	page.mul = 1;
	page.shift = 127;
	CHECK_EQ(kvmclock_tsc_hz(&page), 0);
}
