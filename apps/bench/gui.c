/* SPDX-License-Identifier: MIT */
/*
 * gui.c - drawing: instructions for a megapixel (1024 x 1024), and for a letter whose picture is
 * kept, or has to be made.
 */
#include <stdlib.h>

#include <gui/image.h>
#include <gui/text.h>

#include "measure.h"

#define SIDE    1024
#define LETTERS 26
#define FEW     3 /* samples: nothing varies */

static struct gui_canvas canvas;
static struct gui_image *image, *half;

static void begin(void)
{
	canvas = (struct gui_canvas){ malloc(sizeof(uint32_t) * SIDE * SIDE),
				      SIDE,
				      { 0, 0, SIDE, SIDE } };
	image = gui_image_new(SIDE, SIDE);
	half = gui_image_new(SIDE / 2, SIDE / 2);
	must(canvas.pixels && image && half, "memory for pictures");
	for (int i = 0; i < SIDE * SIDE; i++)
		image->pixels[i] = (uint32_t)i << 20 | (uint32_t)i;
	gui_fill(&canvas, canvas.clip, 0xffffffff);
}

static void end(void)
{
	free(canvas.pixels);
	gui_image_free(image);
	gui_image_free(half);
}

static uint64_t fill(void)
{
	uint64_t start = stamp();

	gui_fill(&canvas, canvas.clip, 0xff336699);
	return stamp() - start;
}

static uint64_t fill_by_alpha(void)
{
	uint64_t start = stamp();

	gui_fill(&canvas, canvas.clip, 0x40336699);
	return stamp() - start;
}

static uint64_t gradient(void)
{
	uint64_t start = stamp();

	gui_gradient(&canvas, canvas.clip, 0xff336699, 0xff99ccff);
	return stamp() - start;
}

static uint64_t blit(void)
{
	uint64_t start = stamp();

	gui_blit(&canvas, 0, 0, image, canvas.clip);
	return stamp() - start;
}

static uint64_t blend(void)
{
	uint64_t start = stamp();

	gui_blend(&canvas, 0, 0, image, canvas.clip, 255);
	return stamp() - start;
}

/* To twice the width and height. */
static uint64_t scale(void)
{
	uint64_t start = stamp();

	gui_scale(&canvas, canvas.clip, half);
	return stamp() - start;
}

static uint64_t draw_letters(int size)
{
	uint64_t start = stamp();

	gui_text_draw(&canvas, gui_font(GUI_SANS, size), 0, size, "abcdefghijklmnopqrstuvwxyz",
		      LETTERS, 0xff202124);
	return (stamp() - start) / LETTERS;
}

static uint64_t letter_kept(void)
{
	return draw_letters(14);
}

/* Each time of a size that was not drawn before. */
static uint64_t letter_made(void)
{
	static int size = 14;

	return draw_letters(++size);
}

static const struct measurement list[] = {
	{ "megapixel filled", fill, FEW },
	{ "megapixel filled by alpha", fill_by_alpha, FEW },
	{ "megapixel of gradient", gradient, FEW },
	{ "megapixel of an image copied", blit, FEW },
	{ "megapixel of an image blended", blend, FEW },
	{ "megapixel of an image scaled", scale, FEW },
	{ "letter of 14 pixels drawn again", letter_kept, FEW },
	{ "letter of 16 pixels drawn first", letter_made, FEW },
};
const struct group drawing_group = {
	.name = "gui",
	.list = list,
	.count = sizeof(list) / sizeof(list[0]),
	.begin = begin,
	.end = end,
};
