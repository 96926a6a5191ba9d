/* SPDX-License-Identifier: MIT */
/*
 * sock_tcp_rx.c - TCP sockets, the receive half: the queue between lwIP's callback
 * and recv(). A segment stays in the buffer that the card's driver gave us until the
 * program reads it; only then does the window open again (tcp_recved), so a slow
 * reader slows its sender.
 *
 * The window counts bytes, not buffers: a peer that sends one byte per segment could
 * fill it with a buffer for each. Small segments that find unread data before them are
 * therefore collected in buffers of SMALL_ROOM bytes.
 *
 * Source: RFC 9293 3.8.6 (window management).
 * Locking: under net_lock.
 */
#include <errno.h>
#include <string.h>

#include <core/iov.h>

#include "lwip/priv/tcp_priv.h"
#include "sock_tcp.h"

#define SMALL      512u  /* bytes; a segment below this is worth collecting */
#define SMALL_ROOM 2048u /* bytes */
#define RECVED_MAX 0xffffu

static void append(struct tcp_sock *t, struct pbuf *p)
{
	if (t->rx_last)
		t->rx_last->next = p;
	else
		t->rx_first = p;
	t->rx_last = p;
	t->rx_bytes += p->len;
	t->rx_small = NULL;
}

/* A buffer at the end of the queue with room for len bytes; NULL without memory. */
static struct pbuf *small_buffer(struct tcp_sock *t, u16_t len)
{
	struct pbuf *p = t->rx_small;

	if (p && p->len + len <= SMALL_ROOM)
		return p;
	p = pbuf_alloc(PBUF_RAW, SMALL_ROOM, PBUF_RAM);
	if (!p)
		return NULL;
	p->len = p->tot_len = 0;
	append(t, p);
	t->rx_small = p;
	return p;
}

/* Copies p into a collecting buffer and frees it. False: p is still to be queued. */
static bool collect(struct tcp_sock *t, struct pbuf *p)
{
	struct pbuf *into;

	if (p->len >= SMALL || !t->rx_first)
		return false;
	into = small_buffer(t, p->len);
	if (!into)
		return false;
	memcpy((char *)into->payload + into->len, p->payload, p->len);
	into->len = into->tot_len = (u16_t)(into->len + p->len);
	t->rx_bytes += p->len;
	pbuf_free(p);
	return true;
}

/* Takes the first pbuf off a chain, with the reference that was the chain's. */
static struct pbuf *unchain(struct pbuf **chain)
{
	struct pbuf *p = *chain;

	*chain = p->next;
	p->next = NULL;
	p->tot_len = p->len;
	return p;
}

static void enqueue(struct tcp_sock *t, struct pbuf *chain)
{
	while (chain) {
		struct pbuf *p = unchain(&chain);
		if (p->len == 0)
			pbuf_free(p);
		else if (!collect(t, p))
			append(t, p);
	}
}

err_t tcp_rx_input(void *arg, struct tcp_pcb *pcb, struct pbuf *p, err_t err)
{
	struct tcp_sock *t = arg;

	(void)err;
	if (!p) {
		t->eof = true;
		/* We sent our FIN before: lwIP frees the pcb later without telling us. */
		if (pcb->state == TIME_WAIT || pcb->state == CLOSING)
			tcp_sock_detach(t);
	} else if (t->shut_rd) {
		tcp_recved(pcb, p->tot_len);
		pbuf_free(p);
	} else {
		enqueue(t, p);
	}
	sock_publish(&t->sk);
	return ERR_OK;
}

/* Copies at most len unread bytes into the buffers from done on. */
static size_t copy_out(const struct tcp_sock *t, const struct sock_msg *m, size_t done, size_t len)
{
	size_t copied = 0, skip = t->rx_skip;

	for (struct pbuf *p = t->rx_first; p && copied < len; p = p->next) {
		size_t part = MIN(p->len - skip, len - copied);
		iov_scatter(m->iov, m->iov_count, done + copied, (char *)p->payload + skip, part);
		copied += part;
		skip = 0;
	}
	return copied;
}

/* Frees the first pbuf. */
static void pop(struct tcp_sock *t)
{
	struct pbuf *p = t->rx_first;

	t->rx_first = p->next;
	if (!t->rx_first)
		t->rx_last = NULL;
	if (p == t->rx_small)
		t->rx_small = NULL;
	p->next = NULL;
	p->tot_len = p->len;
	pbuf_free(p);
}

static void consume(struct tcp_sock *t, size_t len)
{
	t->rx_bytes -= len;
	while (len > 0) {
		size_t part = MIN(t->rx_first->len - t->rx_skip, len);
		t->rx_skip += part;
		len -= part;
		if (t->rx_skip == t->rx_first->len) {
			pop(t);
			t->rx_skip = 0;
		}
	}
}

/* Opens the window by len bytes. */
static void open_window(struct tcp_sock *t, size_t len)
{
	while (t->pcb && len > 0) {
		u16_t part = (u16_t)MIN(len, RECVED_MAX);
		tcp_recved(t->pcb, part);
		len -= part;
	}
}

/* What recv() says when there is nothing to read. */
static int nothing_to_read(struct tcp_sock *t)
{
	if (t->sk.error)
		return sock_take_error(&t->sk);
	if (t->state == TCP_SOCK_CONNECTING)
		return -EAGAIN;
	if (t->state != TCP_SOCK_CONNECTED)
		return -ENOTCONN;
	return t->eof || t->shut_rd ? 0 : -EAGAIN;
}

ssize_t tcp_rx_recv(struct sock *sk, struct sock_msg *m, size_t done)
{
	struct tcp_sock *t = tcp_sock_of(sk);
	size_t n;

	if (t->rx_bytes == 0)
		return nothing_to_read(t);
	n = copy_out(t, m, done, m->len - done);
	if (!(m->flags & MSG_PEEK)) {
		consume(t, n);
		open_window(t, n);
	}
	return (ssize_t)n;
}

void tcp_rx_drop(struct tcp_sock *t)
{
	while (t->rx_first)
		pop(t);
	t->rx_bytes = t->rx_skip = 0;
}
