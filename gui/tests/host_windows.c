/* SPDX-License-Identifier: MIT */
/* host_windows.c - windows: their frames, states, order, dialogs, pop-ups and panels. */
#include <string.h>

#include <core/compiler.h>
#include <test/test.h>
#include "internal.h"
#include "probe.h"

#define BAR     36 /* height of a title bar, pixels at 1x */
#define CONTROL 21 /* from one control's middle to the next one's */

static void open_screen(void)
{
	host_screen(1024, 768);
	CHECK_EQ(gui_open(), 0);
}

static struct gui_widget *new_window(const char *title, int x, int y)
{
	struct gui_widget *w = gui_window(title, 300, 200);

	gui_window_move(w, (struct rect){ x, y, 300, 200 });
	host_wait(20);
	return w;
}

static void click_control(const struct gui_widget *w, int i)
{
	host_click(w->area.x + 18 + i * CONTROL, w->area.y - BAR / 2);
}

static bool is_at(const struct gui_widget *w, int x, int y, int width, int height)
{
	return CHECK_EQ(w->area.x, x) & CHECK_EQ(w->area.y, y) & CHECK_EQ(w->area.w, width) &
	       CHECK_EQ(w->area.h, height);
}

TEST(gui_windows_come_on_top_and_are_raised_by_a_click)
{
	open_screen();
	struct gui_widget *a = new_window("a", 100, 100), *b = new_window("b", 200, 150);

	CHECK(gui_window_active() == b);
	CHECK(gui_window_is_active(b) && !gui_window_is_active(a));
	host_click(110, 110);
	CHECK(gui_window_active() == a);
	host_click(250, 200); /* where both are: a's now */
	CHECK(gui_window_active() == a);
	host_click(450, 300);
	CHECK(gui_window_active() == b);
	CHECK(screen_is_right());
	gui_free(b);
	CHECK(gui_window_active() == a);
	CHECK(screen_is_right());
	gui_close();
}

TEST(gui_windows_are_dragged_by_their_title)
{
	open_screen();
	struct gui_widget *w = new_window("drag me", 100, 100);

	host_drag(300, 90, 450, 240);
	is_at(w, 250, 250, 300, 200);
	CHECK(screen_is_right());
	/* It cannot be lost: the title stays on the screen. */
	host_drag(w->area.x + 200, w->area.y - 10, 2, 767);
	CHECK(w->area.x + w->area.w >= 64 && w->area.y <= 768);
	host_move(w->area.x + 280, w->area.y - 10);
	host_button(GUI_BUTTON_LEFT, true);
	host_move(600, 0);
	host_button(GUI_BUTTON_LEFT, false);
	CHECK_EQ(w->area.y, BAR);
	CHECK(screen_is_right());
	/* Esc during a drag brings it back. */
	struct rect before = w->area;
	host_move(before.x + 200, before.y - 10);
	host_button(GUI_BUTTON_LEFT, true);
	host_move(before.x + 300, before.y + 100);
	CHECK_EQ(w->area.x, before.x + 100);
	host_key(GUI_KEY_ESCAPE, 0);
	is_at(w, before.x, before.y, 300, 200);
	host_button(GUI_BUTTON_LEFT, false);
	gui_close();
}

TEST(gui_windows_are_resized_by_edges_and_corners)
{
	open_screen();
	struct gui_widget *w = new_window("size me", 300, 300);

	host_drag(602, 400, 652, 420);
	is_at(w, 300, 300, 350, 200);
	host_drag(652, 502, 662, 522);
	is_at(w, 300, 300, 360, 220);
	host_drag(297, 400, 277, 500);
	is_at(w, 280, 300, 380, 220);
	host_drag(277, 262, 257, 252);
	is_at(w, 260, 290, 400, 230);
	/* Not below its least size, and the other edges stay where they are. */
	host_drag(257, 400, 900, 400);
	CHECK_EQ(w->area.x + w->area.w, 660);
	CHECK_EQ(w->area.w, 140);
	CHECK(screen_is_right());
	gui_window_fixed(w, true);
	struct rect before = w->area;
	host_drag(before.x + before.w + 2, 400, 800, 400);
	is_at(w, before.x, before.y, before.w, before.h);
	gui_close();
}

