/* SPDX-License-Identifier: MIT */
/*
 * icmp_error.c - tells sockets what ICMP says of packets that they sent. lwIP drops
 * these messages; a raw pcb sees them first.
 *
 *	| outer IP | type code sum unused (8) | IP header of our packet | its first 8 bytes |
 *
 * Anybody can send such a message. It is believed only when the packet it quotes is
 * one that a socket of ours could have sent: from the address that the message comes to,
 * with the addresses and ports of a connected UDP socket, or of a TCP connection still being made
 *with a sequence number that is under way. It never ends an established connection.
 *
 * Source: RFC 792; RFC 1122 3.2.2.1, 4.2.3.9; RFC 5927 4.1 and 5.
 * Locking: under net_lock, as lwIP's callback.
 */
#include <errno.h>
#include <string.h>

#include "lwip/icmp.h"
#include "lwip/inet_chksum.h"
#include "lwip/ip.h"
#include "lwip/priv/tcp_priv.h"
#include "lwip/prot/ip4.h"
#include "lwip/raw.h"

#include "icmp_error.h"
#include "sock_tcp.h"
#include "sock_udp.h"

#define ICMP_HLEN    8u
#define QUOTED       8u /* bytes of the packet behind its IP header */
#define HEADER_WORDS 4u /* the length field of an IP header counts 4-byte words */
#define CODE_NET     0u
#define CODE_HOST    1u
#define CODE_PORT    3u

/* The packet that a message quotes; addresses in network order, ports in the host's. */
struct quoted {
	ip4_addr_t src, dest;
	u16_t src_port, dest_port;
	u32_t seq;
	u8_t proto;
};

static u16_t be16(const u8_t *b)
{
	return (u16_t)(b[0] << 8 | b[1]);
}

/* The errno for a code of "destination unreachable"; 0: not for us. */
static int errno_of(u8_t code)
{
	switch (code) {
	case CODE_NET:
		return ENETUNREACH;
	case CODE_HOST:
		return EHOSTUNREACH;
	case CODE_PORT:
		return ECONNREFUSED;
	default:
		return 0;
	}
}

/* Reads the packet quoted at byte off of p. False when it is cut short. */
static bool read_quoted(const struct pbuf *p, u16_t off, struct quoted *q)
{
	struct ip_hdr ip;
	u8_t l4[QUOTED];
	u16_t hlen;

	if (pbuf_copy_partial(p, &ip, IP_HLEN, off) != IP_HLEN)
		return false;
	hlen = IPH_HL_BYTES(&ip);
	if (IPH_V(&ip) != 4 || hlen < IP_HLEN ||
	    pbuf_copy_partial(p, l4, QUOTED, (u16_t)(off + hlen)) != QUOTED)
		return false;
	ip4_addr_copy(q->src, ip.src);
	ip4_addr_copy(q->dest, ip.dest);
	q->src_port = be16(l4);
	q->dest_port = be16(l4 + 2);
	q->seq = (u32_t)be16(l4 + 4) << 16 | be16(l4 + 6);
	q->proto = IPH_PROTO(&ip);
	return true;
}

/* True when pcb could have sent the packet; its own address may be "any". */
static bool is_from(const struct ip_pcb *pcb, u16_t local, u16_t remote, const struct quoted *q)
{
	return local == q->src_port && remote == q->dest_port &&
	       ip4_addr_cmp(ip_2_ip4(&pcb->remote_ip), &q->dest) &&
	       (ip_addr_isany(&pcb->local_ip) || ip4_addr_cmp(ip_2_ip4(&pcb->local_ip), &q->src));
}

static void tell_udp(const struct quoted *q, int error)
{
	for (struct udp_pcb *pcb = udp_pcbs; pcb; pcb = pcb->next) {
		if ((pcb->flags & UDP_FLAGS_CONNECTED) &&
		    is_from((struct ip_pcb *)pcb, pcb->local_port, pcb->remote_port, q)) {
			udp_sock_error(pcb, error);
			return;
		}
	}
}

static void tell_tcp(const struct quoted *q, int error)
{
	for (struct tcp_pcb *pcb = tcp_active_pcbs; pcb; pcb = pcb->next) {
		if (pcb->state == SYN_SENT &&
		    is_from((struct ip_pcb *)pcb, pcb->local_port, pcb->remote_port, q) &&
		    TCP_SEQ_BETWEEN(q->seq, pcb->lastack, pcb->snd_nxt)) {
			tcp_sock_soft_error(pcb, error);
			return;
		}
	}
}

/* lwIP's callback, p at the outer IP header. 0: lwIP goes on with the packet. */
static u8_t on_icmp(void *arg, struct raw_pcb *pcb, struct pbuf *p, const ip_addr_t *from)
{
	u16_t off = ip4_current_header() ? IPH_HL_BYTES(ip4_current_header()) : IP_HLEN;
	struct quoted q;
	u8_t type_code[2];
	int error;

	(void)arg, (void)pcb, (void)from;
	if (pbuf_copy_partial(p, type_code, 2, off) != 2 || type_code[0] != ICMP_DUR)
		return 0;
	error = errno_of(type_code[1]);
	if (!error || !read_quoted(p, (u16_t)(off + ICMP_HLEN), &q))
		return 0;
	/* The sum over the IP header is 0 already: lwIP has checked it. */
	if (inet_chksum_pbuf(p) != 0 || !ip4_addr_cmp(&q.src, ip4_current_dest_addr()))
		return 0;
	if (q.proto == IP_PROTO_UDP)
		tell_udp(&q, error);
	else if (q.proto == IP_PROTO_TCP)
		tell_tcp(&q, error);
	return 0;
}

int icmp_error_init(void)
{
	struct raw_pcb *pcb = raw_new(IP_PROTO_ICMP);

	if (!pcb)
		return -ENOBUFS;
	raw_recv(pcb, on_icmp, NULL);
	return 0;
}
