/* SPDX-License-Identifier: MIT */
/* host_control.c - interfaces and routes through ioctl(), on the simulated card. */
#include <errno.h>
#include <net/if.h>
#include <net/if_arp.h>
#include <net/route.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/ioctl.h>

#include <core/compiler.h>
#include <test/test.h>

#include "lwip/netif.h"

#include "../control.h"
#include "../lease.h"
#include "../stack.h"
#include "sim.h"

#define MASK_24 0xffffff00u

static struct sockaddr address(uint32_t ip)
{
	struct sockaddr_in in = { .sin_family = AF_INET };
	struct sockaddr any;

	in.sin_addr.s_addr = lwip_htonl(ip);
	memcpy(&any, &in, sizeof(any));
	return any;
}

static struct ifreq named(const char *name)
{
	struct ifreq r = { 0 };

	strcpy(r.ifr_name, name);
	return r;
}

static int set(unsigned long request, uint32_t ip)
{
	struct ifreq r = named("sim0");

	r.ifr_addr = address(ip);
	return net_control(request, &r);
}

/* An address of the card; 0 when there is none. */
static uint32_t get(unsigned long request)
{
	struct ifreq r = named("sim0");
	struct sockaddr_in in;

	if (net_control(request, &r) != 0)
		return 0;
	memcpy(&in, &r.ifr_addr, sizeof(in));
	CHECK_EQ(in.sin_family, AF_INET);
	return lwip_ntohl(in.sin_addr.s_addr);
}

static uint32_t gateway(void)
{
	return lwip_ntohl(ip4_addr_get_u32(netif_ip4_gw(netif_default)));
}

TEST(control_tells_what_an_interface_has)
{
	static const uint8_t card[6] = { 2, 0, 0, 0, 0, 2 };
	struct ifreq r = named("sim0");

	sim_start();
	CHECK_EQ(get(SIOCGIFADDR), SIM_IP);
	CHECK_EQ(get(SIOCGIFNETMASK), MASK_24);
	CHECK_EQ(net_control(SIOCGIFFLAGS, &r), 0);
	CHECK_EQ(r.ifr_flags, IFF_UP | IFF_RUNNING | IFF_BROADCAST | IFF_MULTICAST);
	CHECK_EQ(net_control(SIOCGIFMTU, &r), 0);
	CHECK_EQ(r.ifr_mtu, 1500);
	CHECK_EQ(net_control(SIOCGIFHWADDR, &r), 0);
	CHECK_EQ(r.ifr_hwaddr.sa_family, ARPHRD_ETHER);
	CHECK(memcmp(r.ifr_hwaddr.sa_data, card, sizeof(card)) == 0);
	r = named("lo");
	CHECK_EQ(net_control(SIOCGIFFLAGS, &r), 0);
	CHECK_EQ(r.ifr_flags, IFF_UP | IFF_RUNNING | IFF_LOOPBACK);
	CHECK_EQ(net_control(SIOCSIFADDR, &r), -EINVAL);
	r.ifr_addr = address(SIM_IP);
	CHECK_EQ(net_control(SIOCSIFADDR, &r), -EOPNOTSUPP);
	r = named("sim1");
	CHECK_EQ(net_control(SIOCGIFADDR, &r), -ENODEV);
	CHECK_EQ(net_control(SIOCGIFADDR, NULL), -EFAULT);
	CHECK_EQ(net_control(FIONREAD, &r), -ENOTTY);
}

TEST(control_sets_an_address_with_the_mask_of_its_class)
{
	static const struct {
		uint32_t ip, mask;
	} cases[] = { { 0x0a000001, 0xff000000 },
		      { 0xac100001, 0xffff0000 },
		      { 0xc0a80101, MASK_24 } };

	sim_start();
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		CHECK_EQ(set(SIOCSIFADDR, cases[i].ip), 0);
		CHECK_EQ(get(SIOCGIFADDR), cases[i].ip);
		CHECK_EQ(get(SIOCGIFNETMASK), cases[i].mask);
	}
	CHECK_EQ(set(SIOCSIFADDR, 0), 0);
	CHECK_EQ(get(SIOCGIFADDR), 0);
	CHECK_EQ(set(SIOCSIFNETMASK, MASK_24), -EADDRNOTAVAIL);
}

