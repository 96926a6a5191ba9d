/* SPDX-License-Identifier: MIT */
/* host_lease.c - DHCP, with the server played by the test. */
#include <errno.h>
#include <string.h>

#include <core/clock.h>
#include <core/synth.h>
#include <test/host.h>
#include <test/test.h>

#include "lwip/dhcp.h"
#include "lwip/prot/dhcp.h"

#include "../lease.h"
#include "../resolv.h"
#include "../stack.h"
#include "../text.h"
#include "frames.h"
#include "sim.h"

static struct netif *client; /* the interface that asks */

/* The newest DHCP message that the client sent; 0: none. */
static uint8_t client_said(void)
{
	uint8_t f[1514], kind = 0;
	size_t len;

	while ((len = sim_sent(f, sizeof(f))) > 0) {
		if (len > UDP_DATA + DHCP_OPTIONS_OFS + 2 && f[36] == 0 && f[37] == 67)
			kind = f[UDP_DATA + DHCP_OPTIONS_OFS + 2];
	}
	return kind;
}

static uint8_t mask_low; /* the last byte of the netmask that the server gives */
static uint8_t card_bit; /* what the card's address in messages is off by */

/* The server says kind: ip and whatever options follow the fixed ones. */
static void server_says(uint8_t kind, uint32_t ip, const void *options, size_t len)
{
	static const uint8_t fixed[] = { 51,  4,   0, 0,  14, 16, 1, 4, 255,
					 255, 255, 0, 54, 4,  10, 1, 1, 1 };
	struct udp_test u = { SIM_GATEWAY, 0xffffffff, 67, 68 };
	uint8_t msg[1400] = { DHCP_BOOTREPLY, 1, 6 }, *o = msg + DHCP_OPTIONS_OFS, f[1514];

	put32(msg + offsetof(struct dhcp_msg, xid), netif_dhcp_data(client)->xid);
	put32(msg + offsetof(struct dhcp_msg, yiaddr), ip);
	memcpy(msg + offsetof(struct dhcp_msg, chaddr), client->hwaddr, 6);
	msg[offsetof(struct dhcp_msg, chaddr)] ^= card_bit;
	put32(msg + offsetof(struct dhcp_msg, cookie), DHCP_MAGIC_COOKIE);
	memcpy(o, (uint8_t[]){ 53, 1, kind }, 3);
	memcpy(o + 3, fixed, sizeof(fixed));
	o[3 + 11] = mask_low;
	memcpy(o + 3 + sizeof(fixed), options, len);
	o[3 + sizeof(fixed) + len] = DHCP_OPTION_END;
	sim_frame(f, udp_frame(f, &u, msg, DHCP_OPTIONS_OFS + 4 + sizeof(fixed) + len));
}

static void ask(void)
{
	client = netif_default;
	net_lock();
	netif_set_addr(client, IP4_ADDR_ANY4, IP4_ADDR_ANY4, IP4_ADDR_ANY4);
	resolv_set(NULL, 0);
	CHECK_EQ(lease_start(client), 0);
	net_unlock();
	sim_run(1);
}

static void lease(uint32_t ip, const void *options, size_t len)
{
	CHECK_EQ(client_said(), DHCP_DISCOVER);
	server_says(DHCP_OFFER, ip, options, len);
	CHECK_EQ(client_said(), DHCP_REQUEST);
	server_says(DHCP_ACK, ip, options, len);
}

static bool has_address(const char *want)
{
	char text[IP4_TEXT];

	return strcmp(ip4_text(netif_ip4_addr(client), text), want) == 0;
}

static const char *name_servers(void)
{
	static char text[256];

	resolv_describe(text, sizeof(text), 0);
	return text;
}

TEST(lease_gives_address_gateway_and_name_servers)
{
	static const uint8_t options[] = { 3, 4, 10, 1, 1, 1, 6, 8, 10, 1, 1, 7, 10, 1, 1, 8 };

	sim_start();
	ask();
	CHECK_EQ(lease_wait(clock_now() + NSEC_PER_MSEC), -ETIMEDOUT);
	lease(SIM_IP + 5, options, sizeof(options));
	CHECK(has_address("10.1.1.7"));
	CHECK_EQ(ip4_addr_get_u32(netif_ip4_gw(client)), lwip_htonl(SIM_GATEWAY));
	CHECK_STR(name_servers(), "10.1.1.7, 10.1.1.8");
	CHECK_EQ(lease_wait(clock_now()), 0);
}

