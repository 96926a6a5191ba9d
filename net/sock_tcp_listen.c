/* SPDX-License-Identifier: MIT */
/*
 * sock_tcp_listen.c - TCP sockets that listen. A connection becomes a socket as soon as
 * it is complete, and waits for accept() in the listener's queue; it counts against the
 * backlog until then. Beyond the backlog lwIP drops SYNs, and the other side tries again.
 *
 * Source: Linux listen(2), accept(2).
 * Locking: under net_lock, lwIP's callback included.
 */
#include <errno.h>

#include "sock_tcp.h"

/* lwIP's callback: a connection is complete. */
static err_t on_accept(void *arg, struct tcp_pcb *pcb, err_t err)
{
	struct tcp_sock *listener = arg, *t;

	if (err || !pcb)
		return ERR_VAL;
	t = tcp_sock_new();
	if (!t)
		return ERR_MEM; /* lwIP resets the connection */
	t->sk.keepalive = listener->sk.keepalive;
	t->sk.send_buf = listener->sk.send_buf;
	t->nodelay = listener->nodelay;
	t->state = TCP_SOCK_CONNECTED;
	t->sk.connected = true;
	ip_addr_copy(t->sk.peer.ip, pcb->remote_ip);
	t->sk.peer.port = pcb->remote_port;
	tcp_sock_attach(t, pcb);
	tcp_sock_keep_local(t);
	tcp_backlog_delayed(pcb);

	if (listener->accept_last)
		listener->accept_last->accept_next = t;
	else
		listener->accept_first = t;
	listener->accept_last = t;
	sock_publish(&t->sk);
	sock_publish(&listener->sk);
	return ERR_OK;
}

int tcp_listen_start(struct sock *sk, int backlog)
{
	struct tcp_sock *t = tcp_sock_of(sk);
	struct tcp_pcb *listening;
	err_t res = ERR_OK;
	int err;

	if (t->state == TCP_SOCK_LISTENING) {
		tcp_backlog_set(t->pcb, (u8_t)backlog);
		return 0;
	}
	if (t->state != TCP_SOCK_NEW)
		return -EINVAL;
	err = tcp_sock_need_port(t);
	if (err)
		return err;
	listening = tcp_listen_with_backlog_and_err(t->pcb, (u8_t)backlog, &res);
	if (!listening)
		return sock_errno(res);
	t->pcb = listening;
	t->state = TCP_SOCK_LISTENING;
	sk->listening = true;
	tcp_accept(listening, on_accept);
	return 0;
}

static struct tcp_sock *pop_accepted(struct tcp_sock *listener)
{
	struct tcp_sock *t = listener->accept_first;

	if (!t)
		return NULL;
	listener->accept_first = t->accept_next;
	if (!listener->accept_first)
		listener->accept_last = NULL;
	if (t->pcb)
		tcp_backlog_accepted(t->pcb);
	return t;
}

int tcp_listen_accept(struct sock *sk, struct sock **child)
{
	struct tcp_sock *listener = tcp_sock_of(sk), *t;

	if (listener->state != TCP_SOCK_LISTENING)
		return -EINVAL;
	t = pop_accepted(listener);
	if (!t)
		return -EAGAIN;
	*child = &t->sk;
	return 0;
}

void tcp_listen_drop(struct tcp_sock *listener)
{
	struct tcp_sock *t;

	while ((t = pop_accepted(listener)) != NULL) {
		t->sk.linger = true;
		t->sk.linger_s = 0;
		t->sk.ops->destroy(&t->sk);
	}
}
