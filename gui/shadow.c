/* SPDX-License-Identifier: MIT */
/*
 * shadow.c - soft shadows of rectangles with round corners. One corner is computed per radius and
 * size, and kept; sides and the middle repeat its last column and row (a "nine-patch"). The blur
 * is three running averages, which come near Gauss's curve (Wells, "Efficient synthesis of
 * Gaussian filters by cascaded uniform filters", 1986).
 *
 * Locking: the thread that called gui_open().
 */
#include <stdlib.h>
#include <string.h>

#include "draw.h"

#define MOST    64 /* pixels; of size and radius */
#define KEPT    6
#define SIDE(s) (2 * (s)->size + (s)->radius)

/* The upper left quarter of a shadow, from where it begins to where it changes no more, and beside
 * it the upper right one. */
struct corner {
	int radius, size;
	uint8_t *cover; /* SIDE rows of SIDE, and of SIDE mirrored */
	unsigned long used;
};

/* The mean over reach pixels to each side, beyond the line's ends 0; along a line of n whose
 * pixels are step apart. */
static void blur_line(uint8_t *line, int n, int step, int reach, uint8_t *copy)
{
	unsigned sum = 0, width = 2 * (unsigned)reach + 1;

	for (int i = 0; i < n; i++)
		copy[i] = line[(ptrdiff_t)i * step];
	for (int i = 0; i < MIN(reach, n); i++)
		sum += copy[i];
	for (int i = 0; i < n; i++) {
		sum += i + reach < n ? copy[i + reach] : 0;
		sum -= i - reach - 1 >= 0 ? copy[i - reach - 1] : 0;
		line[(ptrdiff_t)i * step] = (uint8_t)((sum + width / 2) / width);
	}
}

static void blur(uint8_t *cover, int n, int size, uint8_t *copy)
{
	for (int pass = 0; pass < 3; pass++) {
		int reach = (size + pass) / 3;

		for (int i = 0; i < n; i++)
			blur_line(cover + (ptrdiff_t)i * n, n, 1, reach, copy);
		for (int i = 0; i < n; i++)
			blur_line(cover + i, n, n, reach, copy);
	}
}

/* The corner of a blurred shape, whose rows are n wide. */
static void keep(struct corner *corner, const uint8_t *cover, int n)
{
	int side = SIDE(corner);
	uint8_t *to = corner->cover;

	for (int y = 0; y < side; y++, to += 2 * side, cover += n) {
		memcpy(to, cover, (size_t)side);
		for (int x = 0; x < side; x++)
			to[2 * side - 1 - x] = cover[x];
	}
}

/* Draws the shape whose shadow it is, large enough to have a middle, and blurs it. */
static bool make(struct corner *corner)
{
	int side = SIDE(corner), n = 2 * side;
	struct gui_canvas c = { calloc((size_t)n * (size_t)n, 5), n, { 0, 0, n, n } };
	uint8_t *cover = (uint8_t *)(c.pixels + (size_t)n * (size_t)n), copy[2 * 3 * MOST];

	corner->cover = malloc(2 * (size_t)side * (size_t)side);
	if (c.pixels && corner->cover) {
		gui_round_rect(&c, rect_inset(c.clip, corner->size), corner->radius, 0xffffffff);
		for (int i = 0; i < n * n; i++)
			cover[i] = (uint8_t)c.pixels[i];
		blur(cover, n, corner->size, copy);
		keep(corner, cover, n);
	} else {
		free(corner->cover);
		corner->cover = NULL;
	}
	free(c.pixels);
	return corner->cover != NULL;
}

/* The corner of that radius and size; NULL: no memory. */
static const struct corner *get(int radius, int size)
{
	static struct corner kept[KEPT];
	static unsigned long now;
	struct corner *oldest = &kept[0];

	for (struct corner *k = kept; k < kept + KEPT; k++) {
		if (k->cover && k->radius == radius && k->size == size) {
			k->used = ++now;
			return k;
		}
		if (k->used < oldest->used)
			oldest = k;
	}
	free(oldest->cover);
	*oldest = (struct corner){ radius, size, NULL, ++now };
	return make(oldest) ? oldest : NULL;
}

void gui_shadow(struct gui_canvas *c, struct rect r, int radius, int size, gui_colour colour)
{
	size = MAX(MIN(size, MOST), 0);
	radius = MAX(MIN(MIN(radius, MOST), MIN(r.w, r.h) / 2), 0);

	struct rect all = rect_inset(r, -size), shown = rect_intersect(c->clip, all);
	const struct corner *corner = rect_empty(r) || rect_empty(shown) ? NULL : get(radius, size);

	if (!corner || SIDE(corner) == 0)
		return;
	int side = SIDE(corner), left = MIN(side, (all.w + 1) / 2), rest = MIN(side, all.w / 2);
	for (int y = shown.y; y < shown.y + shown.h; y++) {
		int row = MIN(MIN(y - all.y, all.y + all.h - 1 - y), side - 1);
		const uint8_t *cover = corner->cover + (ptrdiff_t)row * 2 * side;

		canvas_cover(c, all.x, y, cover, left, colour);
		canvas_fill(c, all.x + left, y, all.w - left - rest,
			    gui_fade(colour, cover[side - 1]));
		canvas_cover(c, all.x + all.w - rest, y, cover + 2 * side - rest, rest, colour);
	}
}
