/* SPDX-License-Identifier: MIT */
/* host_vtime.c - reads that wait for a time, on a clock that the test moves. */
#include <errno.h>
#include <termios.h>

#include <core/clock.h>
#include <core/console_in.h>
#include <test/test.h>
#include <test/host.h>

#include "../console.h"

static uint8_t buf[16];

static void raw(uint8_t least, uint8_t tenths)
{
	struct tty_settings s;

	tty_get_settings(&s);
	s.lflag = 0;
	s.cc[VMIN] = least;
	s.cc[VTIME] = tenths;
	tty_set_settings(&s);
}

static ssize_t read_now(void)
{
	ssize_t n = tty_read(buf, sizeof(buf));

	if (n == -EAGAIN)
		tty_start_timeout();
	return n;
}

TEST(vtime_ends_a_read_that_gets_nothing)
{
	raw(0, 2);
	CHECK_EQ(read_now(), -EAGAIN);
	CHECK(!tty_readable());
	host_advance(199 * NSEC_PER_MSEC);
	CHECK(!tty_readable());
	host_advance(2 * NSEC_PER_MSEC);
	CHECK(tty_readable());
	CHECK_EQ(read_now(), 0);
	CHECK_EQ(read_now(), -EAGAIN); /* and starts anew */
	console_input('x');
	CHECK_EQ(read_now(), 1);
}

TEST(vtime_between_bytes_ends_a_read)
{
	raw(10, 2);
	host_advance(NSEC_PER_SEC);
	CHECK_EQ(read_now(), -EAGAIN); /* no time runs before the first byte */
	host_advance(NSEC_PER_SEC);
	CHECK(!tty_readable());
	console_input('a');
	host_advance(150 * NSEC_PER_MSEC);
	console_input('b');
	host_advance(150 * NSEC_PER_MSEC);
	CHECK(!tty_readable());
	host_advance(51 * NSEC_PER_MSEC);
	CHECK(tty_readable());
	CHECK_EQ(read_now(), 2);
	for (int i = 0; i < 10; i++)
		console_input('c');
	CHECK_EQ(read_now(), 10);
}

TEST(vtime_is_forgotten_with_the_settings)
{
	raw(0, 2);
	CHECK_EQ(read_now(), -EAGAIN);
	raw(1, 0);
	host_advance(NSEC_PER_SEC);
	CHECK(!tty_readable());
	CHECK_EQ(read_now(), -EAGAIN);
}
