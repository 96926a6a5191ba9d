/* SPDX-License-Identifier: MIT */
/* test_path.c - shapes of any form: the area they have, holes, lines, and no pixel outside. */
#include <limits.h>

#include <gui/path.h>
#include <test/test.h>

#include "scene.h"

/* How dark the picture is in all, in 1/255 pixels. */
static long ink(const struct scene *s)
{
	long sum = 0;

	for (int i = 0; i < s->width * s->height; i++)
		sum += 255 - (long)(s->pixels[i] & 0xff);
	return sum;
}

/* Within a pixel's rounding for each of edge pixels. */
static bool near_area(const struct scene *s, double area, int edge)
{
	long off = ink(s) - (long)(area * 255);

	return off <= edge && off >= -edge;
}

TEST(gui_polygon_on_pixels_is_a_rectangle)
{
	struct scene s = scene_new(12, 12), want = scene_new(12, 12);
	struct gui_point corners[4] = { { 2 * GUI_ONE, 3 * GUI_ONE },
					{ 9 * GUI_ONE, 3 * GUI_ONE },
					{ 9 * GUI_ONE, 8 * GUI_ONE },
					{ 2 * GUI_ONE, 8 * GUI_ONE } };

	gui_polygon(&s.canvas, corners, 4, 0xff204060);
	gui_fill(&want.canvas, (struct rect){ 2, 3, 7, 5 }, 0xff204060);
	CHECK_EQ(scene_hash(&s), scene_hash(&want));
	for (int i = 0; i < 4; i++)
		corners[i].x += GUI_ONE / 2;
	gui_fill(&s.canvas, s.canvas.clip, 0xffffffff);
	gui_polygon(&s.canvas, corners, 4, 0xff000000);
	CHECK_EQ(scene_pixel(&s, 2, 5), 0x7f7f7f);
	CHECK_EQ(scene_pixel(&s, 3, 5), 0);
	CHECK_EQ(scene_pixel(&s, 9, 5), 0x7f7f7f);
	scene_free(&s);
	scene_free(&want);
}

static long cross(struct gui_point a, struct gui_point b, struct gui_point c)
{
	return ((long)b.x - a.x) * ((long)c.y - a.y) - ((long)b.y - a.y) * ((long)c.x - a.x);
}

TEST(gui_polygon_covers_the_area_of_a_triangle)
{
	for (int round = 0; round < 500; round++) {
		struct scene s = scene_new(32, 32);
		struct gui_point p[3];

		for (int i = 0; i < 3; i++)
			p[i] = (struct gui_point){ (int)test_below(32 * GUI_ONE),
						   (int)test_below(32 * GUI_ONE) };
		double area = (double)cross(p[0], p[1], p[2]) / (2.0 * GUI_ONE * GUI_ONE);
		gui_polygon(&s.canvas, p, 3, 0xff000000);
		CHECK(near_area(&s, area < 0 ? -area : area, 200));
		scene_free(&s);
	}
}

/* Shapes that share an edge leave no gap: what both cover of a pixel sums up to it. */
TEST(gui_polygon_halves_make_a_whole)
{
	for (int round = 0; round < 200; round++) {
		struct scene s = scene_new(20, 20);
		int left = (int)test_below(20 * GUI_ONE), right = (int)test_below(20 * GUI_ONE);
		struct gui_point upper[4] = { { 0, 0 }, { 5120, 0 }, { 5120, right }, { 0, left } };
		struct gui_point lower[4] = {
			{ 0, left }, { 5120, right }, { 5120, 5120 }, { 0, 5120 }
		};

		gui_polygon(&s.canvas, upper, 4, 0xff000000);
		long sum = ink(&s);
		gui_fill(&s.canvas, s.canvas.clip, 0xffffffff);
		gui_polygon(&s.canvas, lower, 4, 0xff000000);
		sum += ink(&s);
		CHECK(sum >= 400 * 255 - 60 && sum <= 400 * 255 + 60);
		scene_free(&s);
	}
}

