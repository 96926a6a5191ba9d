/* SPDX-License-Identifier: MIT */
/*
 * connection.c - a stream to the server of a URL.
 *
 * Every wait has a limit: sockets are non-blocking and poll() does the waiting. While
 * other addresses are left, one that does not answer gets a fraction of the time. All waits
 * together may have a limit too: a server that sends a byte now and then keeps each of them short.
 */
#include <errno.h>
#include <fcntl.h>
#include <netdb.h>
#include <netinet/in.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include <net/tls.h>

#include "connection.h"
#include "names.h"

#define FIRST_TRY_MS  10000 /* for an address that is not the last one */
#define NETWORK_MS    5000  /* beyond what the boot has waited for an address */
#define DRAIN_MS      1000  /* for a server's goodbye, whatever else it says before */
#define LOOK_AGAIN_MS 20
#define NSEC_PER_MSEC 1000000l

/* True when a packet for the world would have a source address. No packet is sent:
 * connecting a datagram socket only chooses the route. 192.0.2.1 is TEST-NET-1. */
static bool network_is_up(void)
{
	struct sockaddr_in to = { .sin_family = AF_INET, .sin_port = htons(9) };
	struct sockaddr_in own = { 0 };
	socklen_t len = sizeof(own);
	int fd = socket(AF_INET, SOCK_DGRAM, 0);
	bool up;

	if (fd < 0)
		return false;
	to.sin_addr.s_addr = htonl(0xc0000201);
	up = connect(fd, (struct sockaddr *)&to, sizeof(to)) == 0 &&
	     getsockname(fd, (struct sockaddr *)&own, &len) == 0 && own.sin_addr.s_addr != 0;
	close(fd);
	return up;
}

static bool is_loopback(const struct url *url)
{
	return strcmp(url->host, "localhost") == 0 || strncmp(url->host, "127.", 4) == 0;
}

enum status network_wait(const struct url *url, struct failure *f)
{
	const struct timespec pause = { .tv_nsec = LOOK_AGAIN_MS * NSEC_PER_MSEC };

	for (int waited = 0; !is_loopback(url) && !network_is_up(); waited += LOOK_AGAIN_MS) {
		if (waited >= NETWORK_MS)
			return fail(f, STATUS_NETWORK,
				    "no network: this machine has no address (no card, no DHCP "
				    "lease, or a wrong ip= option)");
		nanosleep(&pause, NULL);
	}
	return STATUS_OK;
}

long connection_clock(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec * 1000 + now.tv_nsec / NSEC_PER_MSEC;
}

static bool is_late(const struct connection *c)
{
	return c->until_ms && connection_clock() >= c->until_ms;
}

/* How long a wait of at most limit_ms may be, as the end of all comes nearer. */
static int patience(const struct connection *c, int limit_ms)
{
	long left = c->until_ms ? c->until_ms - connection_clock() : limit_ms;

	if (left < 0)
		return 0;
	return left < limit_ms ? (int)left : limit_ms;
}

/* 0, or an errno value. */
static int wait_for(int fd, short events, int timeout_ms)
{
	struct pollfd p = { .fd = fd, .events = events };
	int n;

	do {
		n = poll(&p, 1, timeout_ms);
	} while (n < 0 && errno == EINTR);
	if (n < 0)
		return errno;
	return n ? 0 : ETIMEDOUT;
}

/* Whether a connection that was begun came about: 0 or an errno value. */
static int finish_connect(int fd, int timeout_ms)
{
	int result = 0, err = wait_for(fd, POLLOUT, timeout_ms);
	socklen_t len = sizeof(result);

	if (err)
		return err;
	if (getsockopt(fd, SOL_SOCKET, SO_ERROR, &result, &len) < 0)
		return errno;
	return result;
}

/* A connected descriptor, or -1 with errno. */
static int connect_to(const struct addrinfo *ai, int timeout_ms)
{
	int fd = socket(ai->ai_family, ai->ai_socktype | SOCK_NONBLOCK | SOCK_CLOEXEC,
			ai->ai_protocol);
	int err = 0;

	if (fd < 0)
		return -1;
	if (connect(fd, ai->ai_addr, ai->ai_addrlen) < 0)
		err = errno == EINPROGRESS ? finish_connect(fd, timeout_ms) : errno;
	if (!err)
		return fd;
	close(fd);
	errno = err;
	return -1;
}

static enum status connect_any(struct connection *c, const struct url *url,
			       const struct addrinfo *list, struct failure *f)
{
	for (const struct addrinfo *ai = list; ai; ai = ai->ai_next) {
		bool hurry = ai->ai_next && c->timeout_ms > FIRST_TRY_MS;

		c->fd = connect_to(ai, patience(c, hurry ? FIRST_TRY_MS : c->timeout_ms));
		if (c->fd >= 0)
			return STATUS_OK;
	}
	return fail(f, errno == ENETUNREACH ? STATUS_NETWORK : STATUS_CONNECT,
		    "cannot connect to %s port %u: %s", url->host, url->port, strerror(errno));
}

