/* SPDX-License-Identifier: MIT */
/*
 * sock.c - what sockets of all protocols have in common: they are files, they wait,
 * they have time limits and addresses.
 *
 * Every operation is one loop: take net_lock, let the protocol try, publish what
 * poll() may say now, release; on -EAGAIN wait for the published flags and try again.
 *
 * Source: Linux socket(7), connect(2), recv(2), send(2).
 * Locking: takes net_lock around each try; waits without it.
 */
#include <errno.h>
#include <netinet/in.h>
#include <sys/ioctl.h>

#include <core/clock.h>
#include <core/iov.h>
#include <core/random.h>

#include "lwip/netif.h"

#include "sock.h"
#include "stack.h"

#define DEFAULT_BUF (128u << 10) /* bytes */
#define PORT_FIRST  49152u
#define PORT_COUNT  16384u
#define LISTEN_MAX  255 /* what lwIP's backlog can count */

static uint64_t deadline_of(uint64_t timeout_ns)
{
	return timeout_ns ? clock_now() + timeout_ns : NO_DEADLINE;
}

void sock_publish(struct sock *sk)
{
	short now = sk->ops->ready(sk);
	unsigned long flags = irq_save();
	bool changed = now != sk->flags;

	sk->flags = now;
	if (changed)
		waitq_wake(&sk->file.wq);
	irq_restore(flags);
}

int sock_take_error(struct sock *sk)
{
	int err = sk->error;

	sk->error = 0;
	return -err;
}

uint16_t sock_random_port(void)
{
	uint16_t r;

	random_bytes(&r, sizeof(r));
	return (uint16_t)(PORT_FIRST + r % PORT_COUNT);
}

bool sock_ip_is_local(const ip_addr_t *ip)
{
	struct netif *nif;

	if (ip_addr_isany(ip) || ip_addr_isloopback(ip))
		return true;
	NETIF_FOREACH(nif)
	{
		if (ip4_addr_cmp(ip_2_ip4(ip), netif_ip4_addr(nif)))
			return true;
	}
	return false;
}

int sock_errno(err_t err)
{
	switch (err) {
	case ERR_OK:
		return 0;
	case ERR_MEM:
	case ERR_BUF:
		return -ENOBUFS;
	case ERR_RTE:
		return -ENETUNREACH;
	case ERR_USE:
		return -EADDRINUSE;
	case ERR_ISCONN:
		return -EISCONN;
	case ERR_CONN:
	case ERR_CLSD:
		return -ENOTCONN;
	case ERR_TIMEOUT:
		return -ETIMEDOUT;
	default:
		return -EINVAL;
	}
}

/* --- operations with waiting ------------------------------------------------------ */

int sock_bind(struct sock *sk, const struct endpoint *local)
{
	int err = -EADDRNOTAVAIL;

	net_lock();
	if (sock_ip_is_local(&local->ip))
		err = sk->ops->bind(sk, local);
	sock_publish(sk);
	net_unlock();
	return err;
}

static int try_connect(struct sock *sk, const struct endpoint *peer)
{
	int err;

	net_lock();
	err = sk->ops->connect(sk, peer);
	sock_publish(sk);
	net_unlock();
	return err;
}

/* How a connection attempt ended: 0 or the reason it failed for. */
static int connect_result(struct sock *sk)
{
	int err;

	net_lock();
	err = sock_take_error(sk);
	sock_publish(sk);
	net_unlock();
	return err;
}

int sock_connect(struct sock *sk, const struct endpoint *peer)
{
	int err = try_connect(sk, peer);

	if (err != -EINPROGRESS && err != -EALREADY)
		return err;
	if (sk->file.flags & O_NONBLOCK)
		return err;
	if (file_wait(&sk->file, POLLOUT, deadline_of(sk->file.write_timeout)))
		return -EINPROGRESS;
	return connect_result(sk);
}

