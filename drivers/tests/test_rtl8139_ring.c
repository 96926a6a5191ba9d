/* SPDX-License-Identifier: MIT */
/* test_rtl8139_ring.c - frames at every offset of the ring, and headers that lie. */
#include <string.h>

#include <test/test.h>

#include "../net/rtl8139_ring.h"

#define SIZE 8192u
#define FCS  4u
#define OK   0x0001u

static uint8_t memory[SIZE];
static struct rtl_ring ring = { .base = memory, .size = SIZE };
static struct rtl_frame frame;

static void put16(uint32_t at, unsigned v)
{
	memory[at % SIZE] = (uint8_t)v;
	memory[(at + 1) % SIZE] = (uint8_t)(v >> 8);
}

/* Writes a frame of len bytes, byte i holding i + seed, as the chip would. */
static void put_frame(uint32_t at, unsigned len, unsigned seed)
{
	put16(at, OK);
	put16(at + 2, len + FCS);
	for (unsigned i = 0; i < len; i++)
		memory[(at + 4 + i) % SIZE] = (uint8_t)(i + seed);
}

static bool frame_is(unsigned len, unsigned seed)
{
	static uint8_t got[RTL_FRAME_MAX];

	if (rtl_ring_next(&ring, &frame) != RTL_FRAME || frame.len != len)
		return false;
	rtl_ring_copy(&ring, &frame, got);
	for (unsigned i = 0; i < len; i++)
		if (got[i] != (uint8_t)(i + seed))
			return false;
	return true;
}

static bool header_gives(unsigned status, unsigned len, enum rtl_next want)
{
	ring.head = 0;
	put16(0, status);
	put16(2, len);
	return rtl_ring_next(&ring, &frame) == want;
}

TEST(rtl8139_frame_comes_whole_from_every_offset)
{
	for (ring.head = 0; ring.head < SIZE; ring.head += 4) {
		memset(memory, 0xee, sizeof(memory));
		put_frame(ring.head, 1514, ring.head);
		NEED(frame_is(1514, ring.head));
	}
}

TEST(rtl8139_frames_of_every_length_follow_each_other)
{
	ring.head = 0;
	for (unsigned len = 60; len <= RTL_FRAME_MAX; len++) {
		uint32_t was = ring.head;

		put_frame(ring.head, len, len);
		NEED(frame_is(len, len));
		rtl_ring_advance(&ring, &frame);
		NEED(ring.head % 4 == 0 && ring.head < SIZE);
		CHECK_EQ((ring.head - was) % SIZE, (4 + len + FCS + 3) / 4 * 4);
	}
}

TEST(rtl8139_lying_lengths_are_refused)
{
	CHECK(header_gives(OK, 0, RTL_BROKEN));
	CHECK(header_gives(OK, 1, RTL_BROKEN));
	CHECK(header_gives(OK, 63, RTL_BROKEN));
	CHECK(header_gives(OK, 64, RTL_FRAME));
	CHECK(header_gives(OK, RTL_FRAME_MAX + FCS, RTL_FRAME));
	CHECK(header_gives(OK, SIZE - 8, RTL_OVERSIZE));
	CHECK(header_gives(OK, SIZE - 7, RTL_BROKEN));
	CHECK(header_gives(OK, SIZE, RTL_BROKEN));
	CHECK(header_gives(OK, 65535, RTL_BROKEN));
}

TEST(rtl8139_frame_behind_an_oversize_one_is_found)
{
	for (unsigned len = RTL_FRAME_MAX + 1; len < 4096; len++) {
		ring.head = SIZE - 64;
		put_frame(ring.head, len, 0);
		NEED(CHECK_EQ(rtl_ring_next(&ring, &frame), RTL_OVERSIZE));
		rtl_ring_advance(&ring, &frame);
		put_frame(ring.head, 60, len);
		NEED(frame_is(60, len));
	}
}

TEST(rtl8139_unfinished_frame_is_left_alone)
{
	CHECK(header_gives(OK, 0xfff0, RTL_NOT_YET));
	CHECK(header_gives(0, 0xfff0, RTL_NOT_YET));
}

TEST(rtl8139_bad_status_is_refused)
{
	CHECK(header_gives(0, 64, RTL_BROKEN));
	for (unsigned bit = 1; bit <= 5; bit++)
		CHECK(header_gives(OK | 1u << bit, 64, RTL_BROKEN));
	for (unsigned bit = 13; bit <= 15; bit++) /* broadcast, our address, multicast */
		CHECK(header_gives(OK | 1u << bit, 64, RTL_FRAME));
}

TEST(rtl8139_read_position_is_told_less_16)
{
	ring.head = 0;
	CHECK_EQ(rtl_ring_capr(&ring), 0xfff0);
	ring.head = 16;
	CHECK_EQ(rtl_ring_capr(&ring), 0);
}
