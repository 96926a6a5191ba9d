/* SPDX-License-Identifier: MIT */
/*
 * tls_host.c - tls.h for programs built with `make host`: the same session code as in
 * an image, where a descriptor cannot have operations of ours. The program gets one end
 * of a socket pair; a thread carries bytes between the other end and the session.
 *
 * One difference shows: when the connection fails later on, or ends without
 * close_notify, the pair can only say "end of file". tls_status() tells the truth on
 * both; so ask it at an end that the protocol did not announce.
 *
 * Locking: `connections_lock` for the list and each connection's report and descriptor.
 * The session is its thread's own after the handshake.
 */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

#include <core/clock.h>
#include <core/compiler.h>
#include <net/tls.h>
#include <net/tls_anchors.h>
#include "../report.h"
#include "../session.h"

#define HANDSHAKE_TIMEOUT (30 * NSEC_PER_SEC)
#define CARRY             16384 /* bytes moved at a time */

struct connection {
	struct tls_session session;
	int raw;  /* to the server, non-blocking */
	int pump; /* our end of the pair, non-blocking */
	int app;  /* the program's end */
	struct tls_report why;
	struct connection *next;
	unsigned char plain[CARRY]; /* from the server, to be given to the program */
	size_t plain_at, plain_len;
};

static struct connection *connections;
static pthread_mutex_t connections_lock = PTHREAD_MUTEX_INITIALIZER;

static ssize_t send_raw(void *ctx, const void *buf, size_t len)
{
	const struct connection *c = ctx;
	ssize_t n = send(c->raw, buf, len, MSG_NOSIGNAL);

	return n < 0 ? -errno : n;
}

static ssize_t receive_raw(void *ctx, void *buf, size_t len)
{
	const struct connection *c = ctx;
	ssize_t n = recv(c->raw, buf, len, 0);

	return n < 0 ? -errno : n;
}

static struct tls_transport transport_of(struct connection *c)
{
	return (struct tls_transport){ send_raw, receive_raw, c };
}

static void set_nonblocking(int fd)
{
	fcntl(fd, F_SETFL, fcntl(fd, F_GETFL) | O_NONBLOCK);
}

static int handshake(struct connection *c, uint64_t deadline)
{
	struct tls_transport io = transport_of(c);
	int err;

	while ((err = session_handshake(&c->session, &io)) == -EAGAIN) {
		bool unsent = session_events(&c->session) & SESSION_UNSENT;
		struct pollfd p = { c->raw, POLLIN | (unsent ? POLLOUT : 0), 0 };
		uint64_t now = clock_now();
		int left_ms = now < deadline ? (int)((deadline - now) / NSEC_PER_MSEC) : 0;
		if (poll(&p, 1, left_ms) == 0) {
			report_set(&c->session.why, -ETIMEDOUT,
				   "server did not finish the handshake in time");
			return -ETIMEDOUT;
		}
	}
	return err;
}

/* Server to program. False when nothing more will come, or nobody listens. */
static bool carry_in(struct connection *c, const struct tls_transport *io)
{
	do {
		if (c->plain_at == c->plain_len) {
			struct iovec iov = { c->plain, sizeof(c->plain) };
			ssize_t got = session_read(&c->session, io, &iov, 1);
			if (got <= 0)
				return got == -EAGAIN;
			c->plain_at = 0;
			c->plain_len = (size_t)got;
		}
		ssize_t n = send(c->pump, c->plain + c->plain_at, c->plain_len - c->plain_at,
				 MSG_NOSIGNAL);
		if (n < 0)
			return errno == EAGAIN;
		c->plain_at += (size_t)n;
	} while (c->plain_at == c->plain_len);
	return true;
}

/* Program to server, as far as a record has room. False when the program has closed. */
static bool carry_out(struct connection *c, const struct tls_transport *io)
{
	unsigned char buf[512];

	while (session_flush(&c->session, io) == 0) {
		ssize_t n = recv(c->pump, buf, sizeof(buf), 0);
		if (n <= 0)
			return n < 0 && errno == EAGAIN;
		struct iovec iov = { buf, (size_t)n };
		if (session_write(&c->session, io, &iov, 1) < 0)
			return true; /* carry_in() meets the same failure */
	}
	return true;
}

