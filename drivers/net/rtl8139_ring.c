/* SPDX-License-Identifier: MIT */
/*
 * rtl8139_ring.c - reading the chip's receive ring.
 *
 * The chip could also be told to write a frame past the end of the ring in one piece
 * (WRAP). We do not: copying two pieces costs nothing, it works for all four ring
 * sizes (WRAP does not at 64 KiB), and the chip then never writes outside of the ring.
 *
 * What the chip writes is input: a header is copied once, checked, and only then used.
 *
 * Source: Realtek RTL8139C(L) datasheet 1.4, 5.1 (receive status), 6.1 (ring), and
 * the RTL8139 programming guide 0.1, "early receive" for the length that means
 * "not yet".
 */
#include <string.h>

#include "rtl8139_ring.h"

#define HEADER_LEN   4u
#define FCS_LEN      4u
#define FRAME_MIN    60u
#define LEN_NOT_YET  0xfff0u
#define STATUS_OK    0x0001u
#define STATUS_WRONG 0x003eu /* alignment, CRC, too long, runt, symbol errors */

enum rtl_next rtl_ring_next(const struct rtl_ring *ring, struct rtl_frame *frame)
{
	uint16_t status, len;

	memcpy(&status, ring->base + ring->head, 2);
	memcpy(&len, ring->base + ring->head + 2, 2);
	if (len == LEN_NOT_YET)
		return RTL_NOT_YET;
	if (!(status & STATUS_OK) || status & STATUS_WRONG)
		return RTL_BROKEN;
	if (len < FRAME_MIN + FCS_LEN || len > ring->size - 2 * HEADER_LEN)
		return RTL_BROKEN;
	frame->at = (ring->head + HEADER_LEN) % ring->size;
	frame->len = (uint16_t)(len - FCS_LEN);
	return frame->len > RTL_FRAME_MAX ? RTL_OVERSIZE : RTL_FRAME;
}

void rtl_ring_copy(const struct rtl_ring *ring, const struct rtl_frame *frame, uint8_t *dst)
{
	uint32_t to_end = ring->size - frame->at;
	uint32_t first = frame->len < to_end ? frame->len : to_end;

	memcpy(dst, ring->base + frame->at, first);
	memcpy(dst + first, ring->base, frame->len - first);
}

void rtl_ring_advance(struct rtl_ring *ring, const struct rtl_frame *frame)
{
	uint32_t next = frame->at + frame->len + FCS_LEN;

	ring->head = (next + 3) / 4 * 4 % ring->size;
}

uint16_t rtl_ring_capr(const struct rtl_ring *ring)
{
	return (uint16_t)(ring->head - 16);
}