TEST(gui_round_controls_close_minimise_and_maximise)
{
	open_screen();
	struct gui_widget *a = new_window("a", 100, 100), *b = new_window("b", 400, 300);

	click_control(b, 2);
	CHECK_EQ(gui_window_state(b), GUI_MAXIMISED);
	is_at(b, 0, BAR, 1024, 768 - BAR);
	CHECK(screen_is_right());
	click_control(b, 2);
	CHECK_EQ(gui_window_state(b), GUI_NORMAL);
	is_at(b, 400, 300, 300, 200);
	click_control(b, 1);
	CHECK_EQ(gui_window_state(b), GUI_MINIMISED);
	CHECK(gui_window_active() == a);
	CHECK(screen_is_right());
	CHECK_EQ(gui_window_count(), 2);
	gui_window_activate(b);
	CHECK_EQ(gui_window_state(b), GUI_NORMAL);
	is_at(b, 400, 300, 300, 200);
	/* A press that is let go elsewhere does nothing. */
	host_move(b->area.x + 18, b->area.y - BAR / 2);
	host_button(GUI_BUTTON_LEFT, true);
	host_move(b->area.x + 100, b->area.y - BAR / 2);
	host_button(GUI_BUTTON_LEFT, false);
	CHECK_EQ(gui_window_count(), 2);
	click_control(b, 0);
	CHECK_EQ(gui_window_count(), 1);
	CHECK(gui_step(0));
	click_control(a, 0);
	CHECK_EQ(gui_window_count(), 0);
	CHECK(!gui_step(0));
	gui_close();
}

TEST(gui_double_click_on_the_title_maximises_and_a_drag_tears_off)
{
	open_screen();
	struct gui_widget *w = new_window("w", 100, 100);

	host_double_click(250, 80);
	CHECK_EQ(gui_window_state(w), GUI_MAXIMISED);
	host_double_click(250, 10);
	CHECK_EQ(gui_window_state(w), GUI_NORMAL);
	host_double_click(250, 80);
	host_wait(1000);
	host_drag(512, 10, 512, 300);
	CHECK_EQ(gui_window_state(w), GUI_NORMAL);
	CHECK(w->area.x < 512 && w->area.x + w->area.w > 512);
	CHECK_EQ(w->area.w, 300);
	CHECK_EQ(w->area.y, 300 + BAR - 10);
	CHECK(screen_is_right());
	gui_close();
}

static bool may_close;
static bool ask(struct gui_widget *w, void *arg)
{
	CHECK(w == arg);
	return may_close;
}

TEST(gui_windows_may_refuse_to_close)
{
	open_screen();
	struct gui_widget *w = new_window("w", 100, 100);

	gui_window_on_close(w, ask, w);
	click_control(w, 0);
	host_key(GUI_KEY_F(4), GUI_ALT);
	CHECK_EQ(gui_window_count(), 1);
	may_close = true;
	host_key(GUI_KEY_F(4), GUI_ALT);
	CHECK_EQ(gui_window_count(), 0);
	gui_close();
}

TEST(gui_windows_obey_the_keyboard)
{
	open_screen();
	struct gui_widget *w = new_window("w", 100, 100);

	host_key(GUI_KEY_F(7), GUI_ALT);
	host_key(GUI_KEY_RIGHT, 0);
	host_key(GUI_KEY_DOWN_ARROW, 0);
	host_key(GUI_KEY_LEFT, GUI_CTRL);
	host_key(GUI_KEY_ENTER, 0);
	is_at(w, 115, 116, 300, 200);
	host_key(GUI_KEY_F(8), GUI_ALT);
	host_key(GUI_KEY_RIGHT, 0);
	host_key(GUI_KEY_UP_ARROW, 0);
	is_at(w, 115, 116, 316, 184);
	host_key(GUI_KEY_ESCAPE, 0);
	is_at(w, 115, 116, 300, 200);
	host_key(GUI_KEY_F(10), GUI_ALT);
	CHECK_EQ(gui_window_state(w), GUI_MAXIMISED);
	host_key(GUI_KEY_F(10), GUI_ALT);
	CHECK_EQ(gui_window_state(w), GUI_NORMAL);
	host_key(GUI_KEY_F(9), GUI_ALT);
	CHECK_EQ(gui_window_state(w), GUI_MINIMISED);
	CHECK(screen_is_right());
	gui_close();
}