/* 192.168.0.255 in a network of 512 addresses, 10.1.0.0 of two hosts: the mask comes later. */
TEST(control_judges_an_address_without_its_mask)
{
	static const uint32_t wrong[] = { 0x7f000002, 0xe0000001, 0xffffffff, 0x00000001 };

	sim_start();
	CHECK_EQ(set(SIOCSIFADDR, 0xc0a800ff), 0);
	CHECK_EQ(set(SIOCSIFNETMASK, MASK_24), -EINVAL);
	CHECK_EQ(set(SIOCSIFNETMASK, 0xfffffe00), 0);
	CHECK_EQ(get(SIOCGIFADDR), 0xc0a800ff);
	CHECK_EQ(get(SIOCGIFNETMASK), 0xfffffe00);
	CHECK_EQ(set(SIOCSIFADDR, 0x0a000000), 0);
	CHECK_EQ(set(SIOCSIFNETMASK, 0xfffffffe), 0);
	for (size_t i = 0; i < ARRAY_SIZE(wrong); i++)
		CHECK_EQ(set(SIOCSIFADDR, wrong[i]), -EINVAL);
	CHECK_EQ(get(SIOCGIFADDR), 0x0a000000);
}

TEST(control_takes_ones_and_zeros_for_a_mask)
{
	sim_start();
	CHECK_EQ(set(SIOCSIFNETMASK, 0xff00ff00), -EINVAL);
	CHECK_EQ(set(SIOCSIFNETMASK, 0x00ffffff), -EINVAL);
	CHECK_EQ(set(SIOCSIFNETMASK, 0xffff0000), 0);
	CHECK_EQ(get(SIOCGIFNETMASK), 0xffff0000);
	CHECK_EQ(set(SIOCSIFNETMASK, 0xffffffff), 0);
}

static struct rtentry default_route(uint32_t by)
{
	struct rtentry r = { .rt_flags = RTF_UP | RTF_GATEWAY };

	r.rt_dst = r.rt_genmask = address(0);
	r.rt_gateway = address(by);
	return r;
}

TEST(control_changes_the_default_route)
{
	struct rtentry r = default_route(SIM_GATEWAY + 8);

	sim_start();
	CHECK_EQ(net_control(SIOCADDRT, &r), 0);
	CHECK_EQ(gateway(), SIM_GATEWAY + 8);
	r = default_route(SIM_GATEWAY);
	CHECK_EQ(net_control(SIOCDELRT, &r), -ESRCH);
	CHECK_EQ(gateway(), SIM_GATEWAY + 8);
	r = default_route(0x0b000001);
	CHECK_EQ(net_control(SIOCADDRT, &r), -ENETUNREACH);
	r.rt_flags = RTF_UP;
	CHECK_EQ(net_control(SIOCADDRT, &r), -EINVAL);
	r.rt_dst = address(0x0c000000);
	CHECK_EQ(net_control(SIOCADDRT, &r), -EOPNOTSUPP);
	r.rt_dst.sa_family = AF_INET6;
	CHECK_EQ(net_control(SIOCADDRT, &r), -EINVAL);
}

/* "route del default": the gateway is 0.0.0.0, or left out as the mask may be. */
TEST(control_deletes_the_default_route_whatever_its_gateway)
{
	struct rtentry r = default_route(0);

	sim_start();
	CHECK_EQ(net_control(SIOCDELRT, &r), 0);
	CHECK_EQ(gateway(), 0);
	CHECK_EQ(net_control(SIOCDELRT, &r), -ESRCH);
	r = default_route(SIM_GATEWAY);
	CHECK_EQ(net_control(SIOCADDRT, &r), 0);
	r = (struct rtentry){ .rt_flags = RTF_UP };
	r.rt_dst = address(0);
	CHECK_EQ(net_control(SIOCDELRT, &r), 0);
	CHECK_EQ(gateway(), 0);
	r = default_route(SIM_GATEWAY);
	memset(&r.rt_genmask, 0, sizeof(r.rt_genmask));
	CHECK_EQ(net_control(SIOCADDRT, &r), 0);
	CHECK_EQ(gateway(), SIM_GATEWAY);
	CHECK_EQ(net_control(SIOCDELRT, &r), 0);
}

static int set_flags(short flags)
{
	struct ifreq r = named("sim0");

	r.ifr_flags = flags;
	return net_control(SIOCSIFFLAGS, &r);
}

static bool asks_for_a_lease(void)
{
	net_lock();
	bool running = lease_running(netif_default);
	net_unlock();
	return running;
}

TEST(control_brings_a_card_up_to_ask_for_a_lease)
{
	sim_start();
	CHECK_EQ(set_flags(0), 0);
	CHECK_EQ(set_flags(IFF_UP), 0);
	CHECK(!asks_for_a_lease()); /* it still has its address */
	CHECK_EQ(set(SIOCSIFADDR, 0), 0);
	CHECK_EQ(set_flags(0), 0);
	CHECK_EQ(set_flags(IFF_UP), 0);
	CHECK(asks_for_a_lease());
	CHECK_EQ(set_flags(IFF_UP), 0);
	CHECK_EQ(set(SIOCSIFADDR, SIM_IP), 0);
	CHECK(!asks_for_a_lease());
}
