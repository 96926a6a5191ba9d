/* SPDX-License-Identifier: MIT */
/*
 * sock_icmp.c - echo sockets: socket(AF_INET, SOCK_DGRAM, IPPROTO_ICMP), which ping uses. A
 * message is an ICMP message with its header; only echo requests go out, and each socket gets
 * the replies to its own. The identifier is the socket's port, the checksum is made here.
 *
 * Source: RFC 792; Linux icmp(7) and net/ipv4/ping.c for what a program sees.
 * Locking: under net_lock, lwIP's callback included.
 */
#include <errno.h>
#include <netinet/in.h>
#include <string.h>

#include <core/heap.h>
#include <core/iov.h>

#include "lwip/icmp.h"
#include "lwip/inet_chksum.h"
#include "lwip/ip4.h"
#include "lwip/raw.h"
#include "sock.h"

#define HEADER      8u     /* bytes: type, code, checksum, identifier, sequence number */
#define PAYLOAD_MAX 65507u /* as of UDP, whose header is as long */

struct reply {
	struct reply *next;
	struct endpoint from;
	size_t len;
	uint8_t data[];
};

struct icmp_sock {
	struct sock sk; /* first */
	struct icmp_sock *next;
	struct raw_pcb *pcb;
	uint16_t id;
	struct reply *first, *last;
	size_t queued; /* bytes that replies hold */
};

static struct icmp_sock *all;

static struct icmp_sock *icmp_sock_of(const struct sock *sk)
{
	return (struct icmp_sock *)container_of((struct sock *)(uintptr_t)sk, struct icmp_sock, sk);
}

static short icmp_ready(const struct sock *sk)
{
	const struct icmp_sock *s = icmp_sock_of(sk);

	return (short)(POLLOUT | POLLWRNORM | SOCK_DRAINED | (s->first ? POLLIN | POLLRDNORM : 0));
}

/* Whether a message is a reply to this socket, and whole. */
static bool is_ours(const struct icmp_sock *s, const struct reply *r)
{
	const struct icmp_echo_hdr *h = (const struct icmp_echo_hdr *)r->data;

	return h->type == ICMP_ER && lwip_ntohs(h->id) == s->id &&
	       inet_chksum(r->data, (u16_t)r->len) == 0 &&
	       (!s->sk.connected || ip_addr_cmp(&s->sk.peer.ip, &r->from.ip));
}

/* lwIP's callback, p at the IP header. 0: lwIP and others go on with the packet. */
static u8_t on_message(void *arg, struct raw_pcb *pcb, struct pbuf *p, const ip_addr_t *from)
{
	struct icmp_sock *s = arg;
	u16_t off = IPH_HL_BYTES(ip4_current_header());
	struct reply *r = NULL;

	(void)pcb;
	if (p->tot_len < off + HEADER || pbuf_get_at(p, off) != ICMP_ER)
		return 0;
	size_t len = (size_t)p->tot_len - off;
	if (s->queued + sizeof(*r) + len <= s->sk.recv_buf)
		r = heap_alloc(sizeof(*r) + len);
	if (!r)
		return 0;
	r->next = NULL;
	r->len = len;
	r->from = (struct endpoint){ .ip = *from };
	pbuf_copy_partial(p, r->data, (u16_t)len, off);
	if (!is_ours(s, r)) {
		heap_free(r);
		return 0;
	}
	if (s->last)
		s->last->next = r;
	else
		s->first = r;
	s->last = r;
	s->queued += sizeof(*r) + len;
	sock_publish(&s->sk);
	return 0;
}

static void pop(struct icmp_sock *s)
{
	struct reply *r = s->first;

	s->first = r->next;
	if (!s->first)
		s->last = NULL;
	s->queued -= sizeof(*r) + r->len;
	heap_free(r);
}

static bool is_used(uint16_t id)
{
	for (const struct icmp_sock *s = all; s; s = s->next) {
		if (s->id == id)
			return true;
	}
	return false;
}

static int need_id(struct icmp_sock *s)
{
	for (int i = 0; i < PORT_TRIES && s->id == 0; i++) {
		uint16_t id = sock_random_port();
		if (!is_used(id))
			s->id = id;
	}
	return s->id ? 0 : -EADDRINUSE;
}

static int icmp_sock_bind(struct sock *sk, const struct endpoint *local)
{
	struct icmp_sock *s = icmp_sock_of(sk);

	if (s->id)
		return -EINVAL;
	if (local->port && is_used(local->port))
		return -EADDRINUSE;
	s->id = local->port;
	return need_id(s);
}

