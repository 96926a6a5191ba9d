/* SPDX-License-Identifier: MIT */
/*
 * edid.c - what a monitor says about itself, in a block of 128 bytes that the video card
 * hands on.
 *
 *	  0  00 ff ff ff ff ff ff 00
 *	 21  width, height (cm)
 *	 54  the preferred timing: pixel clock (0: none), then
 *	     +2 width, +4 its bits 8..11 (high half), +5 height, +7 likewise
 *	     +12 width (mm), +13 height (mm), +14 their bits 8..11 (high half: the width's)
 *	127  makes the sum of all bytes a multiple of 256
 *
 * Source: VESA Enhanced EDID Standard, release A, revision 2 (EDID 1.4), 3.
 * Locking: none; pure functions of their arguments.
 */
#include <string.h>

#include <core/display.h>

#define CM     21u
#define TIMING 54u

static bool valid(const uint8_t *edid)
{
	static const uint8_t magic[8] = { 0x00, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x00 };
	uint8_t sum = 0;

	for (unsigned i = 0; i < EDID_SIZE; i++)
		sum = (uint8_t)(sum + edid[i]);
	return memcmp(edid, magic, sizeof(magic)) == 0 && sum == 0;
}

static unsigned high_half(uint8_t byte)
{
	return (unsigned)(byte & 0xf0) << 4;
}

bool display_read_edid(struct display *d, const uint8_t *edid)
{
	const uint8_t *t = edid + TIMING;

	if (!valid(edid))
		return false;
	d->width_mm = edid[CM] * 10;
	d->height_mm = edid[CM + 1] * 10;
	if (!t[0] && !t[1])
		return true;
	d->preferred.width = (uint16_t)(t[2] | high_half(t[4]));
	d->preferred.height = (uint16_t)(t[5] | high_half(t[7]));
	unsigned width = t[12] | high_half(t[14]);
	unsigned height = t[13] | (unsigned)(t[14] & 0x0f) << 8;
	if (width && height) {
		d->width_mm = (int)width;
		d->height_mm = (int)height;
	}
	return true;
}
