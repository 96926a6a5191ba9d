/* SPDX-License-Identifier: MIT */
/* host_tcp.c - TCP sockets against each other over loopback: how connections come,
 * carry data and go. */
#define _GNU_SOURCE /* POLLRDHUP */
#include <errno.h>
#include <netinet/in.h>
#include <poll.h>
#include <string.h>
#include <sys/ioctl.h>

#include <core/clock.h>
#include <core/file.h>
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

TEST(tcp_connects_accepts_and_carries_bytes_both_ways)
{
	char buf[8] = "";
	int c, s;

	sim_start();
	t_pair(&c, &s);
	NEED(s >= 0);
	CHECK_EQ(sys_sendto(c, "ping", 4, 0, NULL, 0), 4);
	CHECK_EQ(sys_recvfrom(s, buf, sizeof(buf), 0, NULL, NULL), 4);
	CHECK(memcmp(buf, "ping", 4) == 0);
	CHECK_EQ(sys_write(s, "pong!", 5), 5);
	CHECK_EQ(sys_read(c, buf, sizeof(buf)), 5);
	CHECK(memcmp(buf, "pong!", 5) == 0);
	close_both(c, s);
}

TEST(tcp_names_both_ends)
{
	struct sockaddr_in a, b;
	unsigned len = sizeof(a);
	int c, s;

	sim_start();
	t_pair(&c, &s);
	NEED(s >= 0);
	CHECK_EQ(sys_getsockname(c, &a, &len), 0);
	CHECK_EQ(sys_getpeername(s, &b, &len), 0);
	CHECK_EQ(a.sin_family, AF_INET);
	CHECK(memcmp(&a, &b, sizeof(a)) == 0);
	CHECK_EQ(sys_getpeername(c, &b, &len), 0);
	CHECK_EQ(len, sizeof(b));
	len = 2; /* the address is cut, the length is whole */
	memset(&b, 0xee, sizeof(b));
	CHECK_EQ(sys_getpeername(c, &b, &len), 0);
	CHECK_EQ(len, sizeof(b));
	CHECK_EQ(b.sin_port, 0xeeee);
	close_both(c, s);
}

#define BULK (5u << 20)

static unsigned char pattern(size_t i)
{
	return (unsigned char)(i * 7 + (i >> 8) + (i >> 16));
}

/* Sends the pattern from at on as far as it goes; returns where it got to. */
static size_t send_some(int fd, size_t at)
{
	static unsigned char chunk[10000];

	while (at < BULK) {
		size_t n = MIN(sizeof(chunk), BULK - at);
		for (size_t i = 0; i < n; i++)
			chunk[i] = pattern(at + i);
		long put = sys_sendto(fd, chunk, n, MSG_DONTWAIT, NULL, 0);
		if (put <= 0)
			break;
		at += (size_t)put;
	}
	return at;
}

/* Reads what is there in pieces of at most size bytes; returns where it got to, 0 when a
 * byte is wrong. */
static size_t check_some(int fd, size_t at, size_t size)
{
	static unsigned char buf[70000];
	long n;

	while ((n = sys_recvfrom(fd, buf, size, MSG_DONTWAIT, NULL, NULL)) > 0) {
		for (long i = 0; i < n; i++) {
			if (buf[i] != pattern(at++))
				return 0;
		}
	}
	return at;
}

static size_t carry_bulk(int from, int to, size_t size)
{
	size_t sent = 0, got = 0;

	for (int stuck = 0; got < BULK && stuck < 1000; stuck++) {
		size_t before = got;
		sent = send_some(from, sent);
		sim_run(1);
		got = check_some(to, got, size);
		if (got > before)
			stuck = 0;
	}
	return got;
}

TEST(tcp_carries_five_megabytes_in_order)
{
	static const size_t sizes[] = { 70000, 1460, 333 };
	int c, s;

	sim_start();
	for (size_t i = 0; i < ARRAY_SIZE(sizes); i++) {
		t_pair(&c, &s);
		NEED(s >= 0);
		CHECK_EQ(carry_bulk(c, s, sizes[i]), BULK);
		close_both(c, s);
	}
}

TEST(tcp_connection_to_nobody_is_refused)
{
	int c;

	sim_start();
	c = t_socket(SOCK_STREAM);
	CHECK_EQ(t_connect(c, LOOPBACK, 9), -ECONNREFUSED);
	CHECK_EQ(t_connect(c, LOOPBACK, 9), -ECONNREFUSED); /* and may be tried again */
	sys_close(c);
	CHECK(t_clean());
}

TEST(tcp_connects_without_waiting)
{
	uint16_t port = 0;
	int l, c;

	sim_start();
	l = t_listener(2, &port);
	c = t_socket(SOCK_STREAM | SOCK_NONBLOCK);
	CHECK_EQ(t_connect(c, LOOPBACK, port), -EINPROGRESS);
	CHECK_EQ(t_poll(c), 0);
	CHECK_EQ(t_connect(c, LOOPBACK, port), -EALREADY);
	sim_run(10);
	CHECK_EQ(t_poll(c), POLLOUT);
	CHECK_EQ(t_get_int(c, SOL_SOCKET, SO_ERROR), 0);
	CHECK_EQ(t_connect(c, LOOPBACK, port), -EISCONN);
	sys_close(l);
	close_both(c, -1);
}

