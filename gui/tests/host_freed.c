/* SPDX-License-Identifier: MIT */
/* host_freed.c - windows and widgets that go while somebody else is still at work with them. */
#include <core/compiler.h>
#include <test/test.h>
#include "internal.h"
#include "probe.h"

static void open_screen(void)
{
	host_screen(800, 600);
	CHECK_EQ(gui_open(), 0);
}

static bool free_when_resized(struct gui_widget *w, const struct gui_event *e, void *arg)
{
	(void)arg;
	if (e->type == GUI_RESIZE)
		gui_free(w);
	return false;
}

/* Minimised, then on a screen of another size, it has another one when it comes back. */
static struct gui_widget *dies_when_restored(void)
{
	struct gui_widget *w = gui_window("dies", 200, 100);

	host_wait(20);
	gui_window_set_state(w, GUI_MAXIMISED);
	host_wait(20);
	gui_window_set_state(w, GUI_MINIMISED);
	gui_window_on_event(w, free_when_resized, NULL);
	gui_panel(GUI_TOP, 20);
	host_wait(20);
	return w;
}

TEST(gui_window_that_goes_when_it_is_restored_is_not_active)
{
	open_screen();
	struct gui_widget *other = gui_window("other", 200, 100);
	struct gui_widget *w = dies_when_restored();

	CHECK_EQ(gui_window_count(), 2);
	gui_window_activate(w);
	CHECK_EQ(gui_window_count(), 1);
	CHECK(gui_window_active() == other);
	host_wait(20);
	CHECK(screen_is_right());
	gui_close();
}

TEST(gui_dialog_that_is_answered_leaves_its_owner_active)
{
	open_screen();
	struct gui_widget *owner = gui_window("owner", 200, 100);
	struct gui_widget *other = gui_window("other", 200, 100);
	struct gui_widget *dialog = gui_modal(owner, "sure?", 100, 50);

	host_wait(20);
	gui_window_activate(other);
	CHECK(gui_window_active() == other);
	gui_window_activate(owner);
	CHECK(gui_window_active() == dialog);
	host_wait(20);
	CHECK(screen_is_right());
	gui_window_close(dialog);
	CHECK(gui_window_active() == owner);
	gui_close();
}

static bool free_when_closed(struct gui_widget *popup, const struct gui_event *e, void *widget)
{
	(void)popup;
	if (e->type == GUI_CLOSE)
		gui_free(widget);
	return false;
}

/* A pop-up that goes with its owner frees the owner, which is being freed. */
TEST(gui_widget_is_freed_once)
{
	open_screen();
	struct gui_widget *w = gui_window("owner", 200, 100);
	struct probe *p = probe_new(w, 50, 50);
	struct gui_widget *popup = gui_popup(&p->widget, (struct rect){ 0, 0, 10, 10 }, GUI_BOTTOM);
	gui_window_on_event(popup, free_when_closed, &p->widget);
	host_wait(20);
	gui_free(&p->widget);
	CHECK_EQ(probes_alive, 0);
	/* And the same of a whole window. */
	popup = gui_popup(w, (struct rect){ 0, 0, 10, 10 }, GUI_BOTTOM);
	gui_window_on_event(popup, free_when_closed, w);
	gui_free(w);
	CHECK_EQ(gui_window_count(), 0);
	gui_close();
}

static void popup_of_the_dead(struct probe *p, const struct gui_event *e)
{
	struct rect at = { 0, 0, 10, 10 };

	if (e->type != GUI_POINTER_DOWN)
		return;
	gui_free(&p->widget);
	CHECK(gui_popup(&p->widget, at, GUI_BOTTOM) == NULL);
	CHECK(gui_tip(&p->widget, at, GUI_BOTTOM) == NULL);
	gui_free(gui_modal(&p->widget, "of nobody", 50, 50));
}

/* A handler that has freed its widget asks on: nothing can belong to it any more. */
TEST(gui_nothing_is_opened_for_a_widget_that_is_gone)
{
	open_screen();
	struct probe *p = probe_new(gui_window("owner", 200, 100), 50, 50);
	p->on_event = popup_of_the_dead;
	host_wait(20);
	host_click(probe_x(p), probe_y(p));
	host_wait(20);
	CHECK_EQ(probes_alive, 0);
	CHECK(screen_is_right());
	gui_close();
}

static struct gui_widget *victim;

static void free_victim(struct probe *p, const struct gui_event *e)
{
	(void)p;
	if (e->type == GUI_FOCUS_OUT)
		gui_free(victim);
}

static void no_text(const char *text, void *arg)
{
	CHECK(!text && !arg);
}

/* What a program asks outside of handlers takes the focus from somebody who frees the window
 * that it is asked for. */
TEST(gui_dialogs_and_menus_may_go_while_they_come)
{
	static const struct gui_menu_item items[] = { { .text = "One" }, { 0 } };

	open_screen();
	for (int kind = 0; kind < 5; kind++) {
		struct gui_widget *other = gui_window("other", 100, 100);
		struct probe *p = probe_new(other, 10, 10);
		p->widget.focusable = true;
		p->on_event = free_victim;
		victim = gui_window("victim", 200, 100);
		gui_window_activate(other);
		gui_focus(&p->widget);
		host_wait(20);
		if (kind == 0)
			gui_message(victim, GUI_INFO, "a", "b", NULL, NULL, NULL);
		else if (kind == 1)
			gui_prompt(victim, "a", "b", "c", "d", no_text, NULL);
		else if (kind == 2)
			gui_open_dialog(victim, NULL, no_text, NULL);
		else if (kind == 3)
			gui_menu_popup(victim, 0, 0, items, NULL);
		else
			CHECK(gui_popup(victim, (struct rect){ 0 }, GUI_BOTTOM) == NULL);
		host_wait(20);
		CHECK_EQ(gui_window_count(), 1);
		CHECK(!gui_menu_is_open() && screen_is_right());
		p->on_event = NULL;
		gui_free(other);
		gui_core.had_windows = false;
	}
	gui_close();
}

