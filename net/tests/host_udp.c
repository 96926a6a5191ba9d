/* SPDX-License-Identifier: MIT */
/* host_udp.c - UDP sockets over loopback and towards the simulated card. */
#include <errno.h>
#include <netinet/in.h>
#include <poll.h>
#include <string.h>

#include <core/syscalls.h>
#include <test/test.h>

#include "lwip/def.h"
#include "lwip/inet_chksum.h"
#include "lwip/netif.h"

#include "../stack.h"
#include "calls.h"
#include "frames.h"
#include "sim.h"

static int bound(uint16_t *port)
{
	int fd = t_socket(SOCK_DGRAM);

	t_bind(fd, LOOPBACK, 0);
	*port = t_port(fd);
	return fd;
}

static long send_to(int fd, const void *data, size_t len, uint32_t ip, uint16_t port)
{
	struct sockaddr_in to = { .sin_family = AF_INET, .sin_port = lwip_htons(port) };

	to.sin_addr.s_addr = lwip_htonl(ip);
	return sys_sendto(fd, data, len, 0, &to, sizeof(to));
}

TEST(udp_carries_datagrams_and_tells_the_sender)
{
	struct sockaddr_in from;
	unsigned len = sizeof(from);
	uint16_t pa, pb;
	char buf[8];
	int a, b;

	sim_start();
	a = bound(&pa);
	b = bound(&pb);
	CHECK_EQ(send_to(a, "hi", 2, LOOPBACK, pb), 2);
	CHECK_EQ(send_to(a, "", 0, LOOPBACK, pb), 0);
	CHECK_EQ(sys_recvfrom(b, buf, 8, 0, &from, &len), 2);
	CHECK_EQ(lwip_ntohs(from.sin_port), pa);
	CHECK_EQ(lwip_ntohl(from.sin_addr.s_addr), LOOPBACK);
	CHECK_EQ(sys_recvfrom(b, buf, 8, 0, NULL, NULL), 0);
	CHECK_EQ(sys_recvfrom(b, buf, 8, MSG_DONTWAIT, NULL, NULL), -EAGAIN);
	CHECK_EQ(t_poll(b), POLLOUT);
	sys_close(a);
	sys_close(b);
	CHECK(t_clean());
}

TEST(udp_cuts_a_long_datagram_and_says_so)
{
	uint16_t pa, pb;
	char buf[3];
	struct iovec iov = { buf, 3 };
	struct msghdr hdr = { .msg_iov = &iov, .msg_iovlen = 1 };
	int a, b;

	sim_start();
	a = bound(&pa);
	b = bound(&pb);
	send_to(a, "0123456789", 10, LOOPBACK, pb);
	sim_run(1);
	CHECK_EQ(sys_recvfrom(b, buf, 3, MSG_PEEK, NULL, NULL), 3);
	CHECK_EQ(sys_recvfrom(b, buf, 3, MSG_PEEK | MSG_TRUNC, NULL, NULL), 10);
	CHECK_EQ(sys_recvmsg(b, &hdr, 0), 3);
	CHECK_EQ(hdr.msg_flags, MSG_TRUNC);
	CHECK_EQ(sys_recvfrom(b, buf, 3, MSG_DONTWAIT, NULL, NULL), -EAGAIN);
	sys_close(a);
	sys_close(b);
	CHECK(t_clean());
}

TEST(udp_large_datagram_comes_in_one_piece)
{
	static char out[60000], in[65536];
	uint16_t pa, pb;
	int a, b;

	sim_start();
	a = bound(&pa);
	b = bound(&pb);
	for (size_t i = 0; i < sizeof(out); i++)
		out[i] = (char)(i % 251);
	CHECK_EQ(send_to(a, out, sizeof(out), LOOPBACK, pb), sizeof(out));
	CHECK_EQ(sys_recvfrom(b, in, sizeof(in), 0, NULL, NULL), sizeof(out));
	CHECK(memcmp(out, in, sizeof(out)) == 0);
	CHECK_EQ(send_to(a, in, 65508, LOOPBACK, pb), -EMSGSIZE);
	sys_close(a);
	sys_close(b);
	CHECK(t_clean());
}

TEST(udp_queue_is_bounded)
{
	uint16_t pa, pb;
	char buf[4];
	int a, b, got = 0;

	sim_start();
	a = bound(&pa);
	b = bound(&pb);
	CHECK_EQ(t_set_int(b, SOL_SOCKET, SO_RCVBUF, 20000), 0);
	for (int i = 0; i < 200; i++) {
		send_to(a, "x", 1, LOOPBACK, pb);
		sim_run(1);
	}
	while (sys_recvfrom(b, buf, 4, MSG_DONTWAIT, NULL, NULL) == 1)
		got++;
	CHECK(got >= 5 && got <= 20);
	sys_close(a);
	sys_close(b);
	CHECK(t_clean());
}

TEST(udp_connected_socket_hears_only_its_peer)
{
	uint16_t pa, pb, pc;
	char buf[4];
	int a, b, c;

	sim_start();
	a = bound(&pa);
	b = bound(&pb);
	c = bound(&pc);
	CHECK_EQ(t_connect(a, LOOPBACK, pb), 0);
	CHECK_EQ(sys_write(a, "x", 1), 1);
	CHECK_EQ(sys_read(b, buf, 4), 1);
	send_to(c, "no", 2, LOOPBACK, pa);
	send_to(b, "yes", 3, LOOPBACK, pa);
	CHECK_EQ(sys_read(a, buf, 4), 3);
	CHECK_EQ(sys_recvfrom(a, buf, 4, MSG_DONTWAIT, NULL, NULL), -EAGAIN);
	sys_close(a);
	sys_close(b);
	sys_close(c);
	CHECK(t_clean());
}

