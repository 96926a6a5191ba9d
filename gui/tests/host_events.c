/* SPDX-License-Identifier: MIT */
/* host_events.c - who gets which events: pointer, keys, focus, shortcuts. */
#include <core/compiler.h>
#include <core/input.h>
#include <test/test.h>
#include "probe.h"

static struct gui_widget *window;
static struct probe *a, *b;

/* Two probes beside each other, 100 x 60 each. */
static void open_two(void)
{
	host_screen(640, 480);
	CHECK_EQ(gui_open(), 0);
	window = gui_window("events", 0, 0);
	struct gui_widget *row = gui_row(window);
	a = probe_new(row, 100, 60);
	b = probe_new(row, 100, 60);
	a->widget.focusable = b->widget.focusable = true;
	host_wait(20);
}

TEST(gui_pointer_enters_leaves_and_clicks)
{
	open_two();
	host_move(probe_x(a), probe_y(a));
	CHECK_EQ(a->count[GUI_POINTER_ENTER], 1);
	CHECK(a->widget.hovered && window->hovered && !b->widget.hovered);
	host_move(probe_x(b), probe_y(b));
	CHECK_EQ(a->count[GUI_POINTER_LEAVE], 1);
	CHECK_EQ(b->count[GUI_POINTER_ENTER], 1);
	CHECK(!a->widget.hovered && b->widget.hovered);
	struct rect r = gui_to_screen(&b->widget, (struct rect){ 3, 5, 0, 0 });
	host_click(r.x, r.y);
	CHECK_EQ(b->count[GUI_POINTER_DOWN], 1);
	CHECK_EQ(b->count[GUI_POINTER_UP], 1);
	CHECK_EQ(b->last[GUI_POINTER_DOWN].x, 3);
	CHECK_EQ(b->last[GUI_POINTER_DOWN].y, 5);
	CHECK_EQ(b->last[GUI_POINTER_DOWN].button, GUI_BUTTON_LEFT);
	CHECK_EQ(a->count[GUI_POINTER_DOWN], 0);
	CHECK(gui_focused() == &b->widget);
	gui_close();
}

TEST(gui_clicks_are_counted_by_time_place_and_button)
{
	open_two();
	host_click(probe_x(a), probe_y(a));
	host_click(probe_x(a) + 2, probe_y(a));
	CHECK_EQ(a->last[GUI_POINTER_DOWN].clicks, 2);
	host_click(probe_x(a), probe_y(a));
	CHECK_EQ(a->last[GUI_POINTER_DOWN].clicks, 3);
	host_wait(500);
	host_click(probe_x(a), probe_y(a));
	CHECK_EQ(a->last[GUI_POINTER_DOWN].clicks, 1);
	host_click(probe_x(a) + 20, probe_y(a));
	CHECK_EQ(a->last[GUI_POINTER_DOWN].clicks, 1);
	host_button(GUI_BUTTON_RIGHT, true);
	CHECK_EQ(a->last[GUI_POINTER_DOWN].clicks, 1);
	CHECK_EQ(a->last[GUI_POINTER_DOWN].button, GUI_BUTTON_RIGHT);
	host_button(GUI_BUTTON_RIGHT, false);
	gui_close();
}

TEST(gui_pointer_stays_with_the_widget_where_it_was_pressed)
{
	open_two();
	host_move(probe_x(a), probe_y(a));
	host_button(GUI_BUTTON_LEFT, true);
	CHECK(a->widget.pressed);
	unsigned moves = a->count[GUI_POINTER_MOVE];
	host_move(probe_x(b), probe_y(b));
	CHECK_EQ(a->count[GUI_POINTER_MOVE], moves + 1);
	CHECK(a->last[GUI_POINTER_MOVE].x > 100);
	CHECK_EQ(b->count[GUI_POINTER_ENTER], 0);
	CHECK(!a->widget.hovered);
	host_move(2, 2);
	CHECK(a->last[GUI_POINTER_MOVE].x < 0);
	host_move(probe_x(b), probe_y(b));
	host_button(GUI_BUTTON_LEFT, false);
	CHECK_EQ(a->count[GUI_POINTER_UP], 1);
	CHECK_EQ(b->count[GUI_POINTER_UP], 0);
	CHECK(!a->widget.pressed && b->widget.hovered);
	gui_close();
}