/* A negative number is an error of the connection; the others are verdicts. */
static enum status tls_failed(const char *what, const struct tls_report *why, struct failure *f)
{
	if (why->error < 0)
		return fail(f, STATUS_CONNECT, "%s: %s%s%s", what, strerror(-why->error),
			    why->text[0] ? ": " : "", why->text);
	return fail(f, STATUS_TLS, "%s: %s: %s", what, tls_error_name(why->error), why->text);
}

static enum status start_tls(struct connection *c, const struct url *url, struct failure *f)
{
	const struct tls_config cfg = {
		.host = url->host,
		/* 0 would be half a minute */
		.timeout_ns = (uint64_t)patience(c, c->timeout_ms) * NSEC_PER_MSEC + 1,
	};
	struct tls_report why;
	int fd = tls_client(c->fd, &cfg, &why);

	if (fd < 0)
		return tls_failed("no secure connection", &why, f);
	c->fd = fd;
	c->tls = true;
	return STATUS_OK;
}

enum status connection_open(struct connection *c, const struct url *url, int timeout_ms,
			    long until_ms, struct failure *f)
{
	struct addrinfo *list;
	enum status status = names_find(url, &list, f);

	if (status)
		return status;
	*c = (struct connection){ .fd = -1, .timeout_ms = timeout_ms, .until_ms = until_ms };
	status = connect_any(c, url, list, f);
	freeaddrinfo(list);
	if (!status && url->tls)
		status = start_tls(c, url, f);
	if (status)
		connection_close(c);
	return status;
}

/* What a failed read or write means; errno says which. */
static enum status stream_failed(struct connection *c, const char *what, struct failure *f)
{
	struct tls_report why = { .error = TLS_OK };
	int err = errno;

	if (err == ETIMEDOUT && is_late(c))
		return fail(f, STATUS_CONNECT, "%s: it takes too long in all, timed out", what);
	if (err == ETIMEDOUT)
		return fail(f, STATUS_CONNECT, "%s: no progress for %d s, timed out", what,
			    c->timeout_ms / 1000);
	if (c->tls && err == EPROTO && tls_status(c->fd, &why) == 0 && why.error > 0 &&
	    why.error != TLS_ERR_CLOSED)
		return tls_failed(what, &why, f);
	return fail(f, STATUS_RESPONSE, "%s: %s", what, why.error ? why.text : strerror(err));
}

static bool would_block(void)
{
	return errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR;
}

/* Waits after a call that would have blocked. False, with errno, when that failed. */
static bool wait_again(struct connection *c, short events)
{
	if (!would_block())
		return false;
	errno = is_late(c) ? ETIMEDOUT : wait_for(c->fd, events, patience(c, c->timeout_ms));
	return errno == 0;
}

/* A server that hung up is an error here, not a signal. */
static ssize_t send_some(struct connection *c, const char *data, size_t len)
{
	return c->tls ? write(c->fd, data, len) : send(c->fd, data, len, MSG_NOSIGNAL);
}

enum status connection_write(struct connection *c, const void *data, size_t len, struct failure *f)
{
	const char *at = data;

	while (len > 0) {
		ssize_t n = send_some(c, at, len);

		if (n < 0 && !wait_again(c, POLLOUT))
			return stream_failed(c, "cannot send the request", f);
		if (n > 0) {
			at += n;
			len -= (size_t)n;
		}
	}
	return STATUS_OK;
}

/* Whether the end of the stream was not the server's word: on some systems read() cannot
 * tell (net/tls.h). */
static bool is_cut_off(const struct connection *c)
{
	struct tls_report why;

	return c->tls && tls_status(c->fd, &why) == 0 && why.error != TLS_OK;
}

ssize_t connection_read(struct connection *c, void *buf, size_t size, struct failure *f)
{
	ssize_t n = -1;

	errno = ETIMEDOUT;
	if (!is_late(c)) {
		do {
			n = read(c->fd, buf, size);
		} while (n < 0 && wait_again(c, POLLIN));
	}
	if (n == 0 && is_cut_off(c)) {
		errno = EPROTO;
		n = -1;
	}
	if (n < 0)
		stream_failed(c, "the response is cut off", f);
	return n;
}

void connection_drain(struct connection *c)
{
	long end = connection_clock() + DRAIN_MS, now = end - DRAIN_MS;
	char rest[512];
	struct failure ignored;

	for (; now < end; now = connection_clock()) {
		c->timeout_ms = (int)(end - now);
		if (connection_read(c, rest, sizeof(rest), &ignored) <= 0)
			return;
	}
}

void connection_close(struct connection *c)
{
	if (c->fd >= 0)
		close(c->fd);
	c->fd = -1;
}
