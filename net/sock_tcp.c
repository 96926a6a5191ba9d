/* SPDX-License-Identifier: MIT */
/*
 * sock_tcp.c - TCP sockets: how a connection comes and goes. lwIP's pcb belongs to
 * lwIP from the moment it is closed, reset or times out; each of the callbacks below
 * that reports such an end forgets the pcb, and the socket goes on without it.
 *
 * Source: RFC 9293; Linux tcp(7), connect(2), accept(2) for errors and poll() flags.
 * Locking: under net_lock, lwIP's callbacks included.
 */
#define _GNU_SOURCE /* POLLRDHUP */
#include <errno.h>
#include <netinet/in.h>

#include <core/clock.h>
#include <core/heap.h>

#include "lwip/etharp.h"
#include "lwip/ip4.h"
#include "lwip/priv/tcp_priv.h"
#include "sock_tcp.h"

#define POLL_TICKS  1                  /* lwIP's poll callback, in 500 ms */
#define ARP_GIVE_UP (3 * NSEC_PER_SEC) /* as long as Linux asks for a neighbour */

#define ORPHAN_TICKS 120 /* that a closed connection waits for its peer: one minute */

/* Of a connection, alive or dead. */
static int connected_flags(const struct tcp_sock *t)
{
	int flags = 0;

	if (t->rx_bytes || t->eof || t->shut_rd || t->sk.error)
		flags |= POLLIN | POLLRDNORM;
	if (t->shut_wr || t->sk.error || tcp_tx_writable(t))
		flags |= POLLOUT | POLLWRNORM;
	if (t->eof || t->shut_rd)
		flags |= POLLRDHUP;
	if (t->eof && t->shut_wr)
		flags |= POLLHUP;
	if (!t->pcb || (!t->pcb->unsent && !t->pcb->unacked))
		flags |= SOCK_DRAINED;
	return flags;
}

static short tcp_ready(const struct sock *sk)
{
	const struct tcp_sock *t = tcp_sock_of(sk);
	int flags = sk->error ? POLLERR : 0;

	switch (t->state) {
	case TCP_SOCK_NEW: /* also after a connect() that failed */
		flags |= POLLOUT | POLLHUP | (sk->error ? POLLIN : 0);
		break;
	case TCP_SOCK_CONNECTING:
		break;
	case TCP_SOCK_CONNECTED:
		flags |= connected_flags(t);
		break;
	case TCP_SOCK_LISTENING:
		flags |= t->accept_first ? POLLIN | POLLRDNORM : 0;
		break;
	}
	return (short)flags;
}

/* --- lwIP's callbacks ---------------------------------------------------------------- */

/* What lwIP's reason means for a connection in its present state. */
static int error_of(const struct tcp_sock *t, err_t err)
{
	if (err == ERR_CLSD)
		return 0; /* both sides are done */
	if (err == ERR_RST)
		return t->state == TCP_SOCK_CONNECTING ? ECONNREFUSED : ECONNRESET;
	return t->soft_error ? t->soft_error : ETIMEDOUT;
}

/* The pcb is gone already. */
static void on_end(void *arg, err_t err)
{
	struct tcp_sock *t = arg;

	t->pcb = NULL;
	t->sk.error = error_of(t, err);
	if (t->state == TCP_SOCK_CONNECTING)
		t->state = TCP_SOCK_NEW; /* connect() may be tried again */
	else
		t->eof = t->shut_wr = true;
	sock_publish(&t->sk);
}

void tcp_sock_keep_local(struct tcp_sock *t)
{
	ip_addr_copy(t->local.ip, t->pcb->local_ip);
	t->local.port = t->pcb->local_port;
}

static err_t on_connected(void *arg, struct tcp_pcb *pcb, err_t err)
{
	struct tcp_sock *t = arg;

	(void)pcb, (void)err;
	t->state = TCP_SOCK_CONNECTED;
	t->sk.connected = true;
	t->soft_error = 0;
	tcp_sock_keep_local(t);
	sock_publish(&t->sk);
	return ERR_OK;
}

