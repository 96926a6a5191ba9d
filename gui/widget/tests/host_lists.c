/* SPDX-License-Identifier: MIT */
/* host_lists.c - lists, tables and menus by pointer and keys. */
#include <stdio.h>
#include <string.h>

#include <test/test.h>

#include "stage.h"

static size_t rows = 100;

static size_t count(void *arg)
{
	(void)arg;
	return rows;
}

static const char *name(size_t row)
{
	static char buf[32];

	snprintf(buf, sizeof(buf), "%c%zu", (char)('a' + row % 26), row);
	return buf;
}

static void item(void *arg, size_t row, struct gui_item *out)
{
	(void)arg;
	out->text = name(row);
	out->icon = GUI_ICON_FILE;
}

static const struct gui_list_model model = { count, item };

TEST(gui_list_moves_by_keys_and_keeps_its_cursor_in_view)
{
	struct gui_widget *column = stage_open(300, 300);
	int selects = 0, activations = 0;
	struct gui_widget *list = gui_list(column, &model, NULL);

	gui_rows_on_select(list, stage_count, &selects);
	gui_rows_on_activate(list, stage_count, &activations);
	host_wait(20);
	gui_focus(list);
	CHECK_EQ(gui_rows_cursor(list), (long)GUI_NO_ROW);
	host_key(GUI_KEY_DOWN_ARROW, 0);
	host_key(GUI_KEY_DOWN_ARROW, 0);
	CHECK_EQ(gui_rows_cursor(list), 1);
	host_key(GUI_KEY_END, 0);
	CHECK_EQ(gui_rows_cursor(list), 99);
	host_key(GUI_KEY_PAGE_UP, 0);
	/* 268 pixels, rows of 28: 9 are seen whole, and one of them stays. */
	CHECK_EQ(gui_rows_cursor(list), 91);
	host_text("d");
	CHECK_EQ(gui_rows_cursor(list), 3);
	host_key(GUI_KEY_ENTER, 0);
	CHECK_EQ(activations, 1);
	CHECK_EQ(selects, 5);
	stage_click_at(list, 50, 20);
	host_double_click(stage_x(list, 50), stage_y(list, 20));
	CHECK(activations >= 2);
	stage_close();
}

/* Rows end where they end, also those that have no room for their icon. */
TEST(gui_list_too_narrow_for_its_icons_is_drawn_in_pieces_too)
{
	struct gui_widget *column = stage_open(300, 200);
	struct gui_widget *row = gui_row(column), *list = gui_list(row, &model, NULL);

	host_wait(20);
	gui_place(list, (struct rect){ 0, 0, 36, 150 });
	host_wait(20);
	CHECK(stage_is_right());
	for (int x = 0; x < 36; x += 3) {
		gui_redraw_area(list, (struct rect){ x, 0, 3, 150 });
		host_wait(20);
	}
	CHECK(stage_is_right());
	stage_close();
}

TEST(gui_list_of_many_selections_extends_and_toggles)
{
	struct gui_widget *column = stage_open(300, 300);
	struct gui_widget *list = gui_list(column, &model, NULL);

	gui_rows_many(list, true);
	stage_click_at(list, 50, 20);
	CHECK_EQ(gui_rows_cursor(list), 0);
	host_key(GUI_KEY_DOWN_ARROW, GUI_SHIFT);
	host_key(GUI_KEY_DOWN_ARROW, GUI_SHIFT);
	CHECK_EQ(gui_rows_selected_count(list), 3);
	host_key(GUI_KEY_DOWN_ARROW, GUI_CTRL);
	host_key(GUI_KEY_DOWN_ARROW, GUI_CTRL);
	host_key(GUI_KEY_SPACE, GUI_CTRL);
	CHECK(gui_rows_selected(list, 4) && !gui_rows_selected(list, 3));
	CHECK_EQ(gui_rows_selected_count(list), 4);
	host_key(0x04, GUI_CTRL); /* A */
	CHECK_EQ(gui_rows_selected_count(list), 100);
	rows = 2;
	gui_rows_changed(list);
	CHECK_EQ(gui_rows_selected_count(list), 0);
	rows = 0;
	gui_rows_changed(list);
	host_key(GUI_KEY_DOWN_ARROW, 0);
	host_text("a");
	CHECK_EQ(gui_rows_cursor(list), (long)GUI_NO_ROW);
	rows = 100;
	stage_close();
}

TEST(gui_tiles_move_in_two_directions)
{
	struct gui_widget *column = stage_open(400, 300);
	struct gui_widget *list = gui_list(column, &model, NULL);

	gui_list_tiles(list, true);
	host_wait(20);
	gui_focus(list);
	host_key(GUI_KEY_RIGHT, 0);
	host_key(GUI_KEY_RIGHT, 0);
	CHECK_EQ(gui_rows_cursor(list), 1);
	host_key(GUI_KEY_DOWN_ARROW, 0);
	CHECK_EQ(gui_rows_cursor(list), 4); /* 3 beside each other */
	host_key(GUI_KEY_LEFT, 0);
	host_key(GUI_KEY_UP_ARROW, 0);
	host_key(GUI_KEY_UP_ARROW, 0);
	CHECK_EQ(gui_rows_cursor(list), 0);
	stage_click_at(list, 150, 150);
	CHECK_EQ(gui_rows_cursor(list), 4);
	stage_close();
}

