/* SPDX-License-Identifier: MIT */
/*
 * tables.c - /proc/net/dev, /proc/net/arp and /proc/net/route, in Linux's columns.
 *
 * Source: proc(5).
 * Locking: takes net_lock.
 */
#include <net/route.h>

#include <core/synth.h>

#include "lwip/etharp.h"

#include "control.h"
#include "netif.h"
#include "stack.h"
#include "text.h"

#define ARP_COMPLETE 2 /* Linux's ATF_COM */

static ssize_t dev_text(char *buf, size_t size)
{
	struct netif_counters c;
	struct netif *nif;
	size_t len;

	net_lock();
	len = text_add(buf, size, 0,
		       "Inter-|   Receive                                                |  "
		       "Transmit\n face |bytes    packets errs drop fifo frame compressed "
		       "multicast|bytes    packets errs drop fifo colls carrier compressed\n");
	NETIF_FOREACH(nif)
	{
		netif_counters(nif, &c);
		len = text_add(buf, size, len, "%6s: %lu %lu 0 %lu 0 0 0 0 %lu %lu %lu 0 0 0 0 0\n",
			       netif_label(nif), c.rx_bytes, c.rx_packets, c.rx_dropped, c.tx_bytes,
			       c.tx_packets, c.tx_errors);
	}
	net_unlock();
	return (ssize_t)len;
}

static ssize_t arp_text(char *buf, size_t size)
{
	struct eth_addr *eth;
	struct netif *nif;
	ip4_addr_t *ip;
	char text[IP4_TEXT];
	size_t len;

	net_lock();
	len = text_add(buf, size, 0,
		       "IP address       HW type     Flags       HW address            Mask     "
		       "Device\n");
	for (size_t i = 0; i < ARP_TABLE_SIZE; i++) {
		if (!etharp_get_entry(i, &ip, &nif, &eth))
			continue;
		len = text_add(buf, size, len,
			       "%-16s 0x1         0x%x         %02x:%02x:%02x:%02x:%02x:%02x     "
			       "*        %s\n",
			       ip4_text(ip, text), ARP_COMPLETE, eth->addr[0], eth->addr[1],
			       eth->addr[2], eth->addr[3], eth->addr[4], eth->addr[5],
			       netif_label(nif));
	}
	net_unlock();
	return (ssize_t)len;
}

static size_t add_route(char *buf, size_t size, size_t len, const struct netif *nif, uint32_t to,
			uint32_t by, int flags, uint32_t mask)
{
	return text_add(buf, size, len, "%s\t%08X\t%08X\t%04X\t0\t0\t0\t%08X\t%u\t0\t0\n",
			netif_label(nif), to, by, flags, mask, nif->mtu);
}

static ssize_t route_text(char *buf, size_t size)
{
	const struct netif *nif;
	uint32_t mask;
	size_t len;

	net_lock();
	len = text_add(buf, size, 0,
		       "Iface\tDestination\tGateway \tFlags\tRefCnt\tUse\tMetric\tMask\t\tMTU\t"
		       "Window\tIRTT\n");
	nif = netif_default;
	if (nif && !ip4_addr_isany(netif_ip4_gw(nif)))
		len = add_route(buf, size, len, nif, 0, ip4_addr_get_u32(netif_ip4_gw(nif)),
				RTF_UP | RTF_GATEWAY, 0);
	NETIF_FOREACH(nif)
	{
		mask = ip4_addr_get_u32(netif_ip4_netmask(nif));
		if (nif->flags & NETIF_FLAG_ETHERNET && mask)
			len = add_route(buf, size, len, nif,
					ip4_addr_get_u32(netif_ip4_addr(nif)) & mask, 0, RTF_UP,
					mask);
	}
	net_unlock();
	return (ssize_t)len;
}

void net_tables_init(void)
{
	static struct synth_file files[] = {
		{ .path = "/proc/net/dev", .generate = dev_text },
		{ .path = "/proc/net/arp", .generate = arp_text },
		{ .path = "/proc/net/route", .generate = route_text },
	};

	for (size_t i = 0; i < ARRAY_SIZE(files); i++)
		synth_register(&files[i]);
}
