/* SPDX-License-Identifier: MIT */
/* host_tcp_ends.c - TCP sockets: how connections wait to be accepted, fail and end. */
#define _GNU_SOURCE /* POLLRDHUP */
#include <errno.h>
#include <netinet/in.h>
#include <poll.h>

#include <core/clock.h>
#include <core/syscalls.h>
#include <core/work.h>
#include <test/test.h>

#include "calls.h"
#include "sim.h"

static void close_both(int a, int b)
{
	sys_close(a);
	sys_close(b);
	CHECK(t_clean());
}

TEST(tcp_reads_what_came_before_the_end_and_then_zero)
{
	char buf[8];
	int c, s;

	sim_start();
	t_pair(&c, &s);
	NEED(s >= 0);
	CHECK_EQ(sys_write(c, "last", 4), 4);
	CHECK_EQ(sys_shutdown(c, SHUT_WR), 0);
	CHECK_EQ(sys_read(s, buf, sizeof(buf)), 4);
	CHECK_EQ(sys_read(s, buf, sizeof(buf)), 0);
	CHECK_EQ(sys_read(s, buf, sizeof(buf)), 0);
	CHECK_EQ(t_poll(s), POLLRDHUP | POLLIN | POLLOUT);
	CHECK(!(t_poll(s) & POLLHUP));
	/* the other direction is still open */
	CHECK_EQ(sys_write(s, "reply", 5), 5);
	CHECK_EQ(sys_read(c, buf, sizeof(buf)), 5);
	CHECK_EQ(sys_write(c, "x", 1), -EPIPE);
	CHECK_EQ(sys_shutdown(s, SHUT_WR), 0);
	sim_run(100);
	CHECK(t_poll(s) & POLLHUP);
	CHECK_EQ(sys_read(c, buf, sizeof(buf)), 0);
	close_both(c, s);
}

TEST(tcp_resets_a_peer_whose_data_nobody_read)
{
	char buf[4];
	int c, s;

	sim_start();
	t_pair(&c, &s);
	NEED(s >= 0);
	CHECK_EQ(sys_write(c, "unread", 6), 6);
	sim_run(10);
	sys_close(s);
	sim_run(10);
	CHECK(t_poll(c) & POLLERR);
	CHECK_EQ(sys_read(c, buf, sizeof(buf)), -ECONNRESET);
	CHECK_EQ(sys_read(c, buf, sizeof(buf)), 0);
	CHECK_EQ(sys_write(c, "x", 1), -EPIPE);
	sys_close(c);
	CHECK(t_clean());
}

TEST(tcp_close_with_linger_zero_resets)
{
	struct linger now = { .l_onoff = 1, .l_linger = 0 };
	int c, s;

	sim_start();
	t_pair(&c, &s);
	NEED(s >= 0);
	CHECK_EQ(sys_setsockopt(c, SOL_SOCKET, SO_LINGER, &now, sizeof(now)), 0);
	sys_close(c);
	sim_run(10);
	CHECK_EQ(t_get_int(s, SOL_SOCKET, SO_ERROR), ECONNRESET);
	CHECK_EQ(t_get_int(s, SOL_SOCKET, SO_ERROR), 0);
	sys_close(s);
	CHECK(t_clean());
}

static int late_reader;

static void read_late(struct work *w)
{
	static char buf[2000];

	(void)w;
	while (sys_recvfrom(late_reader, buf, sizeof(buf), MSG_DONTWAIT, NULL, NULL) > 0)
		;
}

static struct work late_work = { .fn = read_late };

static void queue_late_work(struct timer *t)
{
	work_queue(&late_work);
	timer_arm(t, t->deadline + NSEC_PER_MSEC);
}

