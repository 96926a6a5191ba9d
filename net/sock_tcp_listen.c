/* SPDX-License-Identifier: MIT */
/*
 * sock_tcp_listen.c - TCP sockets that listen. A connection becomes a socket as soon as
 * it is complete, and waits for accept() in the listener's queue; it counts against the
 * backlog until then, also when it ends before. Beyond the backlog lwIP drops SYNs, and the
 * other side tries again; it no longer counts a connection that was reset, so on_accept() does.
 *
 * Source: Linux listen(2), accept(2).
 * Locking: under net_lock, lwIP's callback included.
 */
#include <errno.h>

#include "sock_tcp.h"

/* As on Linux, where the new socket starts as a copy of the listener. */
static void inherit_options(struct tcp_sock *t, const struct tcp_sock *listener)
{
	const struct sock *from = &listener->sk;

	t->sk.file.read_timeout = from->file.read_timeout;
	t->sk.file.write_timeout = from->file.write_timeout;
	t->sk.reuse = from->reuse;
	t->sk.keepalive = from->keepalive;
	t->sk.linger = from->linger;
	t->sk.linger_s = from->linger_s;
	t->sk.send_buf = from->send_buf;
	t->sk.ttl = from->ttl;
	t->sk.tos = from->tos;
	t->nodelay = listener->nodelay;
	t->keep_idle = listener->keep_idle;
	t->keep_interval = listener->keep_interval;
	t->keep_count = listener->keep_count;
}

/* lwIP's callback: a connection is complete. */
static err_t on_accept(void *arg, struct tcp_pcb *pcb, err_t err)
{
	struct tcp_sock *listener = arg, *t;

	if (err || !pcb)
		return ERR_VAL;
	if (listener->accept_count >= listener->backlog)
		return ERR_MEM; /* of connections that were reset while they waited */
	t = tcp_sock_new();
	if (!t)
		return ERR_MEM; /* lwIP resets the connection */
	inherit_options(t, listener);
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
	listener->accept_count++;
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

	t->backlog = (unsigned)backlog;
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
	listener->accept_count--;
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

void tcp_listen_stop(struct tcp_sock *listener)
{
	struct tcp_pcb *pcb = listener->pcb;

	tcp_listen_drop(listener);
	tcp_sock_detach(listener);
	tcp_close(pcb);
	listener->state = TCP_SOCK_NEW;
	listener->sk.listening = false;
}