TEST(udp_to_nobody_is_refused_on_the_next_call)
{
	uint16_t pa;
	char buf[4];
	int a;

	sim_start();
	a = bound(&pa);
	CHECK_EQ(t_connect(a, LOOPBACK, 9), 0);
	CHECK_EQ(sys_write(a, "x", 1), 1);
	sim_run(10);
	CHECK(t_poll(a) & POLLERR);
	CHECK_EQ(sys_read(a, buf, 4), -ECONNREFUSED);
	CHECK_EQ(sys_recvfrom(a, buf, 4, MSG_DONTWAIT, NULL, NULL), -EAGAIN);
	sys_close(a);
	CHECK(t_clean());
}

TEST(udp_broadcast_needs_permission)
{
	uint8_t frame[1514];
	int a;

	sim_start();
	a = t_socket(SOCK_DGRAM);
	while (sim_sent(frame, sizeof(frame)))
		;
	CHECK_EQ(send_to(a, "x", 1, 0xffffffffu, 7), -EACCES);
	CHECK_EQ(sim_sent(frame, sizeof(frame)), 0);
	CHECK_EQ(t_set_int(a, SOL_SOCKET, SO_BROADCAST, 1), 0);
	CHECK_EQ(send_to(a, "x", 1, 0xffffffffu, 7), 1);
	CHECK(sim_sent(frame, sizeof(frame)) >= 43);
	CHECK_EQ(frame[0], 0xff);
	sys_close(a);
	CHECK(t_clean());
}

TEST(udp_tells_the_address_it_would_send_from)
{
	struct sockaddr_in local;
	unsigned len = sizeof(local);
	int a;

	sim_start();
	a = t_socket(SOCK_DGRAM);
	CHECK_EQ(sys_write(a, "x", 1), -EDESTADDRREQ);
	CHECK_EQ(t_connect(a, 0x08080808, 53), 0);
	CHECK_EQ(sys_getsockname(a, &local, &len), 0);
	CHECK_EQ(lwip_ntohl(local.sin_addr.s_addr), SIM_IP);
	CHECK(lwip_ntohs(local.sin_port) >= 49152);
	sys_close(a);
	CHECK(t_clean());
}

TEST(udp_connect_that_fails_keeps_the_peer_from_before)
{
	struct sockaddr_in in;
	unsigned len = sizeof(in);
	int fd;

	sim_start();
	fd = t_socket(SOCK_DGRAM);
	CHECK_EQ(t_connect(fd, LOOPBACK, 1234), 0);
	net_lock();
	netif_set_addr(netif_default, IP4_ADDR_ANY4, IP4_ADDR_ANY4, IP4_ADDR_ANY4);
	net_unlock();
	CHECK_EQ(t_connect(fd, SIM_GATEWAY, 99), -ENETUNREACH);
	CHECK_EQ(sys_getpeername(fd, &in, &len), 0);
	CHECK_EQ(in.sin_addr.s_addr, lwip_htonl(LOOPBACK));
	CHECK_EQ(in.sin_port, lwip_htons(1234));
	sys_close(fd);
	CHECK(t_clean());
}

/* "Port unreachable" from the gateway about a datagram from src, port 5, to its port 7. */
static size_t unreachable(uint8_t *f, uint32_t src, unsigned wrong_sum)
{
	struct udp_test about = { src, SIM_GATEWAY, 5, 7 }, u = { SIM_GATEWAY, SIM_IP, 0, 0 };
	uint8_t quoted[UDP_DATA + 4], msg[28];
	uint8_t *ip = f + 14, *icmp = ip + 20;

	udp_frame(quoted, &about, "data", 4);
	memcpy(msg, quoted + 14, 28); /* headers of IP and UDP */
	/* the ICMP header has the length of UDP's: it goes where that is */
	size_t len = udp_frame(f, &u, msg, 28);
	ip[9] = IPPROTO_ICMP;
	memset(ip + 10, 0, 2);
	uint16_t sum = inet_chksum(ip, 20);
	memcpy(ip + 10, &sum, 2);
	memcpy(icmp, (uint8_t[]){ 3, 3, 0, 0, 0, 0, 0, 0 }, 8);
	sum = (uint16_t)(inet_chksum(icmp, 36) ^ wrong_sum);
	memcpy(icmp + 2, &sum, 2);
	return len;
}

TEST(udp_believes_icmp_only_about_what_it_could_have_sent)
{
	uint8_t f[1514];
	int fd;

	sim_start();
	fd = t_socket(SOCK_DGRAM);
	CHECK_EQ(t_bind(fd, 0, 5), 0);
	CHECK_EQ(t_connect(fd, SIM_GATEWAY, 7), 0);
	sim_frame(f, unreachable(f, SIM_IP + 1, 0));
	CHECK_EQ(t_get_int(fd, SOL_SOCKET, SO_ERROR), 0);
	sim_frame(f, unreachable(f, SIM_IP, 1));
	CHECK_EQ(t_get_int(fd, SOL_SOCKET, SO_ERROR), 0);
	sim_frame(f, unreachable(f, SIM_IP, 0)); /* the control */
	CHECK_EQ(t_get_int(fd, SOL_SOCKET, SO_ERROR), ECONNREFUSED);
	sys_close(fd);
	CHECK(t_clean());
}
