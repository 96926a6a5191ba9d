/* SPDX-License-Identifier: MIT */
/*
 * syscall.c - the socket calls, as libc makes them: descriptors to sockets, struct
 * sockaddr to endpoints and back. AF_INET only; anything else in a sockaddr is
 * refused by name.
 *
 * Source: Linux x86_64 system calls; POSIX.1-2017 <sys/socket.h>.
 * Locking: none of its own.
 */
#include <errno.h>
#include <netinet/in.h>
#include <string.h>

#include <core/file.h>
#include <core/iov.h>
#include <core/signal.h>
#include <core/syscalls.h>

#include "lwip/def.h"
#include "sock.h"

#define IOV_MAX_COUNT 1024 /* Linux's UIO_MAXIOV */

/* The socket at fd with a reference to its file for the caller (put_sock). 0, -EBADF
 * or -ENOTSOCK. */
static int get_sock(int fd, struct sock **out)
{
	struct file *f = file_get(fd);

	if (!f)
		return -EBADF;
	*out = sock_of(f);
	if (*out)
		return 0;
	file_put(f);
	return -ENOTSOCK;
}

static long put_sock(struct sock *sk, long result)
{
	file_put(&sk->file);
	return result;
}

/* 0, -EFAULT, -EINVAL or -EAFNOSUPPORT. */
static int read_addr(const void *addr, socklen_t len, struct endpoint *out)
{
	struct sockaddr_in in;

	if (!addr)
		return -EFAULT;
	if (len < sizeof(in))
		return -EINVAL;
	memcpy(&in, addr, sizeof(in));
	if (in.sin_family != AF_INET)
		return -EAFNOSUPPORT;
	ip_addr_set_ip4_u32(&out->ip, in.sin_addr.s_addr);
	out->port = lwip_ntohs(in.sin_port);
	return 0;
}

/* Writes at most *len bytes and the true length to *len, as all calls that return an
 * address do. addr NULL: not asked for. */
static int write_addr(const struct endpoint *from, void *addr, socklen_t *len)
{
	struct sockaddr_in in = { .sin_family = AF_INET };

	if (!addr)
		return 0;
	if (!len)
		return -EFAULT;
	if ((int)*len < 0)
		return -EINVAL;
	in.sin_addr.s_addr = ip_addr_get_ip4_u32(&from->ip);
	in.sin_port = lwip_htons(from->port);
	memcpy(addr, &in, MIN(*len, sizeof(in)));
	*len = sizeof(in);
	return 0;
}

static long install(struct sock *sk, int type)
{
	int fd = fd_install(&sk->file, 0, type & SOCK_CLOEXEC ? FD_CLOEXEC : 0);

	if (fd < 0)
		file_put(&sk->file);
	return fd;
}

long sys_socket(int family, int type, int protocol)
{
	struct sock *sk;
	int err = sock_create(family, type, protocol, &sk);

	file_broken_pipe = signal_broken_pipe;
	return err ? err : install(sk, type);
}

long sys_bind(int fd, const void *addr, unsigned len)
{
	struct endpoint local;
	struct sock *sk;
	int err = get_sock(fd, &sk);

	if (err)
		return err;
	err = read_addr(addr, len, &local);
	return put_sock(sk, err ? err : sock_bind(sk, &local));
}

static bool is_unspec(const void *addr, socklen_t len)
{
	sa_family_t family;

	if (!addr || len < sizeof(family))
		return false;
	memcpy(&family, addr, sizeof(family));
	return family == AF_UNSPEC;
}

long sys_connect(int fd, const void *addr, unsigned len)
{
	struct endpoint peer;
	struct sock *sk;
	int err = get_sock(fd, &sk);

	if (err)
		return err;
	if (is_unspec(addr, len))
		return put_sock(sk, sock_connect(sk, NULL));
	err = read_addr(addr, len, &peer);
	return put_sock(sk, err ? err : sock_connect(sk, &peer));
}

long sys_listen(int fd, int backlog)
{
	struct sock *sk;
	int err = get_sock(fd, &sk);

	return err ? err : put_sock(sk, sock_listen(sk, backlog));
}

static long accept_from(struct sock *sk, void *addr, unsigned *len, int flags)
{
	struct sock *child;
	int err;

	if (flags & ~(SOCK_NONBLOCK | SOCK_CLOEXEC))
		return -EINVAL;
	if (fd_count() >= FD_MAX)
		return -EMFILE; /* the connection stays in the queue */
	err = sock_accept(sk, flags & SOCK_NONBLOCK ? O_NONBLOCK : 0, &child);
	if (err)
		return err;
	err = write_addr(&child->peer, addr, len);
	if (err)
		return put_sock(child, err);
	return install(child, flags);
}

long sys_accept4(int fd, void *addr, unsigned *len, int flags)
{
	struct sock *sk;
	int err = get_sock(fd, &sk);

	return err ? err : put_sock(sk, accept_from(sk, addr, len, flags));
}

long sys_accept(int fd, void *addr, unsigned *len)
{
	return sys_accept4(fd, addr, len, 0);
}

