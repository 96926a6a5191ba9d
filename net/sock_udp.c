/* SPDX-License-Identifier: MIT */
/*
 * sock_udp.c - UDP sockets: a bounded queue of datagrams each. What does not fit is
 * dropped and counted; a datagram counts with the memory that it holds, not with its
 * length, so that a flood of empty ones is bounded too.
 *
 * Source: RFC 768; Linux udp(7).
 * Locking: under net_lock, lwIP's callback included.
 */
#define _GNU_SOURCE /* POLLRDHUP */
#include <errno.h>
#include <netinet/in.h>
#include <string.h>

#include <core/heap.h>
#include <core/iov.h>

#include "lwip/ip4.h"
#include "sock.h"
#include "sock_udp.h"

#define PAYLOAD_MAX 65507u /* bytes: 65535 less the IP and UDP headers */
#define FRAME_COST  2048u  /* bytes that a received frame holds, whatever is in it */

struct datagram {
	struct datagram *next;
	struct pbuf *p;
	struct endpoint from;
	unsigned cost;
};

struct udp_sock {
	struct sock sk; /* first */
	struct udp_pcb *pcb;
	struct datagram *first, *last;
	unsigned queued_cost;
	bool shut_rd, shut_wr;
	unsigned long dropped;
};

static struct udp_sock *udp_sock_of(const struct sock *sk)
{
	return (struct udp_sock *)container_of((struct sock *)(uintptr_t)sk, struct udp_sock, sk);
}

static short udp_ready(const struct sock *sk)
{
	const struct udp_sock *u = udp_sock_of(sk);
	int flags = POLLOUT | POLLWRNORM | SOCK_DRAINED;

	if (u->first || sk->error || u->shut_rd)
		flags |= POLLIN | POLLRDNORM;
	if (sk->error)
		flags |= POLLERR;
	if (u->shut_rd)
		flags |= POLLRDHUP;
	if (u->shut_rd && u->shut_wr)
		flags |= POLLHUP;
	return (short)flags;
}

static void append(struct udp_sock *u, struct datagram *d)
{
	d->next = NULL;
	if (u->last)
		u->last->next = d;
	else
		u->first = d;
	u->last = d;
	u->queued_cost += d->cost;
}

/* lwIP's callback; takes p. */
static void on_datagram(void *arg, struct udp_pcb *pcb, struct pbuf *p, const ip_addr_t *ip,
			u16_t port)
{
	struct udp_sock *u = arg;
	unsigned cost = (unsigned)sizeof(struct datagram) + FRAME_COST * pbuf_clen(p);
	struct datagram *d = NULL;

	(void)pcb;
	if (!u->shut_rd && u->queued_cost + cost <= u->sk.recv_buf)
		d = heap_alloc(sizeof(*d));
	if (!d) {
		u->dropped++;
		pbuf_free(p);
		return;
	}
	d->p = p;
	d->cost = cost;
	ip_addr_copy(d->from.ip, *ip);
	d->from.port = port;
	append(u, d);
	sock_publish(&u->sk);
}

static void pop(struct udp_sock *u)
{
	struct datagram *d = u->first;

	u->first = d->next;
	if (!u->first)
		u->last = NULL;
	u->queued_cost -= d->cost;
	pbuf_free(d->p);
	heap_free(d);
}

void udp_sock_error(struct udp_pcb *pcb, int error)
{
	struct udp_sock *u = pcb->recv_arg;

	if (pcb->recv != on_datagram || !u->sk.connected)
		return;
	u->sk.error = error;
	sock_publish(&u->sk);
}

static int bind_to(struct udp_sock *u, const struct endpoint *local)
{
	err_t err = ERR_USE;

	if (local->port)
		return sock_errno(udp_bind(u->pcb, &local->ip, local->port));
	for (int i = 0; i < PORT_TRIES && err == ERR_USE; i++)
		err = udp_bind(u->pcb, &local->ip, sock_random_port());
	return sock_errno(err);
}

static int need_port(struct udp_sock *u)
{
	static const struct endpoint any;

	return u->pcb->local_port ? 0 : bind_to(u, &any);
}

static int udp_sock_bind(struct sock *sk, const struct endpoint *local)
{
	struct udp_sock *u = udp_sock_of(sk);

	return u->pcb->local_port ? -EINVAL : bind_to(u, local);
}

static int udp_sock_connect(struct sock *sk, const struct endpoint *peer)
{
	struct udp_sock *u = udp_sock_of(sk);
	struct endpoint to;
	int err;

	if (!peer) {
		udp_disconnect(u->pcb);
		sk->connected = false;
		return 0;
	}
	err = need_port(u);
	if (err)
		return err;
	to = *peer;
	if (ip_addr_isany(&to.ip))
		ip_addr_set_loopback(false, &to.ip);
	if (!ip4_route(ip_2_ip4(&to.ip)))
		return -ENETUNREACH; /* a peer from before stays */
	err = sock_errno(udp_connect(u->pcb, &to.ip, to.port));
	if (err)
		return err;
	sk->peer = to;
	sk->connected = true;
	return 0;
}

