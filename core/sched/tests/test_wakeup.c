/* SPDX-License-Identifier: MIT */
/* test_wakeup.c - no wake-up falls between the test of a condition and the CPU's halt. */
#include <core/clock.h>
#include <core/irq.h>
#include <core/thread.h>
#include <test/test.h>

#define WAKE_UPS 100000
#define PATIENCE (2 * NSEC_PER_SEC)

struct alarm {
	struct timer timer;
	struct timer dog; /* its interrupt gets a CPU out of a halt that it is lost in */
	struct waitq wq;
	bool rang, barked;
};

static void ring(struct timer *t)
{
	struct alarm *a = container_of(t, struct alarm, timer);

	a->rang = true;
	waitq_wake(&a->wq);
}

static void bark(struct timer *t)
{
	struct alarm *a = container_of(t, struct alarm, dog);

	a->barked = true;
	waitq_wake(&a->wq);
}

/* The interrupt falls everywhere between arming it, the test and the halt. */
TEST(no_wake_up_is_lost_between_test_and_halt)
{
	struct alarm a = { .timer.fn = ring, .dog.fn = bark };

	for (unsigned i = 0; i < WAKE_UPS && !a.barked; i++) {
		uint64_t now = clock_now();

		a.rang = false;
		timer_arm(&a.dog, now + PATIENCE);
		timer_arm(&a.timer, now + test_below(4000));
		wait_event(&a.wq, a.rang);
	}
	CHECK(!a.barked);
	timer_cancel(&a.dog);
}