/* True when the next hop towards the peer does not answer ARP. */
static bool neighbour_missing(const struct tcp_sock *t)
{
	const ip4_addr_t *peer = ip_2_ip4(&t->sk.peer.ip);
	struct netif *nif = ip4_route(peer);
	const ip4_addr_t *hop, *found_ip;
	struct eth_addr *found;

	if (!nif || !(nif->flags & NETIF_FLAG_ETHARP))
		return false;
	hop = ip4_addr_netcmp(peer, netif_ip4_addr(nif), netif_ip4_netmask(nif))
		      ? peer
		      : netif_ip4_gw(nif);
	return etharp_find_addr(nif, hop, &found, &found_ip) < 0;
}

/* Twice a second: lets senders try again, gives up on neighbours that are not there. */
static err_t on_poll(void *arg, struct tcp_pcb *pcb)
{
	struct tcp_sock *t = arg;

	if (t->state == TCP_SOCK_CONNECTING && clock_now() - t->started >= ARP_GIVE_UP &&
	    neighbour_missing(t)) {
		t->soft_error = EHOSTUNREACH;
		tcp_abort(pcb);
		return ERR_ABRT;
	}
	t->stalled = false;
	sock_publish(&t->sk);
	return ERR_OK;
}

void tcp_sock_attach(struct tcp_sock *t, struct tcp_pcb *pcb)
{
	t->pcb = pcb;
	tcp_arg(pcb, t);
	tcp_recv(pcb, tcp_rx_input);
	tcp_sent(pcb, tcp_tx_sent);
	tcp_err(pcb, on_end);
	tcp_poll(pcb, on_poll, POLL_TICKS);
	tcp_opt_apply(&t->sk);
}

/* lwIP's poll callback of a connection without a socket. lwIP counts its ticks from the
 * last acknowledgement of new data. A peer that keeps its window shut, and answers lwIP's
 * probes, would otherwise hold the connection for ever. */
static err_t on_orphan_poll(void *arg, struct tcp_pcb *pcb)
{
	(void)arg;
	if (!pcb->unsent && !pcb->unacked)
		return ERR_OK;
	tcp_abort(pcb);
	return ERR_ABRT;
}

void tcp_sock_detach(struct tcp_sock *t)
{
	struct tcp_pcb *pcb = t->pcb;

	t->pcb = NULL;
	tcp_arg(pcb, NULL);
	if (pcb->state == LISTEN)
		return;
	tcp_recv(pcb, NULL);
	tcp_sent(pcb, NULL);
	tcp_err(pcb, NULL);
	tcp_poll(pcb, on_orphan_poll, ORPHAN_TICKS);
}

void tcp_sock_soft_error(struct tcp_pcb *pcb, int error)
{
	struct tcp_sock *t = pcb->callback_arg;

	if (pcb->errf == on_end && t->state == TCP_SOCK_CONNECTING)
		t->soft_error = error;
}

/* --- opening ------------------------------------------------------------------------- */

static int need_pcb(struct tcp_sock *t)
{
	struct tcp_pcb *pcb;

	if (t->pcb)
		return 0;
	pcb = tcp_new();
	if (!pcb)
		return -ENOBUFS;
	tcp_sock_attach(t, pcb);
	return 0;
}

static int bind_to(struct tcp_pcb *pcb, const struct endpoint *local)
{
	err_t err = ERR_USE;

	if (local->port)
		return sock_errno(tcp_bind(pcb, &local->ip, local->port));
	for (int i = 0; i < PORT_TRIES && err == ERR_USE; i++)
		err = tcp_bind(pcb, &local->ip, sock_random_port());
	return sock_errno(err);
}

/* A pcb with a local port, of the kernel's choice unless bind() chose it. */
int tcp_sock_need_port(struct tcp_sock *t)
{
	static const struct endpoint any;
	int err = need_pcb(t);

	return err || t->pcb->local_port ? err : bind_to(t->pcb, &any);
}

static int tcp_sock_bind(struct sock *sk, const struct endpoint *local)
{
	struct tcp_sock *t = tcp_sock_of(sk);
	int err;

	if (t->state != TCP_SOCK_NEW || (t->pcb && t->pcb->local_port))
		return -EINVAL;
	err = need_pcb(t);
	return err ? err : bind_to(t->pcb, local);
}

