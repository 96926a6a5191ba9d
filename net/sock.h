/* SPDX-License-Identifier: MIT */
/*
 * sock.h - sockets: struct file with a protocol behind it.
 *
 * sock.c and sock_file.c do what all have in common: waiting, time limits, addresses;
 * sockopt.c the options of level SOL_SOCKET. A protocol (sock_tcp.c, sock_udp.c) does the rest
 * without ever waiting: it says -EAGAIN, and publishes what poll() may say through
 * sock_publish(), which wakes whoever waits.
 *
 * Source: POSIX.1-2017 XSH 2.10 and Linux socket(7), tcp(7), udp(7) for what the
 * calls mean.
 */
#ifndef NET_SOCK_H
#define NET_SOCK_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/socket.h>
#include <core/file.h>

#include "lwip/err.h"
#include "lwip/ip_addr.h"

/** An IPv4 endpoint. ip is in network byte order (lwIP's), port in the host's. */
struct endpoint {
	ip_addr_t ip;
	uint16_t port;
};

/** One transfer, as sendmsg() and recvmsg() describe it. */
struct sock_msg {
	const struct iovec *iov;
	int iov_count;
	size_t len;            /* bytes that iov describes */
	struct endpoint *peer; /* to send to or NULL; filled by a receive, or NULL */
	int flags;             /* MSG_* of the caller */
	int out_flags;         /* MSG_TRUNC, by a receive */
};

struct sock;

/* Beside the POLL* bits in struct sock.flags: the other side has acknowledged all that
 * was sent, which SO_LINGER waits for. Not a bit that poll() has. */
#define SOCK_DRAINED 0x4000

/** A protocol. All are called under net_lock and never wait. Unset: -EOPNOTSUPP. */
struct sock_ops {
	int (*bind)(struct sock *sk, const struct endpoint *local);
	/** 0 connected; -EINPROGRESS started: sock.c waits for POLLOUT. peer NULL: ends
	 *  the association (connect() to AF_UNSPEC). */
	int (*connect)(struct sock *sk, const struct endpoint *peer);
	int (*listen)(struct sock *sk, int backlog);
	/** Gives the oldest connection, one reference, or -EAGAIN. */
	int (*accept)(struct sock *sk, struct sock **child);
	/** Moves what it can of the bytes from done on. Count, or -errno. */
	ssize_t (*send)(struct sock *sk, const struct sock_msg *m, size_t done);
	ssize_t (*recv)(struct sock *sk, struct sock_msg *m, size_t done);
	int (*shutdown)(struct sock *sk, int how);
	/** The endpoint of this side; the other side's is sk->peer. */
	void (*local)(struct sock *sk, struct endpoint *out);
	/** What poll() says now, and SOCK_DRAINED. */
	short (*ready)(const struct sock *sk);
	/** Bytes that can be received now: FIONREAD. */
	int (*queued)(const struct sock *sk);
	/** Puts options that changed in struct sock into effect. */
	void (*apply)(struct sock *sk);
	/** Options of the protocol's own level; value has 4 bytes. -ENOPROTOOPT. */
	int (*set_option)(struct sock *sk, int level, int name, int value);
	int (*get_option)(const struct sock *sk, int level, int name, int *value);
	/** The last reference is gone: gives up the connection and frees sk. */
	void (*destroy)(struct sock *sk);
};

struct sock {
	struct file file; /* first: file_ops get it */
	const struct sock_ops *ops;
	int type;             /* SOCK_STREAM, SOCK_DGRAM */
	int protocol;         /* IPPROTO_TCP, IPPROTO_UDP */
	volatile short flags; /* what poll() says: written with interrupts off */
	/* below: under net_lock */
	int error;      /* SO_ERROR: a positive errno, 0 none */
	bool connected; /* peer is valid */
	struct endpoint peer;
	unsigned recv_buf; /* bytes, SO_RCVBUF */
	unsigned send_buf; /* bytes, SO_SNDBUF */
	bool reuse, keepalive, broadcast, linger, listening;
	int linger_s;
	uint8_t ttl, tos;
};

/** Makes a socket with one reference, the caller's. 0; -EAFNOSUPPORT,
 *  -ESOCKTNOSUPPORT, -EPROTONOSUPPORT, -ENOBUFS, -ENOMEM. type with SOCK_NONBLOCK. */
int sock_create(int family, int type, int protocol, struct sock **out) MAY_SLEEP;
/** The socket behind f, or NULL when f is another kind of file. */
struct sock *sock_of(struct file *f);

int sock_bind(struct sock *sk, const struct endpoint *local) MAY_SLEEP;
int sock_connect(struct sock *sk, const struct endpoint *peer) MAY_SLEEP;
int sock_listen(struct sock *sk, int backlog) MAY_SLEEP;
/** flags: O_NONBLOCK for the new socket. */
int sock_accept(struct sock *sk, int flags, struct sock **child) MAY_SLEEP;
/** One try, without waiting, of what follows the first done bytes. */
ssize_t sock_try_send(struct sock *sk, const struct sock_msg *m, size_t done) MAY_SLEEP;
ssize_t sock_try_recv(struct sock *sk, struct sock_msg *m, size_t done) MAY_SLEEP;
ssize_t sock_send(struct sock *sk, const struct sock_msg *m) MAY_SLEEP;
ssize_t sock_recv(struct sock *sk, struct sock_msg *m) MAY_SLEEP;
/** A transfer ended with error (-errno) after it had moved a part, whose count its caller
 *  gets: the next call, or SO_ERROR, is told the error. */
void sock_keep_error(struct sock *sk, int error) MAY_SLEEP;
int sock_shutdown(struct sock *sk, int how) MAY_SLEEP;
void sock_local(struct sock *sk, struct endpoint *out) MAY_SLEEP;
/** 0 or -ENOTCONN. */
int sock_peer(struct sock *sk, struct endpoint *out) MAY_SLEEP;

/** From now on no close waits for SO_LINGER: the program has ended, and net_stop() does the
 *  waiting for all. */
void sock_stop_lingering(void);

/* net/sockopt.c; value and len as the system calls have them, checked for NULL. */
int sock_set_option(struct sock *sk, int level, int name, const void *value,
		    socklen_t len) MAY_SLEEP;
int sock_get_option(struct sock *sk, int level, int name, void *value, socklen_t *len) MAY_SLEEP;

/* --- for the protocols; under net_lock ------------------------------------------- */

/** Prepares the common part of a new socket. */
void sock_init(struct sock *sk, const struct sock_ops *ops, int type, int protocol);
/** Publishes ops->ready() and wakes who waits, when it changed. */
void sock_publish(struct sock *sk);
/** Takes the pending error: -errno, and clears it; 0. */
int sock_take_error(struct sock *sk);
/** A random port of the dynamic range (RFC 6335), for a caller that tries it. */
uint16_t sock_random_port(void);
#define PORT_TRIES 64
/** True when ip is one of ours, or any. */
bool sock_ip_is_local(const ip_addr_t *ip);
/** lwIP's err_t as -errno. */
int sock_errno(err_t err);

int tcp_sock_create(struct sock **out);
int udp_sock_create(struct sock **out);
int icmp_sock_create(struct sock **out); /* with NET_CONTROL */

#endif
