/* SPDX-License-Identifier: MIT */
/* test_round.c - circles and round corners: even on all sides, as large as geometry says. */
#include <limits.h>

#include <test/test.h>

#include "scene.h"

/* How dark the picture is in all, in pixels times 255. */
static long ink(const struct scene *s)
{
	long sum = 0;

	for (int i = 0; i < s->width * s->height; i++)
		sum += 255 - (long)(s->pixels[i] & 0xff);
	return sum;
}

static void check_even(const struct scene *s)
{
	for (int y = 0; y < s->height; y++)
		for (int x = 0; x < s->width; x++) {
			uint32_t pixel = scene_pixel(s, x, y);

			NEED(pixel == scene_pixel(s, s->width - 1 - x, y));
			NEED(pixel == scene_pixel(s, x, s->height - 1 - y));
			NEED(s->width != s->height || pixel == scene_pixel(s, y, x) ||
			     /* The two ways to sum up a pixel differ by little. */
			     (pixel & 0xff) - (scene_pixel(s, y, x) & 0xff) + 4 < 8);
		}
}

TEST(gui_circle_is_even_and_has_the_area_of_one)
{
	for (int side = 1; side < 60; side++) {
		struct scene s = scene_new(side, side);
		long area = 3141593L * side * side / 4 * 255 / 1000000;

		gui_circle(&s.canvas, s.canvas.clip, 0xff000000);
		check_even(&s);
		NEED(ink(&s) >= area - side * 4 - 255 / 4 && ink(&s) <= area + side * 4 + 255 / 4);
		scene_free(&s);
	}
}

TEST(gui_ring_is_the_circle_without_a_smaller_one)
{
	for (int side = 3; side < 40; side++) {
		for (int width = 1; 2 * width < side; width++) {
			struct scene ring = scene_new(side, side), other = scene_new(side, side);
			struct rect all = ring.canvas.clip;

			gui_ring(&ring.canvas, all, width, 0xff000000);
			gui_circle(&other.canvas, all, 0xff000000);
			gui_circle(&other.canvas, rect_inset(all, width), 0xffffffff);
			check_even(&ring);
			/* One pixel may belong to both edges. */
			CHECK(ink(&ring) - ink(&other) < 64 * side &&
			      ink(&other) - ink(&ring) < 64 * side);
			scene_free(&ring);
			scene_free(&other);
		}
	}
}

TEST(gui_round_rect_without_radius_is_a_rectangle)
{
	struct scene round = scene_new(20, 12), plain = scene_new(20, 12);
	struct rect r = { 2, 3, 15, 7 };

	gui_round_rect(&round.canvas, r, 0, 0xff808080);
	gui_fill(&plain.canvas, r, 0xff808080);
	CHECK_EQ(scene_hash(&round), scene_hash(&plain));
	gui_round_frame(&round.canvas, r, 0, 2, 0x80104050);
	gui_frame(&plain.canvas, r, 2, 0x80104050);
	CHECK_EQ(scene_hash(&round), scene_hash(&plain));
	scene_free(&round);
	scene_free(&plain);
}

TEST(gui_round_rect_that_is_a_square_is_a_circle)
{
	struct scene round = scene_new(30, 30), circle = scene_new(30, 30);

	gui_round_rect(&round.canvas, round.canvas.clip, 1000, 0xff000000);
	gui_circle(&circle.canvas, circle.canvas.clip, 0xff000000);
	CHECK_EQ(scene_hash(&round), scene_hash(&circle));
	scene_free(&round);
	scene_free(&circle);
}

/* Alpha below 255 shows every pixel that is drawn twice. */
TEST(gui_shapes_draw_no_pixel_twice)
{
	for (int w = 1; w < 24; w++) {
		for (int radius = 0; radius < 14; radius++) {
			struct scene s = scene_new(w, 17);

			gui_round_rect(&s.canvas, s.canvas.clip, radius, 0x40000000);
			check_even(&s);
			CHECK_EQ(scene_pixel(&s, w / 2, 8), 0xbfbfbf);
			gui_fill(&s.canvas, s.canvas.clip, 0xffffffff);
			gui_round_frame(&s.canvas, s.canvas.clip, radius, 3, 0x40000000);
			check_even(&s);
			for (int i = 0; i < w * 17; i++)
				NEED((s.pixels[i] & 0xff) >= 0xbf);
			scene_free(&s);
		}
	}
}

TEST(gui_round_shapes_may_reach_far_beyond_the_picture)
{
	struct scene s = scene_new(40, 40);
	struct rect far = { 5, 5, INT_MAX, INT_MAX }, around = { -100, -100, INT_MAX, INT_MAX };

	gui_round_frame(&s.canvas, far, 4, 2, 0xff000000);
	CHECK_EQ(scene_pixel(&s, 39, 6), 0);
	CHECK_EQ(scene_pixel(&s, 6, 39), 0);
	CHECK_EQ(scene_pixel(&s, 39, 39), 0xffffff);
	gui_round_rect(&s.canvas, far, 4, 0xff123456);
	CHECK_EQ(scene_pixel(&s, 39, 39), 0x123456);
	CHECK_EQ(scene_pixel(&s, 5, 5), 0xffffff);
	gui_round_frame(&s.canvas, around, 4, 2, 0xff000000);
	CHECK_EQ(scene_pixel(&s, 20, 20), 0x123456);
	gui_round_rect(&s.canvas, around, 4, 0xff654321);
	CHECK_EQ(scene_pixel(&s, 0, 0), 0x654321);
	scene_free(&s);
}