int sock_listen(struct sock *sk, int backlog)
{
	int err = -EOPNOTSUPP;

	net_lock();
	if (sk->ops->listen)
		err = sk->ops->listen(sk, backlog < 1 ? 1 : MIN(backlog, LISTEN_MAX));
	sock_publish(sk);
	net_unlock();
	return err;
}

static int try_accept(struct sock *sk, struct sock **child)
{
	int err = -EOPNOTSUPP;

	net_lock();
	if (sk->ops->accept)
		err = sk->ops->accept(sk, child);
	sock_publish(sk);
	net_unlock();
	return err;
}

int sock_accept(struct sock *sk, int flags, struct sock **child)
{
	uint64_t deadline = deadline_of(sk->file.read_timeout);
	int err;

	while ((err = try_accept(sk, child)) == -EAGAIN) {
		if ((sk->file.flags & O_NONBLOCK) || file_wait(&sk->file, POLLIN, deadline))
			return -EAGAIN;
	}
	if (!err)
		(*child)->file.flags = O_RDWR | (flags & O_NONBLOCK);
	return err;
}

static bool may_wait(const struct sock *sk, int msg_flags)
{
	return !(sk->file.flags & O_NONBLOCK) && !(msg_flags & MSG_DONTWAIT);
}

static ssize_t try_send(struct sock *sk, const struct sock_msg *m, size_t done)
{
	ssize_t n;

	net_lock();
	n = sk->ops->send(sk, m, done);
	sock_publish(sk);
	net_unlock();
	return n;
}

/* A stream goes on until all is taken; a datagram is taken whole or not at all. */
ssize_t sock_send(struct sock *sk, const struct sock_msg *m)
{
	uint64_t deadline = deadline_of(sk->file.write_timeout);
	bool wait = may_wait(sk, m->flags);
	size_t done = 0;

	for (;;) {
		ssize_t n = try_send(sk, m, done);
		if (n >= 0) {
			done += (size_t)n;
			if (done >= m->len || !wait)
				return (ssize_t)done;
		} else if (n != -EAGAIN || !wait || file_wait(&sk->file, POLLOUT, deadline)) {
			return done ? (ssize_t)done : n;
		}
	}
}

static ssize_t try_recv(struct sock *sk, struct sock_msg *m, size_t done)
{
	ssize_t n;

	net_lock();
	n = sk->ops->recv(sk, m, done);
	sock_publish(sk);
	net_unlock();
	return n;
}

/* MSG_WAITALL makes a stream go on until the buffers are full. */
static bool wants_more(const struct sock *sk, const struct sock_msg *m, size_t done)
{
	return sk->type == SOCK_STREAM && (m->flags & MSG_WAITALL) && !(m->flags & MSG_PEEK) &&
	       done < m->len;
}

ssize_t sock_recv(struct sock *sk, struct sock_msg *m)
{
	uint64_t deadline = deadline_of(sk->file.read_timeout);
	bool wait = may_wait(sk, m->flags);
	size_t done = 0;

	for (;;) {
		ssize_t n = try_recv(sk, m, done);
		if (n == -EAGAIN && wait && !file_wait(&sk->file, POLLIN, deadline))
			continue;
		if (n <= 0)
			return done ? (ssize_t)done : n;
		done += (size_t)n;
		if (!wants_more(sk, m, done))
			return (ssize_t)done;
	}
}

int sock_shutdown(struct sock *sk, int how)
{
	int err;

	if (how != SHUT_RD && how != SHUT_WR && how != SHUT_RDWR)
		return -EINVAL;
	net_lock();
	err = sk->connected ? sk->ops->shutdown(sk, how) : -ENOTCONN;
	sock_publish(sk);
	net_unlock();
	return err;
}

void sock_local(struct sock *sk, struct endpoint *out)
{
	net_lock();
	sk->ops->local(sk, out);
	net_unlock();
}

int sock_peer(struct sock *sk, struct endpoint *out)
{
	int err = 0;

	net_lock();
	if (sk->connected)
		*out = sk->peer;
	else
		err = -ENOTCONN;
	net_unlock();
	return err;
}

