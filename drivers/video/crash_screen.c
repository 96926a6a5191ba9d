/* SPDX-License-Identifier: MIT */
/*
 * crash_screen.c - what people see of a panic on a screen in public: that somebody knows of
 * it, what follows, and a code to say on the telephone. The report is for the console.
 *
 * The console's font is drawn several times as large: nothing else can be trusted now, and
 * nothing is read or reserved.
 *
 * Locking: only a panic comes here, with interrupts off.
 */
#include <string.h>

#include <core/crash.h>
#include <core/font.h>
#include <core/printf.h>

#include "crash_screen.h"

#define GROUND 0x10141au
#define TEXT   0xf3f5f9u
#define DIM    0x9aa6b8u
#define MARK   0xe06c75u

#define ROWS 30 /* of the font, unscaled, in the screen's height: how large letters are */

static struct framebuffer *fb; /* the screen */

static void fill(int x, int y, int width, int height, uint32_t colour)
{
	for (int row = y; row < y + height && row < fb->display.height; row++) {
		uint32_t *to = fb->memory + (size_t)row * fb->stride;

		for (int i = x; i < x + width && i < fb->display.width; i++)
			to[i] = colour;
	}
}

static void draw_glyph(int x, int y, int scale, char c, uint32_t colour)
{
	const uint8_t *bits = font_glyph(&font_8x16, (uint8_t)c);

	for (int row = 0; row < (int)font_8x16.height; row++) {
		for (int i = 0; i < (int)FONT_WIDTH; i++) {
			if (bits[row] & 0x80 >> i)
				fill(x + i * scale, y + row * scale, scale, scale, colour);
		}
	}
}

/* Draws text so large, or as large as there is room for; gives the y below. */
static int draw_line(int x, int y, int scale, const char *text, uint32_t colour)
{
	int room = fb->display.width - x;

	while (scale > 1 && (int)strlen(text) * (int)FONT_WIDTH * scale > room)
		scale--;
	for (; *text; text++, x += (int)FONT_WIDTH * scale)
		draw_glyph(x, y, scale, *text, colour);
	return y + (int)font_8x16.height * scale;
}

static void show(uint32_t code, int seconds)
{
	int unit = MAX(fb->display.height / (ROWS * (int)font_8x16.height), 1) * 8;
	int scale = unit / 8, x = unit * 8, y = fb->display.height / 3;
	char text[64];

	fill(0, 0, fb->display.width, fb->display.height, GROUND);
	fill(x - unit * 3, y, scale * 4, unit * 17, MARK);
	y = draw_line(x, y, scale * 3, "This screen has stopped.", TEXT) + unit;
	if (seconds < 0)
		ksnprintf(text, sizeof(text), "Somebody has to look after it.");
	else
		ksnprintf(text, sizeof(text), "It starts again in %d seconds.", seconds);
	y = draw_line(x, y, scale * 2, text, DIM) + unit * 3;
	ksnprintf(text, sizeof(text), "Code %04x-%04x", code >> 16, code & 0xffff);
	draw_line(x, y, scale * 3, text, TEXT);
	if (fb->drawn)
		fb->drawn(fb, (struct rect){ 0, 0, fb->display.width, fb->display.height });
}

void crash_screen_use(struct framebuffer *screen)
{
	fb = screen;
	crash_screen = show;
}