static int tcp_sock_connect(struct sock *sk, const struct endpoint *peer)
{
	struct tcp_sock *t = tcp_sock_of(sk);
	int err;

	if (t->state == TCP_SOCK_CONNECTING)
		return -EALREADY;
	if (t->state != TCP_SOCK_NEW)
		return -EISCONN;
	if (!peer)
		return 0;
	if (sk->error)
		return sock_take_error(sk); /* of the attempt before, which nobody asked for yet */
	if (ip_addr_ismulticast(&peer->ip))
		return -ENETUNREACH;
	err = tcp_sock_need_port(t);
	if (err)
		return err;
	sk->peer = *peer;
	if (ip_addr_isany(&peer->ip))
		ip_addr_set_loopback(false, &sk->peer.ip); /* "this host", as on Linux */
	t->soft_error = 0;
	t->eof = t->shut_rd = t->shut_wr = false;
	t->started = clock_now();
	err = sock_errno(tcp_connect(t->pcb, &sk->peer.ip, sk->peer.port, on_connected));
	if (err)
		return err;
	t->state = TCP_SOCK_CONNECTING;
	return -EINPROGRESS;
}

/* --- closing --------------------------------------------------------------------------- */

static int tcp_sock_shutdown(struct sock *sk, int how)
{
	struct tcp_sock *t = tcp_sock_of(sk);

	if (t->state == TCP_SOCK_LISTENING) {
		if (how != SHUT_WR)
			tcp_listen_stop(t);
		return 0;
	}
	if (how != SHUT_WR)
		t->shut_rd = true;
	if (how != SHUT_RD && !t->shut_wr) {
		t->shut_wr = true;
		if (t->pcb)
			tcp_shutdown(t->pcb, 0, 1);
	}
	return 0;
}

/* Ends the pcb: in peace, or with a reset when the program wants it (SO_LINGER 0) or
 * left data unread (tcp_close() sees that, RFC 2525 2.17). */
static void close_pcb(struct tcp_sock *t)
{
	struct tcp_pcb *pcb = t->pcb;
	bool reset = t->sk.linger && t->sk.linger_s == 0 && t->state == TCP_SOCK_CONNECTED;

	tcp_sock_detach(t);
	if (reset || tcp_close(pcb) != ERR_OK)
		tcp_abort(pcb);
}

static void tcp_sock_destroy(struct sock *sk)
{
	struct tcp_sock *t = tcp_sock_of(sk);

	tcp_listen_drop(t);
	tcp_rx_drop(t);
	if (t->pcb)
		close_pcb(t);
	heap_free(t);
}

/* --- the rest ---------------------------------------------------------------------------- */

static void tcp_sock_local(struct sock *sk, struct endpoint *out)
{
	const struct tcp_sock *t = tcp_sock_of(sk);

	*out = t->local;
	if (!t->pcb)
		return;
	ip_addr_copy(out->ip, t->pcb->local_ip);
	out->port = t->pcb->local_port;
}

static int tcp_sock_queued(const struct sock *sk)
{
	return (int)tcp_sock_of(sk)->rx_bytes;
}

static const struct sock_ops tcp_ops = {
	.bind = tcp_sock_bind,
	.connect = tcp_sock_connect,
	.listen = tcp_listen_start,
	.accept = tcp_listen_accept,
	.send = tcp_tx_send,
	.recv = tcp_rx_recv,
	.shutdown = tcp_sock_shutdown,
	.local = tcp_sock_local,
	.ready = tcp_ready,
	.queued = tcp_sock_queued,
	.apply = tcp_opt_apply,
	.set_option = tcp_opt_set,
	.get_option = tcp_opt_get,
	.destroy = tcp_sock_destroy,
};

struct tcp_sock *tcp_sock_new(void)
{
	struct tcp_sock *t = heap_alloc_zero(1, sizeof(*t));

	if (!t)
		return NULL;
	sock_init(&t->sk, &tcp_ops, SOCK_STREAM, IPPROTO_TCP);
	tcp_opt_apply(&t->sk);
	return t;
}

int tcp_sock_create(struct sock **out)
{
	struct tcp_sock *t = tcp_sock_new();

	if (!t)
		return -ENOMEM;
	*out = &t->sk;
	return 0;
}
