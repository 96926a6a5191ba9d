/* SPDX-License-Identifier: MIT */
/*
 * net_frames_fuzz.c - hostile frames: whatever arrives, the stack reads no byte beyond
 * a frame, breaks no invariant, and gives every buffer back.
 *
 * The input is a list of records, "kind, length, bytes":
 *
 *	0  a frame as it stands
 *	1  an IPv4 packet to us                    (Ethernet header added)
 *	2  a TCP segment to our listener           (lengths, checksums, ports set right)
 *	3  a UDP datagram to our socket            (the same)
 *	4  a DHCP message, "kind 53 and what follows" (transaction and card set right)
 *	5  time passes, in units of 100 ms
 *	6  a TCP segment of the connection that our listener answered last
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "lwip/dhcp.h"
#include "lwip/inet_chksum.h"
#include "lwip/priv/tcp_priv.h"
#include "lwip/prot/dhcp.h"
#include "lwip/prot/iana.h"
#include "lwip/prot/tcp.h"

#include "../lease.h"
#include "../sock.h"
#include "../stack.h"
#include "fuzz_env.h"
#include "sim.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { RAW, IP, TCP, UDP, DHCP, TIME, TCP_NEXT, KINDS };

#define FRAME     1514u
#define ETH_LEN   14u
#define IP_LEN    20u
#define TCP_LEN   20u
#define PORT_TCP  80
#define PORT_UDP  1000
#define PEER_PORT 5000

static struct sock *listener, *datagrams;
static uint8_t frame[FRAME];
static uint32_t peer_seq, peer_ack;

static void put16(uint8_t *b, unsigned v)
{
	b[0] = (uint8_t)(v >> 8);
	b[1] = (uint8_t)v;
}

static void put32(uint8_t *b, uint32_t v)
{
	put16(b, v >> 16);
	put16(b + 2, v);
}

static uint32_t get32(const uint8_t *b)
{
	return (uint32_t)b[0] << 24 | (uint32_t)b[1] << 16 | (uint32_t)b[2] << 8 | b[3];
}

static void ether(void)
{
	static const uint8_t header[ETH_LEN] = { 2, 0, 0, 0, 0, 2, 2, 0, 0, 0, 0, 1, 8, 0 };

	memcpy(frame, header, ETH_LEN);
}

/* Puts a right IPv4 header before len bytes of proto and lets the frame arrive. */
static void send_ip(uint8_t proto, size_t len)
{
	uint8_t *ip = frame + ETH_LEN;
	uint16_t sum;

	ether();
	memset(ip, 0, IP_LEN);
	ip[0] = 0x45;
	put16(ip + 2, (unsigned)(IP_LEN + len));
	ip[8] = 64;
	ip[9] = proto;
	put32(ip + 12, SIM_GATEWAY);
	put32(ip + 16, SIM_IP);
	sum = inet_chksum(ip, IP_LEN);
	memcpy(ip + 10, &sum, 2);
	sim_frame(frame, ETH_LEN + IP_LEN + len);
}

/* The checksum of a segment with its pseudo header, at byte `at` of it. */
static void set_checksum(uint8_t proto, size_t len, unsigned at)
{
	uint8_t pseudo[12 + FRAME], *l4 = frame + ETH_LEN + IP_LEN;
	uint16_t sum;

	memset(l4 + at, 0, 2);
	put32(pseudo, SIM_GATEWAY);
	put32(pseudo + 4, SIM_IP);
	pseudo[8] = 0;
	pseudo[9] = proto;
	put16(pseudo + 10, (unsigned)len);
	memcpy(pseudo + 12, l4, len);
	sum = inet_chksum(pseudo, (u16_t)(12 + len));
	memcpy(l4 + at, &sum, 2);
}

static void send_tcp(size_t len)
{
	uint8_t *tcp = frame + ETH_LEN + IP_LEN;

	if (len < TCP_LEN)
		return;
	put16(tcp, PEER_PORT);
	put16(tcp + 2, PORT_TCP);
	set_checksum(IP_PROTO_TCP, len, 16);
	send_ip(IP_PROTO_TCP, len);
}

/* Numbers that the connection expects now; the input's own are small differences. */
static void send_tcp_next(size_t len)
{
	uint8_t *tcp = frame + ETH_LEN + IP_LEN;

	if (len < TCP_LEN)
		return;
	put32(tcp + 4, peer_seq + (int8_t)tcp[4]);
	put32(tcp + 8, peer_ack + (int8_t)tcp[8]);
	send_tcp(len);
}

static void send_udp(unsigned from, unsigned to, size_t len)
{
	uint8_t *udp = frame + ETH_LEN + IP_LEN;

	if (len < 8)
		return;
	put16(udp, from);
	put16(udp + 2, to);
	put16(udp + 4, (unsigned)len);
	set_checksum(IP_PROTO_UDP, len, 6);
	send_ip(IP_PROTO_UDP, len);
}

