/* SPDX-License-Identifier: MIT */
/*
 * ipconfig.h - the value of the option ip=:
 *
 *	dhcp
 *	off
 *	ADDRESS/LENGTH[,GATEWAY[,NAMESERVER...]]
 */
#ifndef NET_IPCONFIG_H
#define NET_IPCONFIG_H

#include <stdbool.h>

#include "lwip/ip4_addr.h"
#include "lwip/opt.h"

enum ip_mode { IP_MODE_OFF, IP_MODE_DHCP, IP_MODE_STATIC };

struct ip_config {
	enum ip_mode mode;
	ip4_addr_t address, netmask;
	ip4_addr_t gateway; /* any: none */
	ip4_addr_t servers[DNS_MAX_SERVERS];
	unsigned server_count;
};

/** Reads text. 0, or -EINVAL with *why telling what is wrong with it. */
int ip_config_parse(const char *text, struct ip_config *out, const char **why);
/** True when a host can have this address: not 0.0.0.0/8, 127.0.0.0/8, multicast,
 *  reserved, nor the first or last of its network. */
bool ip_is_host(const ip4_addr_t *ip, const ip4_addr_t *netmask);

#endif