TEST(gui_path_holes_are_cut_by_what_turns_the_other_way)
{
	struct scene s = scene_new(60, 60);
	struct gui_path p = { 0 };

	gui_path_arc(&p, 30 * GUI_ONE, 30 * GUI_ONE, 25 * GUI_ONE, 0, 360);
	gui_path_fill(&s.canvas, &p, 0xff000000);
	CHECK(near_area(&s, 3.14159265 * 25 * 25, 600));
	gui_fill(&s.canvas, s.canvas.clip, 0xffffffff);
	gui_path_move(&p, 45 * GUI_ONE, 30 * GUI_ONE);
	gui_path_arc(&p, 30 * GUI_ONE, 30 * GUI_ONE, 15 * GUI_ONE, 0, -360);
	gui_path_fill(&s.canvas, &p, 0xff000000);
	CHECK(near_area(&s, 3.14159265 * (25 * 25 - 15 * 15), 900));
	gui_fill(&s.canvas, s.canvas.clip, 0xffffffff);
	gui_path_clear(&p);
	gui_path_arc(&p, 30 * GUI_ONE, 30 * GUI_ONE, 25 * GUI_ONE, 0, 360);
	gui_path_move(&p, 45 * GUI_ONE, 30 * GUI_ONE);
	gui_path_arc(&p, 30 * GUI_ONE, 30 * GUI_ONE, 15 * GUI_ONE, 0, 360);
	gui_path_fill(&s.canvas, &p, 0xff000000);
	CHECK(near_area(&s, 3.14159265 * 25 * 25, 600));
	gui_path_free(&p);
	scene_free(&s);
}

TEST(gui_polyline_is_as_wide_as_said_with_round_ends)
{
	struct scene s = scene_new(80, 80);
	struct gui_point line[2] = { { 10 * GUI_ONE, 20 * GUI_ONE },
				     { 60 * GUI_ONE, 50 * GUI_ONE } };

	gui_polyline(&s.canvas, line, 2, 6 * GUI_ONE, 0xff000000);
	/* sqrt(50^2 + 30^2) = 58.3095 long, and a circle of diameter 6. */
	CHECK(near_area(&s, 58.3095 * 6 + 3.14159265 * 9, 800));
	CHECK_EQ(scene_pixel(&s, 35, 35), 0);
	gui_fill(&s.canvas, s.canvas.clip, 0xffffffff);
	gui_polyline(&s.canvas, line, 1, 20 * GUI_ONE, 0xff000000);
	CHECK(near_area(&s, 3.14159265 * 100, 600));
	scene_free(&s);
}

TEST(gui_path_closed_line_has_no_ends)
{
	struct scene s = scene_new(60, 60);
	struct gui_path p = { 0 };

	gui_path_move(&p, 10 * GUI_ONE, 10 * GUI_ONE);
	gui_path_line(&p, 50 * GUI_ONE, 10 * GUI_ONE);
	gui_path_line(&p, 50 * GUI_ONE, 50 * GUI_ONE);
	gui_path_line(&p, 10 * GUI_ONE, 50 * GUI_ONE);
	gui_path_close(&p);
	gui_path_stroke(&s.canvas, &p, 4 * GUI_ONE, 0xff000000);
	/* The frame of 44 and 36, its four corners rounded by a circle of radius 2. */
	CHECK(near_area(&s, 44 * 44 - 36 * 36 - (16 - 3.14159265 * 4), 500));
	for (int i = 0; i < 60; i++)
		CHECK_EQ(scene_pixel(&s, i, 20), scene_pixel(&s, 59 - i, 20));
	gui_path_free(&p);
	scene_free(&s);
}