TEST(tcp_close_with_linger_waits_for_the_reader)
{
	static char data[300000];
	struct linger wait = { .l_onoff = 1, .l_linger = 10 };
	uint64_t start;
	struct timer timer = { .fn = queue_late_work };
	int c, s;

	sim_start();
	t_pair(&c, &s);
	NEED(s >= 0);
	sys_setsockopt(c, SOL_SOCKET, SO_LINGER, &wait, sizeof(wait));
	CHECK_EQ(t_set_int(c, SOL_SOCKET, SO_SNDTIMEO, 0), -EINVAL); /* needs a timeval */
	late_reader = s;
	timer_arm(&timer, clock_now() + 3 * NSEC_PER_SEC);
	while (sys_sendto(c, data, sizeof(data), MSG_DONTWAIT, NULL, 0) > 0)
		sim_run(1); /* more than the reader's window */
	start = clock_now();
	sys_close(c);
	CHECK(clock_now() - start >= 2 * NSEC_PER_SEC);
	CHECK(clock_now() - start < 9 * NSEC_PER_SEC);
	timer_cancel(&timer);
	sys_close(s);
	CHECK(t_clean());
}

TEST(tcp_accept_queue_has_a_bound_and_closing_it_resets)
{
	enum { TRIES = 6, BACKLOG = 2 };
	int c[TRIES], l, connected = 0;
	uint16_t port = 0;

	sim_start();
	l = t_listener(BACKLOG, &port);
	CHECK_EQ(t_get_int(l, SOL_SOCKET, SO_ACCEPTCONN), 1);
	CHECK_EQ(t_poll(l), 0);
	for (int i = 0; i < TRIES; i++) {
		c[i] = t_socket(SOCK_STREAM | SOCK_NONBLOCK);
		CHECK_EQ(t_connect(c[i], LOOPBACK, port), -EINPROGRESS);
	}
	sim_run(50);
	CHECK_EQ(t_poll(l), POLLIN);
	for (int i = 0; i < TRIES; i++)
		connected += t_poll(c[i]) == POLLOUT;
	CHECK_EQ(connected, BACKLOG);
	sys_close(l);
	sim_run(50);
	CHECK_EQ(t_get_int(c[0], SOL_SOCKET, SO_ERROR), ECONNRESET);
	for (int i = 0; i < TRIES; i++)
		sys_close(c[i]);
	CHECK(t_clean());
}

TEST(tcp_port_in_use_is_refused_until_reuse_is_asked_for)
{
	uint16_t port = 0;
	int c, s, l, again;

	sim_start();
	l = t_listener(1, &port);
	again = t_socket(SOCK_STREAM);
	CHECK_EQ(t_bind(again, LOOPBACK, port), -EADDRINUSE);
	c = t_socket(SOCK_STREAM);
	CHECK_EQ(t_connect(c, LOOPBACK, port), 0);
	s = (int)sys_accept(l, NULL, NULL);
	sys_close(l);
	sys_close(s); /* closes first: its end of the port stays in TIME-WAIT */
	sys_close(c);
	sim_run(100);
	CHECK_EQ(t_bind(again, LOOPBACK, port), -EADDRINUSE);
	CHECK_EQ(t_set_int(again, SOL_SOCKET, SO_REUSEADDR, 1), 0);
	CHECK_EQ(t_bind(again, LOOPBACK, port), 0);
	CHECK_EQ(t_bind(again, LOOPBACK, port), -EINVAL);
	sys_close(again);
	CHECK(t_clean());
}

TEST(tcp_neighbour_that_does_not_answer_is_unreachable)
{
	int c;

	sim_start();
	c = t_socket(SOCK_STREAM | SOCK_NONBLOCK);
	CHECK_EQ(t_connect(c, SIM_GATEWAY, 80), -EINPROGRESS);
	sim_run(2000);
	CHECK_EQ(t_poll(c), 0);
	sim_run(2500);
	CHECK_EQ(t_get_int(c, SOL_SOCKET, SO_ERROR), EHOSTUNREACH);
	close_both(c, -1);
}

TEST(tcp_survives_memory_that_runs_out)
{
	static char data[20000];
	int c, s;

	sim_start();
	for (unsigned spare = 0; spare < 120; spare += 3) {
		t_pair(&c, &s);
		NEED(s >= 0);
		sim_exhaust_memory(spare);
		sys_sendto(c, data, sizeof(data), MSG_DONTWAIT, NULL, 0);
		sim_run(20);
		sys_recvfrom(s, data, sizeof(data), MSG_DONTWAIT, NULL, NULL);
		sim_release_memory();
		sys_close(c);
		sys_close(s);
		sim_run(20000);
		CHECK(t_clean());
	}
}