/* Where the message goes, or -errno. */
static int destination(struct udp_sock *u, const struct sock_msg *m, struct endpoint *to)
{
	if (u->sk.error)
		return sock_take_error(&u->sk);
	if (u->shut_wr)
		return -EPIPE;
	if (m->len > PAYLOAD_MAX)
		return -EMSGSIZE;
	if (!m->peer && !u->sk.connected)
		return -EDESTADDRREQ;
	*to = m->peer ? *m->peer : u->sk.peer;
	if (to->port == 0)
		return -EINVAL;
	if (ip_addr_isany(&to->ip))
		ip_addr_set_loopback(false, &to->ip);
	return need_port(u);
}

/* lwIP says ERR_VAL for a broadcast that SO_BROADCAST does not allow. */
static int send_errno(err_t err)
{
	return err == ERR_VAL ? -EACCES : sock_errno(err);
}

static ssize_t udp_sock_send(struct sock *sk, const struct sock_msg *m, size_t done)
{
	struct udp_sock *u = udp_sock_of(sk);
	struct endpoint to;
	struct pbuf *p;
	int err = destination(u, m, &to);

	(void)done; /* always 0: a datagram goes whole */
	if (err)
		return err;
	p = pbuf_alloc(PBUF_TRANSPORT, (u16_t)m->len, PBUF_RAM);
	if (!p)
		return -ENOBUFS;
	iov_gather(m->iov, m->iov_count, 0, p->payload, m->len);
	err = send_errno(udp_sendto(u->pcb, p, &to.ip, to.port));
	pbuf_free(p);
	return err ? err : (ssize_t)m->len;
}

/* Copies as much of d as the buffers hold. */
static size_t copy_out(const struct datagram *d, const struct sock_msg *m)
{
	size_t copied = 0;

	for (const struct pbuf *p = d->p; p && copied < m->len; p = p->next)
		copied += iov_scatter(m->iov, m->iov_count, copied, p->payload, p->len);
	return copied;
}

static ssize_t nothing_to_read(struct udp_sock *u)
{
	if (u->sk.error)
		return sock_take_error(&u->sk);
	return u->shut_rd ? 0 : -EAGAIN;
}

static ssize_t udp_sock_recv(struct sock *sk, struct sock_msg *m, size_t done)
{
	struct udp_sock *u = udp_sock_of(sk);
	const struct datagram *d = u->first;
	size_t whole, copied;

	(void)done;
	if (!d)
		return nothing_to_read(u);
	whole = d->p->tot_len;
	copied = copy_out(d, m);
	if (copied < whole)
		m->out_flags |= MSG_TRUNC;
	if (m->peer)
		*m->peer = d->from;
	if (!(m->flags & MSG_PEEK))
		pop(u);
	return (ssize_t)(m->flags & MSG_TRUNC ? whole : copied);
}

static int udp_sock_shutdown(struct sock *sk, int how)
{
	struct udp_sock *u = udp_sock_of(sk);

	if (how != SHUT_WR)
		u->shut_rd = true;
	if (how != SHUT_RD)
		u->shut_wr = true;
	return 0;
}

/* A connected socket tells the address that it sends from, as Linux does: libc orders
 * the addresses of a name by it. */
static void udp_sock_local(struct sock *sk, struct endpoint *out)
{
	const struct udp_sock *u = udp_sock_of(sk);
	const struct netif *nif;

	ip_addr_copy(out->ip, u->pcb->local_ip);
	out->port = u->pcb->local_port;
	if (!sk->connected || !ip_addr_isany(&out->ip))
		return;
	nif = ip4_route(ip_2_ip4(&sk->peer.ip));
	if (nif)
		ip_addr_copy(out->ip, nif->ip_addr);
}

static int udp_sock_queued(const struct sock *sk)
{
	const struct datagram *d = udp_sock_of(sk)->first;

	return d ? d->p->tot_len : 0;
}

static void udp_sock_apply(struct sock *sk)
{
	struct udp_pcb *pcb = udp_sock_of(sk)->pcb;

	pcb->so_options = 0;
	if (sk->reuse)
		ip_set_option(pcb, SOF_REUSEADDR);
	if (sk->broadcast)
		ip_set_option(pcb, SOF_BROADCAST);
	pcb->ttl = sk->ttl;
	pcb->tos = sk->tos;
}

static void udp_sock_destroy(struct sock *sk)
{
	struct udp_sock *u = udp_sock_of(sk);

	udp_remove(u->pcb);
	while (u->first)
		pop(u);
	heap_free(u);
}

static const struct sock_ops udp_ops = {
	.bind = udp_sock_bind,
	.connect = udp_sock_connect,
	.send = udp_sock_send,
	.recv = udp_sock_recv,
	.shutdown = udp_sock_shutdown,
	.local = udp_sock_local,
	.ready = udp_ready,
	.queued = udp_sock_queued,
	.apply = udp_sock_apply,
	.destroy = udp_sock_destroy,
};

int udp_sock_create(struct sock **out)
{
	struct udp_sock *u = heap_alloc_zero(1, sizeof(*u));

	if (!u)
		return -ENOMEM;
	u->pcb = udp_new();
	if (!u->pcb) {
		heap_free(u);
		return -ENOBUFS;
	}
	sock_init(&u->sk, &udp_ops, SOCK_DGRAM, IPPROTO_UDP);
	udp_recv(u->pcb, on_datagram, u);
	udp_sock_apply(&u->sk);
	*out = &u->sk;
	return 0;
}