static long send_msg(int fd, struct sock_msg *m, const void *addr, socklen_t len)
{
	struct endpoint to;
	struct sock *sk;
	int err = get_sock(fd, &sk);

	if (err)
		return err;
	if (addr) {
		err = read_addr(addr, len, &to);
		m->peer = &to;
	}
	if (m->flags & MSG_OOB)
		err = -EOPNOTSUPP;
	bool stream = sk->type == SOCK_STREAM;
	long ret = put_sock(sk, err ? err : sock_send(sk, m));
	if (ret == -EPIPE && stream && !(m->flags & MSG_NOSIGNAL))
		signal_broken_pipe();
	return ret;
}

long sys_sendto(int fd, const void *buf, size_t len, int flags, const void *addr, unsigned addr_len)
{
	struct iovec iov = { .iov_base = (void *)(uintptr_t)buf, .iov_len = len };
	struct sock_msg m = { .iov = &iov, .iov_count = 1, .len = len, .flags = flags };

	if (len > SSIZE_MAX)
		return -EINVAL;
	return !buf && len ? -EFAULT : send_msg(fd, &m, addr, addr_len);
}

/* Fills m from a program's msghdr. 0, -EFAULT, -EMSGSIZE or -EINVAL. */
static int read_msghdr(const struct msghdr *hdr, int flags, struct sock_msg *m)
{
	ssize_t len;

	if (!hdr)
		return -EFAULT;
	if ((size_t)hdr->msg_iovlen > IOV_MAX_COUNT)
		return -EMSGSIZE;
	len = iov_size(hdr->msg_iov, (int)hdr->msg_iovlen);
	if (len < 0)
		return (int)len;
	*m = (struct sock_msg){ .iov = hdr->msg_iov,
				.iov_count = (int)hdr->msg_iovlen,
				.len = (size_t)len,
				.flags = flags };
	return 0;
}

long sys_sendmsg(int fd, const struct msghdr *hdr, int flags)
{
	struct sock_msg m;
	int err = read_msghdr(hdr, flags, &m);

	if (err)
		return err;
	if (hdr->msg_controllen > 0 && hdr->msg_control)
		return -EINVAL; /* no kind of ancillary data is supported */
	return send_msg(fd, &m, hdr->msg_name, hdr->msg_namelen);
}

/* Receives into m; *from is valid when the socket knows senders (datagrams). */
static long recv_msg(int fd, struct sock_msg *m, struct endpoint *from, bool *has_from)
{
	struct sock *sk;
	int err = get_sock(fd, &sk);

	if (err)
		return err;
	*has_from = sk->type == SOCK_DGRAM;
	m->peer = *has_from ? from : NULL;
	if (m->flags & (MSG_OOB | MSG_ERRQUEUE))
		err = -EINVAL;
	return put_sock(sk, err ? err : sock_recv(sk, m));
}

long sys_recvfrom(int fd, void *buf, size_t len, int flags, void *addr, unsigned *addr_len)
{
	struct iovec iov = { .iov_base = buf, .iov_len = len };
	struct sock_msg m = { .iov = &iov, .iov_count = 1, .len = len, .flags = flags };
	struct endpoint from = { 0 };
	bool has_from;
	long n;

	if (len > SSIZE_MAX)
		return -EINVAL;
	if ((!buf && len) || (addr && !addr_len))
		return -EFAULT;
	n = recv_msg(fd, &m, &from, &has_from);
	if (n < 0 || !addr)
		return n;
	if (has_from)
		write_addr(&from, addr, addr_len);
	else
		*addr_len = 0;
	return n;
}

long sys_recvmsg(int fd, struct msghdr *hdr, int flags)
{
	struct endpoint from = { 0 };
	struct sock_msg m;
	bool has_from;
	long n;
	int err = read_msghdr(hdr, flags, &m);

	if (err)
		return err;
	n = recv_msg(fd, &m, &from, &has_from);
	if (n < 0)
		return n;
	hdr->msg_flags = m.out_flags;
	hdr->msg_controllen = 0;
	if (has_from)
		write_addr(&from, hdr->msg_name, &hdr->msg_namelen);
	else
		hdr->msg_namelen = 0;
	return n;
}

long sys_shutdown(int fd, int how)
{
	struct sock *sk;
	int err = get_sock(fd, &sk);

	return err ? err : put_sock(sk, sock_shutdown(sk, how));
}

long sys_getsockname(int fd, void *addr, unsigned *len)
{
	struct endpoint local;
	struct sock *sk;
	int err = get_sock(fd, &sk);

	if (err)
		return err;
	sock_local(sk, &local);
	return put_sock(sk, addr ? write_addr(&local, addr, len) : -EFAULT);
}

long sys_getpeername(int fd, void *addr, unsigned *len)
{
	struct endpoint peer;
	struct sock *sk;
	int err = get_sock(fd, &sk);

	if (err)
		return err;
	err = sock_peer(sk, &peer);
	if (!err)
		err = addr ? write_addr(&peer, addr, len) : -EFAULT;
	return put_sock(sk, err);
}

long sys_setsockopt(int fd, int level, int name, const void *value, unsigned len)
{
	struct sock *sk;
	int err = get_sock(fd, &sk);

	if (err)
		return err;
	return put_sock(sk, value ? sock_set_option(sk, level, name, value, len) : -EFAULT);
}

long sys_getsockopt(int fd, int level, int name, void *value, unsigned *len)
{
	struct sock *sk;
	int err = get_sock(fd, &sk);

	if (err)
		return err;
	return put_sock(sk, value && len ? sock_get_option(sk, level, name, value, len) : -EFAULT);
}
