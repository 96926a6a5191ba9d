/* SPDX-License-Identifier: MIT */
/* test_canvas.c - rectangles, clipping and how colours mix. */
#include <limits.h>
#include <string.h>

#include <gui/image.h>
#include <test/test.h>

#include "../draw.h"
#include "scene.h"

static struct rect some_rect(int reach)
{
	return (struct rect){ (int)test_below((uint32_t)reach * 3) - reach,
			      (int)test_below((uint32_t)reach * 3) - reach,
			      (int)test_below((uint32_t)reach * 2) - reach / 4,
			      (int)test_below((uint32_t)reach * 2) - reach / 4 };
}

TEST(gui_rect_edges_do_not_wrap)
{
	struct rect far = { INT_MAX - 1, INT_MIN, INT_MAX, INT_MAX };
	struct rect all = { INT_MIN, INT_MIN, INT_MAX, INT_MAX };

	CHECK(rect_empty(rect_intersect(far, all)));
	CHECK_EQ(rect_intersect(far, (struct rect){ INT_MAX - 1, -5, 9, 4 }).h, 4);
	CHECK(rect_contains(far, INT_MAX, -2));
	CHECK(!rect_contains(far, INT_MIN, -2));
	CHECK(!rect_contains(all, 0, 0));
	CHECK_EQ(rect_moved(far, 5, -5).x, INT_MAX);
	CHECK_EQ(rect_inset(all, -1).x, INT_MIN);
	CHECK_EQ(rect_inset((struct rect){ 0, 0, 10, 10 }, 5).w, 0);
	CHECK(rect_covers((struct rect){ 0, 0, 9, 9 }, (struct rect){ 8, 8, 1, 1 }));
	CHECK(!rect_covers((struct rect){ 0, 0, 9, 9 }, (struct rect){ 8, 8, 1, 2 }));
}

/* Every pixel of a rectangle lies in what is cut out of it or in one of the parts. */
TEST(gui_rect_without_another_is_all_that_is_left)
{
	struct rect parts[4];

	for (int round = 0; round < 500; round++) {
		struct rect r = some_rect(12), hole = some_rect(12);
		unsigned count = rect_subtract(r, hole, parts);

		for (int y = -12; y < 48; y++)
			for (int x = -12; x < 48; x++) {
				unsigned in = 0;

				for (unsigned i = 0; i < count; i++)
					in += rect_contains(parts[i], x, y);
				NEED(in == (rect_contains(r, x, y) && !rect_contains(hole, x, y)));
			}
	}
	struct rect far = { INT_MAX - 9, INT_MIN, INT_MAX, INT_MAX };
	CHECK_EQ(rect_subtract(far, (struct rect){ INT_MAX - 4, -20, 9, 9 }, parts), 4);
	CHECK_EQ(parts[2].w, 5);
}

TEST(gui_mix_is_exact_at_both_ends_and_rounded_between)
{
	for (unsigned a = 0; a < 256; a++) {
		for (unsigned b = 0; b < 256; b++) {
			unsigned alpha = test_below(256);
			unsigned want = (b * alpha + a * (255 - alpha) + 127) / 255;

			CHECK_EQ(mix(a * 0x10101, b * 0x10101, 0), a * 0x10101);
			CHECK_EQ(mix(a * 0x10101, b * 0x10101, 255), b * 0x10101);
			NEED(mix(a * 0x10101, b * 0x10101, alpha) == want * 0x10101);
		}
	}
}

TEST(gui_fill_covers_its_pixels_and_no_other)
{
	struct scene s = scene_new(8, 8);

	gui_fill(&s.canvas, (struct rect){ 2, 3, 4, 2 }, 0xff123456);
	for (int y = 0; y < 8; y++)
		for (int x = 0; x < 8; x++)
			CHECK_EQ(scene_pixel(&s, x, y),
				 x >= 2 && x < 6 && y >= 3 && y < 5 ? 0x123456 : 0xffffff);
	gui_fill(&s.canvas, s.canvas.clip, 0x00ff0000);
	CHECK_EQ(scene_pixel(&s, 0, 0), 0xffffff);
	gui_fill(&s.canvas, s.canvas.clip, 0x80000000);
	CHECK_EQ(scene_pixel(&s, 0, 0), 0x7f7f7f);
	scene_free(&s);
}

