/* SPDX-License-Identifier: MIT */
/* host_controls.c - buttons, toggles, sliders, text boxes, scroll views, tabs by pointer and keys.
 */
#include <string.h>

#include <test/test.h>

#include "stage.h"

TEST(gui_button_is_pressed_by_pointer_and_keys_unless_disabled)
{
	struct gui_widget *column = stage_open(300, 200);
	int presses = 0;
	struct gui_widget *button = gui_button(column, "Go", stage_count, &presses);

	stage_click(button);
	CHECK_EQ(presses, 1);
	host_key(GUI_KEY_SPACE, 0);
	host_key(GUI_KEY_ENTER, 0);
	CHECK_EQ(presses, 3);
	host_key(GUI_KEY_ENTER, GUI_CTRL);
	CHECK_EQ(presses, 3);
	/* Pressed here and let go elsewhere is no press. */
	host_drag(stage_x(button, 5), stage_y(button, 5), stage_x(button, 5), stage_y(button, 90));
	CHECK_EQ(presses, 3);
	gui_disable(button, true);
	stage_click(button);
	gui_press(button);
	CHECK_EQ(presses, 3);
	stage_close();
}

TEST(gui_toggles_switch_and_radio_buttons_are_one_of_a_group)
{
	struct gui_widget *column = stage_open(300, 300);
	int changes = 0;
	struct gui_widget *box = gui_checkbox(column, "Box", stage_count, &changes);
	struct gui_widget *one = gui_radio(column, "One", stage_count, &changes);
	struct gui_widget *two = gui_radio(column, "Two", stage_count, &changes);
	struct gui_widget *flip = gui_switch(column, "Switch", stage_count, &changes);

	stage_click(box);
	CHECK(gui_is_on(box));
	host_key(GUI_KEY_SPACE, 0);
	CHECK(!gui_is_on(box));
	stage_click(one);
	stage_click(one);
	CHECK(gui_is_on(one));
	CHECK_EQ(changes, 3);
	host_key(GUI_KEY_DOWN_ARROW, 0);
	CHECK(gui_is_on(two) && !gui_is_on(one) && gui_focused() == two);
	host_key(GUI_KEY_DOWN_ARROW, 0);
	CHECK(gui_is_on(one) && !gui_is_on(two));
	gui_set_on(flip, true);
	CHECK(gui_is_on(flip));
	CHECK_EQ(changes, 5);
	stage_close();
}

TEST(gui_slider_follows_the_pointer_and_the_keys)
{
	struct gui_widget *column = stage_open(300, 200);
	int changes = 0;
	struct gui_widget *slider = gui_slider(column, 10, 110, 5, stage_count, &changes);

	CHECK_EQ(gui_slider_value(slider), 10);
	stage_click(slider);
	CHECK_EQ(gui_slider_value(slider), 60);
	host_key(GUI_KEY_RIGHT, 0);
	CHECK_EQ(gui_slider_value(slider), 65);
	host_key(GUI_KEY_PAGE_DOWN, 0);
	CHECK_EQ(gui_slider_value(slider), 15);
	host_key(GUI_KEY_END, 0);
	CHECK_EQ(gui_slider_value(slider), 110);
	host_key(GUI_KEY_RIGHT, 0);
	CHECK_EQ(changes, 4);
	host_drag(stage_x(slider, slider->area.w - 5), stage_y(slider, 10), 0, stage_y(slider, 10));
	CHECK_EQ(gui_slider_value(slider), 10);
	gui_slider_set(slider, 1000);
	CHECK_EQ(gui_slider_value(slider), 110);
	stage_close();
}

TEST(gui_text_box_edits_selects_copies_and_undoes)
{
	struct gui_widget *column = stage_open(300, 200);
	int entered = 0, changed = 0;
	struct gui_widget *box = gui_text_box(column, "one two", stage_count, &entered);

	gui_text_box_on_change(box, stage_count, &changed);
	host_wait(20);
	gui_focus(box);
	host_text("X");
	CHECK_STR(gui_text(box), "X");
	host_key(0x1d, GUI_CTRL); /* Z */
	CHECK_STR(gui_text(box), "one two");
	host_key(GUI_KEY_END, 0);
	host_key(GUI_KEY_LEFT, GUI_CTRL | GUI_SHIFT);
	host_key(0x06, GUI_CTRL); /* C */
	CHECK_STR(gui_clipboard(), "two");
	host_key(GUI_KEY_HOME, 0);
	host_key(0x19, GUI_CTRL); /* V */
	CHECK_STR(gui_text(box), "twoone two");
	host_key(GUI_KEY_BACKSPACE, GUI_CTRL);
	CHECK_STR(gui_text(box), "one two");
	CHECK_EQ(changed, 4);
	host_key(GUI_KEY_ENTER, 0);
	CHECK_EQ(entered, 1);
	host_double_click(stage_x(box, 14), stage_y(box, 16));
	host_text("1");
	CHECK_STR(gui_text(box), "1 two");
	gui_set_text(box, "set");
	CHECK(!gui_can_edit(box, GUI_UNDO));
	stage_close();
}

TEST(gui_password_is_neither_shown_nor_copied)
{
	struct gui_widget *column = stage_open(300, 200);
	struct gui_widget *box = gui_text_box_password(gui_text_box(column, "", NULL, NULL), true);
	uint64_t seen;

	gui_clipboard_set("before", 6);
	host_wait(20);
	gui_focus(box);
	host_text("secret");
	host_wait(20);
	seen = host_hash();
	host_key(0x04, GUI_CTRL); /* A */
	host_key(0x06, GUI_CTRL); /* C */
	host_key(0x1b, GUI_CTRL); /* X */
	CHECK_STR(gui_clipboard(), "before");
	CHECK_STR(gui_text(box), "secret");
	gui_set_text(box, "SECRET");
	host_key(GUI_KEY_END, 0);
	CHECK(host_hash() == seen);
	stage_close();
}

