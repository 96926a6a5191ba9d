/* SPDX-License-Identifier: MIT */
/* test_scale.c - images of another size, and soft shadows. */
#include <stdlib.h>

#include <gui/image.h>
#include <test/test.h>

#include "scene.h"

static struct gui_image *noise(int width, int height)
{
	struct gui_image *image = gui_image_new(width, height);

	for (int i = 0; image && i < width * height; i++)
		image->pixels[i] = (uint32_t)test_random();
	return image;
}

TEST(gui_image_sizes_are_limited)
{
	CHECK(!gui_image_new(0, 5));
	CHECK(!gui_image_new(5, -1));
	CHECK(!gui_image_new(GUI_IMAGE_SIDE_MAX + 1, 1));
	CHECK(!gui_image_new(GUI_IMAGE_SIDE_MAX, GUI_IMAGE_SIDE_MAX));
	gui_image_free(NULL);
}

TEST(gui_scale_to_the_same_size_changes_nothing)
{
	struct gui_image *image = noise(13, 7), *same = gui_image_scaled(image, 13, 7);

	NEED(image && same);
	for (int i = 0; i < 13 * 7; i++)
		if (image->pixels[i] >> 24 == 0xff)
			CHECK_EQ(same->pixels[i], image->pixels[i]);
	gui_image_free(image);
	gui_image_free(same);
}

TEST(gui_scale_keeps_one_colour)
{
	for (int round = 0; round < 300; round++) {
		struct gui_image *image =
			gui_image_new(1 + (int)test_below(60), 1 + (int)test_below(60));
		struct gui_image *other = NULL;

		for (int i = 0; image && i < image->width * image->height; i++)
			image->pixels[i] = 0xff4080c1;
		if (image)
			other = gui_image_scaled(image, 1 + (int)test_below(60),
						 1 + (int)test_below(60));
		NEED(other);
		for (int i = 0; i < other->width * other->height; i++)
			NEED(other->pixels[i] == 0xff4080c1);
		gui_image_free(image);
		gui_image_free(other);
	}
}

TEST(gui_scale_averages_what_it_shrinks)
{
	uint32_t pixels[4] = { 0xff000000, 0xffffffff, 0xffffffff, 0xff000000 };
	struct gui_image image = { 2, 2, pixels, true };
	struct gui_image *one = gui_image_scaled(&image, 1, 1);

	NEED(one);
	CHECK_EQ(one->pixels[0] & 0xff, 0x80);
	gui_image_free(one);
	/* What is transparent has no colour to give. */
	pixels[1] = 0x0000ff00;
	pixels[2] = 0x00ff0000;
	one = gui_image_scaled(&image, 1, 1);
	NEED(one);
	CHECK_EQ(one->pixels[0], 0x80000000);
	gui_image_free(one);
}

TEST(gui_scale_grows_smoothly)
{
	uint32_t pixels[2] = { 0xff000000, 0xffffffff };
	struct gui_image image = { 2, 1, pixels, true };
	struct gui_image *large = gui_image_scaled(&image, 16, 1);

	NEED(large);
	CHECK_EQ(large->pixels[0], 0xff000000);
	CHECK_EQ(large->pixels[15], 0xffffffff);
	for (int i = 1; i < 16; i++)
		CHECK((large->pixels[i] & 0xff) >= (large->pixels[i - 1] & 0xff));
	CHECK_EQ((large->pixels[7] & 0xff) + (large->pixels[8] & 0xff), 0xff);
	gui_image_free(large);
}

TEST(gui_scale_in_pieces_is_the_same_picture)
{
	for (int round = 0; round < 60; round++) {
		struct scene whole = scene_new(40, 40), parts = scene_new(40, 40);
		struct gui_image *image = noise(1 + (int)test_below(90), 1 + (int)test_below(90));
		struct rect dest = { (int)test_below(40) - 20, (int)test_below(40) - 20,
				     1 + (int)test_below(70), 1 + (int)test_below(70) };

		NEED(image);
		gui_scale(&whole.canvas, dest, image);
		for (int i = 0; i < 16; i++) {
			struct rect before = gui_clip(
				&parts.canvas, (struct rect){ i % 4 * 10, i / 4 * 10, 10, 10 });

			gui_scale(&parts.canvas, dest, image);
			parts.canvas.clip = before;
		}
		CHECK_EQ(scene_hash(&parts), scene_hash(&whole));
		scene_guard(&whole, (struct rect){ 7, 9, 20, 11 });
		gui_scale(&whole.canvas, dest, image);
		CHECK(scene_guarded(&whole));
		gui_image_free(image);
		scene_free(&whole);
		scene_free(&parts);
	}
}

TEST(gui_shadow_fades_evenly_to_nothing)
{
	for (int size = 0; size < 30; size += 3) {
		struct scene s = scene_new(120, 110);
		struct rect r = { 32, 30, 56, 50 };

		gui_shadow(&s.canvas, r, 8, size, 0xff000000);
		for (int y = 0; y < 110; y++)
			for (int x = 0; x < 120; x++) {
				NEED(scene_pixel(&s, x, y) == scene_pixel(&s, 119 - x, y));
				NEED(scene_pixel(&s, x, y) == scene_pixel(&s, x, 109 - y));
				NEED(rect_contains(rect_inset(r, -size), x, y) ||
				     scene_pixel(&s, x, y) == 0xffffff);
				NEED(x == 0 || x > 60 ||
				     scene_pixel(&s, x, y) <= scene_pixel(&s, x - 1, y));
			}
		/* Half of it at the middle of an edge. */
		long outside = scene_pixel(&s, 31, 55) & 0xff,
		     inside = scene_pixel(&s, 32, 55) & 0xff;
		CHECK(outside + inside >= 245 && outside + inside <= 265);
		scene_free(&s);
	}
}

TEST(gui_shadow_stays_inside_of_the_clip)
{
	for (int round = 0; round < 300; round++) {
		struct scene s = scene_new(60, 60);

		scene_guard(&s, (struct rect){ (int)test_below(60), (int)test_below(60),
					       (int)test_below(60), (int)test_below(60) });
		gui_shadow(&s.canvas,
			   (struct rect){ (int)test_below(80) - 20, (int)test_below(80) - 20,
					  (int)test_below(60) - 2, (int)test_below(60) - 2 },
			   (int)test_below(90) - 2, (int)test_below(90) - 2,
			   (gui_colour)test_random());
		CHECK(scene_guarded(&s));
		scene_free(&s);
	}
}