TEST(gui_events_that_are_not_used_go_to_the_parent)
{
	open_two();
	gui_window_move(window, (struct rect){ 50, 50, 500, 100 });
	struct probe *outer = probe_new(a->widget.parent, 100, 60);
	struct probe *inner = probe_new(&outer->widget, 10, 10);
	inner->uses = false;
	host_wait(20);
	gui_place(&inner->widget, (struct rect){ 10, 20, 30, 30 });
	host_click(probe_x(inner), probe_y(inner));
	CHECK_EQ(inner->count[GUI_POINTER_DOWN], 1);
	CHECK_EQ(outer->count[GUI_POINTER_DOWN], 1);
	CHECK_EQ(inner->last[GUI_POINTER_DOWN].x, 15);
	CHECK_EQ(outer->last[GUI_POINTER_DOWN].x, 25);
	CHECK_EQ(outer->last[GUI_POINTER_DOWN].y, 35);
	/* Who used the press has the pointer. */
	CHECK_EQ(outer->count[GUI_POINTER_UP], 1);
	CHECK_EQ(inner->count[GUI_POINTER_UP], 0);
	host_wheel(-2);
	CHECK_EQ(outer->last[GUI_WHEEL].wheel, -2);
	gui_close();
}

TEST(gui_disabled_and_hidden_widgets_hear_nothing)
{
	open_two();
	gui_disable(&a->widget, true);
	host_click(probe_x(a), probe_y(a));
	CHECK_EQ(a->count[GUI_POINTER_DOWN] + a->count[GUI_POINTER_ENTER], 0);
	gui_focus(&a->widget);
	CHECK(gui_focused() == NULL);
	host_key(GUI_KEY_TAB, 0);
	CHECK(gui_focused() == &b->widget);
	host_key(GUI_KEY_TAB, 0);
	CHECK(gui_focused() == &b->widget);
	b->count[GUI_KEY_DOWN] = 0;
	gui_hide(&b->widget, true);
	CHECK(gui_focused() == NULL);
	host_key(4, 0);
	CHECK_EQ(a->count[GUI_KEY_DOWN] + b->count[GUI_KEY_DOWN], 0);
	CHECK(screen_is_right());
	gui_close();
}

TEST(gui_tab_goes_round_and_keys_go_to_the_focus_only)
{
	open_two();
	a->uses = b->uses = false;
	CHECK(gui_focused() == &a->widget);
	host_key(GUI_KEY_TAB, 0);
	CHECK(gui_focused() == &b->widget);
	CHECK_EQ(a->count[GUI_FOCUS_OUT], 1);
	CHECK_EQ(b->count[GUI_FOCUS_IN], 1);
	host_text("x");
	CHECK_EQ(b->count[GUI_TEXT], 1);
	CHECK_EQ(b->last[GUI_TEXT].character, 'x');
	CHECK_EQ(a->count[GUI_TEXT] + a->count[GUI_KEY_DOWN], 1); /* the first Tab */
	host_key(GUI_KEY_TAB, 0);
	CHECK(gui_focused() == &a->widget);
	host_key(GUI_KEY_TAB, GUI_SHIFT);
	CHECK(gui_focused() == &b->widget);
	gui_close();
}

TEST(gui_keys_carry_modifiers_and_characters)
{
	open_two();
	host_key(0x06, GUI_CTRL);
	CHECK_EQ(a->last[GUI_KEY_DOWN].character, 'c');
	CHECK_EQ(a->last[GUI_KEY_DOWN].modifiers, GUI_CTRL);
	CHECK_EQ(a->last[GUI_KEY_DOWN].key, GUI_KEY(0x06));
	host_key(0x06, GUI_SHIFT);
	CHECK_EQ(a->last[GUI_KEY_DOWN].character, 'C');
	CHECK_EQ(a->count[GUI_TEXT], 0);
	a->uses = false;
	host_key(0x06, GUI_CTRL);
	CHECK_EQ(a->count[GUI_TEXT], 0);
	host_key(0x06, GUI_SHIFT);
	CHECK_EQ(a->last[GUI_TEXT].character, 'C');
	host_key(GUI_KEY_LEFT, GUI_CTRL | GUI_SHIFT);
	CHECK_EQ(a->last[GUI_KEY_DOWN].key, GUI_KEY_LEFT);
	CHECK_EQ(a->last[GUI_KEY_DOWN].modifiers, GUI_CTRL | GUI_SHIFT);
	host_key(0x58, 0);
	CHECK_EQ(a->last[GUI_KEY_DOWN].key, GUI_KEY_ENTER);
	gui_close();
}

