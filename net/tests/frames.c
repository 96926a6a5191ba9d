/* SPDX-License-Identifier: MIT */
/* frames.c - frames from the simulated card's gateway. */
#include <netinet/in.h>
#include <string.h>

#include "lwip/inet_chksum.h"
#include "frames.h"
#include "sim.h"

#define GATEWAY_MAC 2, 0, 0, 0, 0, 1
#define OUR_MAC     2, 0, 0, 0, 0, 2

void put32(uint8_t *b, uint32_t v)
{
	for (int i = 0; i < 4; i++)
		b[i] = (uint8_t)(v >> (24 - 8 * i));
}

void put16(uint8_t *b, uint32_t v)
{
	b[0] = (uint8_t)(v >> 8);
	b[1] = (uint8_t)v;
}

size_t udp_frame(uint8_t *f, const struct udp_test *u, const void *data, size_t len)
{
	static const uint8_t ether[] = { OUR_MAC, GATEWAY_MAC, 8, 0 };
	uint8_t *ip = f + 14, *udp = ip + 20;

	memset(f, 0, UDP_DATA);
	memcpy(f, ether, sizeof(ether));
	ip[0] = 0x45;
	put16(ip + 2, (uint32_t)(28 + len));
	ip[8] = 64;
	ip[9] = IPPROTO_UDP;
	put32(ip + 12, u->src);
	put32(ip + 16, u->dest);
	uint16_t sum = inet_chksum(ip, 20);
	memcpy(ip + 10, &sum, 2);
	put16(udp, u->src_port);
	put16(udp + 2, u->dest_port);
	put16(udp + 4, (uint32_t)(8 + len)); /* no checksum: allowed in UDP */
	memcpy(f + UDP_DATA, data, len);
	return UDP_DATA + len;
}

size_t arp_frame(uint8_t *f, unsigned operation)
{
	static const uint8_t fixed[] = { OUR_MAC, GATEWAY_MAC, 8, 6, 0, 1,          8,
					 0,       6,           4, 0, 0, GATEWAY_MAC };

	memset(f, 0, 42);
	memcpy(f, fixed, sizeof(fixed));
	f[21] = (uint8_t)operation;
	put32(f + 28, SIM_GATEWAY);
	memcpy(f + 32, fixed, 6);
	put32(f + 38, SIM_IP);
	return 42;
}
