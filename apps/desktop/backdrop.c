/* SPDX-License-Identifier: MIT */
/*
 * backdrop.c - what lies behind the windows: a gradient with two soft lights in it, and the logo.
 *
 * It is drawn once for a size of the screen and a theme, and copied from then on: a window
 * that moves uncovers it sixty times a second. Without the memory for that it is a plain gradient,
 * drawn anew each time.
 */
#include "desktop.h"

static struct {
	struct gui_image *image; /* NULL: not drawn yet, or no memory */
	const struct gui_theme *theme;
} kept;

struct look {
	gui_colour top, bottom, light, glow, flange, thread;
};

static const struct look looks[] = {
	{ 0xff3566bd, 0xff9fc3ee, 0x8cffffff, 0x70ffd3dc, 0x60ffffff, 0x38ffffff },
	{ 0xff1a2540, 0xff0b0f18, 0x505f8fe8, 0x388a4fd0, 0x30ffffff, 0x1cffffff },
	{ 0xff000000, 0xff000000, 0x00000000, 0x00000000, 0xffffffff, 0x80ffffff },
};

static const struct look *look(void)
{
	if (gui_theme() == &gui_theme_contrast)
		return &looks[2];
	return &looks[gui_theme() == &gui_theme_dark];
}

/* part: of 4096; order: 0..15, where in the pattern the pixel is. */
static uint32_t lit(uint32_t pixel, gui_colour colour, unsigned part, unsigned order)
{
	unsigned alpha = part * (colour >> 24); /* of 255 * 4096 */
	uint32_t result = 0xff000000;

	for (int shift = 0; shift < 24; shift += 8) {
		int from = pixel >> shift & 0xff, to = colour >> shift & 0xff;
		int64_t step = (int64_t)(to - from) * alpha * 16 / 255 / 4096 + order;

		result |= (uint32_t)(from + (int)(step >> 4)) << shift;
	}
	return result;
}

/* Light that fades from a point to a circle: the colour's alpha times (1 - (d / radius)^2)^2,
 * dithered by an ordered pattern of 4 by 4, without which so flat a slope shows steps. */
static void add_glow(struct gui_image *image, int x0, int y0, int radius, gui_colour colour)
{
	static const uint8_t order[16] = { 0, 8, 2, 10, 12, 4, 14, 6, 3, 11, 1, 9, 15, 7, 13, 5 };
	int64_t whole = (int64_t)radius * radius;

	for (int y = 0; y < image->height; y++) {
		for (int x = 0; x < image->width; x++) {
			int64_t left = whole - (int64_t)(x - x0) * (x - x0) -
				       (int64_t)(y - y0) * (y - y0);
			if (left <= 0)
				continue;
			int64_t part = left * 4096 / whole;
			uint32_t *pixel = &image->pixels[(long)y * image->width + x];
			*pixel = lit(*pixel, colour, (unsigned)(part * part >> 12),
				     order[(y & 3) * 4 + (x & 3)]);
		}
	}
}

static void draw_logo_in(struct gui_canvas *c, struct rect area)
{
	const struct look *l = look();
	int size = gui_dp(112);

	draw_logo(c, (struct rect){ (area.w - size) / 2, area.h * 42 / 100 - size / 2, size, size },
		  l->flange, l->thread);
}

static void keep(struct rect area)
{
	const struct gui_image *old = kept.image;

	if (old && old->width == area.w && old->height == area.h && kept.theme == gui_theme())
		return;
	gui_image_free(kept.image);
	kept.image = gui_image_new(area.w, area.h);
	kept.theme = gui_theme();
	if (!kept.image)
		return;
	struct gui_canvas c = { kept.image->pixels, area.w, area };
	gui_gradient(&c, area, look()->top, look()->bottom);
	add_glow(kept.image, area.w * 84 / 100, area.h * 6 / 100, area.h, look()->light);
	add_glow(kept.image, area.w * 8 / 100, area.h, area.h * 90 / 100, look()->glow);
	draw_logo_in(&c, area);
}

static void draw(struct gui_canvas *c, struct rect area, void *arg)
{
	(void)arg;
	keep(area);
	if (kept.image) {
		gui_blit(c, 0, 0, kept.image, area);
		return;
	}
	gui_gradient(c, area, look()->top, look()->bottom);
	draw_logo_in(c, area);
}

void backdrop_open(void)
{
	gui_backdrop(draw, NULL);
}
