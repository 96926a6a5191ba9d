/* SPDX-License-Identifier: MIT */
/* sock_tcp.h - what the files of the TCP socket share. Everything is under net_lock. */
#ifndef NET_SOCK_TCP_H
#define NET_SOCK_TCP_H

#include "lwip/tcp.h"
#include "sock.h"

enum tcp_sock_state { TCP_SOCK_NEW, TCP_SOCK_CONNECTING, TCP_SOCK_CONNECTED, TCP_SOCK_LISTENING };

struct tcp_sock {
	struct sock sk; /* first */
	enum tcp_sock_state state;
	struct tcp_pcb *pcb;   /* NULL: not made yet, or lwIP is done with it */
	struct endpoint local; /* of a connection, kept after its pcb */
	bool eof;              /* the other side sends no more */
	bool shut_rd, shut_wr; /* we want no more; send no more */
	bool stalled;          /* lwIP had no memory for a send: wait for progress */
	int soft_error;        /* what ICMP said of a connection that is still tried */
	uint64_t started;      /* clock_now() of connect() */

	/* Received and not read: pbufs linked by their next, each with one reference. */
	struct pbuf *rx_first, *rx_last;
	struct pbuf *rx_small; /* the last one, when it collects small segments */
	size_t rx_skip;        /* bytes of rx_first that are read */
	size_t rx_bytes;       /* unread in all */

	struct tcp_sock *accept_first, *accept_last; /* of a listener */
	struct tcp_sock *accept_next;
	unsigned accept_count; /* of a listener: connections that wait, dead ones too */
	unsigned backlog;

	bool nodelay;
	int keep_idle, keep_interval, keep_count; /* s, s, probes; 0: lwIP's default */
};

static inline struct tcp_sock *tcp_sock_of(const struct sock *sk)
{
	return (struct tcp_sock *)container_of((struct sock *)(uintptr_t)sk, struct tcp_sock, sk);
}

/* --- sock_tcp_rx.c ----------------------------------------------------------------- */

/** lwIP's receive callback; p NULL is the other side's FIN. */
err_t tcp_rx_input(void *arg, struct tcp_pcb *pcb, struct pbuf *p, err_t err);
ssize_t tcp_rx_recv(struct sock *sk, struct sock_msg *m, size_t done);
/** Frees what was not read. */
void tcp_rx_drop(struct tcp_sock *t);

/* --- sock_tcp_tx.c ----------------------------------------------------------------- */

ssize_t tcp_tx_send(struct sock *sk, const struct sock_msg *m, size_t done);
/** lwIP's sent callback: the other side acknowledged something. */
err_t tcp_tx_sent(void *arg, struct tcp_pcb *pcb, u16_t len);
/** True when a send would move a good piece. */
bool tcp_tx_writable(const struct tcp_sock *t);

/* --- sock_tcp_listen.c ------------------------------------------------------------- */

int tcp_listen_start(struct sock *sk, int backlog);
int tcp_listen_accept(struct sock *sk, struct sock **child);
/** Resets the connections that nobody accepted. */
void tcp_listen_drop(struct tcp_sock *listener);
/** shutdown(): the socket listens no longer, and whoever waits in accept() hears of it. */
void tcp_listen_stop(struct tcp_sock *listener);

/* --- sock_tcp_opt.c ---------------------------------------------------------------- */

void tcp_opt_apply(struct sock *sk);
int tcp_opt_set(struct sock *sk, int level, int name, int value);
int tcp_opt_get(const struct sock *sk, int level, int name, int *value);

/* --- sock_tcp.c -------------------------------------------------------------------- */

/** A new socket without a pcb; NULL without memory. */
struct tcp_sock *tcp_sock_new(void);
/** Makes pcb the socket's: its callbacks are ours, our options its. */
void tcp_sock_attach(struct tcp_sock *t, struct tcp_pcb *pcb);
/** Gives the socket a pcb with a local port, a random one unless bind() chose it. 0,
 *  -ENOBUFS, -EADDRINUSE. */
int tcp_sock_need_port(struct tcp_sock *t);
/** Remembers the pcb's own endpoint beyond the pcb. */
void tcp_sock_keep_local(struct tcp_sock *t);
/** Lets go of the pcb, which stays lwIP's: no callback of the socket's comes any more. One
 *  that a peer keeps from ending is reset after a minute without progress. */
void tcp_sock_detach(struct tcp_sock *t);
/** ICMP says that the network cannot reach the peer of pcb (net/icmp_error.c). */
void tcp_sock_soft_error(struct tcp_pcb *pcb, int error);

#endif
