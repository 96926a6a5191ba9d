/* SPDX-License-Identifier: MIT */
/* host_random.c - the keyboard on the screen; and random events on a window of all widgets. */
#include <string.h>

#include <test/test.h>

#include "stage.h"

TEST(gui_screen_keyboard_comes_with_the_focus_and_types)
{
	struct gui_widget *column = stage_open(400, 200);
	struct gui_widget *button = gui_button(column, "Other", NULL, NULL);
	struct gui_widget *box = gui_text_box(column, "", NULL, NULL);
	int all = 0;

	gui_screen_keyboard(true);
	host_wait(20);
	all = gui_work_area().h;
	stage_click(box);
	host_wait(20);
	int top = gui_work_area().h;
	CHECK_EQ(all - top, 224);
	CHECK_EQ(host_pixel(400, 599), gui_theme()->background & 0xffffff);
	/* 784 wide, 10 keys: w, then Shift, E, Backspace, Space. */
	host_click(8 + 118, top + 30);
	CHECK_STR(gui_text(box), "w");
	host_click(20, top + 140);
	host_click(8 + 196, top + 30);
	host_click(8 + 196, top + 30);
	CHECK_STR(gui_text(box), "wEe");
	host_click(780, top + 140);
	host_click(400, top + 200);
	CHECK_STR(gui_text(box), "wE ");
	CHECK(stage_is("screen-keyboard", 0x40f318ec84ce9d93));
	CHECK(gui_focused() == box);
	stage_click(button);
	host_wait(100);
	CHECK_EQ(gui_work_area().h, all);
	gui_screen_keyboard(false);
	stage_close();
}

/* --- anything ------------------------------------------------------------------------------- */

static size_t count(void *arg)
{
	(void)arg;
	return 40;
}

static void item(void *arg, size_t row, struct gui_item *out)
{
	(void)arg;
	out->text = row % 2 ? "odd" : "even";
	out->icon = GUI_ICON_FILE;
}

static const struct gui_list_model list_model = { count, item };

static void nothing(void *arg)
{
	(void)arg;
}

static void ask(void *owner)
{
	gui_message(owner, GUI_QUESTION, "Really?", "A text.", "No|Yes", NULL, NULL);
}

static void typed(struct gui_widget *w, const char *bytes, size_t n, void *arg)
{
	(void)arg;
	gui_terminal_write(w, bytes, n);
}

static void no_answer(const char *text, void *arg)
{
	(void)text;
	(void)arg;
}

static void open_files(struct gui_widget *button, void *arg)
{
	struct gui_file_options options = { .folder = "/usr/share/doc" };

	(void)arg;
	gui_open_dialog(button, &options, no_answer, NULL);
}

static void popup(struct gui_widget *list, void *items)
{
	int x, y;

	gui_rows_menu_place(list, &x, &y);
	gui_menu_popup(list, x, y, items, NULL);
}

static void build(void)
{
	static struct gui_menu_item sub[] = { { .text = "Ask", .chosen = ask }, { 0 } };
	static const struct gui_menu_item file[] = { { .text = "One", .chosen = nothing },
						     { .text = "More", .items = sub },
						     { 0 } };
	static const struct gui_menu_item bar[] = { { .text = "File", .items = file },
						    { .text = "Ask", .items = sub },
						    { 0 } };
	static const char *const choices[] = { "a", "b", "c" };
	struct gui_widget *column = gui_column(gui_window("All", 560, 420)), *row, *tabs, *page;

	sub[0].arg = column;
	gui_menu_bar(column, bar, NULL);
	tabs = gui_tabs(column, NULL, NULL);
	page = gui_column(gui_scroll_view(gui_tab(tabs, "Controls"), false));
	gui_button(page, "Files", open_files, NULL);
	gui_choice(page, choices, 3, NULL, NULL);
	gui_slider(page, 0, 10, 1, NULL, NULL);
	gui_text_box(page, "text", NULL, NULL);
	gui_text_box_password(gui_text_box(page, "text", NULL, NULL), true);
	for (int i = 0; i < 8; i++)
		gui_tooltip(gui_radio(page, "radio", NULL, NULL), "tip");
	row = gui_row(gui_tab(tabs, "Editors"));
	gui_text_area_numbers(gui_text_area(row, NULL, NULL), true);
	gui_terminal(row, typed, NULL);
	row = gui_row(gui_tab(tabs, "Lists"));
	struct gui_widget *list = gui_list(row, &list_model, NULL);
	gui_rows_many(list, true);
	gui_rows_on_menu(list, popup, (void *)file);
	gui_list_tiles(gui_list(row, &list_model, NULL), true);
}

static void random_event(void)
{
	static const unsigned modifiers[] = { 0, 0, 0, GUI_SHIFT, GUI_CTRL, GUI_CTRL | GUI_SHIFT };
	int x = (int)test_below(800), y = (int)test_below(600);

	switch (test_below(8)) {
	case 0:
		host_click(x, y);
		break;
	case 1:
		host_double_click(x, y);
		break;
	case 2:
		host_drag(x, y, (int)test_below(800), (int)test_below(600));
		break;
	case 3:
		host_wheel(test_below(2) ? 1 : -1);
		break;
	case 4:
		host_move(x, y);
		host_button(GUI_BUTTON_RIGHT, true);
		host_button(GUI_BUTTON_RIGHT, false);
		break;
	case 5:
		host_wait(test_below(700));
		break;
	default:
		host_key(4 + test_below(0x4f), modifiers[test_below(ARRAY_SIZE(modifiers))]);
	}
}

TEST(gui_random_events_break_nothing)
{
	host_screen(800, 600);
	CHECK_EQ(gui_open(), 0);
	gui_screen_keyboard(true);
	for (int i = 0; i < 1500; i++) {
		if (gui_window_count() == 0)
			build();
		random_event();
		if (i % 250 == 0)
			CHECK(stage_is_right());
	}
	gui_screen_keyboard(false);
	gui_close();
}
