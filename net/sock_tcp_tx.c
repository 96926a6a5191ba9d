/* SPDX-License-Identifier: MIT */
/*
 * sock_tcp_tx.c - TCP sockets, the send half: bytes go into lwIP's send queue, by
 * copy, and on to the card in the same call as far as the windows allow.
 *
 * Locking: under net_lock.
 */
#include <errno.h>

#include <core/iov.h>

#include "sock_tcp.h"

#define WRITE_MAX 0xffffu /* tcp_write() counts in 16 bits */
#define PIECES    8       /* buffers of the caller looked at in one turn */

/* Bytes that may be queued now. */
static size_t room(const struct tcp_sock *t)
{
	size_t free_bytes = tcp_sndbuf(t->pcb);
	size_t queued = TCP_SND_BUF - free_bytes;

	return queued >= t->sk.send_buf ? 0 : MIN(free_bytes, t->sk.send_buf - queued);
}

bool tcp_tx_writable(const struct tcp_sock *t)
{
	size_t enough = MIN((size_t)TCP_SNDLOWAT, t->sk.send_buf / 2);

	return t->pcb && !t->stalled && room(t) >= enough &&
	       tcp_sndqueuelen(t->pcb) < TCP_SNDQUEUELOWAT;
}

/* Queues at most len bytes. 0, or what tcp_write() says; *put counts up. */
static err_t queue_piece(struct tcp_sock *t, const char *data, size_t len, bool more, size_t *put)
{
	while (len > 0) {
		u16_t part = (u16_t)MIN(MIN(len, WRITE_MAX), room(t));
		u8_t flags = TCP_WRITE_FLAG_COPY;
		err_t err;

		if (part == 0)
			return ERR_BUF;
		if (more || part < len)
			flags |= TCP_WRITE_FLAG_MORE;
		err = tcp_write(t->pcb, data, part, flags);
		if (err)
			return err;
		*put += part;
		data += part;
		len -= part;
	}
	return ERR_OK;
}

/* Queues what fits of the buffers from done on; returns how much that was. */
static size_t queue_all(struct tcp_sock *t, const struct sock_msg *m, size_t done, err_t *err)
{
	struct iovec piece[PIECES];
	size_t put = 0;
	int n;

	while ((n = iov_slice(m->iov, m->iov_count, done + put, piece, PIECES)) > 0) {
		for (int i = 0; i < n; i++) {
			bool more = i + 1 < n || (m->flags & MSG_MORE);
			*err = queue_piece(t, piece[i].iov_base, piece[i].iov_len, more, &put);
			if (*err)
				return put;
		}
	}
	return put;
}

/* Nothing fitted: whether waiting helps. A stream never says -ENOBUFS: memory comes back. */
static int no_room(struct tcp_sock *t, err_t err)
{
	if (err != ERR_MEM && err != ERR_BUF)
		return -EPIPE;
	t->stalled = err == ERR_MEM; /* until an acknowledgement, or the next on_poll() */
	return -EAGAIN;
}

static int check_sendable(struct tcp_sock *t)
{
	if (t->sk.error)
		return sock_take_error(&t->sk);
	if (t->state == TCP_SOCK_CONNECTING)
		return -EAGAIN;
	return t->state != TCP_SOCK_CONNECTED || t->shut_wr || !t->pcb ? -EPIPE : 0;
}

ssize_t tcp_tx_send(struct sock *sk, const struct sock_msg *m, size_t done)
{
	struct tcp_sock *t = tcp_sock_of(sk);
	int state = check_sendable(t);
	err_t err = ERR_OK;
	size_t put;

	if (state)
		return state;
	put = queue_all(t, m, done, &err);
	if (put == 0 && err)
		return no_room(t, err);
	if (!(m->flags & MSG_MORE))
		tcp_output(t->pcb);
	return (ssize_t)put;
}

err_t tcp_tx_sent(void *arg, struct tcp_pcb *pcb, u16_t len)
{
	struct tcp_sock *t = arg;

	(void)pcb, (void)len;
	t->stalled = false;
	sock_publish(&t->sk);
	return ERR_OK;
}