TEST(gui_line_straight_ones_are_crisp)
{
	struct scene s = scene_new(20, 20), want = scene_new(20, 20);

	gui_line(&s.canvas, 15, 5, 3, 5, 1, 0xff000000);
	gui_line(&s.canvas, 4, 8, 4, 12, 2, 0xff000000);
	gui_line(&s.canvas, 8, 10, 12, 10, 3, 0xff000000);
	gui_fill(&want.canvas, (struct rect){ 3, 5, 13, 1 }, 0xff000000);
	gui_fill(&want.canvas, (struct rect){ 4, 8, 2, 5 }, 0xff000000);
	gui_fill(&want.canvas, (struct rect){ 8, 9, 5, 3 }, 0xff000000);
	CHECK_EQ(scene_hash(&s), scene_hash(&want));
	gui_fill(&s.canvas, s.canvas.clip, 0xffffffff);
	gui_line(&s.canvas, 2, 2, 17, 17, 1, 0xff000000);
	CHECK(near_area(&s, 16 * 1.41421356 - 0.41421356, 200));
	for (int i = 2; i <= 17; i++)
		CHECK(scene_pixel(&s, i, i) < 0x606060);
	scene_free(&s);
	scene_free(&want);
}

static int anything(void)
{
	static const int far[] = { INT_MIN, INT_MAX, 0, -1, 8192 * GUI_ONE };

	return test_below(4) == 0 ? far[test_below(ARRAY_SIZE(far))]
				  : (int)test_below(60 * GUI_ONE) - 10 * GUI_ONE;
}

TEST(gui_path_draws_nothing_outside_of_the_clip)
{
	for (int round = 0; round < 1500; round++) {
		struct scene s = scene_new(40, 40);
		struct gui_path p = { 0 };

		scene_guard(&s, (struct rect){ (int)test_below(30), (int)test_below(30),
					       1 + (int)test_below(30), 1 + (int)test_below(30) });
		for (unsigned n = 1 + test_below(8); n > 0; n--) {
			int x = anything(), y = anything();

			switch (test_below(5)) {
			case 0:
				gui_path_move(&p, x, y);
				break;
			case 1:
				gui_path_curve(&p, anything(), y, x, anything(), x, y);
				break;
			case 2:
				gui_path_arc(&p, x, y, anything(), anything(), anything());
				break;
			case 3:
				gui_path_close(&p);
				break;
			default:
				gui_path_line(&p, x, y);
			}
		}
		gui_path_fill(&s.canvas, &p, (gui_colour)test_random());
		gui_path_stroke(&s.canvas, &p, anything(), (gui_colour)test_random());
		gui_polyline(&s.canvas,
			     (struct gui_point[2]){ { anything(), anything() }, { 0, 5 } }, 2,
			     anything(), (gui_colour)test_random());
		gui_line(&s.canvas, anything(), anything(), anything(), anything(),
			 (int)test_below(9), (gui_colour)test_random());
		CHECK(scene_guarded(&s));
		gui_path_free(&p);
		scene_free(&s);
	}
}

/* What is cut by a clip equals what is cut out of the whole. */
TEST(gui_path_in_pieces_is_the_same_picture)
{
	for (int round = 0; round < 100; round++) {
		struct scene whole = scene_new(48, 48), parts = scene_new(48, 48);
		struct gui_path p = { 0 };

		for (int i = 0; i < 9; i++)
			gui_path_curve(&p, (int)test_below(20000) - 4000,
				       (int)test_below(20000) - 4000, (int)test_below(20000) - 4000,
				       (int)test_below(20000) - 4000, (int)test_below(20000) - 4000,
				       (int)test_below(20000) - 4000);
		gui_path_fill(&whole.canvas, &p, 0xa0104080);
		for (int i = 0; i < 36; i++) {
			struct rect before = gui_clip(&parts.canvas,
						      (struct rect){ i % 6 * 8, i / 6 * 8, 8, 8 });

			gui_path_fill(&parts.canvas, &p, 0xa0104080);
			parts.canvas.clip = before;
		}
		int different = 0;
		for (int i = 0; i < 48 * 48; i++) {
			int off = (int)(whole.pixels[i] & 0xff) - (int)(parts.pixels[i] & 0xff);

			different += off > 1 || off < -1;
		}
		CHECK_EQ(different, 0);
		gui_path_free(&p);
		scene_free(&whole);
		scene_free(&parts);
	}
}