static const char *cell(void *arg, size_t row, int column, char *buf, size_t size)
{
	(void)arg;
	snprintf(buf, size, "%zu/%d", row, column);
	return buf;
}

static int sorted_by;

static void sort(void *arg, int column, bool descending)
{
	(void)arg;
	sorted_by = descending ? -(column + 1) : column + 1;
}

TEST(gui_table_sorts_and_resizes_by_its_head)
{
	static const struct gui_table_column columns[] = {
		{ "A", 100, 0, false, true },
		{ "B", 100, 0, false, true },
		{ "C", 60, 0, false, false },
	};
	static const struct gui_table_model table_model = { count, cell, NULL, sort };
	struct gui_widget *column = stage_open(400, 300);
	struct gui_widget *table = gui_table(column, columns, 3, &table_model, NULL);

	stage_click_at(table, 150, 16);
	CHECK_EQ(sorted_by, 2);
	stage_click_at(table, 150, 16);
	CHECK_EQ(sorted_by, -2);
	stage_click_at(table, 230, 16);
	CHECK_EQ(sorted_by, -2);
	CHECK_EQ(gui_rows_cursor(table), (long)GUI_NO_ROW);
	/* The edge between A and B goes 60 to the right: A is now where B was. */
	host_drag(stage_x(table, 105), stage_y(table, 16), stage_x(table, 165), stage_y(table, 16));
	CHECK_EQ(sorted_by, -2);
	stage_click_at(table, 150, 16);
	CHECK_EQ(sorted_by, 1);
	stage_click_at(table, 50, 50);
	CHECK_EQ(gui_rows_cursor(table), 0);
	stage_close();
}

TEST(gui_table_shows_all_columns_in_a_narrow_window)
{
	static const struct gui_table_column columns[] = {
		{ "Wide", 300, 1, false, true },
		{ "B", 80, 0, false, true },
		{ "C", 80, 0, false, true },
	};
	static const struct gui_table_model table_model = { count, cell, NULL, sort };
	struct gui_widget *table = gui_table(stage_open(320, 200), columns, 3, &table_model, NULL);

	sorted_by = 0;
	host_wait(20);
	stage_click_at(table, table->area.w - 40, 16);
	CHECK_EQ(sorted_by, 3);
	stage_click_at(table, table->area.w - 120, 16);
	CHECK_EQ(sorted_by, 2);
	stage_close();
}

/* --- menus ------------------------------------------------------------------------------- */

static int chosen;

static void choose(void *arg)
{
	chosen = *(int *)arg;
}

static bool never(void *arg)
{
	(void)arg;
	return false;
}

static int numbers[] = { 1, 2, 3, 4 };
static const struct gui_menu_item sub[] = {
	{ .text = "Deep", .chosen = choose, .arg = &numbers[2] }, { 0 }
};
static const struct gui_menu_item file[] = {
	{ .text = "Open...",
	  .keys = "Ctrl+O",
	  .icon = GUI_ICON_OPEN,
	  .chosen = choose,
	  .arg = &numbers[0] },
	{ .text = "Off", .chosen = choose, .enabled = never, .arg = &numbers[3] },
	{ .kind = GUI_MENU_LINE },
	{ .text = "More", .items = sub },
	{ .text = "Quit", .chosen = choose, .arg = &numbers[1] },
	{ 0 }
};
static const struct gui_menu_item bar_items[] = { { .text = "File", .items = file },
						  { .text = "Edit", .items = sub },
						  { 0 } };

TEST(gui_menu_bar_is_used_by_keys)
{
	struct gui_widget *column = stage_open(400, 300);

	gui_menu_bar(column, bar_items, NULL);
	host_wait(20);
	chosen = 0;
	host_key(GUI_KEY_F(10), 0);
	CHECK(gui_menu_is_open());
	host_key(GUI_KEY_ENTER, 0);
	CHECK(!gui_menu_is_open());
	CHECK_EQ(chosen, 1);
	host_key(GUI_KEY_F(10), 0);
	host_key(GUI_KEY_DOWN_ARROW, 0); /* over what is off, to "More" */
	host_key(GUI_KEY_RIGHT, 0);
	host_key(GUI_KEY_ENTER, 0);
	CHECK_EQ(chosen, 3);
	CHECK(!gui_menu_is_open());
	host_key(GUI_KEY_F(10), 0);
	host_key(GUI_KEY_RIGHT, 0);
	chosen = 0;
	host_key(GUI_KEY_ENTER, 0); /* the other menu's only item */
	CHECK_EQ(chosen, 3);
	host_key(GUI_KEY_F(10), 0);
	host_text("q");
	host_key(GUI_KEY_ENTER, 0);
	CHECK_EQ(chosen, 2);
	host_key(GUI_KEY_F(10), 0);
	host_key(GUI_KEY_ESCAPE, 0);
	CHECK(!gui_menu_is_open());
	stage_close();
}

