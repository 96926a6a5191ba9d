/* SPDX-License-Identifier: MIT */
/*
 * sock_file.c - a socket as a file: how it is made, read, written and given up.
 *
 * Source: Linux socket(2), socket(7).
 * Locking: takes net_lock; waits, for SO_LINGER, without it.
 */
#include <errno.h>
#include <netinet/in.h>
#include <sys/ioctl.h>

#include <core/clock.h>
#include <core/iov.h>

#include "control.h"
#include "sock.h"
#include "stack.h"

#define DEFAULT_BUF (128u << 10) /* bytes */

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
	return len > 0 ? sock_try_recv(sock_file(f), &m, 0) : len;
}

static ssize_t sock_writev(struct file *f, const struct iovec *iov, int n, off_t off)
{
	ssize_t len = iov_size(iov, n);
	struct sock_msg m = { .iov = iov, .iov_count = n, .len = (size_t)len };

	(void)off;
	return len >= 0 ? sock_try_send(sock_file(f), &m, 0) : len;
}

static void sock_defer(struct file *f, int error)
{
	sock_keep_error(sock_file(f), error);
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
		return IS_ENABLED(CONFIG_NET_CONTROL) ? net_control(req, arg) : -ENOTTY;
	if (!arg)
		return -EFAULT;
	net_lock();
	*(int *)arg = sk->ops->queued(sk);
	net_unlock();
	return 0;
}

static bool no_waiting; /* the program has ended */

void sock_stop_lingering(void)
{
	no_waiting = true;
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

	if (sk->linger && sk->linger_s > 0 && sk->connected && !no_waiting)
		linger(sk);
	net_lock();
	sk->ops->destroy(sk);
	net_unlock();
}

static const struct file_ops sock_file_ops = {
	.kind = "socket",
	.readv = sock_readv,
	.writev = sock_writev,
	.defer = sock_defer,
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
	if (IS_ENABLED(CONFIG_NET_CONTROL) && type == SOCK_DGRAM && protocol == IPPROTO_ICMP)
		return 0;
	return protocol && protocol != natural ? -EPROTONOSUPPORT : 0;
}

static int create(int type, int protocol, struct sock **out)
{
	if (type == SOCK_STREAM)
		return tcp_sock_create(out);
	if (IS_ENABLED(CONFIG_NET_CONTROL) && protocol == IPPROTO_ICMP)
		return icmp_sock_create(out);
	return udp_sock_create(out);
}

int sock_create(int family, int type, int protocol, struct sock **out)
{
	int kind = type & ~(SOCK_NONBLOCK | SOCK_CLOEXEC);
	int err = check_kind(family, kind, protocol);

	if (err)
		return err;
	net_lock();
	err = create(kind, protocol, out);
	if (!err)
		sock_publish(*out);
	net_unlock();
	if (!err && (type & SOCK_NONBLOCK))
		(*out)->file.flags |= O_NONBLOCK;
	return err;
}
