/* SPDX-License-Identifier: MIT */
/*
 * address.c - the addresses of an interface.
 *
 * Locking: under net_lock.
 */
#define LOG_TAG "net"
#include <core/log.h>

#include "address.h"
#include "netif.h"
#include "resolv.h"
#include "text.h"

#define LINE 160

static unsigned prefix_length(const ip4_addr_t *netmask)
{
	return (unsigned)__builtin_popcount(ip4_addr_get_u32(netmask));
}

void address_route(struct netif *nif)
{
	if (!netif_default || ip4_addr_isany(netif_ip4_addr(netif_default)))
		netif_set_default(nif);
}

void address_set(struct netif *nif, const struct ip_config *c)
{
	address_route(nif);
	netif_set_addr(nif, &c->address, &c->netmask, &c->gateway);
	resolv_set(c->servers, c->server_count);
	address_log(nif, "ip=");
}

void address_log(const struct netif *nif, const char *from)
{
	char line[LINE], ip[IP4_TEXT];
	size_t len;

	len = text_add(line, LINE, 0, "%s: %s/%u from %s, gateway ", netif_label(nif),
		       ip4_text(netif_ip4_addr(nif), ip), prefix_length(netif_ip4_netmask(nif)),
		       from);
	if (ip4_addr_isany(netif_ip4_gw(nif)))
		len = text_add(line, LINE, len, "none");
	else
		len = text_add(line, LINE, len, "%s", ip4_text(netif_ip4_gw(nif), ip));
	len = text_add(line, LINE, len, ", name servers ");
	resolv_describe(line, LINE, len);
	log_info("%s", line);
}
