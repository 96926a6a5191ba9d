/* SPDX-License-Identifier: MIT */
/* host_frames.c - what frames show of their controls, and when what is held is let go. */
#include <core/compiler.h>
#include <test/test.h>
#include "internal.h"
#include "probe.h"

#define BAR     36 /* height of a title bar, pixels at 1x */
#define CONTROL 21 /* from one control's middle to the next one's */

static struct gui_widget *a, *b;

/* Two windows beside each other. */
static void open_two(void)
{
	host_screen(1024, 768);
	CHECK_EQ(gui_open(), 0);
	a = gui_window("a", 200, 100);
	b = gui_window("b", 200, 100);
	gui_window_move(a, (struct rect){ 100, 100, 200, 100 });
	gui_window_move(b, (struct rect){ 500, 100, 200, 100 });
	host_wait(20);
}

static void move_to_control(const struct gui_widget *w, int i)
{
	host_move(w->area.x + 18 + i * CONTROL, w->area.y - BAR / 2);
}

/* It is too narrow for its controls: they are not drawn beside it. */
TEST(gui_frame_draws_nothing_outside_of_a_narrow_window)
{
	open_two();
	gui_window_move(a, (struct rect){ 100, 100, 30, 100 });
	move_to_control(a, 0);
	host_wait(20);
	CHECK(screen_is_right());
	host_move(700, 700);
	CHECK(screen_is_right());
	gui_close();
}

TEST(gui_control_is_held_on_its_own_window)
{
	open_two();
	move_to_control(a, 1);
	host_button(GUI_BUTTON_LEFT, true);
	move_to_control(b, 1);
	/* Something draws it meanwhile. */
	gui_redraw(a);
	host_wait(20);
	host_move(400, 400);
	CHECK(screen_is_right());
	host_button(GUI_BUTTON_LEFT, false);
	CHECK_EQ(gui_window_state(a), GUI_NORMAL);
	CHECK_EQ(gui_window_state(b), GUI_NORMAL);
	gui_close();
}

static bool ask(void *arg)
{
	gui_modal(arg, "modal", 100, 50);
	return false;
}

TEST(gui_control_is_let_go_when_a_modal_window_comes)
{
	open_two();
	gui_window_activate(a);
	move_to_control(a, 0);
	host_wait(20);
	uint64_t pointed = host_hash();
	host_button(GUI_BUTTON_LEFT, true);
	CHECK(host_hash() != pointed);
	gui_timer(10, ask, b);
	host_wait(50);
	host_button(GUI_BUTTON_LEFT, false);
	CHECK_EQ(gui_window_count(), 2);
	gui_free(gui_window_active());
	gui_window_activate(a);
	host_wait(20);
	CHECK_EQ(host_hash(), pointed);
	gui_close();
}

TEST(gui_drag_ends_when_a_modal_window_comes)
{
	open_two();
	host_move(250, 90);
	host_button(GUI_BUTTON_LEFT, true);
	host_move(260, 190);
	CHECK_EQ(a->area.y, 200);
	gui_timer(10, ask, b);
	host_wait(50);
	host_button(GUI_BUTTON_LEFT, false);
	host_move(300, 400);
	CHECK_EQ(a->area.y, 200);
	CHECK(screen_is_right());
	gui_close();
}

static uint64_t solid_area(const struct gui_widget *w)
{
	struct rect r = gui_solid(gui_as_window(w));

	return (uint64_t)r.w * (uint64_t)r.h;
}

/* Each tile by itself is too small to be drawn around what hides it. */
static void redraw_tiles(void)
{
	for (int y = 0; y < 768; y += 64) {
		for (int x = 0; x < 1024; x += 64) {
			gui_damage((struct rect){ x, y, 64, 64 });
			host_wait(20);
		}
	}
}

TEST(gui_draws_nothing_of_a_window_where_others_hide_it)
{
	open_two();
	gui_window_move(a, (struct rect){ 100, 100, 600, 500 });
	gui_window_move(b, (struct rect){ 200, 200, 250, 180 });
	struct gui_widget *third = gui_window("c", 200, 100);
	gui_window_move(third, (struct rect){ 350, 300, 200, 150 });
	struct probe *p = probe_new(a, 600, 500);
	p->colour = 0x803070b0; /* drawn twice, a pixel is another one */
	host_wait(20);
	uint64_t pixels = p->pixels;
	gui_redraw_all();
	host_wait(20);
	struct rect both =
		rect_intersect(gui_solid(gui_as_window(b)), gui_solid(gui_as_window(third)));
	CHECK_EQ(p->pixels - pixels, 600 * 500 - solid_area(b) - solid_area(third) +
					     (uint64_t)both.w * (uint64_t)both.h);
	uint64_t whole = host_hash();
	redraw_tiles();
	CHECK_EQ(host_hash(), whole);
	gui_close();
}
