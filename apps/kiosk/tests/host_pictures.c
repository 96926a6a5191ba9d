/* SPDX-License-Identifier: MIT */
/* host_pictures.c - pictures in the size in which they are shown, and how long they stay. */
#include <stdio.h>

#include <test/test.h>

#include "../pictures.h"
#include "kiosk_host.h"

#define RED   0xff0000u
#define GREEN 0x00ff00u
#define BLUE  0x0000ffu

static const struct gui_image *get(const char *name, int w, int h, enum fit fit)
{
	const char *why;

	return picture(name, w, h, fit, &why);
}

/* The colour in the picture's middle, slightly to the left. */
static uint32_t colour_of(const char *name)
{
	const struct gui_image *image = get(name, 40, 30, FIT_FILL);

	return image ? image->pixels[15 * 40 + 10] & 0xffffff : 0;
}

static bool nothing_more(void)
{
	return false;
}

static bool begin(long room)
{
	pictures_forget();
	pictures_ahead(false);
	pictures_turn();
	pictures_open(room, nothing_more);
	return kiosk_folder();
}

static void end(void)
{
	pictures_forget();
	kiosk_folder_end();
}

TEST(kiosk_pictures_are_kept_as_they_are_shown)
{
	const struct gui_image *image;

	NEED(begin(0));
	kiosk_png("wide.png", 200, 20, RED, GREEN);
	image = get("wide.png", 40, 40, FIT_WHOLE);
	NEED(image && image->width == 40 && image->height == 4);
	image = get("wide.png", 40, 40, FIT_FILL); /* 20 * 20 of it, about its middle */
	NEED(image && image->width == 40 && image->height == 40);
	CHECK_EQ(image->pixels[0] & 0xffffff, RED);
	CHECK_EQ(image->pixels[39] & 0xffffff, GREEN);
	kiosk_png("high.png", 20, 200, RED, GREEN);
	image = get("high.png", 20, 20, FIT_FILL); /* only cut */
	NEED(image && image->width == 20 && image->height == 20);
	CHECK_EQ(image->pixels[19 * 20 + 9] & 0xffffff, RED);
	CHECK_EQ(image->pixels[19 * 20 + 10] & 0xffffff, GREEN);
	CHECK(!get("high.png", 0, 0, FIT_FILL) && !get("high.png", 5, -5, FIT_WHOLE));
	image = get("high.png", 1000, 1, FIT_FILL);
	CHECK(image && image->width == 1000 && image->height == 1);
	end();
}

TEST(kiosk_pictures_of_a_whole_slide_stay_whatever_they_need)
{
	char name[] = "a.png";

	NEED(begin(0));
	for (int round = 0; round < 2; round++) {
		for (int i = 0; i <= TILES_MAX; i++) {
			name[0] = (char)('a' + i);
			if (round == 0)
				kiosk_png(name, 40, 30, RED, RED);
			CHECK_EQ(colour_of(name), RED);
			kiosk_png_unnoticed(name, 40, 30, BLUE, BLUE);
		}
	}
	kiosk_png("a.png", 40, 31, GREEN, GREEN); /* which is noticed */
	CHECK_EQ(colour_of("a.png"), GREEN);
	end();
}

TEST(kiosk_pictures_of_earlier_slides_stay_while_there_is_room)
{
	for (int room = 2; room > 0; room--) {
		NEED(begin(room * 40 * 30 * 4));
		kiosk_png("a.png", 40, 30, RED, RED);
		kiosk_png("b.png", 40, 30, RED, RED);
		CHECK_EQ(colour_of("a.png"), RED);
		pictures_turn();
		CHECK_EQ(colour_of("b.png"), RED);
		pictures_turn();
		kiosk_png_unnoticed("a.png", 40, 30, BLUE, BLUE);
		CHECK_EQ(colour_of("a.png"), room == 2 ? RED : BLUE);
		end();
	}
}

TEST(kiosk_pictures_of_the_next_slide_are_read_ahead_while_there_is_room)
{
	for (int room = 2; room > 0; room--) {
		NEED(begin(room * 40 * 30 * 4));
		kiosk_png("a.png", 40, 30, RED, RED);
		kiosk_png("b.png", 40, 30, RED, RED);
		kiosk_png("c.png", 40, 30, RED, RED);
		CHECK_EQ(colour_of("a.png"), RED);
		pictures_ahead(true);
		colour_of("b.png");
		CHECK_EQ(colour_of("c.png"), 0); /* one more than there is room for */
		pictures_ahead(false);
		kiosk_png_unnoticed("a.png", 40, 30, BLUE, BLUE);
		kiosk_png_unnoticed("b.png", 40, 30, BLUE, BLUE);
		CHECK_EQ(colour_of("a.png"), RED); /* nothing that is shown went for it */
		pictures_turn();
		CHECK_EQ(colour_of("b.png"), room == 2 ? RED : BLUE);
		end();
	}
}

TEST(kiosk_pictures_that_cannot_be_shown_say_why_and_are_tried_again)
{
	const char *why;

	NEED(begin(0));
	CHECK(!picture("none.png", 40, 30, FIT_FILL, &why) && why[0]);
	FILE *file = fopen(kiosk_path("bad.png"), "w");
	fputs("not a picture", file);
	fclose(file);
	CHECK(!picture("bad.png", 40, 30, FIT_FILL, &why));
	CHECK_STR(why, "bad.png: no picture in PNG or JPEG, or damaged at its beginning");
	kiosk_png("bad.png", 40, 30, RED, RED);
	CHECK_EQ(colour_of("bad.png"), RED);
	end();
}
