/* SPDX-License-Identifier: MIT */
/* test_socket.c - sockets through libc, against each other over loopback. */
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <pthread.h>
#include <stdint.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include <test/test.h>

#define FAILS(call, error) (CHECK_EQ((call), -1), CHECK_EQ(errno, (error)))

static struct sockaddr_in loopback(uint16_t port)
{
	struct sockaddr_in in = { .sin_family = AF_INET, .sin_port = htons(port) };

	in.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	return in;
}

/* A listener and its address. */
static int listen_at(struct sockaddr_in *at)
{
	socklen_t len = sizeof(*at);
	int fd = socket(AF_INET, SOCK_STREAM, 0);

	*at = loopback(0);
	if (bind(fd, (struct sockaddr *)at, sizeof(*at)) || listen(fd, 4) ||
	    getsockname(fd, (struct sockaddr *)at, &len)) {
		close(fd);
		return -1;
	}
	return fd;
}

static int connect_to(const struct sockaddr_in *to)
{
	int fd = socket(AF_INET, SOCK_STREAM, 0);

	if (connect(fd, (const struct sockaddr *)to, sizeof(*to)) == 0)
		return fd;
	close(fd);
	return -1;
}

/* Serves one connection: sends back what it gets until the other side has ended. */
static void *echo_server(void *arg)
{
	char buf[3000];
	int fd = accept(*(int *)arg, NULL, NULL);
	ssize_t n;

	while ((n = read(fd, buf, sizeof(buf))) > 0) {
		if (write(fd, buf, (size_t)n) != n)
			break;
	}
	close(fd);
	return NULL;
}

#define TOTAL (2u << 20)

struct sender {
	int fd;
};

static void *send_all(void *arg)
{
	static unsigned char chunk[9999];
	const struct sender *s = arg;

	for (size_t at = 0; at < TOTAL;) {
		size_t n = TOTAL - at < sizeof(chunk) ? TOTAL - at : sizeof(chunk);
		for (size_t i = 0; i < n; i++)
			chunk[i] = (unsigned char)((at + i) % 251);
		if (write(s->fd, chunk, n) != (ssize_t)n)
			break;
		at += n;
	}
	shutdown(s->fd, SHUT_WR);
	return NULL;
}

static size_t receive_all(int fd)
{
	static unsigned char buf[5000];
	size_t at = 0;
	ssize_t n;

	while ((n = read(fd, buf, sizeof(buf))) > 0) {
		for (ssize_t i = 0; i < n; i++) {
			if (buf[i] != at++ % 251)
				return 0;
		}
	}
	return at;
}

TEST_NEEDS(libc_socket_echo_carries_megabytes_between_threads, CONFIG_SCHED)
{
	struct sockaddr_in at;
	struct sender s;
	pthread_t server, sender;
	int listener = listen_at(&at);

	NEED(listener >= 0);
	NEED(pthread_create(&server, NULL, echo_server, &listener) == 0);
	s.fd = connect_to(&at);
	NEED(s.fd >= 0);
	NEED(pthread_create(&sender, NULL, send_all, &s) == 0);
	CHECK_EQ(receive_all(s.fd), TOTAL);
	pthread_join(sender, NULL);
	pthread_join(server, NULL);
	close(s.fd);
	close(listener);
}

TEST(libc_socket_nonblocking_connect_is_finished_by_poll)
{
	struct sockaddr_in at;
	int error = -1, listener = listen_at(&at);
	socklen_t len = sizeof(error);
	struct pollfd p = { .events = POLLOUT };

	NEED(listener >= 0);
	p.fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	FAILS(connect(p.fd, (struct sockaddr *)&at, sizeof(at)), EINPROGRESS);
	CHECK_EQ(poll(&p, 1, 5000), 1);
	CHECK_EQ(p.revents, POLLOUT);
	CHECK_EQ(getsockopt(p.fd, SOL_SOCKET, SO_ERROR, &error, &len), 0);
	CHECK_EQ(error, 0);
	close(p.fd);
	close(listener);
}

TEST(libc_socket_to_a_closed_port_is_refused)
{
	struct sockaddr_in nobody = loopback(1);
	int fd = socket(AF_INET, SOCK_STREAM, 0);

	FAILS(connect(fd, (struct sockaddr *)&nobody, sizeof(nobody)), ECONNREFUSED);
	close(fd);
}

