/* SPDX-License-Identifier: MIT */
/*
 * control.c - interfaces and routes through ioctl().
 *
 * A card gets its address from DHCP, from ip= or from SIOCSIFADDR; one set by hand ends its
 * lease. A card that comes up without an address asks for one: who wants a new lease sets
 * 0.0.0.0 and takes the card down and up. The only route that can be set is the default one.
 *
 * Source: Linux netdevice(7); net/ipv4/devinet.c for the mask that an address brings,
 * net/ipv4/fib_frontend.c for what of a route may be left out.
 * Locking: takes net_lock.
 */
#include <errno.h>
#include <net/if.h>
#include <net/if_arp.h>
#include <net/route.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/ioctl.h>

#include "lwip/etharp.h"

#include "address.h"
#include "control.h"
#include "ipconfig.h"
#include "lease.h"
#include "netif.h"
#include "stack.h"

static struct netif *find(const char name[IFNAMSIZ])
{
	struct netif *nif;

	NETIF_FOREACH(nif)
	{
		if (strncmp(netif_label(nif), name, IFNAMSIZ) == 0)
			return nif;
	}
	return NULL;
}

static bool is_card(const struct netif *nif)
{
	return nif->flags & NETIF_FLAG_ETHERNET;
}

static void put_address(struct sockaddr *out, const ip4_addr_t *ip)
{
	struct sockaddr_in in = { .sin_family = AF_INET };

	in.sin_addr.s_addr = ip4_addr_get_u32(ip);
	memcpy(out, &in, sizeof(in));
}

/* 0, or -EINVAL for another family. */
static int get_address(const struct sockaddr *from, ip4_addr_t *ip)
{
	struct sockaddr_in in;

	memcpy(&in, from, sizeof(in));
	if (in.sin_family != AF_INET)
		return -EINVAL;
	ip4_addr_set_u32(ip, in.sin_addr.s_addr);
	return 0;
}

static short flags_of(const struct netif *nif)
{
	int flags = is_card(nif) ? IFF_BROADCAST | IFF_MULTICAST : IFF_LOOPBACK;

	if (netif_is_up(nif))
		flags |= IFF_UP;
	if (netif_is_up(nif) && (!is_card(nif) || netif_is_link_up(nif)))
		flags |= IFF_RUNNING;
	return (short)flags;
}

/* --- what can be asked ------------------------------------------------------------------------ */

static int get_hardware_address(const struct netif *nif, struct ifreq *r)
{
	memset(&r->ifr_hwaddr, 0, sizeof(r->ifr_hwaddr));
	r->ifr_hwaddr.sa_family = is_card(nif) ? ARPHRD_ETHER : ARPHRD_LOOPBACK;
	memcpy(r->ifr_hwaddr.sa_data, nif->hwaddr, is_card(nif) ? ETH_HWADDR_LEN : 0);
	return 0;
}

static int get_ip(const struct netif *nif, const ip4_addr_t *ip, struct sockaddr *out)
{
	if (ip4_addr_isany(netif_ip4_addr(nif)))
		return -EADDRNOTAVAIL;
	put_address(out, ip);
	return 0;
}

/* --- what can be changed ---------------------------------------------------------------------- */

/* The mask of the class of an address, until another one is set. The address may be the last of
 * such a network: what a card has is no broadcast for lwIP (ip4_addr_isbroadcast_u32()). */
static ip4_addr_t natural_mask(const ip4_addr_t *ip)
{
	uint32_t a = lwip_ntohl(ip4_addr_get_u32(ip));
	uint32_t mask = a >> 31 == 0 ? 0xff000000 : a >> 30 == 2 ? 0xffff0000 : 0xffffff00;
	ip4_addr_t out;

	ip4_addr_set_u32(&out, lwip_htonl(mask));
	return out;
}

static int set_ip(struct netif *nif, const struct sockaddr *from)
{
	ip4_addr_t ip, mask, gateway = *netif_ip4_gw(nif);
	int err = get_address(from, &ip);

	if (err)
		return err;
	if (!is_card(nif))
		return -EOPNOTSUPP;
	ip4_addr_set_u32(&mask, IPADDR_BROADCAST); /* of its own: any may follow */
	if (!ip4_addr_isany(&ip) && !ip_is_host(&ip, &mask))
		return -EINVAL;
	mask = natural_mask(&ip);
	lease_stop(nif);
	if (ip4_addr_isany(&ip)) {
		netif_set_addr(nif, IP4_ADDR_ANY4, IP4_ADDR_ANY4, IP4_ADDR_ANY4);
		return 0;
	}
	netif_set_addr(nif, &ip, &mask, &gateway);
	address_route(nif);
	address_log(nif, "the program");
	return 0;
}

/* Ones, then zeros. */
static bool is_mask(const ip4_addr_t *mask)
{
	uint32_t holes = ~lwip_ntohl(ip4_addr_get_u32(mask));

	return (holes & (holes + 1)) == 0;
}

