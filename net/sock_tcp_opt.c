/* SPDX-License-Identifier: MIT */
/*
 * sock_tcp_opt.c - options of TCP sockets. They are kept in the socket and put into
 * its pcb when there is one, so that it does not matter which came first.
 *
 * Source: Linux tcp(7); option numbers from Linux include/uapi/linux/tcp.h, because
 * libc's <netinet/tcp.h> and lwIP both define TCP_MSS.
 * Locking: under net_lock.
 */
#include <errno.h>
#include <netinet/in.h>

#include "lwip/priv/tcp_priv.h"
#include "sock_tcp.h"

enum { OPT_NODELAY = 1, OPT_MAXSEG = 2, OPT_KEEPIDLE = 4, OPT_KEEPINTVL = 5, OPT_KEEPCNT = 6 };

#define KEEP_SECONDS_MAX 32767
#define KEEP_COUNT_MAX   127
#define MS_PER_S         1000u

static void set_bits(struct tcp_pcb *pcb, u8_t option, bool on)
{
	if (on)
		ip_set_option(pcb, option);
	else
		ip_reset_option(pcb, option);
}

static void apply_keepalive(const struct tcp_sock *t)
{
	struct tcp_pcb *pcb = t->pcb;

	set_bits(pcb, SOF_KEEPALIVE, t->sk.keepalive);
	pcb->keep_idle = t->keep_idle ? (u32_t)t->keep_idle * MS_PER_S : TCP_KEEPIDLE_DEFAULT;
	pcb->keep_intvl = t->keep_interval ? (u32_t)t->keep_interval * MS_PER_S
					   : TCP_KEEPINTVL_DEFAULT;
	pcb->keep_cnt = t->keep_count ? (u32_t)t->keep_count : TCP_KEEPCNT_DEFAULT;
}

void tcp_opt_apply(struct sock *sk)
{
	struct tcp_sock *t = tcp_sock_of(sk);

	if (sk->send_buf > TCP_SND_BUF)
		sk->send_buf = TCP_SND_BUF;
	sk->recv_buf = TCP_WND; /* the window has one size for all */
	if (!t->pcb)
		return;
	set_bits(t->pcb, SOF_REUSEADDR, sk->reuse);
	t->pcb->ttl = sk->ttl;
	t->pcb->tos = sk->tos;
	if (t->state == TCP_SOCK_LISTENING)
		return; /* a listening pcb is a shorter struct */
	apply_keepalive(t);
	if (t->nodelay)
		tcp_nagle_disable(t->pcb);
	else
		tcp_nagle_enable(t->pcb);
}

/* Stores value when it is in 1..max. */
static int store(int *field, int value, int max)
{
	if (value < 1 || value > max)
		return -EINVAL;
	*field = value;
	return 0;
}

int tcp_opt_set(struct sock *sk, int level, int name, int value)
{
	struct tcp_sock *t = tcp_sock_of(sk);

	if (level != IPPROTO_TCP)
		return -ENOPROTOOPT;
	switch (name) {
	case OPT_NODELAY:
		t->nodelay = value;
		return 0;
	case OPT_KEEPIDLE:
		return store(&t->keep_idle, value, KEEP_SECONDS_MAX);
	case OPT_KEEPINTVL:
		return store(&t->keep_interval, value, KEEP_SECONDS_MAX);
	case OPT_KEEPCNT:
		return store(&t->keep_count, value, KEEP_COUNT_MAX);
	default:
		return -ENOPROTOOPT;
	}
}

int tcp_opt_get(const struct sock *sk, int level, int name, int *value)
{
	const struct tcp_sock *t = tcp_sock_of(sk);

	if (level != IPPROTO_TCP)
		return -ENOPROTOOPT;
	switch (name) {
	case OPT_NODELAY:
		*value = t->nodelay;
		return 0;
	case OPT_MAXSEG:
		*value = t->state == TCP_SOCK_CONNECTED && t->pcb ? tcp_mss(t->pcb) : TCP_MSS;
		return 0;
	case OPT_KEEPIDLE:
		*value = t->keep_idle ? t->keep_idle : (int)(TCP_KEEPIDLE_DEFAULT / MS_PER_S);
		return 0;
	case OPT_KEEPINTVL:
		*value = t->keep_interval ? t->keep_interval
					  : (int)(TCP_KEEPINTVL_DEFAULT / MS_PER_S);
		return 0;
	case OPT_KEEPCNT:
		*value = t->keep_count ? t->keep_count : (int)TCP_KEEPCNT_DEFAULT;
		return 0;
	default:
		return -ENOPROTOOPT;
	}
}