TEST(lease_with_sixty_name_servers_keeps_three)
{
	uint8_t options[2 + 240] = { 6, 240 };

	for (unsigned i = 0; i < 60; i++)
		put32(options + 2 + 4 * i, 0x0a010200 + i + 1);
	sim_start();
	ask();
	lease(SIM_IP + 5, options, sizeof(options));
	CHECK(has_address("10.1.1.7"));
	CHECK_STR(name_servers(), "10.1.2.1, 10.1.2.2, 10.1.2.3");
}

TEST(lease_of_an_impossible_address_is_refused)
{
	static const uint32_t wrong[] = { 0x7f000001, 0xe0000001, 0x0a0101ff, 0x0a010100 };

	sim_start();
	ask();
	for (size_t i = 0; i < ARRAY_SIZE(wrong); i++) {
		lease(wrong[i], "", 0);
		sim_run(10);
		CHECK(has_address("0.0.0.0"));
		CHECK_EQ(lease_wait(clock_now()), -ETIMEDOUT);
		sim_run(10000); /* it asks again */
	}
	lease(SIM_IP, "", 0);
	CHECK(has_address("10.1.1.2"));
}

TEST(lease_is_asked_for_again_until_somebody_answers)
{
	int asked = 0;

	sim_start();
	ask();
	for (int second = 0; second < 30; second++) {
		asked += client_said() == DHCP_DISCOVER;
		sim_run(1000);
	}
	CHECK(asked >= 4 && asked <= 6); /* 0, 2, 6, 14, 30 s and the like */
	while (client_said() != DHCP_DISCOVER)
		sim_run(1000);
	server_says(DHCP_OFFER, SIM_IP, "", 0);
	server_says(DHCP_ACK, SIM_IP, "", 0);
	CHECK(has_address("10.1.1.2"));
}

TEST(lease_that_is_refused_leaves_no_name_servers)
{
	static const uint8_t options[] = { 6, 4, 10, 1, 1, 66 };

	sim_start();
	ask();
	lease(0x7f000001, options, sizeof(options));
	sim_run(10);
	CHECK_STR(name_servers(), "none");
}

static void lose_a_lease(void *arg)
{
	(void)arg;
	sim_start();
	ask();
	lease(SIM_IP + 5, "", 0);
	CHECK(has_address("10.1.1.7"));
	sim_run(7300 * 1000); /* 3584 s; nobody answers renewals */
	CHECK(has_address("0.0.0.0"));
	host_print_log();
}

TEST(lease_that_ends_is_told)
{
	static char said[8000];

	host_capture(lose_a_lease, NULL, said, sizeof(said));
	CHECK(strstr(said, "sim0: the DHCP lease has ended"));
}

TEST(lease_renewed_with_an_impossible_mask_is_refused)
{
	sim_start();
	ask();
	lease(SIM_IP + 5, "", 0);
	CHECK(has_address("10.1.1.7"));
	while (client_said() != DHCP_REQUEST)
		sim_run(60000);
	mask_low = 0xf8; /* 10.1.1.7 is its broadcast */
	server_says(DHCP_ACK, SIM_IP + 5, "", 0);
	sim_run(10);
	CHECK(has_address("0.0.0.0"));
}

TEST(lease_makes_the_first_interface_with_an_address_the_way_out)
{
	sim_start();
	ask();
	net_lock();
	netif_set_default(NULL);
	net_unlock();
	lease(SIM_IP + 5, "", 0);
	CHECK(has_address("10.1.1.7"));
	CHECK(netif_default == client);
}

TEST(lease_of_another_card_is_ignored)
{
	sim_start();
	ask();
	card_bit = 4;
	server_says(DHCP_OFFER, SIM_IP, "", 0);
	CHECK_EQ(client_said(), DHCP_DISCOVER);
}
