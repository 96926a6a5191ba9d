/* SPDX-License-Identifier: MIT */
/* host_tcp_bounds.c - TCP sockets: what peers can make the stack hold, and for how long. */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>

#include <core/syscalls.h>
#include <test/test.h>

#include "lwip/priv/tcp_priv.h"

#include "calls.h"
#include "sim.h"

static char data[300000];

static void reset(int fd)
{
	struct linger now = { .l_onoff = 1, .l_linger = 0 };

	sys_setsockopt(fd, SOL_SOCKET, SO_LINGER, &now, sizeof(now));
	sys_close(fd);
}

/* Sends until nothing more fits; what the last send said. */
static long fill(int fd)
{
	long n;

	while ((n = sys_sendto(fd, data, sizeof(data), MSG_DONTWAIT, NULL, 0)) > 0)
		sim_run(1);
	return n;
}

TEST(tcp_senders_to_slow_readers_leave_room_for_others)
{
	enum { PAIRS = CONFIG_NET_TCP_CONNECTIONS / 2 - 2 };
	int c[PAIRS], s[PAIRS], last_c, last_s;

	sim_start();
	for (int i = 0; i < PAIRS; i++) {
		t_pair(&c[i], &s[i]);
		NEED(s[i] >= 0);
		CHECK_EQ(fill(s[i]), -EAGAIN);
	}
	t_pair(&last_c, &last_s);
	CHECK(last_s >= 0);
	CHECK_EQ(sys_write(last_c, "still", 5), 5);
	reset(last_c);
	reset(last_s);
	for (int i = 0; i < PAIRS; i++) {
		reset(c[i]);
		reset(s[i]);
	}
	CHECK(t_clean());
}

TEST(tcp_send_without_memory_is_to_be_tried_again)
{
	int c, s;

	sim_start();
	t_pair(&c, &s);
	NEED(s >= 0);
	sim_exhaust_memory(0);
	CHECK_EQ(sys_sendto(c, data, 1000, MSG_DONTWAIT, NULL, 0), -EAGAIN);
	CHECK(!(t_poll(c) & POLLOUT));
	sim_release_memory();
	sim_run(1000);
	CHECK(t_poll(c) & POLLOUT);
	CHECK_EQ(sys_sendto(c, data, 1000, MSG_DONTWAIT, NULL, 0), 1000);
	reset(c);
	reset(s);
	CHECK(t_clean());
}

static unsigned active(void)
{
	unsigned n = 0;

	for (const struct tcp_pcb *pcb = tcp_active_pcbs; pcb; pcb = pcb->next)
		n++;
	return n;
}

TEST(tcp_closed_connection_does_not_wait_for_ever_for_a_shut_window)
{
	int c, s;

	sim_start();
	t_pair(&c, &s);
	NEED(s >= 0);
	CHECK_EQ(fill(s), -EAGAIN);
	sys_close(s);
	sim_run(50000);
	CHECK_EQ(active(), 2); /* the reader has its chance */
	sim_run(150000);
	CHECK_EQ(active(), 0);
	sys_close(c);
	CHECK(t_clean());
}

TEST(tcp_closed_connection_stays_while_its_peer_reads)
{
	static char buf[4096];
	int c, s;
	long n;

	sim_start();
	t_pair(&c, &s);
	NEED(s >= 0);
	CHECK_EQ(fill(s), -EAGAIN);
	sys_close(s);
	for (int i = 0; i < 12; i++) {
		CHECK_EQ(sys_recvfrom(c, buf, sizeof(buf), 0, NULL, NULL), sizeof(buf));
		sim_run(20000);
	}
	CHECK_EQ(active(), 2);
	while ((n = sys_recvfrom(c, buf, sizeof(buf), 0, NULL, NULL)) > 0)
		;
	CHECK_EQ(n, 0); /* the end, and no reset */
	sys_close(c);
	CHECK(t_clean());
}

/* How many connections wait for accept() after more than enough were made and reset. */
static int queued_dead(int backlog)
{
	uint16_t port = 0;
	int l, fd, queued = 0;

	sim_start();
	l = t_listener(backlog, &port);
	for (int i = 0; i < CONFIG_NET_TCP_CONNECTIONS; i++) {
		int c = t_socket(SOCK_STREAM);
		int err = t_connect(c, LOOPBACK, port);
		CHECK(err == 0 || (err == -ECONNRESET && i >= 2));
		reset(c);
		sim_run(2);
	}
	sys_fcntl(l, F_SETFL, O_NONBLOCK);
	while ((fd = (int)sys_accept(l, NULL, NULL)) >= 0) {
		queued++;
		sys_close(fd);
	}
	sys_close(l);
	CHECK(t_clean());
	return queued;
}

TEST(tcp_accept_queue_bounds_connections_that_were_reset)
{
	CHECK_EQ(queued_dead(2), 2);
}

TEST(tcp_backlog_leaves_connections_for_others)
{
	CHECK_EQ(queued_dead(1000), CONFIG_NET_TCP_CONNECTIONS / 2);
}
