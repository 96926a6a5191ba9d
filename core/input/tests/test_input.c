/* SPDX-License-Identifier: MIT */
/* test_input.c - the queue of events: order, its end, and who gets keys when. */
#include <errno.h>

#include <core/input.h>
#include <test/test.h>

static void report(uint16_t code)
{
	input_report(&(struct input_event){ .type = INPUT_BUTTON, .code = code, .down = 1 });
}

TEST(input_comes_out_in_order)
{
	struct input_event ev;
	uint64_t before = clock_now();

	input_take(true);
	for (uint16_t i = 0; i < 1000; i++) {
		report(i);
		report(i + 1);
		NEED(input_next(&ev) == 0);
		CHECK_EQ(ev.code, i);
		CHECK(ev.time >= before && ev.time <= clock_now());
		NEED(input_next(&ev) == 0);
		CHECK_EQ(ev.code, i + 1);
	}
	CHECK_EQ(input_next(&ev), -EAGAIN);
	input_take(false);
}

TEST(input_that_finds_no_room_is_dropped)
{
	struct input_event ev;

	input_take(true);
	for (uint16_t i = 0; i < INPUT_EVENTS_MAX + 10; i++)
		report(i);
	for (uint16_t i = 0; i < INPUT_EVENTS_MAX; i++) {
		NEED(input_next(&ev) == 0);
		CHECK_EQ(ev.code, i);
	}
	CHECK_EQ(input_next(&ev), -EAGAIN);
	input_take(false);
}

TEST(input_that_nobody_takes_is_not_kept)
{
	struct input_event ev;

	report(1);
	input_take(true);
	CHECK_EQ(input_next(&ev), -EAGAIN);
	report(2);
	CHECK_EQ(input_next(&ev), 0);
	CHECK_EQ(ev.code, 2);
	report(3);
	input_take(false);
	CHECK_EQ(input_next(&ev), -EAGAIN);
}

static unsigned woken;

static void wake(struct waiter *w)
{
	waitq_remove(&input_wq, w);
	woken++;
}

TEST(input_wakes_its_reader)
{
	struct waiter w = { .wake = wake };

	woken = 0;
	input_take(true);
	waitq_add(&input_wq, &w);
	report(1);
	CHECK_EQ(woken, 1);
	input_take(false);
}