TEST(gui_menu_bar_that_was_freed_leaves_its_key_to_the_next)
{
	static const struct gui_menu_item items[] = { { .text = "New" }, { 0 } };
	static const struct gui_menu_item titles[] = { { .text = "File", .items = items }, { 0 } };
	struct gui_widget *column = stage_open(300, 200);
	struct gui_widget *bar = gui_menu_bar(column, titles, NULL);

	host_wait(20);
	gui_free(bar);
	host_wait(20);
	host_key(GUI_KEY_F(10), 0);
	CHECK(!gui_menu_is_open());
	gui_menu_bar(column, titles, NULL);
	host_wait(20);
	host_key(GUI_KEY_F(10), 0);
	CHECK(gui_menu_is_open());
	CHECK(stage_is_right());
	stage_close();
}

TEST(gui_menu_bar_is_used_by_pointer)
{
	struct gui_widget *column = stage_open(400, 300);
	struct gui_widget *bar = gui_menu_bar(column, bar_items, NULL);

	chosen = 0;
	stage_click_at(bar, 20, 16);
	CHECK(gui_menu_is_open());
	CHECK(stage_is("menu", 0x7b029560e68076a8));
	stage_click_at(bar, 30, 46);
	CHECK_EQ(chosen, 1);
	stage_click_at(bar, 20, 16);
	stage_click_at(bar, 20, 16); /* its title again closes it */
	CHECK(!gui_menu_is_open());
	stage_click_at(bar, 20, 16);
	stage_click_at(bar, 30, 74); /* off */
	CHECK(gui_menu_is_open());
	CHECK_EQ(chosen, 1);
	host_move(stage_x(bar, 30), stage_y(bar, 110)); /* "More" opens by itself */
	CHECK(stage_is("menu-child", 0x97d1054f8760086e));
	stage_click_at(bar, 200, 250);
	CHECK(!gui_menu_is_open());
	stage_close();
}

TEST(gui_choice_changes_by_menu_and_arrows)
{
	static const char *const texts[] = { "Small", "Medium", "Large" };
	struct gui_widget *column = stage_open(400, 300);
	int changes = 0;
	struct gui_widget *choice = gui_choice(column, texts, 3, stage_count, &changes);

	stage_click(choice);
	CHECK(gui_menu_is_open());
	host_key(GUI_KEY_DOWN_ARROW, 0);
	host_key(GUI_KEY_DOWN_ARROW, 0);
	host_key(GUI_KEY_DOWN_ARROW, 0);
	host_key(GUI_KEY_ENTER, 0);
	CHECK_EQ(gui_choice_value(choice), 2);
	CHECK_STR(gui_text(choice), "Large");
	host_key(GUI_KEY_UP_ARROW, 0);
	CHECK_EQ(gui_choice_value(choice), 1);
	CHECK_EQ(changes, 2);
	host_key(GUI_KEY_SPACE, 0); /* keys begin with what is chosen */
	host_key(GUI_KEY_DOWN_ARROW, 0);
	host_key(GUI_KEY_ENTER, 0);
	CHECK_EQ(gui_choice_value(choice), 2);
	stage_close();
}

static void menu_asked(struct gui_widget *list, void *count)
{
	(void)list;
	++*(int *)count;
}

TEST(gui_list_opens_its_menu_by_keys)
{
	struct gui_widget *list = gui_list(stage_open(400, 300), &model, NULL);
	int count = 0;

	gui_rows_on_menu(list, menu_asked, &count);
	gui_focus(list);
	host_key(GUI_KEY_MENU, 0);
	CHECK_EQ(count, 1);
	host_key(GUI_KEY_F(10), GUI_SHIFT); /* keyboards without that key */
	CHECK_EQ(count, 2);
	host_key(GUI_KEY_F(10), 0);
	CHECK_EQ(count, 2);
	stage_close();
}

TEST(gui_popup_menu_closes_outside_and_goes_with_its_owner)
{
	struct gui_widget *column = stage_open(400, 300);
	struct gui_widget *list = gui_list(column, &model, NULL);

	host_wait(20);
	gui_menu_popup(list, 50, 50, file, NULL);
	host_wait(20);
	CHECK(gui_menu_is_open());
	host_click(790, 590);
	CHECK(!gui_menu_is_open());
	gui_menu_popup(list, 50, 50, file, NULL);
	host_wait(20);
	gui_free(list);
	host_wait(20);
	CHECK(!gui_menu_is_open());
	stage_close();
}