TEST(gui_alt_tab_shows_a_list_and_goes_through_it)
{
	open_screen();
	struct gui_widget *a = new_window("a", 100, 100), *b = new_window("b", 200, 200);
	struct gui_widget *c = new_window("c", 300, 300);

	host_key(GUI_KEY_TAB, GUI_ALT);
	CHECK(gui_window_active() == b);
	host_key(GUI_KEY_TAB, GUI_ALT);
	CHECK(gui_window_active() == c);
	uint64_t before = host_hash();
	host_key_down(0xe2);
	host_key(GUI_KEY_TAB, 0);
	CHECK(host_hash() != before);
	CHECK(screen_is_right());
	host_key(GUI_KEY_TAB, 0);
	CHECK(gui_window_active() == c);
	host_key_up(0xe2);
	CHECK(gui_window_active() == a);
	before = host_hash();
	host_key_down(0xe2);
	host_key(GUI_KEY_TAB, 0);
	host_key(GUI_KEY_ESCAPE, 0);
	host_key_up(0xe2);
	CHECK(gui_window_active() == a);
	CHECK(host_hash() == before);
	gui_window_set_state(c, GUI_MINIMISED);
	host_key(GUI_KEY_TAB, GUI_ALT | GUI_SHIFT);
	CHECK(gui_window_active() != a);
	CHECK(screen_is_right());
	gui_close();
}

TEST(gui_modal_windows_keep_their_owner_from_input)
{
	open_screen();
	struct gui_widget *w = new_window("w", 100, 100);
	struct probe *p = probe_new(w, 10, 10);
	struct gui_widget *m = gui_modal(w, "sure?", 100, 50);
	struct probe *q = probe_new(m, 10, 10);

	host_wait(20);
	CHECK(gui_window_active() == m);
	CHECK_EQ(gui_window_count(), 1);
	host_click(110, 280);
	host_wheel(1);
	CHECK_EQ(p->count[GUI_POINTER_DOWN] + p->count[GUI_POINTER_ENTER] + p->count[GUI_WHEEL], 0);
	CHECK(gui_window_active() == m);
	gui_window_activate(w);
	CHECK(gui_window_active() == m);
	host_click(probe_x(q), probe_y(q));
	CHECK_EQ(q->count[GUI_POINTER_DOWN], 1);
	/* Dragging it does not move the owner's order. */
	gui_window_close(m);
	CHECK(gui_window_active() == w);
	host_click(110, 280);
	CHECK_EQ(p->count[GUI_POINTER_DOWN], 1);
	gui_modal(w, "again", 0, 0);
	host_wait(20);
	gui_free(w);
	CHECK(gui_window_active() == NULL);
	CHECK(!gui_step(0));
	gui_close();
}

static unsigned closed;
static bool note_close(struct gui_widget *w, void *arg)
{
	(void)w;
	(void)arg;
	closed++;
	return true;
}

