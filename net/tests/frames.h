/* SPDX-License-Identifier: MIT */
/* frames.h - frames from the simulated card's gateway. */
#ifndef NET_TESTS_FRAMES_H
#define NET_TESTS_FRAMES_H

#include <stddef.h>
#include <stdint.h>

#define UDP_DATA 42u /* bytes before a datagram's data */

/** Big-endian numbers. */
void put16(uint8_t *b, uint32_t v);
void put32(uint8_t *b, uint32_t v);

/** Addresses and ports in the host's byte order. */
struct udp_test {
	uint32_t src, dest;
	uint16_t src_port, dest_port;
};
/** A UDP datagram as a frame in f, which has room; returns its length. */
size_t udp_frame(uint8_t *f, const struct udp_test *u, const void *data, size_t len);
/** An ARP message of the gateway: operation 1 asks who has our address, 2 answers. */
size_t arp_frame(uint8_t *f, unsigned operation);

#endif