TEST(gui_frame_is_as_wide_as_said_and_inside)
{
	struct scene s = scene_new(10, 10);

	gui_frame(&s.canvas, (struct rect){ 1, 1, 8, 7 }, 2, 0xff000000);
	for (int y = 0; y < 10; y++)
		for (int x = 0; x < 10; x++) {
			bool outer = rect_contains((struct rect){ 1, 1, 8, 7 }, x, y);
			bool inner = rect_contains((struct rect){ 3, 3, 4, 3 }, x, y);

			CHECK_EQ(scene_pixel(&s, x, y), outer && !inner ? 0 : 0xffffff);
		}
	scene_free(&s);
}

/* A shape of each kind, anywhere, over every edge of the clip. */
static void draw_something(struct gui_canvas *c, const struct gui_image *image)
{
	struct rect r = some_rect(40);
	gui_colour colour = (gui_colour)test_random();
	int size = (int)test_below(12) - 1;

	switch (test_below(9)) {
	case 0:
		gui_fill(c, r, colour);
		break;
	case 1:
		gui_frame(c, r, size, colour);
		break;
	case 2:
		gui_gradient(c, r, colour, ~colour);
		break;
	case 3:
		gui_round_rect(c, r, size, colour);
		break;
	case 4:
		gui_round_frame(c, r, size, size / 2, colour);
		break;
	case 5:
		gui_circle(c, r, colour);
		break;
	case 6:
		gui_ring(c, r, size, colour);
		break;
	case 7:
		gui_blit(c, r.x, r.y, image, some_rect(16));
		break;
	default:
		gui_blend(c, r.x, r.y, image, some_rect(16), (uint8_t)colour);
	}
}

TEST(gui_nothing_is_drawn_outside_of_the_clip)
{
	uint32_t pixels[16 * 16];
	struct gui_image image = { 16, 16, pixels, false };

	for (unsigned i = 0; i < ARRAY_SIZE(pixels); i++)
		pixels[i] = (uint32_t)test_random();
	for (int round = 0; round < 400; round++) {
		struct scene s = scene_new(40, 40);

		scene_guard(&s, some_rect(40));
		for (int i = 0; i < 20; i++)
			draw_something(&s.canvas, &image);
		CHECK(scene_guarded(&s));
		scene_free(&s);
	}
}

/* What is drawn piece by piece, as damage is repaired, equals what is drawn at once. */
TEST(gui_a_picture_in_pieces_is_the_same_picture)
{
	struct scene whole = scene_new(64, 64), parts = scene_new(64, 64);

	for (int piece = -1; piece < 16; piece++) {
		struct gui_canvas *c = piece < 0 ? &whole.canvas : &parts.canvas;
		struct rect before = c->clip;

		if (piece >= 0)
			gui_clip(c, (struct rect){ piece % 4 * 16, piece / 4 * 16, 16, 16 });
		gui_gradient(c, (struct rect){ 0, 0, 64, 64 }, 0xff203040, 0xff304050);
		gui_round_rect(c, (struct rect){ 3, 5, 50, 41 }, 11, 0xc0ffffff);
		gui_round_frame(c, (struct rect){ 9, 9, 44, 50 }, 9, 3, 0xff0060ff);
		gui_circle(c, (struct rect){ 20, 20, 21, 21 }, 0xffff5f57);
		gui_ring(c, (struct rect){ 1, 1, 61, 62 }, 2, 0x80000000);
		c->clip = before;
	}
	CHECK_EQ(scene_hash(&parts), scene_hash(&whole));
	scene_free(&whole);
	scene_free(&parts);
}

