/* SPDX-License-Identifier: MIT */
/* host_screens.c - what a desktop needs of the screen: one without windows, panels without a
 * ground, other sizes, and other layouts of the keyboard. */
#include <errno.h>
#include <stdlib.h>

#include <core/compiler.h>
#include <test/test.h>
#include "internal.h"
#include "probe.h"

static void quit(void *arg)
{
	(void)arg;
	gui_quit(3);
}

TEST(gui_may_stay_without_windows)
{
	host_screen(640, 480);
	CHECK_EQ(gui_open(), 0);
	gui_stay();
	gui_free(gui_window("comes and goes", 100, 100));
	CHECK(gui_step(0));
	gui_post(quit, NULL);
	CHECK_EQ(gui_run(), 3);
	gui_close();
	host_screen(640, 480);
	CHECK_EQ(gui_open(), 0); /* the next one ends with its windows again */
	gui_free(gui_window("the last", 100, 100));
	CHECK(!gui_step(0));
	gui_close();
}

TEST(gui_question_of_a_panel_is_in_the_middle)
{
	host_screen(800, 600);
	CHECK_EQ(gui_open(), 0);
	struct gui_widget *panel = gui_panel(GUI_TOP, 30);
	struct gui_widget *window = gui_window("first", 300, 200);
	host_wait(20);
	struct gui_widget *question = gui_modal(panel, "sure?", 200, 100);
	host_wait(20);
	CHECK_EQ(question->area.x, 300);
	CHECK(question->area.y > 150 && question->area.y < 300);
	gui_free(question);
	gui_window_move(window, (struct rect){ 20, 400, 300, 150 });
	question = gui_modal(window, "sure?", 100, 50); /* and a window's over the window */
	host_wait(20);
	CHECK(rect_contains(window->area, question->area.x, question->area.y));
	gui_close();
}

TEST(gui_plain_panel_has_no_ground)
{
	host_screen(640, 480);
	CHECK_EQ(gui_open(), 0);
	struct gui_widget *window = gui_window("below", 300, 200);
	struct probe *p = probe_new(window, 300, 200);
	gui_window_move(window, (struct rect){ 100, 100, 300, 200 });
	p->colour = 0xff123456;
	struct rect place = { 200, 150, 40, 40 };
	struct gui_widget *panel = gui_panel_at(place);

	host_wait(20);
	CHECK(host_pixel(220, 170) != 0x123456);
	gui_window_plain(panel, true);
	host_wait(20);
	CHECK_EQ(host_pixel(220, 170), 0x123456);
	p->colour = 0xff654321; /* what changes below it is seen through it */
	gui_redraw(&p->widget);
	host_wait(20);
	CHECK_EQ(host_pixel(220, 170), 0x654321);
	CHECK(screen_is_right());
	struct probe *sign = probe_new(panel, 10, 10);
	sign->colour = 0xffabcdef;
	host_wait(20);
	CHECK_EQ(host_pixel(220, 170), 0xabcdef);
	CHECK(screen_is_right());
	gui_close();
}

TEST(gui_layout_of_the_keyboard_can_be_set)
{
	host_screen(640, 480);
	CHECK_EQ(gui_open(), 0);
	struct probe *p = probe_new(gui_window("letters", 100, 100), 10, 10);
	p->uses = false;
	p->widget.focusable = true;
	host_wait(20);
	gui_focus(&p->widget);
	CHECK_STR(gui_layout(), "us");
	host_key(0x1c, 0); /* HID: y of an American keyboard */
	CHECK_EQ(p->last[GUI_TEXT].character, 'y');
	CHECK(gui_set_layout("de"));
	host_key(0x1c, 0);
	CHECK_EQ(p->last[GUI_TEXT].character, 'z');
	CHECK(!gui_set_layout("xx"));
	CHECK_STR(gui_layout(), "de");
	gui_close();
	host_screen(640, 480);
	CHECK_EQ(gui_open(), 0);
	CHECK_STR(gui_layout(), "us");
	gui_close();
}

TEST(gui_gives_the_screen_one_of_its_sizes)
{
	struct gui_size modes[8];

	CHECK_EQ(gui_screen_modes(modes, ARRAY_SIZE(modes)), 0);
	CHECK_EQ(gui_set_screen_mode((struct gui_size){ 800, 600 }), -1);
	CHECK_EQ(errno, EINVAL);
	host_screen(640, 480);
	CHECK_EQ(gui_open(), 0);
	struct gui_widget *window = gui_window("window", 100, 100);
	gui_window_set_state(window, GUI_MAXIMISED);
	CHECK_EQ(gui_screen_modes(modes, 1), 1);
	NEED(gui_screen_modes(modes, ARRAY_SIZE(modes)) == 3);
	CHECK_EQ(modes[1].w, 800);
	CHECK_EQ(gui_set_screen_mode(modes[1]), 0);
	CHECK_EQ(gui_screen_size().h, 600);
	CHECK_EQ(window->area.w, 800);
	host_wait(20);
	CHECK(screen_is_right());
	CHECK_EQ(gui_set_screen_mode((struct gui_size){ 801, 600 }), -1);
	CHECK_EQ(errno, EINVAL);
	CHECK_EQ(gui_screen_size().w, 800);
	gui_close();
}
