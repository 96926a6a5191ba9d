/* SPDX-License-Identifier: MIT */
/* host_timer.c - timers on a clock that the test moves. */
#include <string.h>

#include <arch/cpu.h>
#include <core/clock.h>
#include <core/irq.h>
#include <test/host.h>
#include <test/test.h>

struct probe {
	struct timer timer;
	char name;
	uint64_t fired_at;
	unsigned fired;
	uint64_t again_after; /* 0: once */
	struct timer *cancels;
};

static char order[64];

static void fire(struct timer *t)
{
	struct probe *p = container_of(t, struct probe, timer);

	CHECK(!irqs_enabled());
	CHECK(in_irq());
	CHECK(!timer_armed(t));
	p->fired++;
	p->fired_at = clock_now();
	if (strlen(order) < sizeof(order) - 1)
		order[strlen(order)] = p->name;
	if (p->again_after)
		timer_arm(t, t->deadline + p->again_after);
	if (p->cancels)
		timer_cancel(p->cancels);
}

static struct probe probe(char name)
{
	return (struct probe){ .timer = { .fn = fire }, .name = name };
}

TEST(timer_fires_at_its_deadline_and_once)
{
	struct probe a = probe('a');

	CHECK(!timer_armed(&a.timer));
	timer_arm(&a.timer, 100);
	CHECK(timer_armed(&a.timer));
	CHECK_EQ(host_clock_armed(), 100);
	host_advance(99);
	CHECK_EQ(a.fired, 0);
	host_advance(1);
	CHECK_EQ(a.fired, 1);
	CHECK_EQ(a.fired_at, 100);
	CHECK_EQ(host_clock_armed(), NO_DEADLINE);
	host_advance(10000);
	CHECK_EQ(a.fired, 1);
}

TEST(timers_fire_by_deadline_and_ties_in_the_order_of_arming)
{
	struct probe a = probe('a'), b = probe('b'), c = probe('c'), d = probe('d');

	timer_arm(&a.timer, 50);
	timer_arm(&b.timer, 20);
	timer_arm(&c.timer, 50);
	timer_arm(&d.timer, 20);
	CHECK_EQ(host_clock_armed(), 20);
	host_advance(100);
	CHECK_STR(order, "bdac");
}

TEST(timer_sets_the_device_to_earlier_times_only)
{
	struct probe a = probe('a'), b = probe('b');

	timer_arm(&a.timer, 100);
	timer_arm(&b.timer, 200);
	timer_arm(&a.timer, 300);
	CHECK_EQ(host_clock_armed(), 100); /* later is not worth telling it */
	timer_cancel(&b.timer);
	timer_arm(&b.timer, 90);
	CHECK_EQ(host_clock_armed(), 90);
	timer_cancel(&b.timer);
	host_advance(90);
	CHECK_EQ(a.fired + b.fired, 0);
	CHECK_EQ(host_clock_armed(), 300); /* what is left, once it has interrupted */
	host_advance(210);
	CHECK_EQ(a.fired_at, 300);
}

TEST(timer_arm_again_moves_it)
{
	struct probe a = probe('a'), b = probe('b');

	timer_arm(&a.timer, 10);
	timer_arm(&b.timer, 20);
	timer_arm(&a.timer, 30);
	host_advance(20);
	CHECK_STR(order, "b");
	timer_arm(&a.timer, 25);
	CHECK_EQ(host_clock_armed(), 25);
	host_advance(5);
	CHECK_STR(order, "ba");
	CHECK_EQ(a.fired_at, 25);
}

TEST(timer_for_the_past_fires_at_once)
{
	struct probe a = probe('a');

	host_advance(1000);
	timer_arm(&a.timer, 5);
	host_advance(0);
	CHECK_EQ(a.fired, 1);
	CHECK_EQ(a.fired_at, 1000);
}

TEST(timer_cancelled_does_not_fire)
{
	struct probe a = probe('a'), b = probe('b'), c = probe('c');

	timer_arm(&a.timer, 10);
	timer_arm(&b.timer, 20);
	timer_arm(&c.timer, 30);
	timer_cancel(&b.timer);
	timer_cancel(&a.timer);
	timer_cancel(&a.timer);
	host_advance(100);
	CHECK_STR(order, "c");
}

TEST(timer_may_arm_itself_again)
{
	struct probe a = probe('a'), b = probe('b');

	a.again_after = 10;
	timer_arm(&a.timer, 10);
	timer_arm(&b.timer, 25);
	host_advance(35);
	CHECK_STR(order, "aaba");
	timer_cancel(&a.timer);
	host_advance(100);
	CHECK_EQ(a.fired, 3);
}

/* Each interrupt runs what was due when it came; what that arms, even for the past,
 * waits for the next. */
TEST(timer_that_lags_behind_does_not_hold_the_interrupt)
{
	struct probe a = probe('a');

	a.again_after = 1;
	host_advance(1000);
	timer_arm(&a.timer, 1);
	unsigned long flags = irq_save();
	this_cpu()->irq_depth++;
	timers_run();
	CHECK_EQ(a.fired, 1);
	CHECK_EQ(host_clock_armed(), 2);
	timers_run();
	CHECK_EQ(a.fired, 2);
	this_cpu()->irq_depth--;
	irq_restore(flags);
}

TEST(timer_cancelled_by_one_that_is_due_with_it_does_not_fire)
{
	struct probe a = probe('a'), b = probe('b'), c = probe('c');

	a.cancels = &b.timer;
	timer_arm(&a.timer, 10);
	timer_arm(&b.timer, 10);
	timer_arm(&c.timer, 11);
	host_advance(20);
	CHECK_STR(order, "ac");
	CHECK(!timer_armed(&b.timer));
}

TEST(timers_run_early_does_nothing)
{
	struct probe a = probe('a');

	timer_arm(&a.timer, 100);
	unsigned long flags = irq_save();
	timers_run();
	irq_restore(flags);
	CHECK_EQ(a.fired, 0);
	CHECK_EQ(host_clock_armed(), 100);
}

/* --- against a plain array ---------------------------------------------------------------- */

#define COUNT 40u

static struct probe many[COUNT];
static uint64_t expected[COUNT]; /* deadline; NO_DEADLINE: must not fire */
static uint64_t latest;

static void fire_expected(struct timer *t)
{
	unsigned i = (unsigned)(container_of(t, struct probe, timer) - many);

	CHECK_EQ(clock_now(), MAX(expected[i], latest));
	for (unsigned k = 0; k < COUNT; k++)
		CHECK(expected[k] >= expected[i]);
	expected[i] = NO_DEADLINE;
	if (test_below(3) == 0)
		timer_arm(t, expected[i] = clock_now() + 1 + test_below(500));
}

TEST(timers_agree_with_an_array_on_random_operations)
{
	for (unsigned i = 0; i < COUNT; i++) {
		many[i].timer = (struct timer){ .fn = fire_expected };
		expected[i] = NO_DEADLINE;
	}
	for (int round = 0; round < 20000; round++) {
		unsigned i = test_below(COUNT);

		latest = clock_now();
		if (test_below(3) == 0) {
			timer_cancel(&many[i].timer);
			expected[i] = NO_DEADLINE;
		} else {
			timer_arm(&many[i].timer, expected[i] = clock_now() + test_below(300));
		}
		if (test_below(4) == 0)
			host_advance(test_below(200));
		for (unsigned k = 0; k < COUNT; k++)
			CHECK_EQ(timer_armed(&many[k].timer), expected[k] != NO_DEADLINE);
	}
}