static void wait_for_work(struct connection *c)
{
	bool unsent = session_events(&c->session) & SESSION_UNSENT;
	bool undelivered = c->plain_at < c->plain_len;
	struct pollfd p[2] = {
		{ c->raw, (undelivered ? 0 : POLLIN) | (unsent ? POLLOUT : 0), 0 },
		{ c->pump, (unsent ? 0 : POLLIN) | (undelivered ? POLLOUT : 0), 0 },
	};

	poll(p, 2, -1);
}

static void note_end(struct connection *c)
{
	pthread_mutex_lock(&connections_lock);
	c->why = c->session.why;
	pthread_mutex_unlock(&connections_lock);
	shutdown(c->pump, SHUT_WR);
}

/* tls_status() may ask until the program closes its end. */
static void wait_for_close(struct connection *c)
{
	unsigned char ignored[256];
	struct pollfd p = { c->pump, POLLIN, 0 };

	do
		poll(&p, 1, -1);
	while (recv(c->pump, ignored, sizeof(ignored), 0) > 0);
}

static void forget(struct connection *c)
{
	pthread_mutex_lock(&connections_lock);
	struct connection **link = &connections;
	while (*link != c)
		link = &(*link)->next;
	*link = c->next;
	pthread_mutex_unlock(&connections_lock);
}

static void destroy(struct connection *c)
{
	session_wipe(&c->session);
	free(c);
}

static void *pump(void *arg)
{
	struct connection *c = arg;
	struct tls_transport io = transport_of(c);
	bool server = true, program = true;

	while (server && program) {
		program = carry_out(c, &io);
		server = program && carry_in(c, &io);
		if (server && program)
			wait_for_work(c);
	}
	note_end(c);
	if (program)
		wait_for_close(c);
	session_close(&c->session);
	session_flush(&c->session, &io);
	forget(c);
	close(c->raw);
	close(c->pump);
	destroy(c);
	return NULL;
}

/* Makes the pair and the thread. The program's descriptor, or -errno. */
static int start_pump(struct connection *c, int flags)
{
	pthread_t thread;
	int pair[2];

	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair) < 0)
		return -errno;
	c->app = pair[0];
	c->pump = pair[1];
	set_nonblocking(c->pump);
	if (flags & O_NONBLOCK)
		set_nonblocking(c->app);
	pthread_mutex_lock(&connections_lock);
	c->next = connections;
	connections = c;
	pthread_mutex_unlock(&connections_lock);
	int err = pthread_create(&thread, NULL, pump, c);
	if (err) {
		forget(c);
		close(pair[0]);
		close(pair[1]);
		return -err;
	}
	pthread_detach(thread);
	return pair[0];
}

static int connect_session(struct connection *c, int fd, const struct tls_config *cfg)
{
	struct tls_trust trust = { tls_anchors, tls_anchor_count };
	uint64_t wait = cfg->timeout_ns ? cfg->timeout_ns : HANDSHAKE_TIMEOUT;

	c->raw = fd;
	int err = session_start(&c->session, cfg->host, trust);
	return err ? err : handshake(c, clock_now() + wait);
}

int tls_client(int fd, const struct tls_config *cfg, struct tls_report *why)
{
	struct connection *c = calloc(1, sizeof(*c));
	int flags = fcntl(fd, F_GETFL);
	int result = !c ? -ENOMEM : flags < 0 ? -EBADF : 0;

	if (result == 0) {
		set_nonblocking(fd);
		result = connect_session(c, fd, cfg);
	}
	if (result == 0) {
		c->raw = fcntl(fd, F_DUPFD_CLOEXEC, 0);
		result = c->raw < 0 ? -errno : start_pump(c, flags);
	}
	if (result >= 0) {
		close(fd);
		return result;
	}
	if (why)
		*why = c ? c->session.why : (struct tls_report){ 0 };
	if (why)
		report_set(why, result, "no memory or descriptor for a connection");
	if (flags >= 0)
		fcntl(fd, F_SETFL, flags);
	if (c)
		destroy(c);
	errno = -result;
	return -1;
}

int tls_status(int fd, struct tls_report *why)
{
	int err = EINVAL;

	pthread_mutex_lock(&connections_lock);
	for (const struct connection *c = connections; c; c = c->next)
		if (c->app == fd) {
			*why = c->why;
			err = 0;
		}
	pthread_mutex_unlock(&connections_lock);
	if (err == 0)
		return 0;
	errno = fcntl(fd, F_GETFD) < 0 ? EBADF : EINVAL;
	return -1;
}