TEST(tcp_failed_connect_is_told_by_poll_and_so_error)
{
	int c;

	sim_start();
	c = t_socket(SOCK_STREAM | SOCK_NONBLOCK);
	CHECK_EQ(t_connect(c, LOOPBACK, 9), -EINPROGRESS);
	sim_run(10);
	CHECK(t_poll(c) & POLLERR);
	CHECK(t_poll(c) & POLLOUT);
	CHECK(t_poll(c) & POLLHUP);
	CHECK_EQ(t_get_int(c, SOL_SOCKET, SO_ERROR), ECONNREFUSED);
	CHECK(!(t_poll(c) & POLLERR));
	close_both(c, -1);
}

TEST(tcp_without_waiting_says_eagain)
{
	static char data[200000];
	char buf[4];
	long sent = 0, n;
	int c, s;

	sim_start();
	t_pair(&c, &s);
	NEED(s >= 0);
	CHECK_EQ(sys_recvfrom(s, buf, 4, MSG_DONTWAIT, NULL, NULL), -EAGAIN);
	while ((n = sys_sendto(c, data, sizeof(data), MSG_DONTWAIT, NULL, 0)) > 0) {
		sent += n;
		sim_run(1);
	}
	CHECK_EQ(n, -EAGAIN);
	CHECK(!(t_poll(c) & POLLOUT));
	CHECK(sent >= 128 * 1024); /* the peer's window at least */
	while (sent > 0 && (n = sys_read(s, data, sizeof(data))) > 0)
		sent -= n;
	CHECK_EQ(sent, 0);
	sim_run(1000);
	CHECK(t_poll(c) & POLLOUT);
	close_both(c, s);
}

TEST(tcp_receive_timeout_ends_the_wait)
{
	struct timeval tv = { .tv_usec = 250000 };
	char buf[4];
	uint64_t start;
	int c, s;

	sim_start();
	t_pair(&c, &s);
	NEED(s >= 0);
	CHECK_EQ(sys_setsockopt(c, SOL_SOCKET, SO_RCVTIMEO, &tv, sizeof(tv)), 0);
	start = clock_now();
	CHECK_EQ(sys_recvfrom(c, buf, 4, 0, NULL, NULL), -EAGAIN);
	CHECK(clock_now() - start >= 250 * NSEC_PER_MSEC);
	CHECK(clock_now() - start < 400 * NSEC_PER_MSEC);
	start = clock_now();
	CHECK_EQ(sys_read(c, buf, 4), -EAGAIN); /* read(2) has the same limit */
	CHECK(clock_now() - start < 400 * NSEC_PER_MSEC);
	close_both(c, s);
}

TEST(tcp_peek_leaves_the_bytes_and_waitall_gathers_them)
{
	char buf[8] = "";
	int c, s, waiting = 0;

	sim_start();
	t_pair(&c, &s);
	NEED(s >= 0);
	sys_write(c, "abc", 3);
	sim_run(10);
	CHECK_EQ(sys_recvfrom(s, buf, 2, MSG_PEEK, NULL, NULL), 2);
	CHECK_EQ(sys_ioctl(s, FIONREAD, &waiting), 0);
	CHECK_EQ(waiting, 3);
	sys_write(c, "defgh", 5);
	sys_shutdown(c, SHUT_WR);
	CHECK_EQ(sys_recvfrom(s, buf, 6, MSG_WAITALL, NULL, NULL), 6);
	CHECK(memcmp(buf, "abcdef", 6) == 0);
	CHECK_EQ(sys_recvfrom(s, buf, 6, MSG_WAITALL, NULL, NULL), 2);
	close_both(c, s);
}

TEST(tcp_gathers_and_scatters_message_buffers)
{
	char a[3], b[16] = "";
	struct iovec out[] = { { "one", 3 }, { "", 0 }, { "two!", 4 } };
	struct iovec in[] = { { a, 3 }, { b, 16 } };
	struct msghdr hdr = { .msg_iov = out, .msg_iovlen = 3 };
	int c, s;

	sim_start();
	t_pair(&c, &s);
	NEED(s >= 0);
	CHECK_EQ(sys_sendmsg(c, &hdr, MSG_NOSIGNAL), 7);
	sim_run(10);
	hdr = (struct msghdr){ .msg_iov = in, .msg_iovlen = 2 };
	CHECK_EQ(sys_recvmsg(s, &hdr, 0), 7);
	CHECK(memcmp(a, "one", 3) == 0 && memcmp(b, "two!", 4) == 0);
	close_both(c, s);
}

