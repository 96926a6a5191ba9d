/* SPDX-License-Identifier: MIT */
/*
 * rtl8139_ring.h - reading the chip's receive ring. Touches memory only, so that tests
 * and fuzzers can play the chip.
 *
 *	head
 *	  v
 *	+--------+--------+---------------------------+------+---------+
 *	| status | length |  frame, length - 4 bytes  |  FCS | to next |
 *	|   16   |   16   |                           |  32  | multiple|
 *	+--------+--------+---------------------------+------+- of 4 --+
 *
 * all little-endian; a frame that meets the end of the ring goes on at its start.
 */
#ifndef DRIVERS_NET_RTL8139_RING_H
#define DRIVERS_NET_RTL8139_RING_H

#include <stdbool.h>
#include <stdint.h>

/* The longest frame: 1500 bytes, Ethernet header, VLAN tag. */
#define RTL_FRAME_MAX 1518u

struct rtl_ring {
	const uint8_t *base;
	uint32_t size; /* bytes, power of two, 8 KiB to 64 KiB */
	uint32_t head; /* offset of the next frame header, multiple of 4, below size */
};

struct rtl_frame {
	uint32_t at;  /* offset of the first byte */
	uint16_t len; /* bytes, frame check sequence taken off: 60..RTL_FRAME_MAX for RTL_FRAME */
};

enum rtl_next {
	RTL_FRAME,    /* one frame stands at the head */
	RTL_OVERSIZE, /* one that is longer than Ethernet allows: to be skipped */
	RTL_NOT_YET,  /* the chip is still writing it */
	RTL_BROKEN,   /* the header makes no sense: nothing in the ring can be trusted */
};

/** Reads the header at the head; *frame is written for the first two results. */
enum rtl_next rtl_ring_next(const struct rtl_ring *ring, struct rtl_frame *frame);
/** Copies the len bytes of an RTL_FRAME to dst. */
void rtl_ring_copy(const struct rtl_ring *ring, const struct rtl_frame *frame, uint8_t *dst);
/** Moves the head behind the frame. */
void rtl_ring_advance(struct rtl_ring *ring, const struct rtl_frame *frame);
/** What the chip wants to be told of the head: 16 less than it is (sic). */
uint16_t rtl_ring_capr(const struct rtl_ring *ring);

#endif
