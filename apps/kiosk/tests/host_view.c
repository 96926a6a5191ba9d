/* SPDX-License-Identifier: MIT */
/* host_view.c - slides, keys, touches and the darkened screen, by their pixels. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <test/test.h>

#include <gui/gui.h>
#include "host/host.h"

#include "../conf.h"
#include "../pictures.h"
#include "../view.h"
#include "kiosk_host.h"

#define WIDTH  640
#define HEIGHT 480
#define RED    0xff0000u
#define GREEN  0x00ff00u
#define BLUE   0x0000ffu

static struct conf conf;

/* Three slides, a colour each. */
static bool begin(const char *kiosk)
{
	char text[512];

	snprintf(text, sizeof(text),
		 "[kiosk]\ncorner = off\nseconds = 30\n%s"
		 "[slide]\nbackground = #ff0000\n[slide]\nbackground = #00ff00\n"
		 "[slide]\nbackground = #0000ff\n",
		 kiosk);
	if (!CHECK(conf_parse(&conf, text, strlen(text))))
		return false;
	host_screen(WIDTH, HEIGHT);
	if (!CHECK(gui_open() == 0 && view_open()))
		return false;
	view_show(&conf);
	host_wait(0);
	return true;
}

static void end(void)
{
	view_show(&conf); /* ends a change */
	host_wait(0);
	gui_close();
	conf_free(&conf);
}

/* Grounds are darker at their foot. */
static uint32_t colour_at(int x)
{
	return host_pixel(x, 0);
}

TEST(kiosk_slides_follow_keys_and_touches)
{
	NEED(begin("transition = none\n"));
	CHECK_EQ(colour_at(0), RED);
	host_key(GUI_KEY_RIGHT, 0);
	CHECK_EQ(colour_at(0), GREEN);
	host_key(GUI_KEY_SPACE, 0);
	CHECK_EQ(colour_at(0), BLUE);
	host_key(GUI_KEY_RIGHT, 0);
	CHECK_EQ(colour_at(0), RED);
	host_key(GUI_KEY_LEFT, 0);
	CHECK_EQ(colour_at(0), BLUE);
	host_key(GUI_KEY_ENTER, 0); /* means nothing */
	CHECK_EQ(colour_at(0), BLUE);
	host_click(WIDTH / 3 - 1, 200);
	CHECK_EQ(colour_at(0), GREEN);
	host_wait(1000); /* or it would be a double click */
	host_click(WIDTH / 3, 200);
	CHECK_EQ(colour_at(0), BLUE);
	end();
}

TEST(kiosk_slides_stay_as_long_as_they_should)
{
	NEED(begin("transition = none\nseconds = 4\n"));
	host_wait(3900);
	CHECK_EQ(colour_at(0), RED);
	host_wait(200);
	CHECK_EQ(colour_at(0), GREEN);
	host_wait(2000);
	host_key(GUI_KEY_LEFT, 0); /* the time begins anew */
	host_wait(2900);
	CHECK_EQ(colour_at(0), RED);
	host_wait(1200);
	CHECK_EQ(colour_at(0), GREEN);
	end();
}

TEST(kiosk_slides_push_each_other_in_their_direction)
{
	NEED(begin("transition = slide\ntransition-ms = 1000\n"));
	host_key(GUI_KEY_RIGHT, 0);
	host_wait(500);
	CHECK_EQ(colour_at(WIDTH / 4), RED);
	CHECK_EQ(colour_at(WIDTH * 3 / 4), GREEN);
	host_wait(600);
	CHECK(colour_at(0) == GREEN && colour_at(WIDTH - 1) == GREEN);
	host_key(GUI_KEY_LEFT, 0);
	host_wait(500);
	CHECK_EQ(colour_at(WIDTH / 4), RED);
	CHECK_EQ(colour_at(WIDTH * 3 / 4), GREEN);
	host_wait(600);
	CHECK(colour_at(0) == RED && colour_at(WIDTH - 1) == RED);
	unsigned frames = host_flushes();
	host_wait(500);
	CHECK(host_flushes() <= frames + 1); /* the beat's, if any: nothing moves any more */
	end();
}