TEST(libc_socket_receive_timeout_is_eagain)
{
	struct timeval tv = { .tv_usec = 50000 };
	struct sockaddr_in at;
	int listener = listen_at(&at), fd;
	char c;

	NEED(listener >= 0);
	fd = connect_to(&at);
	NEED(fd >= 0);
	CHECK_EQ(setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &tv, sizeof(tv)), 0);
	FAILS(read(fd, &c, 1), EAGAIN);
	FAILS(recv(fd, &c, 1, 0), EAGAIN);
	close(fd);
	close(listener);
}

static void *close_listener(void *arg)
{
	usleep(20000);
	shutdown(*(int *)arg, SHUT_RDWR);
	return NULL;
}

TEST_NEEDS(libc_socket_poll_wakes_on_data_from_another_thread, CONFIG_SCHED)
{
	struct sockaddr_in at;
	int listener = listen_at(&at), fd, peer;
	struct pollfd p = { .events = POLLIN };
	pthread_t closer;
	char c;

	NEED(listener >= 0);
	fd = connect_to(&at);
	peer = accept4(listener, NULL, NULL, SOCK_CLOEXEC);
	NEED(fd >= 0 && peer >= 0);
	p.fd = fd;
	CHECK_EQ(poll(&p, 1, 0), 0);
	NEED(pthread_create(&closer, NULL, close_listener, &peer) == 0);
	CHECK_EQ(poll(&p, 1, 5000), 1);
	CHECK_EQ(p.revents, POLLIN);
	CHECK_EQ(read(fd, &c, 1), 0);
	pthread_join(closer, NULL);
	close(fd);
	close(peer);
	close(listener);
}

TEST(libc_socket_datagrams_keep_their_borders)
{
	struct sockaddr_in a = loopback(0), b = loopback(0), from;
	socklen_t len = sizeof(a);
	int x = socket(AF_INET, SOCK_DGRAM, 0), y = socket(AF_INET, SOCK_DGRAM, 0);
	char buf[8];

	CHECK_EQ(bind(x, (struct sockaddr *)&a, sizeof(a)), 0);
	CHECK_EQ(bind(y, (struct sockaddr *)&b, sizeof(b)), 0);
	CHECK_EQ(getsockname(x, (struct sockaddr *)&a, &len), 0);
	CHECK_EQ(getsockname(y, (struct sockaddr *)&b, &len), 0);
	CHECK_EQ(sendto(x, "one", 3, 0, (struct sockaddr *)&b, sizeof(b)), 3);
	CHECK_EQ(sendto(x, "four", 4, 0, (struct sockaddr *)&b, sizeof(b)), 4);
	CHECK_EQ(recvfrom(y, buf, sizeof(buf), 0, (struct sockaddr *)&from, &len), 3);
	CHECK(from.sin_port == a.sin_port && from.sin_addr.s_addr == a.sin_addr.s_addr);
	CHECK_EQ(recv(y, buf, sizeof(buf), 0), 4);
	CHECK(memcmp(buf, "four", 4) == 0);
	FAILS(recv(y, buf, sizeof(buf), MSG_DONTWAIT), EAGAIN);
	close(x);
	close(y);
}

TEST(libc_socket_options_and_families)
{
	int on = 1, value = 0, fd = socket(AF_INET, SOCK_STREAM, 0);
	socklen_t len = sizeof(value);

	CHECK_EQ(setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on)), 0);
	CHECK_EQ(getsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &value, &len), 0);
	CHECK_EQ(value, 1);
	FAILS(setsockopt(fd, SOL_SOCKET, 4711, &on, sizeof(on)), ENOPROTOOPT);
	FAILS(socket(AF_INET6, SOCK_STREAM, 0), EAFNOSUPPORT);
	FAILS(listen(-1, 1), EBADF);
	FAILS(listen(0, 1), ENOTSOCK);
	close(fd);
}

TEST(libc_resolver_finds_localhost)
{
	struct addrinfo hints = { .ai_family = AF_UNSPEC, .ai_socktype = SOCK_STREAM }, *found;
	const struct sockaddr_in *in;

	NEED(getaddrinfo("localhost", "80", &hints, &found) == 0);
	in = (const struct sockaddr_in *)found->ai_addr;
	CHECK_EQ(in->sin_family, AF_INET);
	CHECK_EQ(ntohl(in->sin_addr.s_addr), INADDR_LOOPBACK);
	CHECK_EQ(ntohs(in->sin_port), 80);
	freeaddrinfo(found);
}