TEST(gui_popups_take_the_keys_and_close_outside_of_them)
{
	open_screen();
	struct gui_widget *w = new_window("w", 100, 100), *row = gui_row(w);
	struct probe *owner = probe_new(row, 50, 30), *other = probe_new(row, 50, 30);

	owner->widget.focusable = other->widget.focusable = true;
	owner->widget.align = other->widget.align = GUI_ALIGN_START;
	gui_focus(&other->widget);
	host_wait(20);
	struct gui_widget *popup =
		gui_popup(&owner->widget, (struct rect){ 0, 0, 50, 30 }, GUI_BOTTOM);
	struct probe *in = probe_new(popup, 120, 80);
	in->widget.focusable = true;
	gui_window_on_close(popup, note_close, NULL);
	host_wait(20);
	is_at(popup, 101, 131, 120, 80);
	CHECK(gui_focused() == &in->widget);
	CHECK_EQ(other->count[GUI_FOCUS_OUT], 1);
	host_text("x");
	CHECK_EQ(in->count[GUI_KEY_DOWN], 1);
	CHECK(screen_is_right());
	host_click(probe_x(in), probe_y(in));
	CHECK_EQ(in->count[GUI_POINTER_DOWN], 1);
	/* A press outside closes it, and is lost. */
	host_click(350, 280);
	CHECK_EQ(closed, 1);
	CHECK_EQ(other->count[GUI_POINTER_DOWN], 0);
	CHECK(gui_focused() == &other->widget);
	CHECK(screen_is_right());
	/* One on the owner is not. */
	popup = gui_popup(&owner->widget, (struct rect){ 0, 0, 50, 30 }, GUI_BOTTOM);
	struct gui_widget *second = gui_popup(popup, (struct rect){ 0, 0, 9, 9 }, GUI_RIGHT);
	probe_new(popup, 50, 50);
	probe_new(second, 50, 50);
	host_wait(20);
	host_click(probe_x(owner), probe_y(owner));
	CHECK_EQ(owner->count[GUI_POINTER_DOWN], 1);
	/* Esc closes the last one only. */
	popup = gui_popup(&owner->widget, (struct rect){ 0, 0, 50, 30 }, GUI_BOTTOM);
	second = gui_popup(popup, (struct rect){ 0, 0, 9, 9 }, GUI_RIGHT);
	host_wait(20);
	host_key(GUI_KEY_ESCAPE, 0);
	CHECK(gui_core.popup == (struct gui_window *)popup);
	gui_free(&owner->widget);
	CHECK(gui_core.popup == NULL);
	CHECK(screen_is_right());
	gui_close();
}

TEST(gui_popups_stay_on_the_screen)
{
	open_screen();
	struct gui_widget *w = new_window("w", 700, 560);
	struct probe *owner = probe_new(w, 10, 10);
	host_wait(20);
	struct gui_widget *popup =
		gui_popup(&owner->widget, (struct rect){ 200, 150, 100, 30 }, GUI_BOTTOM);

	probe_new(popup, 200, 100);
	host_wait(20);
	CHECK_EQ(popup->area.x, 1024 - 201);
	CHECK_EQ(popup->area.y + 101, 560 + 150);
	struct gui_widget *tip = gui_tip(&owner->widget, (struct rect){ -700, 0, 5, 5 }, GUI_LEFT);
	probe_new(tip, 60, 20);
	host_wait(20);
	CHECK_EQ(tip->area.x, 6);
	gui_close();
}

TEST(gui_panels_leave_the_rest_to_windows)
{
	open_screen();
	struct gui_widget *w = new_window("w", 100, 100);
	struct gui_widget *panel = gui_panel(GUI_BOTTOM, 48), *side = gui_panel(GUI_LEFT, 100);
	struct probe *p = probe_new(panel, 10, 10);

	host_wait(20);
	is_at(panel, 0, 720, 1024, 48);
	is_at(side, 0, 0, 100, 720);
	struct rect work = gui_work_area();
	CHECK(work.x == 100 && work.y == 0 && work.w == 924 && work.h == 720);
	gui_window_set_state(w, GUI_MAXIMISED);
	is_at(w, 100, BAR, 924, 720 - BAR);
	host_click(500, 740);
	CHECK_EQ(p->count[GUI_POINTER_DOWN], 1);
	CHECK(gui_window_active() == w);
	gui_free(side);
	is_at(w, 0, BAR, 1024, 720 - BAR);
	gui_fullscreen(w);
	is_at(w, 0, 0, 1024, 768);
	host_click(500, 740);
	CHECK_EQ(p->count[GUI_POINTER_DOWN], 1);
	CHECK(screen_is_right());
	host_key(GUI_KEY_F(4), GUI_ALT); /* without a frame there is no manager */
	CHECK_EQ(gui_window_count(), 1);
	new_window("over it", 300, 300);
	host_click(500, 740);
	CHECK_EQ(p->count[GUI_POINTER_DOWN], 2);
	CHECK(screen_is_right());
	gui_close();
}
