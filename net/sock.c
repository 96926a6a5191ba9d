/* SPDX-License-Identifier: MIT */
/*
 * sock.c - what sockets of all protocols have in common: they wait, and they have time
 * limits and addresses.
 *
 * Every operation is one loop: take net_lock, let the protocol try, publish what
 * poll() may say now, release; on -EAGAIN wait for the published flags and try again.
 *
 * Source: Linux socket(7), connect(2), recv(2), send(2).
 * Locking: takes net_lock around each try; waits without it.
 */
#include <errno.h>

#include <core/clock.h>
#include <core/random.h>
#include <core/signal.h>
#include <core/thread.h>

#include "lwip/netif.h"

#include "sock.h"
#include "stack.h"

#define PORT_FIRST 49152u
#define PORT_COUNT 16384u

/* Connections that nobody accepts leave as many for others; lwIP counts them in 8 bits. */
#define LISTEN_MAX MIN(255, CONFIG_NET_TCP_CONNECTIONS / 2)

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

static bool may_wait(const struct sock *sk, int msg_flags)
{
	if (!(sk->file.flags & O_NONBLOCK) && !(msg_flags & MSG_DONTWAIT))
		return true;
	thread_poll_point();
	return false;
}

int sock_connect(struct sock *sk, const struct endpoint *peer)
{
	int err = try_connect(sk, peer);

	if (err != -EINPROGRESS && err != -EALREADY)
		return err;
	if (!may_wait(sk, 0))
		return err;
	err = file_wait(&sk->file, POLLOUT, deadline_of(sk->file.write_timeout));
	if (err)
		return err == -ETIMEDOUT ? -EINPROGRESS : err;
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

/* 0, or what the call returns that waited in vain. */
static int wait_ready(struct sock *sk, short events, uint64_t deadline)
{
	int err = file_wait(&sk->file, events, deadline);

	return err == -ETIMEDOUT ? -EAGAIN : err;
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
		if (!may_wait(sk, 0))
			return -EAGAIN;
		int ended = wait_ready(sk, POLLIN, deadline);
		if (ended)
			return ended;
	}
	if (!err)
		(*child)->file.flags = O_RDWR | (flags & O_NONBLOCK);
	return err;
}

ssize_t sock_try_send(struct sock *sk, const struct sock_msg *m, size_t done)
{
	ssize_t n;

	net_lock();
	n = sk->ops->send(sk, m, done);
	sock_publish(sk);
	net_unlock();
	return n;
}

void sock_keep_error(struct sock *sk, int error)
{
	if (error == -EAGAIN || error == -EPIPE || signal_ended(error))
		return; /* no events, but states that the next call sees again */
	net_lock();
	sk->error = -error;
	sock_publish(sk);
	net_unlock();
}

/* What a transfer returns that ended with n: a part counts, and its error is for the next
 * call, or a stream that was cut would look like one that ended. */
static ssize_t part_or_error(struct sock *sk, size_t done, ssize_t n)
{
	if (done == 0)
		return n;
	if (n < 0)
		sock_keep_error(sk, (int)n);
	return (ssize_t)done;
}

/* A stream goes on until all is taken; a datagram is taken whole or not at all. */
ssize_t sock_send(struct sock *sk, const struct sock_msg *m)
{
	uint64_t deadline = deadline_of(sk->file.write_timeout);
	bool wait = may_wait(sk, m->flags);
	size_t done = 0;

	for (;;) {
		ssize_t n = sock_try_send(sk, m, done);
		if (n >= 0) {
			done += (size_t)n;
			if (done >= m->len || !wait)
				return (ssize_t)done;
			continue;
		}
		if (n == -EAGAIN && wait)
			n = wait_ready(sk, POLLOUT, deadline);
		if (n)
			return part_or_error(sk, done, n);
	}
}

ssize_t sock_try_recv(struct sock *sk, struct sock_msg *m, size_t done)
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
		ssize_t n = sock_try_recv(sk, m, done);
		if (n == -EAGAIN && wait) {
			n = wait_ready(sk, POLLIN, deadline);
			if (!n)
				continue;
		}
		if (n <= 0)
			return part_or_error(sk, done, n);
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
	err = sk->connected || sk->listening ? sk->ops->shutdown(sk, how) : -ENOTCONN;
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