static int icmp_sock_connect(struct sock *sk, const struct endpoint *peer)
{
	if (!peer) {
		sk->connected = false;
		return 0;
	}
	if (!ip4_route(ip_2_ip4(&peer->ip)))
		return -ENETUNREACH;
	sk->peer = *peer;
	sk->connected = true;
	return need_id(icmp_sock_of(sk));
}

/* Makes of the program's message one that may go out: 0 or -EINVAL. */
static int complete(const struct icmp_sock *s, struct pbuf *p)
{
	struct icmp_echo_hdr *h = p->payload;

	if (h->type != ICMP_ECHO || h->code != 0)
		return -EINVAL;
	h->id = lwip_htons(s->id);
	h->chksum = 0;
	h->chksum = inet_chksum(p->payload, p->len);
	return 0;
}

static ssize_t icmp_sock_send(struct sock *sk, const struct sock_msg *m, size_t done)
{
	struct icmp_sock *s = icmp_sock_of(sk);
	const struct endpoint *to = m->peer ? m->peer : &sk->peer;
	int err = need_id(s);

	(void)done; /* always 0: a message goes whole */
	if (err)
		return err;
	if (!m->peer && !sk->connected)
		return -EDESTADDRREQ;
	if (m->len < HEADER)
		return -EINVAL;
	if (m->len > PAYLOAD_MAX)
		return -EMSGSIZE;
	struct pbuf *p = pbuf_alloc(PBUF_IP, (u16_t)m->len, PBUF_RAM);
	if (!p)
		return -ENOBUFS;
	iov_gather(m->iov, m->iov_count, 0, p->payload, m->len);
	err = complete(s, p);
	if (!err)
		err = sock_errno(raw_sendto(s->pcb, p, &to->ip));
	pbuf_free(p);
	return err ? err : (ssize_t)m->len;
}

static ssize_t icmp_sock_recv(struct sock *sk, struct sock_msg *m, size_t done)
{
	struct icmp_sock *s = icmp_sock_of(sk);
	const struct reply *r = s->first;

	(void)done;
	if (!r)
		return -EAGAIN;
	size_t whole = r->len;
	size_t copied = iov_scatter(m->iov, m->iov_count, 0, r->data, MIN(whole, m->len));
	if (copied < whole)
		m->out_flags |= MSG_TRUNC;
	if (m->peer)
		*m->peer = r->from;
	if (!(m->flags & MSG_PEEK))
		pop(s);
	return (ssize_t)(m->flags & MSG_TRUNC ? whole : copied);
}

static void icmp_sock_local(struct sock *sk, struct endpoint *out)
{
	*out = (struct endpoint){ .port = icmp_sock_of(sk)->id };
}

static int icmp_sock_queued(const struct sock *sk)
{
	const struct reply *r = icmp_sock_of(sk)->first;

	return r ? (int)r->len : 0;
}

static void icmp_sock_apply(struct sock *sk)
{
	struct icmp_sock *s = icmp_sock_of(sk);

	s->pcb->ttl = sk->ttl;
	s->pcb->tos = sk->tos;
}

static void icmp_sock_destroy(struct sock *sk)
{
	struct icmp_sock *s = icmp_sock_of(sk), **at = &all;

	while (*at != s)
		at = &(*at)->next;
	*at = s->next;
	raw_remove(s->pcb);
	while (s->first)
		pop(s);
	heap_free(s);
}

static const struct sock_ops icmp_ops = {
	.bind = icmp_sock_bind,
	.connect = icmp_sock_connect,
	.send = icmp_sock_send,
	.recv = icmp_sock_recv,
	.local = icmp_sock_local,
	.ready = icmp_ready,
	.queued = icmp_sock_queued,
	.apply = icmp_sock_apply,
	.destroy = icmp_sock_destroy,
};

int icmp_sock_create(struct sock **out)
{
	struct icmp_sock *s = heap_alloc_zero(1, sizeof(*s));

	if (!s)
		return -ENOMEM;
	s->pcb = raw_new(IP_PROTO_ICMP);
	if (!s->pcb) {
		heap_free(s);
		return -ENOBUFS;
	}
	sock_init(&s->sk, &icmp_ops, SOCK_DGRAM, IPPROTO_ICMP);
	raw_recv(s->pcb, on_message, s);
	icmp_sock_apply(&s->sk);
	s->next = all;
	all = s;
	*out = &s->sk;
	return 0;
}