/* --- the file ----------------------------------------------------------------------- */

static struct sock *sock_file(struct file *f)
{
	return container_of(f, struct sock, file);
}

/* file_readv() and file_writev() do the waiting. */
static ssize_t sock_readv(struct file *f, const struct iovec *iov, int n, off_t off)
{
	ssize_t len = iov_size(iov, n);
	struct sock_msg m = { .iov = iov, .iov_count = n, .len = (size_t)len };

	(void)off;
	return len > 0 ? try_recv(sock_file(f), &m, 0) : len;
}

static ssize_t sock_writev(struct file *f, const struct iovec *iov, int n, off_t off)
{
	ssize_t len = iov_size(iov, n);
	struct sock_msg m = { .iov = iov, .iov_count = n, .len = (size_t)len };

	(void)off;
	return len >= 0 ? try_send(sock_file(f), &m, 0) : len;
}

static short sock_poll(struct file *f)
{
	return sock_file(f)->flags;
}

static int sock_stat(struct file *f, struct stat *st)
{
	(void)f;
	*st = (struct stat){ .st_mode = S_IFSOCK | 0777, .st_nlink = 1, .st_blksize = 4096 };
	return 0;
}

static int sock_ioctl(struct file *f, unsigned long req, void *arg)
{
	struct sock *sk = sock_file(f);

	if (req != FIONREAD)
		return -ENOTTY;
	if (!arg)
		return -EFAULT;
	net_lock();
	*(int *)arg = sk->ops->queued(sk);
	net_unlock();
	return 0;
}

/* SO_LINGER with a time: the close waits until the other side has everything. */
static void linger(struct sock *sk)
{
	uint64_t deadline = clock_now() + (uint64_t)sk->linger_s * NSEC_PER_SEC;

	sock_shutdown(sk, SHUT_WR);
	(void)wait_event_until(&sk->file.wq, sk->flags & SOCK_DRAINED, deadline);
}

static void sock_release(struct file *f)
{
	struct sock *sk = sock_file(f);

	if (sk->linger && sk->linger_s > 0 && sk->connected)
		linger(sk);
	net_lock();
	sk->ops->destroy(sk);
	net_unlock();
}

static const struct file_ops sock_file_ops = {
	.kind = "socket",
	.readv = sock_readv,
	.writev = sock_writev,
	.poll = sock_poll,
	.stat = sock_stat,
	.ioctl = sock_ioctl,
	.release = sock_release,
};

struct sock *sock_of(struct file *f)
{
	return f->ops == &sock_file_ops ? sock_file(f) : NULL;
}

void sock_init(struct sock *sk, const struct sock_ops *ops, int type, int protocol)
{
	file_init(&sk->file, &sock_file_ops, O_RDWR);
	sk->ops = ops;
	sk->type = type;
	sk->protocol = protocol;
	sk->recv_buf = DEFAULT_BUF;
	sk->send_buf = DEFAULT_BUF;
	sk->ttl = IP_DEFAULT_TTL;
}

static int check_kind(int family, int type, int protocol)
{
	int natural = type == SOCK_STREAM ? IPPROTO_TCP : IPPROTO_UDP;

	if (family != AF_INET)
		return -EAFNOSUPPORT;
	if (type != SOCK_STREAM && type != SOCK_DGRAM)
		return -ESOCKTNOSUPPORT;
	return protocol && protocol != natural ? -EPROTONOSUPPORT : 0;
}

int sock_create(int family, int type, int protocol, struct sock **out)
{
	int kind = type & ~(SOCK_NONBLOCK | SOCK_CLOEXEC);
	int err = check_kind(family, kind, protocol);

	if (err)
		return err;
	net_lock();
	err = kind == SOCK_STREAM ? tcp_sock_create(out) : udp_sock_create(out);
	if (!err)
		sock_publish(*out);
	net_unlock();
	if (!err && (type & SOCK_NONBLOCK))
		(*out)->file.flags |= O_NONBLOCK;
	return err;
}
