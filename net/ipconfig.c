/* SPDX-License-Identifier: MIT */
/*
 * ipconfig.c - reads the option ip=.
 *
 * Locking: none; pure functions of their arguments.
 */
#include <errno.h>
#include <string.h>

#include <core/compiler.h>

#include "ipconfig.h"
#include "text.h"

#define LENGTH_MAX 32u

bool ip_is_host(const ip4_addr_t *ip, const ip4_addr_t *netmask)
{
	u32_t addr = lwip_ntohl(ip4_addr_get_u32(ip));
	u32_t host = addr & ~lwip_ntohl(ip4_addr_get_u32(netmask));
	u32_t hosts = ~lwip_ntohl(ip4_addr_get_u32(netmask));

	if (addr >> 24 == 0 || addr >> 24 == IP_LOOPBACKNET || addr >> 28 >= 0xe)
		return false;
	return hosts <= 1 || (host != 0 && host != hosts); /* /31 and /32 have hosts only */
}

/* "ADDRESS/LENGTH": what follows it, or NULL with *why. */
static const char *read_network(const char *text, struct ip_config *out, const char **why)
{
	unsigned length;

	*why = "ADDRESS/LENGTH expected, such as 192.0.2.7/24";
	text = ip4_read(text, &out->address);
	if (!text || *text != '/')
		return NULL;
	text = number_read(text + 1, LENGTH_MAX, &length);
	if (!text || length == 0)
		return NULL;
	ip4_addr_set_u32(&out->netmask, lwip_htonl(~0u << (LENGTH_MAX - length)));
	if (ip_is_host(&out->address, &out->netmask))
		return text;
	*why = "no host can have this address";
	return NULL;
}

/* ",ADDRESS": what follows it, or NULL. */
static const char *read_further(const char *text, ip4_addr_t *out)
{
	return *text == ',' ? ip4_read(text + 1, out) : NULL;
}

static const char *read_gateway(const char *text, struct ip_config *out, const char **why)
{
	*why = "the gateway is no address";
	text = read_further(text, &out->gateway);
	if (!text)
		return NULL;
	*why = "the gateway is not in the network of the address";
	return ip4_addr_netcmp(&out->gateway, &out->address, &out->netmask) ? text : NULL;
}

static const char *read_server(const char *text, struct ip_config *out, const char **why)
{
	*why = "too many name servers, at most 3 are used";
	if (out->server_count == ARRAY_SIZE(out->servers))
		return NULL;
	*why = "a name server is no address";
	return read_further(text, &out->servers[out->server_count++]);
}

static int parse_static(const char *text, struct ip_config *out, const char **why)
{
	text = read_network(text, out, why);
	if (text && *text)
		text = read_gateway(text, out, why);
	while (text && *text)
		text = read_server(text, out, why);
	if (!text) {
		*out = (struct ip_config){ .mode = IP_MODE_OFF };
		return -EINVAL;
	}
	out->mode = IP_MODE_STATIC;
	return 0;
}

int ip_config_parse(const char *text, struct ip_config *out, const char **why)
{
	*out = (struct ip_config){ .mode = IP_MODE_OFF };
	if (strcmp(text, "off") == 0)
		return 0;
	if (strcmp(text, "dhcp") == 0) {
		out->mode = IP_MODE_DHCP;
		return 0;
	}
	return parse_static(text, out, why);
}