static int set_mask(struct netif *nif, const struct sockaddr *from)
{
	ip4_addr_t mask;
	int err = get_address(from, &mask);

	if (err)
		return err;
	if (!is_card(nif))
		return -EOPNOTSUPP;
	if (ip4_addr_isany(netif_ip4_addr(nif)))
		return -EADDRNOTAVAIL;
	if (!is_mask(&mask) || !ip_is_host(netif_ip4_addr(nif), &mask))
		return -EINVAL;
	netif_set_netmask(nif, &mask);
	return 0;
}

static int set_flags(struct netif *nif, short flags)
{
	if (!is_card(nif))
		return -EOPNOTSUPP;
	if (!(flags & IFF_UP)) {
		lease_stop(nif);
		netif_set_down(nif);
		return 0;
	}
	netif_set_up(nif);
	return ip4_addr_isany(netif_ip4_addr(nif)) && !lease_running(nif) ? lease_start(nif) : 0;
}

/* --- the default route ------------------------------------------------------------------------ */

/* What is left out, family and all, is 0.0.0.0. */
static int get_optional(const struct sockaddr *from, ip4_addr_t *ip)
{
	struct sockaddr_in in;

	memcpy(&in, from, sizeof(in));
	if (in.sin_family != AF_UNSPEC || in.sin_addr.s_addr != 0)
		return get_address(from, ip);
	ip4_addr_set_any(ip);
	return 0;
}

static int default_route(const struct rtentry *route)
{
	ip4_addr_t to, mask;

	if (get_address(&route->rt_dst, &to) || get_optional(&route->rt_genmask, &mask))
		return -EINVAL;
	return ip4_addr_isany(&to) && ip4_addr_isany(&mask) ? 0 : -EOPNOTSUPP;
}

static int add_route(const struct rtentry *route)
{
	int err = default_route(route);
	ip4_addr_t gateway;
	struct netif *nif;

	if (err)
		return err;
	if (!(route->rt_flags & RTF_GATEWAY) || get_address(&route->rt_gateway, &gateway))
		return -EINVAL;
	NETIF_FOREACH(nif)
	{
		if (is_card(nif) && !ip4_addr_isany(netif_ip4_addr(nif)) &&
		    ip4_addr_netcmp(&gateway, netif_ip4_addr(nif), netif_ip4_netmask(nif))) {
			netif_set_gw(nif, &gateway);
			netif_set_default(nif);
			return 0;
		}
	}
	return -ENETUNREACH;
}

/* Without a gateway, whichever it is. */
static int delete_route(const struct rtentry *route)
{
	int err = default_route(route);
	ip4_addr_t gateway;

	if (!err)
		err = get_optional(&route->rt_gateway, &gateway);
	if (err)
		return err;
	if (!netif_default || ip4_addr_isany(netif_ip4_gw(netif_default)))
		return -ESRCH;
	if (!ip4_addr_isany(&gateway) && !ip4_addr_cmp(&gateway, netif_ip4_gw(netif_default)))
		return -ESRCH;
	netif_set_gw(netif_default, IP4_ADDR_ANY4);
	return 0;
}

/* --- requests --------------------------------------------------------------------------------- */

static int on_interface(unsigned long request, struct ifreq *r)
{
	struct netif *nif = find(r->ifr_name);

	if (!nif)
		return -ENODEV;
	switch (request) {
	case SIOCGIFFLAGS:
		r->ifr_flags = flags_of(nif);
		return 0;
	case SIOCSIFFLAGS:
		return set_flags(nif, r->ifr_flags);
	case SIOCGIFADDR:
		return get_ip(nif, netif_ip4_addr(nif), &r->ifr_addr);
	case SIOCSIFADDR:
		return set_ip(nif, &r->ifr_addr);
	case SIOCGIFNETMASK:
		return get_ip(nif, netif_ip4_netmask(nif), &r->ifr_netmask);
	case SIOCSIFNETMASK:
		return set_mask(nif, &r->ifr_netmask);
	case SIOCGIFMTU:
		r->ifr_mtu = nif->mtu;
		return 0;
	case SIOCGIFINDEX:
		r->ifr_ifindex = netif_get_index(nif);
		return 0;
	default:
		return get_hardware_address(nif, r);
	}
}

int net_control(unsigned long request, void *arg)
{
	int err;

	switch (request) {
	case SIOCGIFFLAGS:
	case SIOCSIFFLAGS:
	case SIOCGIFADDR:
	case SIOCSIFADDR:
	case SIOCGIFNETMASK:
	case SIOCSIFNETMASK:
	case SIOCGIFMTU:
	case SIOCGIFINDEX:
	case SIOCGIFHWADDR:
	case SIOCADDRT:
	case SIOCDELRT:
		break;
	default:
		return -ENOTTY;
	}
	if (!arg)
		return -EFAULT;
	net_lock();
	if (request == SIOCADDRT)
		err = add_route(arg);
	else if (request == SIOCDELRT)
		err = delete_route(arg);
	else
		err = on_interface(request, arg);
	net_unlock();
	return err;
}
