/* SPDX-License-Identifier: MIT */
/* test_input.c - the queue of events: order, its end, and who gets keys when. */
#include <errno.h>

#include <core/file.h>
#include <core/input.h>
#include <test/test.h>

#include "../../file/console.h"

static void report(uint16_t code)
{
	input_report(&(struct input_event){ .type = INPUT_BUTTON, .code = code, .down = 1 });
}

TEST(input_comes_out_in_order)
{
	struct input_event ev;
	uint64_t before = clock_now();

	NEED(input_take(NULL) == 0);
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
	input_give_back();
}

TEST(input_that_finds_no_room_is_dropped)
{
	struct input_event ev;

	NEED(input_take(NULL) == 0);
	for (uint16_t i = 0; i < INPUT_EVENTS_MAX + 10; i++)
		report(i);
	for (uint16_t i = 0; i < INPUT_EVENTS_MAX; i++) {
		NEED(input_next(&ev) == 0);
		CHECK_EQ(ev.code, i);
	}
	CHECK_EQ(input_next(&ev), -EAGAIN);
	input_give_back();
}

TEST(input_that_nobody_takes_is_not_kept)
{
	struct input_event ev;

	report(1);
	NEED(input_take(NULL) == 0);
	CHECK_EQ(input_next(&ev), -EAGAIN);
	report(2);
	CHECK_EQ(input_next(&ev), 0);
	CHECK_EQ(ev.code, 2);
	report(3);
	input_give_back();
	CHECK_EQ(input_next(&ev), -EAGAIN);
}

static void key(uint16_t usage, bool down)
{
	input_report(&(struct input_event){ .type = INPUT_KEY, .code = usage, .down = down });
}

/* Left Alt, which puts an ESC in front of Enter, goes up while somebody has the input. */
TEST(input_terminal_does_not_hold_what_was_let_go_elsewhere)
{
	struct tty_settings before, raw;

	tty_get_settings(&before);
	raw = before;
	raw.lflag = 0;
	tty_flush_input();
	tty_set_settings(&raw);
	key(0xe2, true);
	key(0x28, true);
	CHECK_EQ(tty_available(), 2);
	NEED(input_take(NULL) == 0);
	key(0x28, false);
	key(0xe2, false);
	input_give_back();
	tty_flush_input();
	key(0x28, true);
	key(0x28, false);
	CHECK_EQ(tty_available(), 1);
	tty_flush_input();
	tty_set_settings(&before);
}

static struct waitq reader;
static unsigned woken;

static void wake(struct waiter *w)
{
	waitq_remove(&reader, w);
	woken++;
}

TEST(input_wakes_its_reader)
{
	struct waiter w = { .wake = wake };

	woken = 0;
	NEED(input_take(&reader) == 0);
	waitq_add(&reader, &w);
	report(1);
	CHECK_EQ(woken, 1);
	input_give_back();
}

TEST(input_has_one_reader)
{
	NEED(input_take(NULL) == 0);
	CHECK_EQ(input_take(NULL), -EBUSY);
	CHECK_EQ(input_open(), -EBUSY);
	input_give_back();
}

static void move(int16_t dx, int16_t dy, uint8_t type)
{
	input_report(&(struct input_event){ .type = type, .dx = dx, .dy = dy });
}

/* A reader that is away for long: motion becomes one long motion, keys stay what they are. */
TEST(input_motion_leaves_room_for_keys)
{
	struct input_event ev;
	int keys = 0, x = 0, y = 0, wheel = 0;

	NEED(input_take(NULL) == 0);
	for (int i = 0; i < 10000; i++) {
		move(2, -1, INPUT_MOVE);
		if (i % 400 == 0) {
			move(0, 1, INPUT_WHEEL);
			input_report(&(struct input_event){ .type = INPUT_KEY, .code = 4 });
		}
	}
	while (input_next(&ev) == 0) {
		keys += ev.type == INPUT_KEY;
		x += ev.type == INPUT_MOVE ? ev.dx : 0;
		y += ev.type == INPUT_MOVE ? ev.dy : 0;
		wheel += ev.type == INPUT_WHEEL ? ev.dy : 0;
	}
	CHECK_EQ(keys, 25);
	CHECK_EQ(x, 20000);
	CHECK_EQ(y, -10000);
	CHECK_EQ(wheel, 25);
	input_give_back();
}

TEST(input_motion_that_is_added_up_stays_in_range)
{
	struct input_event ev, last = { 0 };

	NEED(input_take(NULL) == 0);
	for (unsigned i = 0; i < INPUT_EVENTS_MAX; i++)
		move(INT16_MAX, INT16_MIN, INPUT_MOVE);
	for (unsigned i = 0; i < INPUT_EVENTS_MAX; i++)
		move((int16_t)i, 7, INPUT_POINT);
	while (input_next(&ev) == 0) {
		CHECK(ev.type != INPUT_MOVE || (ev.dx == INT16_MAX && ev.dy == INT16_MIN));
		last = ev;
	}
	CHECK_EQ(last.type, INPUT_POINT); /* where the pointer is now */
	CHECK_EQ(last.dx, INPUT_EVENTS_MAX - 1);
	CHECK_EQ(last.dy, 7);
	input_give_back();
}

TEST(input_as_a_descriptor)
{
	struct input_event ev[4];
	int fd = input_open();

	NEED(fd >= 0);
	struct file *f = file_get(fd);
	NEED(f);
	struct iovec all = { ev, sizeof(ev) }, short_one = { ev, sizeof(ev[0]) - 1 };
	struct iovec halves[2] = { { ev, 5 }, { (char *)ev + 5, sizeof(ev) - 5 } };
	struct pollfd p = { .fd = fd, .events = POLLIN };

	f->flags |= O_NONBLOCK;
	CHECK_EQ(file_readv(f, &all, 1, -1, NO_DEADLINE), -EAGAIN);
	CHECK_EQ(files_poll(&p, 1, 0), 0);
	for (uint16_t i = 0; i < 6; i++)
		report(i);
	CHECK_EQ(files_poll(&p, 1, NO_DEADLINE), 1);
	CHECK_EQ(p.revents, POLLIN);
	CHECK_EQ(file_readv(f, &short_one, 1, -1, NO_DEADLINE), -EINVAL);
	CHECK_EQ(file_readv(f, &all, 1, -1, NO_DEADLINE), sizeof(ev));
	CHECK_EQ(ev[3].code, 3);
	CHECK_EQ(file_readv(f, halves, 2, -1, NO_DEADLINE), 2 * sizeof(ev[0]));
	CHECK_EQ(ev[0].code, 4);
	CHECK_EQ(ev[1].code, 5);
	CHECK_EQ(file_writev(f, &all, 1, -1, NO_DEADLINE), -EBADF);
	file_put(f);
	CHECK_EQ(fd_close(fd), 0);
	CHECK_EQ(input_take(NULL), 0); /* it is free again */
	input_give_back();
}