TEST(kiosk_slides_fade_into_each_other)
{
	unsigned red[3];

	NEED(begin("transition = fade\ntransition-ms = 900\n"));
	host_key(GUI_KEY_RIGHT, 0);
	for (int i = 0; i < 3; i++) {
		host_wait(225);
		uint32_t colour = colour_at(0);
		red[i] = colour >> 16;
		CHECK(abs((int)(red[i] + (colour >> 8 & 255)) - 255) <= 2 && !(colour & 255));
	}
	CHECK(red[0] > red[1] && red[1] > red[2] && red[1] > 100 && red[1] < 155);
	host_wait(300);
	CHECK_EQ(colour_at(0), GREEN);
	end();
}

TEST(kiosk_is_darkened_until_somebody_comes)
{
	NEED(begin("transition = none\ndim-minutes = 1\nseconds = 86400\n"));
	host_wait(59000);
	CHECK_EQ(colour_at(0), RED);
	host_wait(2500);
	CHECK(colour_at(0) > 0x200000 && colour_at(0) < 0x600000);
	host_move(WIDTH / 2, HEIGHT / 2);
	CHECK_EQ(colour_at(0), RED);
	host_wait(62000);
	CHECK(colour_at(0) < 0x600000);
	host_key(GUI_KEY_RIGHT, 0); /* wakes, and turns nothing that cannot be seen */
	CHECK_EQ(colour_at(0), RED);
	host_wait(600);
	host_key(GUI_KEY_RIGHT, 0);
	CHECK_EQ(colour_at(0), GREEN);
	host_wait(62000);
	CHECK(colour_at(0) < 0x600000);
	host_move(WIDTH - 1, HEIGHT / 2);
	host_wait(50);
	host_click(WIDTH - 1, HEIGHT / 2);
	CHECK_EQ(colour_at(0), GREEN);
	end();
}

/* Two cards stand beside each other, or one above the other when the screen stands upright. */
TEST(kiosk_tiles_lie_as_the_screen_does)
{
	static const char text[] = "[kiosk]\ntheme = contrast\ncorner = off\n[slide]\n"
				   "[tile]\ntype = text\ntext = a\n"
				   "[tile]\ntype = text\ntext = b\n";

	for (int upright = 0; upright < 2; upright++) {
		int w = upright ? HEIGHT : WIDTH, h = upright ? WIDTH : HEIGHT, edges[2] = { 0 };

		NEED(conf_parse(&conf, text, strlen(text)));
		host_screen(w, h);
		NEED(gui_open() == 0 && view_open());
		view_show(&conf);
		host_wait(0);
		for (int x = 0; x < w; x++)
			edges[0] += host_pixel(x, h * 3 / 4) == 0xffffff;
		for (int y = 0; y < h; y++)
			edges[1] += host_pixel(w * 3 / 4, y) == 0xffffff;
		CHECK_EQ(edges[upright], 4); /* left and right of two */
		CHECK_EQ(edges[!upright], 2);
		end();
	}
}

TEST(kiosk_reads_the_next_slide_before_it_comes)
{
	static const char text[] = "[kiosk]\ncorner = off\ntransition = none\n"
				   "[slide]\nimage = a.png\n[slide]\nimage = b.png\n";
	struct conf other;

	NEED(kiosk_folder() && conf_parse(&other, text, strlen(text)));
	NEED(begin(""));
	pictures_open(4l * WIDTH * HEIGHT * 4, view_end_change);
	kiosk_png("a.png", WIDTH, HEIGHT, RED, RED);
	kiosk_png("b.png", WIDTH, HEIGHT, BLUE, BLUE);
	view_show(&other);
	host_wait(1500);
	CHECK_EQ(colour_at(0), RED);
	kiosk_png_unnoticed("b.png", WIDTH, HEIGHT, GREEN, GREEN);
	host_key(GUI_KEY_RIGHT, 0);
	CHECK_EQ(colour_at(0), BLUE);
	pictures_forget();
	end();
	conf_free(&other);
	kiosk_folder_end();
}