TEST(gui_gradient_begins_and_ends_with_its_colours)
{
	struct scene s = scene_new(16, 100);

	gui_gradient(&s.canvas, s.canvas.clip, 0xff102030, 0xffe0d0c0);
	for (int x = 0; x < 16; x++) {
		CHECK_EQ(scene_pixel(&s, x, 0), 0x102030);
		CHECK_EQ(scene_pixel(&s, x, 99), 0xe0d0c0);
	}
	scene_free(&s);
}

TEST(gui_blit_copies_and_blend_mixes)
{
	uint32_t pixels[4] = { 0xff112233, 0x00445566, 0x80000000, 0xffffffff };
	struct gui_image image = { 2, 2, pixels, false };
	struct rect all = { 0, 0, 2, 2 };
	struct scene s = scene_new(4, 4);

	gui_blit(&s.canvas, 1, 1, &image, all);
	CHECK_EQ(scene_pixel(&s, 1, 1), 0x112233);
	CHECK_EQ(scene_pixel(&s, 2, 1), 0x445566);
	gui_fill(&s.canvas, s.canvas.clip, 0xffffffff);
	gui_blend(&s.canvas, 1, 1, &image, all, 255);
	CHECK_EQ(scene_pixel(&s, 1, 1), 0x112233);
	CHECK_EQ(scene_pixel(&s, 2, 1), 0xffffff);
	CHECK_EQ(scene_pixel(&s, 1, 2), 0x7f7f7f);
	gui_blend(&s.canvas, 0, 0, &image, (struct rect){ 0, 0, 1, 1 }, 0);
	CHECK_EQ(scene_pixel(&s, 0, 0), 0xffffff);
	gui_blit(&s.canvas, -1, -1, &image, all);
	CHECK_EQ(scene_pixel(&s, 0, 0), 0xffffff);
	gui_blit(&s.canvas, 0, 0, &image, (struct rect){ -1, -1, 2, 2 });
	CHECK_EQ(scene_pixel(&s, 1, 1), 0x112233);
	scene_free(&s);
}

/* The rows that are drawn four pixels at a time, against one pixel at a time. */
TEST(gui_rows_are_what_their_pixels_are)
{
	for (int round = 0; round < 4000; round++) {
		uint32_t have[24], want[24], image[24];
		uint8_t cover[24];
		int n = (int)test_below(20), first = (int)test_below(4), kind = (int)test_below(4);
		unsigned stronger = test_below(97);
		gui_colour colour = (gui_colour)test_random();
		unsigned alpha = test_below(3) ? test_below(256) : 255;

		if (test_below(3) == 0)
			colour |= 0xff000000;
		for (int i = 0; i < 24; i++) {
			have[i] = want[i] = (uint32_t)test_random() & 0xffffff;
			image[i] = (uint32_t)test_random() | (test_below(2) ? 0xff000000 : 0);
			cover[i] = (uint8_t)(test_below(2) ? test_below(256) : test_below(2) * 255);
		}
		for (int i = first; i < first + n; i++) {
			unsigned part = kind == 0   ? alpha_of(colour)
					: kind == 1 ? div255(cover[i] * alpha_of(colour))
						    : div255(alpha_of(image[i]) * alpha);

			if (kind == 3)
				part = div255((cover[i] +
					       (cover[i] * (OPAQUE - cover[i]) * stronger >> 16)) *
					      alpha_of(colour));
			want[i] = mix(want[i], kind == 2 ? image[i] : colour, part);
		}
		if (kind == 0)
			row_fill(have + first, n, colour);
		else if (kind == 1)
			row_cover(have + first, cover + first, n, colour);
		else if (kind == 2)
			row_blend(have + first, image + first, n, alpha);
		else
			mask_cover(have + first, 24, &(struct mask){ cover + first, 24, n, 1 },
				   colour, stronger);
		for (int i = 0; i < 24; i++)
			NEED((have[i] & 0xffffff) == want[i]);
	}
}