TEST(tcp_accept_waits_only_when_it_may)
{
	uint16_t port = 0;
	int l, c, s;

	sim_start();
	l = t_listener(2, &port);
	CHECK_EQ(sys_fcntl(l, F_SETFL, O_NONBLOCK), 0);
	CHECK_EQ(sys_accept4(l, NULL, NULL, 0), -EAGAIN);
	c = t_socket(SOCK_STREAM);
	CHECK_EQ(t_connect(c, LOOPBACK, port), 0);
	s = (int)sys_accept4(l, NULL, NULL, SOCK_NONBLOCK);
	NEED(s >= 0);
	CHECK_EQ(sys_fcntl(s, F_GETFL, 0), O_RDWR | O_NONBLOCK);
	CHECK_EQ(sys_accept4(l, NULL, NULL, 0x123), -EINVAL);
	CHECK_EQ(sys_accept(s, NULL, NULL), -EINVAL);
	sys_close(l);
	close_both(c, s);
}

TEST(tcp_wrong_calls_have_their_errors)
{
	char buf[4];
	int c, f[2];

	sim_start();
	CHECK_EQ(sys_socket(AF_INET6, SOCK_STREAM, 0), -EAFNOSUPPORT);
	CHECK_EQ(sys_socket(AF_UNIX, SOCK_STREAM, 0), -EAFNOSUPPORT);
	CHECK_EQ(sys_socket(AF_INET, SOCK_RAW, 0), -ESOCKTNOSUPPORT);
	CHECK_EQ(sys_socket(AF_INET, SOCK_STREAM, IPPROTO_UDP), -EPROTONOSUPPORT);
	c = t_socket(SOCK_STREAM);
	CHECK_EQ(sys_recvfrom(c, buf, 4, 0, NULL, NULL), -ENOTCONN);
	CHECK_EQ(sys_sendto(c, buf, 4, 0, NULL, 0), -EPIPE);
	CHECK_EQ(sys_shutdown(c, SHUT_RD), -ENOTCONN);
	CHECK_EQ(sys_accept(c, NULL, NULL), -EINVAL);
	CHECK_EQ(t_bind(c, 0x08080808, 1), -EADDRNOTAVAIL);
	CHECK_EQ(sys_bind(c, buf, 4), -EINVAL);
	CHECK_EQ(sys_bind(c, NULL, 16), -EFAULT);
	CHECK_EQ(t_set_int(c, SOL_SOCKET, 12345, 1), -ENOPROTOOPT);
	CHECK_EQ(t_set_int(c, IPPROTO_TCP, 12345, 1), -ENOPROTOOPT);
	CHECK_EQ(t_set_int(c, IPPROTO_IP, IP_TTL, 256), -EINVAL);
	CHECK_EQ(t_connect(c, 0xe0000001, 80), -ENETUNREACH);
	CHECK_EQ(t_connect(99, LOOPBACK, 80), -EBADF);
	CHECK_EQ(sys_pipe(f), 0);
	CHECK_EQ(t_connect(f[0], LOOPBACK, 80), -ENOTSOCK);
	sys_close(f[0]);
	sys_close(f[1]);
	close_both(c, -1);
}

TEST(tcp_options_read_back)
{
	struct timeval tv = { .tv_sec = 3, .tv_usec = 5000 }, got = { 0 };
	unsigned len = sizeof(got);
	int c;

	sim_start();
	c = t_socket(SOCK_STREAM);
	CHECK_EQ(t_get_int(c, SOL_SOCKET, SO_TYPE), SOCK_STREAM);
	CHECK_EQ(t_get_int(c, IPPROTO_TCP, 1 /* TCP_NODELAY */), 0);
	CHECK_EQ(t_set_int(c, IPPROTO_TCP, 1, 1), 0);
	CHECK_EQ(t_get_int(c, IPPROTO_TCP, 1), 1);
	CHECK_EQ(t_set_int(c, SOL_SOCKET, SO_KEEPALIVE, 1), 0);
	CHECK_EQ(t_get_int(c, SOL_SOCKET, SO_KEEPALIVE), 1);
	CHECK_EQ(t_set_int(c, IPPROTO_IP, IP_TTL, 9), 0);
	CHECK_EQ(t_get_int(c, IPPROTO_IP, IP_TTL), 9);
	CHECK_EQ(t_set_int(c, SOL_SOCKET, SO_SNDBUF, 1), 0);
	CHECK_EQ(t_get_int(c, SOL_SOCKET, SO_SNDBUF), 4096);
	CHECK_EQ(t_get_int(c, SOL_SOCKET, SO_RCVBUF), 128 * 1024);
	CHECK_EQ(sys_setsockopt(c, SOL_SOCKET, SO_RCVTIMEO, &tv, sizeof(tv)), 0);
	CHECK_EQ(sys_getsockopt(c, SOL_SOCKET, SO_RCVTIMEO, &got, &len), 0);
	CHECK(got.tv_sec == 3 && got.tv_usec == 5000);
	close_both(c, -1);
}
