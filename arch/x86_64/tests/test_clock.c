/* SPDX-License-Identifier: MIT */
/* test_clock.c - every clock of this machine in turn, in the guest. */
#include <stdint.h>

#include <core/clock.h>
#include <core/irq.h>
#include <core/log.h>
#include <core/thread.h>
#include <test/test.h>

#include "../counters.h"

static const char *const names[] = { "tsc", "hpet", "acpi_pm", "pit", "kvmclock" };

static uint64_t last;
static unsigned back, moved;

static void read_often(unsigned times)
{
	for (unsigned i = 0; i < times; i++) {
		uint64_t now = clock_now();

		back += now < last;
		moved += now > last;
		last = now;
	}
}

/* A million reads, with the clock changed and told other rates in between. */
TEST(the_clock_never_goes_back_whatever_counts)
{
	const struct clock_source *before = clock_find(clock_name());
	unsigned found = 0;

	NEED(before != NULL);
	back = moved = 0;
	last = clock_now();
	for (unsigned round = 0; round < 50; round++) {
		for (unsigned i = 0; i < ARRAY_SIZE(names); i++) {
			const struct clock_source *src = clock_find(names[i]);

			if (!src)
				continue;
			found++;
			clock_change(src);
			read_often(5000);
			clock_refine(src, src->hz - src->hz / 100 + test_below(1000));
		}
	}
	clock_change(before);
	read_often(5000);
	CHECK_EQ(back, 0);
	CHECK(moved > 1000 * found);
	CHECK(found >= 2 * 50);
}

/* The reader's own timer counts the turns: nobody looks at the clock for many of them. */
TEST(a_sleep_is_as_long_by_every_counter)
{
	const struct clock_source *before = clock_find(clock_name());

	NEED(before != NULL);
	for (unsigned i = 0; i < ARRAY_SIZE(names); i++) {
		const struct clock_source *src = clock_find(names[i]);

		if (!src)
			continue;
		clock_change(src);
		uint64_t start = before->read();
		thread_sleep_until(clock_now() + 200 * NSEC_PER_MSEC);
		uint64_t passed = before->read() - start;

		CHECK(passed >= before->hz / 5 - before->hz / 100);
	}
	clock_change(before);
}
