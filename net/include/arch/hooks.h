/* SPDX-License-Identifier: MIT */
/* arch/hooks.h - the places where lwIP asks us. It includes this as its hook file. */
#ifndef NET_ARCH_HOOKS_H
#define NET_ARCH_HOOKS_H

#include "lwip/ip_addr.h"
#include "lwip/netif.h"
#include "lwip/pbuf.h"

/** Initial sequence number of a connection, RFC 6528 (net/isn.c). */
u32_t net_tcp_isn(const ip_addr_t *local, u16_t local_port, const ip_addr_t *remote,
		  u16_t remote_port);
#define LWIP_HOOK_TCP_ISN(local, local_port, remote, remote_port)                                  \
	net_tcp_isn(local, local_port, remote, remote_port)

/** Non-zero when the packet was eaten: a loopback source from a wire (net/netif.c). */
int net_ip4_input(struct pbuf *p, struct netif *in);
#define LWIP_HOOK_IP4_INPUT(p, in) net_ip4_input(p, in)

/** Keeps 127.0.0.0/8 on the loopback interface whatever addresses others have; NULL
 *  leaves the choice to lwIP (net/netif.c). */
struct netif *net_ip4_route(const ip4_addr_t *dest); /* its hook: lwipopts.h */

#endif