static void send_dhcp(size_t len)
{
	uint8_t *msg = frame + ETH_LEN + IP_LEN + 8;
	const struct dhcp *dhcp = netif_dhcp_data(netif_default);

	if (!dhcp || len < 8 + DHCP_OPTIONS_OFS)
		return;
	msg[0] = DHCP_BOOTREPLY;
	put32(msg + offsetof(struct dhcp_msg, xid), dhcp->xid);
	memcpy(msg + offsetof(struct dhcp_msg, chaddr), netif_default->hwaddr, 6);
	put32(msg + offsetof(struct dhcp_msg, cookie), DHCP_MAGIC_COOKIE);
	send_udp(LWIP_IANA_PORT_DHCP_SERVER, LWIP_IANA_PORT_DHCP_CLIENT, len);
}

/* Looks at what the stack answered: the numbers of the next segment. */
static void watch_sent(void)
{
	uint8_t f[FRAME];
	size_t len;

	while ((len = sim_sent(f, sizeof(f))) > 0) {
		const uint8_t *tcp = f + ETH_LEN + IP_LEN;
		if (len < ETH_LEN + IP_LEN + TCP_LEN || f[12] != 8 ||
		    f[ETH_LEN + 9] != IP_PROTO_TCP)
			continue;
		peer_ack = get32(tcp + 4) + (tcp[13] & (TCP_SYN | TCP_FIN) ? 1 : 0);
		peer_seq = get32(tcp + 8);
	}
}

/* The program reads and answers, as one would. */
static void use_sockets(void)
{
	uint8_t buf[2000];
	struct iovec iov = { buf, sizeof(buf) };
	struct sock_msg m = { .iov = &iov, .iov_count = 1, .len = sizeof(buf) };
	struct sock *child;

	m.flags = MSG_DONTWAIT;
	while (sock_recv(datagrams, &m) >= 0)
		;
	while (sock_accept(listener, O_NONBLOCK, &child) == 0) {
		while (sock_recv(child, &m) > 0)
			;
		m.len = 100;
		sock_send(child, &m);
		m.len = sizeof(buf);
		file_put(&child->file);
	}
}

static void record(unsigned kind, const uint8_t *data, size_t len)
{
	static const unsigned at[KINDS] = {
		[IP] = ETH_LEN,
		[TCP] = ETH_LEN + IP_LEN,
		[UDP] = ETH_LEN + IP_LEN,
		[DHCP] = ETH_LEN + IP_LEN + 8,
		[TCP_NEXT] = ETH_LEN + IP_LEN,
	};

	if (kind == TIME) {
		fuzz_run(len * 100);
		return;
	}
	len = MIN(len, FRAME - at[kind]);
	memset(frame, 0, sizeof(frame));
	memcpy(frame + at[kind], data, len);
	if (kind == RAW)
		sim_frame(frame, len);
	else if (kind == IP)
		ether(), sim_frame(frame, ETH_LEN + len);
	else if (kind == TCP)
		send_tcp(len);
	else if (kind == TCP_NEXT)
		send_tcp_next(len);
	else if (kind == UDP)
		send_udp(99, PORT_UDP, len);
	else
		send_dhcp(8 + len);
	watch_sent();
}

static void start(void)
{
	struct endpoint tcp = { .port = PORT_TCP }, udp = { .port = PORT_UDP };

	sim_start();
	sock_create(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0, &listener);
	sock_bind(listener, &tcp);
	sock_listen(listener, 4);
	sock_create(AF_INET, SOCK_DGRAM | SOCK_NONBLOCK, 0, &datagrams);
	sock_bind(datagrams, &udp);
}

/* DHCP afresh, with the card's own address until the server gives another. */
static void restart_dhcp(void)
{
	net_lock();
	dhcp_stop(netif_default);
	lease_start(netif_default);
	net_unlock();
}

static void reset_address(void)
{
	ip4_addr_t ip, mask, gw;

	ip4_addr_set_u32(&ip, lwip_htonl(SIM_IP));
	ip4_addr_set_u32(&mask, lwip_htonl(0xffffff00));
	ip4_addr_set_u32(&gw, lwip_htonl(SIM_GATEWAY));
	net_lock();
	netif_set_addr(netif_default, &ip, &mask, &gw);
	net_unlock();
}

/* Connections may wait for their peer for minutes, with segments out of order. */
static void drop_connections(void)
{
	net_lock();
	while (tcp_active_pcbs)
		tcp_abort(tcp_active_pcbs);
	while (tcp_tw_pcbs)
		tcp_abort(tcp_tw_pcbs);
	net_unlock();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	if (!listener)
		start();
	restart_dhcp();
	reset_address();
	while (size >= 3) {
		size_t len = MIN((size_t)(data[1] << 8 | data[2]), size - 3);
		record(data[0] % KINDS, data + 3, len);
		if (data[0] & 0x80)
			use_sockets();
		data += 3 + len;
		size -= 3 + len;
	}
	use_sockets();
	drop_connections();
	use_sockets();
	fuzz_run(20000); /* reassembly and questions for neighbours end */
	if (sim_lent() != 0)
		abort();
	return 0;
}
