/* SPDX-License-Identifier: MIT */
/* frames.c - pictures that can be checked from outside. */
#include <stdio.h>
#include <stdlib.h>

#include <core/display.h>

#include "display.h"

#define RECTS      16
#define POLYNOMIAL 0xedb88320u

static uint32_t crc_table[256];

static void fill_table(void)
{
	for (uint32_t i = 0; i < 256; i++) {
		uint32_t c = i;

		for (int bit = 0; bit < 8; bit++)
			c = c & 1 ? POLYNOMIAL ^ c >> 1 : c >> 1;
		crc_table[i] = c;
	}
}

static uint32_t crc_byte(uint32_t crc, uint32_t byte)
{
	return crc_table[(crc ^ byte) & 0xff] ^ crc >> 8;
}

static uint32_t checksum(const struct display *d)
{
	uint32_t crc = UINT32_MAX;

	for (int y = 0; y < d->height; y++) {
		for (int x = 0; x < d->width; x++) {
			uint32_t pixel = d->pixels[y * d->stride + x];

			crc = crc_byte(crc, pixel >> 16);
			crc = crc_byte(crc, pixel >> 8);
			crc = crc_byte(crc, pixel);
		}
	}
	return ~crc;
}

static int below(int n)
{
	return rand() % n;
}

static struct rect somewhere(const struct display *d)
{
	struct rect r = { .x = below(d->width), .y = below(d->height) };

	r.w = 1 + below(d->width - r.x);
	r.h = 1 + below(d->height - r.y);
	return r;
}

static void fill(const struct display *d, struct rect r, uint32_t colour)
{
	for (int y = r.y; y < r.y + r.h; y++)
		for (int x = r.x; x < r.x + r.w; x++)
			d->pixels[y * d->stride + x] = colour;
}

void random_frames(struct display *d, unsigned count)
{
	struct rect rects[RECTS];

	fill_table();
	for (unsigned n = 0; n < count; n++) {
		unsigned used = 1 + (unsigned)below(RECTS);

		for (unsigned i = 0; i < used; i++) {
			rects[i] = somewhere(d);
			fill(d, rects[i], (uint32_t)below(1 << 24));
		}
		d->flush(d, rects, used);
	}
	printf("crc %dx%d %08x\n", d->width, d->height, checksum(d));
}

void plain_frames(struct display *d, unsigned count)
{
	struct rect rects[RECTS];
	int height = d->height / RECTS;

	for (unsigned n = 0; n < count; n++) {
		for (int i = 0; i < RECTS; i++) {
			rects[i] = (struct rect){ 0, i * height, d->width, height };
			fill(d, rects[i], (n * 0x123457 & 0xffffff) | 1);
		}
		d->flush(d, rects, RECTS);
	}
	printf("shown %u\n", count);
}