/* The menu that is closed first belongs to what frees the widget of the next one. */
TEST(gui_menu_of_a_widget_that_goes_with_the_one_before)
{
	static const struct gui_menu_item items[] = { { .text = "One" }, { 0 } };

	open_screen();
	struct gui_widget *w = gui_window("owner", 200, 100);
	struct probe *p = probe_new(w, 50, 50);
	struct gui_widget *popup = gui_popup(w, (struct rect){ 0, 0, 10, 10 }, GUI_BOTTOM);
	gui_window_on_event(popup, free_when_closed, &p->widget);
	host_wait(20);
	gui_menu_popup(&p->widget, 0, 0, items, NULL);
	host_wait(20);
	CHECK_EQ(probes_alive, 0);
	CHECK(!gui_menu_is_open());
	gui_close();
}

/* A press on its title makes it active, which takes the focus from who frees it. */
TEST(gui_window_that_goes_when_it_is_pressed_is_not_moved)
{
	open_screen();
	struct gui_widget *other = gui_window("other", 100, 100);
	struct probe *p = probe_new(other, 10, 10);
	p->widget.focusable = true;
	p->on_event = free_victim;
	victim = gui_window("victim", 200, 100);
	gui_window_move(other, (struct rect){ 50, 400, 100, 100 });
	gui_window_move(victim, (struct rect){ 300, 200, 200, 100 });
	gui_window_activate(other);
	gui_focus(&p->widget);
	host_wait(20);
	host_move(450, 190);
	host_button(GUI_BUTTON_LEFT, true);
	CHECK_EQ(gui_window_count(), 1);
	host_move(500, 300);
	host_button(GUI_BUTTON_LEFT, false);
	CHECK(screen_is_right());
	gui_close();
}

static void free_it(struct gui_widget *w, void *arg)
{
	CHECK(arg == NULL);
	gui_free(w);
}

/* The program hears of the cursor first, and frees the editor. */
TEST(gui_text_area_may_be_freed_when_its_cursor_moves)
{
	open_screen();
	struct gui_widget *area = gui_text_area(gui_window("editor", 200, 100), free_it, NULL);

	gui_text_area_set(area, "one", 3);
	gui_text_area_on_cursor(area, free_it, NULL);
	CHECK_EQ(gui_text_area_replace_all(area, "n", "m", true), 1);
	host_wait(20);
	CHECK(screen_is_right());
	gui_close();
}

static struct gui_window *tip_shown(void)
{
	struct gui_window *win = gui_core.top;

	while (win && win->kind != KIND_TIP)
		win = win->below;
	return win;
}

#define LEFT_ALT GUI_KEY(0xe2)

/* Alt is held and Tab pressed: the list of windows is shown. */
static struct gui_event show_list(void)
{
	host_key_down(LEFT_ALT);
	host_key_down(GUI_KEY_TAB);
	host_key_up(GUI_KEY_TAB);
	CHECK(tip_shown() != NULL);
	return (struct gui_event){ .type = GUI_KEY_DOWN, .key = GUI_KEY_TAB, .modifiers = GUI_ALT };
}

TEST(gui_list_of_windows_comes_again_while_the_old_one_goes)
{
	open_screen();
	gui_window("one", 200, 100);
	struct gui_widget *two = gui_window("two", 200, 100);
	struct gui_widget *three = gui_window("three", 200, 100);
	host_wait(20);
	CHECK(gui_window_active() == three);
	struct gui_event tab = show_list();
	/* Within one event the chosen one goes, and with it the list, which is asked for again. */
	gui_enter();
	gui_free(two);
	CHECK(tip_shown() == NULL);
	CHECK(gui_manager_key(&tab));
	gui_leave();
	CHECK(tip_shown() != NULL && tip_shown()->widget.first != NULL);
	host_wait(20);
	CHECK(screen_is_right());
	host_key_up(LEFT_ALT);
	CHECK(tip_shown() == NULL);
	gui_close();
}

/* What it shows has gone (as when there was no memory for it): the list itself has not. */
TEST(gui_list_of_windows_is_one_window)
{
	open_screen();
	gui_window("one", 200, 100);
	gui_window("two", 200, 100);
	host_wait(20);
	struct gui_event tab = show_list();
	gui_free_children(&tip_shown()->widget);
	CHECK(gui_manager_key(&tab));
	host_key_up(LEFT_ALT);
	CHECK(tip_shown() == NULL);
	gui_close();
}

static bool free_window(struct gui_widget *popup, void *window)
{
	(void)popup;
	gui_free(window);
	return true;
}

/* The pop-up is closed before the list is shown, and takes the only window with it. */
TEST(gui_list_of_windows_does_without_the_one_that_a_popup_closes)
{
	open_screen();
	struct gui_widget *w = gui_window("goes", 200, 100);
	host_wait(20);
	struct gui_widget *popup =
		gui_popup(gui_desktop(), (struct rect){ 0, 0, 10, 10 }, GUI_BOTTOM);
	gui_window_on_close(popup, free_window, w);
	host_wait(20);
	gui_core.had_windows = false; /* without windows the loop would end */
	host_key(GUI_KEY_TAB, GUI_ALT);
	CHECK(tip_shown() == NULL);
	CHECK_EQ(gui_window_count(), 0);
	gui_close();
}
