/* SPDX-License-Identifier: MIT */
/*
 * sockopt.c - setsockopt() and getsockopt(): level SOL_SOCKET, the two of IPPROTO_IP
 * that we have, and the way to the protocol's own. An option that we do not know is
 * -ENOPROTOOPT, never a success without effect.
 *
 * Source: Linux socket(7), ip(7).
 * Locking: takes net_lock.
 */
#include <errno.h>
#include <limits.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/time.h>

#include <core/clock.h>

#include "sock.h"
#include "stack.h"

#define BUF_MIN 4096
#define BUF_MAX (4 << 20)

static int set_timeout(uint64_t *timeout_ns, const void *value, socklen_t len)
{
	struct timeval tv;

	if (len < sizeof(tv))
		return -EINVAL;
	memcpy(&tv, value, sizeof(tv));
	if (tv.tv_usec < 0 || tv.tv_usec >= 1000000)
		return -EDOM;
	if (tv.tv_sec < 0)
		tv = (struct timeval){ .tv_usec = 1 }; /* Linux: do not wait */
	if (tv.tv_sec > INT_MAX)
		tv.tv_sec = INT_MAX;
	*timeout_ns = (uint64_t)tv.tv_sec * NSEC_PER_SEC + (uint64_t)tv.tv_usec * NSEC_PER_USEC;
	return 0;
}

static int set_linger(struct sock *sk, const void *value, socklen_t len)
{
	struct linger l;

	if (len < sizeof(l))
		return -EINVAL;
	memcpy(&l, value, sizeof(l));
	sk->linger = l.l_onoff;
	sk->linger_s = l.l_linger < 0 ? 0 : l.l_linger;
	return 0;
}

static int set_buf(unsigned *field, int value)
{
	*field = (unsigned)MIN(MAX(value, BUF_MIN), BUF_MAX);
	return 0;
}

static int set_flag(bool *field, int value)
{
	*field = value;
	return 0;
}

static int set_socket_int(struct sock *sk, int name, int value)
{
	switch (name) {
	case SO_REUSEADDR:
		return set_flag(&sk->reuse, value);
	case SO_KEEPALIVE:
		return set_flag(&sk->keepalive, value);
	case SO_BROADCAST:
		return set_flag(&sk->broadcast, value);
	case SO_RCVBUF:
		return set_buf(&sk->recv_buf, value);
	case SO_SNDBUF:
		return set_buf(&sk->send_buf, value);
	default:
		return -ENOPROTOOPT;
	}
}

static int set_ip(struct sock *sk, int name, int value)
{
	if (name == IP_TTL && value == -1)
		value = IP_DEFAULT_TTL;
	if (name != IP_TTL && name != IP_TOS)
		return -ENOPROTOOPT;
	if (value < (name == IP_TTL ? 1 : 0) || value > 255)
		return -EINVAL;
	if (name == IP_TTL)
		sk->ttl = (uint8_t)value;
	else
		sk->tos = (uint8_t)value;
	return 0;
}

static int set_int(struct sock *sk, int level, int name, const void *value, socklen_t len)
{
	int v;

	if (len < sizeof(v))
		return -EINVAL;
	memcpy(&v, value, sizeof(v));
	if (level == SOL_SOCKET)
		return set_socket_int(sk, name, v);
	if (level == IPPROTO_IP)
		return set_ip(sk, name, v);
	return sk->ops->set_option ? sk->ops->set_option(sk, level, name, v) : -ENOPROTOOPT;
}

static int set_option(struct sock *sk, int level, int name, const void *value, socklen_t len)
{
	if (level == SOL_SOCKET && name == SO_RCVTIMEO)
		return set_timeout(&sk->file.read_timeout, value, len);
	if (level == SOL_SOCKET && name == SO_SNDTIMEO)
		return set_timeout(&sk->file.write_timeout, value, len);
	if (level == SOL_SOCKET && name == SO_LINGER)
		return set_linger(sk, value, len);
	return set_int(sk, level, name, value, len);
}

int sock_set_option(struct sock *sk, int level, int name, const void *value, socklen_t len)
{
	int err;

	net_lock();
	err = set_option(sk, level, name, value, len);
	if (!err) {
		sk->ops->apply(sk);
		sock_publish(sk);
	}
	net_unlock();
	return err;
}

static int get_socket_int(struct sock *sk, int name, int *v)
{
	switch (name) {
	case SO_ERROR:
		*v = -sock_take_error(sk);
		return 0;
	case SO_TYPE:
		*v = sk->type;
		return 0;
	case SO_PROTOCOL:
		*v = sk->protocol;
		return 0;
	case SO_DOMAIN:
		*v = AF_INET;
		return 0;
	case SO_ACCEPTCONN:
		*v = sk->listening;
		return 0;
	case SO_REUSEADDR:
		*v = sk->reuse;
		return 0;
	case SO_KEEPALIVE:
		*v = sk->keepalive;
		return 0;
	case SO_BROADCAST:
		*v = sk->broadcast;
		return 0;
	case SO_RCVBUF:
		*v = (int)sk->recv_buf;
		return 0;
	case SO_SNDBUF:
		*v = (int)sk->send_buf;
		return 0;
	default:
		return -ENOPROTOOPT;
	}
}

static int get_int(struct sock *sk, int level, int name, int *v)
{
	if (level == SOL_SOCKET)
		return get_socket_int(sk, name, v);
	if (level == IPPROTO_IP && (name == IP_TTL || name == IP_TOS)) {
		*v = name == IP_TTL ? sk->ttl : sk->tos;
		return 0;
	}
	return sk->ops->get_option ? sk->ops->get_option(sk, level, name, v) : -ENOPROTOOPT;
}

/* Gives at most *len bytes, as Linux does. */
static int give(const void *from, size_t size, void *value, socklen_t *len)
{
	*len = (socklen_t)MIN(*len, size);
	memcpy(value, from, *len);
	return 0;
}

static int give_timeout(uint64_t timeout_ns, void *value, socklen_t *len)
{
	struct timeval tv = {
		.tv_sec = (time_t)(timeout_ns / NSEC_PER_SEC),
		.tv_usec = (suseconds_t)(timeout_ns % NSEC_PER_SEC / NSEC_PER_USEC),
	};

	return give(&tv, sizeof(tv), value, len);
}

static int get_option(struct sock *sk, int level, int name, void *value, socklen_t *len)
{
	int v, err;

	if (level == SOL_SOCKET && name == SO_RCVTIMEO)
		return give_timeout(sk->file.read_timeout, value, len);
	if (level == SOL_SOCKET && name == SO_SNDTIMEO)
		return give_timeout(sk->file.write_timeout, value, len);
	if (level == SOL_SOCKET && name == SO_LINGER) {
		struct linger l = { .l_onoff = sk->linger, .l_linger = sk->linger_s };
		return give(&l, sizeof(l), value, len);
	}
	err = get_int(sk, level, name, &v);
	return err ? err : give(&v, sizeof(v), value, len);
}

int sock_get_option(struct sock *sk, int level, int name, void *value, socklen_t *len)
{
	int err;

	net_lock();
	err = get_option(sk, level, name, value, len);
	sock_publish(sk); /* SO_ERROR takes the error away */
	net_unlock();
	return err;
}