TEST(gui_scroll_view_shows_what_gets_the_focus)
{
	struct gui_widget *column = stage_open(300, 200);
	struct gui_widget *view = gui_scroll_view(column, false), *inner = gui_column(view);
	struct gui_widget *first = NULL, *last = NULL;

	for (int i = 0; i < 20; i++) {
		last = gui_button(inner, "Button", NULL, NULL);
		first = first ? first : last;
	}
	host_wait(20);
	CHECK_EQ(inner->area.y, 0);
	int hidden = inner->area.h - view->area.h;
	CHECK(hidden > 300);
	gui_focus(last);
	CHECK_EQ(inner->area.y, -hidden);
	gui_focus(first);
	CHECK_EQ(inner->area.y, 0);
	host_move(stage_x(view, 20), stage_y(view, 20));
	host_wheel(1);
	CHECK_EQ(inner->area.y, -60);
	host_key(GUI_KEY_END, 0);
	CHECK_EQ(inner->area.y, -hidden);
	gui_scroll_to_show(first, (struct rect){ 0, 0, 10, 10 });
	CHECK_EQ(inner->area.y, 0);
	host_drag(stage_x(view, view->area.w - 6), stage_y(view, 8),
		  stage_x(view, view->area.w - 6), stage_y(view, 300));
	CHECK_EQ(inner->area.y, -hidden);
	stage_close();
}

TEST(gui_tabs_show_one_page_and_are_changed_by_keys)
{
	struct gui_widget *column = stage_open(400, 300);
	int changes = 0;
	struct gui_widget *tabs = gui_tabs(column, stage_count, &changes);
	struct gui_widget *a = gui_button(gui_tab(tabs, "A"), "in a", NULL, NULL);
	struct gui_widget *b = gui_button(gui_tab(tabs, "B"), "in b", NULL, NULL);

	host_wait(20);
	CHECK(gui_is_shown(a) && !gui_is_shown(b));
	stage_click_at(tabs, 50, 20);
	CHECK(gui_is_shown(b) && !gui_is_shown(a));
	host_key(GUI_KEY_LEFT, 0);
	CHECK_EQ(gui_tabs_current(tabs), 0);
	gui_focus(a);
	host_key(GUI_KEY_PAGE_DOWN, GUI_CTRL);
	CHECK_EQ(gui_tabs_current(tabs), 1);
	CHECK_EQ(changes, 3);
	gui_tabs_show(tabs, 0);
	CHECK_EQ(changes, 3);
	stage_close();
}

TEST(gui_scroll_view_that_was_emptied_takes_another_child)
{
	struct gui_widget *column = stage_open(300, 200);
	struct gui_widget *view = gui_grow(gui_scroll_view(column, true), 1);

	gui_button(view, "in it", NULL, NULL);
	host_wait(20);
	gui_free_children(view);
	host_wait(20);
	gui_button(view, "later", NULL, NULL);
	host_wait(20);
	host_wheel(1);
	CHECK_EQ(view->first->area.w, view->area.w);
	CHECK(stage_is_right());
	stage_close();
}

TEST(gui_tabs_go_with_their_pages)
{
	struct gui_widget *column = stage_open(400, 300);
	struct gui_widget *tabs = gui_tabs(column, NULL, NULL), *pages[3], *in[3];

	for (int i = 0; i < 3; i++) {
		pages[i] = gui_tab(tabs, i == 1 ? "in the middle" : "at an end");
		in[i] = gui_button(pages[i], "a page", NULL, NULL);
	}
	gui_tabs_show(tabs, 1);
	host_wait(20);
	CHECK(gui_is_shown(in[1]));
	gui_free(pages[0]); /* the same page is seen */
	CHECK_EQ(gui_tabs_current(tabs), 0);
	host_wait(20);
	CHECK(gui_is_shown(in[1]) && !gui_is_shown(in[2]));
	gui_free(pages[1]); /* the next one is */
	host_wait(20);
	CHECK(gui_is_shown(in[2]) && stage_is_right());
	stage_click_at(tabs, 150, 20); /* where a tab was */
	host_key(GUI_KEY_PAGE_DOWN, GUI_CTRL);
	CHECK(gui_is_shown(in[2]));
	gui_free_children(tabs);
	host_wait(20);
	host_key(GUI_KEY_PAGE_DOWN, GUI_CTRL);
	CHECK(stage_is_right());
	in[0] = gui_button(gui_tab(tabs, "anew"), "a page", NULL, NULL);
	host_wait(20);
	CHECK(gui_is_shown(in[0]) && stage_is_right());
	stage_close();
}

TEST(gui_tooltip_comes_when_the_pointer_rests_and_goes_with_it)
{
	struct gui_widget *column = stage_open(300, 200);
	struct gui_widget *button = gui_icon_button(column, GUI_ICON_SAVE, "Save", NULL, NULL);
	uint64_t before;

	host_wait(20);
	host_move(stage_x(button, 20), stage_y(button, 10));
	before = host_hash();
	host_wait(400);
	CHECK(host_hash() == before);
	host_wait(400);
	CHECK(host_hash() != before);
	host_move(stage_x(button, 20), stage_y(button, 100));
	host_move(stage_x(button, 20), stage_y(button, 10));
	CHECK(host_hash() == before);
	host_wait(800);
	gui_free(button);
	host_wait(800);
	stage_close();
}
