/* SPDX-License-Identifier: MIT */
/* host_tcp_errors.c - TCP sockets: errors reach the program, each once, as on Linux. */
#include <errno.h>
#include <netinet/in.h>
#include <sys/time.h>

#include <core/clock.h>
#include <core/syscalls.h>
#include <core/work.h>
#include <test/test.h>

#include "lwip/def.h"

#include "calls.h"
#include "sim.h"

static char data[2000000], buf[100];

static void reset(int fd)
{
	struct linger now = { .l_onoff = 1, .l_linger = 0 };

	sys_setsockopt(fd, SOL_SOCKET, SO_LINGER, &now, sizeof(now));
	sys_close(fd);
}

TEST(tcp_receive_that_is_cut_gives_its_part_and_then_the_error)
{
	int c, s;

	sim_start();
	t_pair(&c, &s);
	NEED(s >= 0);
	CHECK_EQ(sys_sendto(s, "0123456789", 10, 0, NULL, 0), 10);
	reset(s);
	sim_run(10);
	CHECK_EQ(sys_recvfrom(c, buf, sizeof(buf), MSG_WAITALL, NULL, NULL), 10);
	CHECK_EQ(sys_recvfrom(c, buf, sizeof(buf), 0, NULL, NULL), -ECONNRESET);
	CHECK_EQ(sys_recvfrom(c, buf, sizeof(buf), 0, NULL, NULL), 0);
	sys_close(c);
	CHECK(t_clean());
}

static int victim;

static void kill_victim(struct work *w)
{
	(void)w;
	reset(victim);
}

static struct work kill = { .fn = kill_victim };

static void cut_short(long n, int fd)
{
	CHECK(n > 0 && n < (long)sizeof(data));
	CHECK_EQ(sys_recvfrom(fd, buf, sizeof(buf), 0, NULL, NULL), -ECONNRESET);
	CHECK_EQ(sys_write(fd, "x", 1), -EPIPE);
	sys_close(fd);
}

TEST(tcp_send_and_write_that_are_cut_give_their_part_and_then_the_error)
{
	int c;

	sim_start();
	t_pair(&c, &victim);
	NEED(victim >= 0);
	work_queue(&kill);
	cut_short(sys_sendto(c, data, sizeof(data), 0, NULL, 0), c);
	t_pair(&c, &victim);
	NEED(victim >= 0);
	work_queue(&kill);
	cut_short(sys_write(c, data, sizeof(data)), c);
	CHECK(t_clean());
}

TEST(tcp_second_connect_reports_how_the_first_ended)
{
	int c;

	sim_start();
	c = t_socket(SOCK_STREAM | SOCK_NONBLOCK);
	CHECK_EQ(t_connect(c, LOOPBACK, 9), -EINPROGRESS);
	sim_run(10);
	CHECK_EQ(t_connect(c, LOOPBACK, 9), -ECONNREFUSED);
	CHECK_EQ(t_connect(c, LOOPBACK, 9), -EINPROGRESS);
	sys_close(c);
	CHECK(t_clean());
}

static void stop_listening(struct work *w)
{
	(void)w;
	CHECK_EQ(sys_shutdown(victim, SHUT_RD), 0);
}

TEST(tcp_shutdown_of_a_listener_wakes_accept)
{
	static struct work stop = { .fn = stop_listening };
	struct timeval limit = { .tv_sec = 5 };
	uint64_t start;
	uint16_t port;
	int c;

	sim_start();
	victim = t_listener(2, &port);
	sys_setsockopt(victim, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof(limit));
	CHECK_EQ(sys_shutdown(victim, SHUT_WR), 0); /* nothing to shut */
	CHECK_EQ(t_get_int(victim, SOL_SOCKET, SO_ACCEPTCONN), 1);
	start = clock_now();
	work_queue(&stop);
	CHECK_EQ(sys_accept(victim, NULL, NULL), -EINVAL);
	CHECK(clock_now() - start < NSEC_PER_SEC);
	c = t_socket(SOCK_STREAM);
	CHECK_EQ(t_connect(c, LOOPBACK, port), -ECONNREFUSED);
	sys_close(c);
	sys_close(victim);
	CHECK(t_clean());
}

TEST(tcp_send_ignores_an_address)
{
	struct sockaddr_in to = { .sin_family = AF_INET, .sin_port = 9 };
	int c, s;

	sim_start();
	t_pair(&c, &s);
	NEED(s >= 0);
	to.sin_addr.s_addr = lwip_htonl(SIM_GATEWAY);
	CHECK_EQ(sys_sendto(c, "here", 4, 0, &to, sizeof(to)), 4);
	CHECK_EQ(sys_recvfrom(s, buf, sizeof(buf), 0, NULL, NULL), 4);
	sys_close(c);
	sys_close(s);
	CHECK(t_clean());
}

enum { OPT_KEEPIDLE = 4, OPT_KEEPINTVL = 5, OPT_KEEPCNT = 6 };

TEST(tcp_accepted_socket_has_the_options_of_its_listener)
{
	struct timeval limit = { .tv_sec = 7 }, got = { 0 };
	struct linger wait = { .l_onoff = 1, .l_linger = 3 }, l = { 0 };
	unsigned len = sizeof(got), llen = sizeof(l);
	uint16_t port;
	int listener, c, s;

	sim_start();
	listener = t_listener(2, &port);
	t_set_int(listener, IPPROTO_TCP, OPT_KEEPIDLE, 11);
	t_set_int(listener, IPPROTO_TCP, OPT_KEEPINTVL, 12);
	t_set_int(listener, IPPROTO_TCP, OPT_KEEPCNT, 13);
	t_set_int(listener, IPPROTO_IP, IP_TTL, 14);
	t_set_int(listener, IPPROTO_IP, IP_TOS, 16);
	sys_setsockopt(listener, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof(limit));
	sys_setsockopt(listener, SOL_SOCKET, SO_LINGER, &wait, sizeof(wait));
	c = t_socket(SOCK_STREAM);
	CHECK_EQ(t_connect(c, LOOPBACK, port), 0);
	s = (int)sys_accept(listener, NULL, NULL);
	CHECK_EQ(t_get_int(s, IPPROTO_TCP, OPT_KEEPIDLE), 11);
	CHECK_EQ(t_get_int(s, IPPROTO_TCP, OPT_KEEPINTVL), 12);
	CHECK_EQ(t_get_int(s, IPPROTO_TCP, OPT_KEEPCNT), 13);
	CHECK_EQ(t_get_int(s, IPPROTO_IP, IP_TTL), 14);
	CHECK_EQ(t_get_int(s, IPPROTO_IP, IP_TOS), 16);
	CHECK_EQ(sys_getsockopt(s, SOL_SOCKET, SO_RCVTIMEO, &got, &len), 0);
	CHECK_EQ(got.tv_sec, 7);
	CHECK_EQ(sys_getsockopt(s, SOL_SOCKET, SO_LINGER, &l, &llen), 0);
	CHECK(l.l_onoff && l.l_linger == 3);
	sys_close(c);
	sys_close(s);
	sys_close(listener);
	CHECK(t_clean());
}