TEST(gui_held_keys_repeat_alike_on_all_keyboards)
{
	open_two();
	host_key_down(0x04);
	host_wait(390);
	CHECK_EQ(a->count[GUI_KEY_DOWN], 1);
	/* Those of a keyboard that repeats by itself are left out. */
	host_key_down(0x04);
	host_key_down(0x04);
	CHECK_EQ(a->count[GUI_KEY_DOWN], 1);
	host_wait(10 + 330 + 10);
	CHECK_EQ(a->count[GUI_KEY_DOWN], 1 + 11);
	CHECK(a->last[GUI_KEY_DOWN].repeated);
	host_key_up(0x04);
	host_wait(1000);
	CHECK_EQ(a->count[GUI_KEY_DOWN], 1 + 11);
	/* Another key takes over, and a modifier's release ends it. */
	host_key_down(0x04);
	host_key_down(0x05);
	host_wait(500);
	CHECK_EQ(a->last[GUI_KEY_DOWN].key, GUI_KEY(0x05));
	host_key_up(0x05);
	unsigned count = a->count[GUI_KEY_DOWN];
	host_wait(500);
	CHECK_EQ(a->count[GUI_KEY_DOWN], count);
	gui_close();
}

static unsigned called;
static void shortcut(struct gui_widget *w, void *arg)
{
	CHECK(w == arg);
	called++;
}

TEST(gui_shortcuts_come_after_widgets)
{
	open_two();
	CHECK_EQ(gui_shortcut(window, GUI_CTRL, 'S', shortcut, window), 0);
	CHECK_EQ(gui_shortcut(NULL, 0, GUI_KEY_F(5), shortcut, window), 0);
	CHECK_EQ(gui_shortcut(window, 0, '?', shortcut, window), 0);
	host_key(0x16, GUI_CTRL);
	CHECK_EQ(called, 0);
	a->uses = b->uses = false;
	host_key(0x16, GUI_CTRL);
	CHECK_EQ(called, 1);
	host_key(0x16, GUI_CTRL | GUI_SHIFT);
	host_key(0x16, 0);
	CHECK_EQ(called, 1);
	host_key(GUI_KEY_F(5), 0);
	CHECK_EQ(called, 2);
	host_text("?");
	CHECK_EQ(called, 3);
	gui_close();
}

static void free_yourself(struct probe *p, const struct gui_event *e)
{
	if (e->type == GUI_POINTER_DOWN)
		gui_free(p->widget.parent);
}

TEST(gui_widgets_may_be_freed_by_their_own_handler)
{
	open_two();
	a->on_event = free_yourself;
	a->uses = false;
	host_click(probe_x(a), probe_y(a));
	CHECK_EQ(probes_alive, 0);
	CHECK(screen_is_right());
	host_key(4, 0);
	gui_close();
}

TEST(gui_relative_pointers_stay_on_the_screen)
{
	open_two();
	host_report(&(struct input_event){ .type = INPUT_MOVE, .dx = -3000, .dy = -3000 });
	host_wait(20);
	host_report(&(struct input_event){
		.type = INPUT_MOVE, .dx = (int16_t)probe_x(a), .dy = (int16_t)probe_y(a) });
	host_wait(20);
	CHECK(a->widget.hovered);
	host_report(&(struct input_event){ .type = INPUT_MOVE, .dx = 30000, .dy = 30000 });
	host_report(&(struct input_event){ .type = INPUT_BUTTON, .code = 9, .down = 1 });
	host_report(&(struct input_event){ .type = 77, .code = 9, .down = 1 });
	host_report(&(struct input_event){ .type = INPUT_KEY, .code = 60000, .down = 1 });
	host_wait(20);
	CHECK(!a->widget.hovered);
	gui_close();
}
