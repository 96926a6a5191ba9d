/* SPDX-License-Identifier: MIT */
/* host_vtime.c - what the terminal does beside the line: reads that wait for a time, on a
 * clock that the test moves, and signals. */
#include <errno.h>
#include <signal.h>
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

static void type(const char *keys)
{
	while (*keys)
		console_input((uint8_t)*keys++);
}

static void canonical(uint32_t more)
{
	struct tty_settings s;

	tty_get_settings(&s);
	s.lflag = ICANON | more;
	tty_set_settings(&s);
}

TEST(tty_ctrl_c_is_a_signal)
{
	canonical(ISIG);
	type("#abc\n#de");
	CHECK_EQ(host_last_signal(), 0);
	type("\003");
	CHECK_EQ(host_last_signal(), SIGINT);
	CHECK(!tty_readable()); /* what was typed before is forgotten */
	type("#f\n");
	CHECK_EQ(tty_read(buf, sizeof(buf)), 3);
	type("\034");
	CHECK_EQ(host_last_signal(), SIGQUIT);
}

TEST(tty_ctrl_c_is_a_character_when_asked_for)
{
	canonical(ISIG);
	type("\026\003\n"); /* ^V */
	CHECK_EQ(tty_read(buf, sizeof(buf)), 2);
	CHECK_EQ(buf[0], 3);
	canonical(0);
	type("\003\n");
	CHECK_EQ(tty_read(buf, sizeof(buf)), 2);
	raw(1, 0);
	type("\003");
	CHECK_EQ(tty_read(buf, sizeof(buf)), 1);
	CHECK_EQ(host_last_signal(), 0);
}
