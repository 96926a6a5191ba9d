/* SPDX-License-Identifier: MIT */
/* host_gallery.c - golden pictures of widgets, in every theme and scale. */
#include <stdio.h>

#include <test/test.h>

#include "stage.h"

static void draw_controls(struct gui_widget *parent)
{
	struct gui_widget *row = gui_row(parent), *column;

	gui_button_kind(gui_button(row, "Save", NULL, NULL), GUI_BUTTON_PRIMARY);
	gui_button(row, "Cancel", NULL, NULL);
	gui_button_kind(gui_button(row, "Delete", NULL, NULL), GUI_BUTTON_DANGER);
	gui_button_icon(gui_button_kind(gui_button(row, "Refresh", NULL, NULL), GUI_BUTTON_FLAT),
			GUI_ICON_REFRESH);
	gui_disable(gui_button(row, "Disabled", NULL, NULL), true);
	row = gui_row(parent);
	column = gui_column(row);
	gui_set_on(gui_checkbox(column, "Check box", NULL, NULL), true);
	gui_checkbox(column, "Another", NULL, NULL);
	gui_disable(gui_checkbox(column, "Disabled", NULL, NULL), true);
	column = gui_column(row);
	gui_set_on(gui_radio(column, "First", NULL, NULL), true);
	gui_radio(column, "Second", NULL, NULL);
	gui_radio(column, "Third", NULL, NULL);
	column = gui_column(row);
	gui_set_on(gui_switch(column, "Switch", NULL, NULL), true);
	gui_switch(column, "Other", NULL, NULL);
	column = gui_grow(gui_column(row), 1);
	gui_slider_set(gui_slider(column, 0, 100, 1, NULL, NULL), 40);
	gui_progress_set(gui_progress(column), 650);
	gui_text_box(column, "Text to edit", NULL, NULL);
	gui_text_box_icon(gui_text_box_hint(gui_text_box(column, "", NULL, NULL), "Search"),
			  GUI_ICON_SEARCH);
}

static void icons(struct gui_widget *parent)
{
	struct gui_widget *grid = gui_grid(parent, 17);

	for (int i = 1; i < GUI_ICONS; i++)
		gui_icon_view(grid, (enum gui_icon)i, 24, 0);
}

static void controls(const struct gui_theme *theme, int percent, uint64_t golden)
{
	struct gui_widget *column;
	char name[64];

	host_screen(700 * percent / 100, 560 * percent / 100);
	CHECK_EQ(gui_open(), 0);
	gui_set_theme(theme);
	gui_set_scale(percent);
	column = gui_column(gui_window("Controls", 620, 440));
	gui_padding(column, 16);
	gui_label_style(gui_label(column, "Title of the page"), GUI_TEXT_LARGE);
	gui_label_dim(gui_label(column, "A line that says what this is about."), true);
	draw_controls(column);
	gui_separator(column);
	icons(column);
	snprintf(name, sizeof(name), "controls-%s-%d", theme->name, percent);
	CHECK(stage_is(name, golden));
	stage_close();
}

/* --- content -------------------------------------------------------------------------------- */

static const char *const names[] = { "apps",     "core",      "docs",      "drivers",  "fs",
				     "Makefile", "photo.png", "README.md", "notes.txt" };
static const char *const sizes[] = { "", "", "", "", "", "7.6 KB", "1.2 MB", "18 KB", "312 B" };

static size_t names_count(void *arg)
{
	(void)arg;
	return ARRAY_SIZE(names);
}

static enum gui_icon sign(size_t row)
{
	return row < 5 ? GUI_ICON_FOLDER : row == 6 ? GUI_ICON_FILE_IMAGE : GUI_ICON_FILE_TEXT;
}

static void names_item(void *arg, size_t row, struct gui_item *item)
{
	(void)arg;
	item->text = names[row];
	item->detail = sizes[row];
	item->icon = sign(row);
}

static const char *names_cell(void *arg, size_t row, int column, char *buf, size_t size)
{
	(void)arg;
	if (column != 2)
		return column ? sizes[row] : names[row];
	snprintf(buf, size, "2026-11-%02zu 14:0%zu", row + 1, row);
	return buf;
}

static enum gui_icon names_icon(void *arg, size_t row, gui_colour *colour)
{
	(void)arg;
	if (row < 5)
		*colour = gui_theme()->accent;
	return sign(row);
}

static void names_sort(void *arg, int column, bool descending)
{
	*(int *)arg = descending ? -column - 1 : column + 1;
}

static const struct gui_list_model list_model = { names_count, names_item };
static const struct gui_table_model table_model = { names_count, names_cell, names_icon,
						    names_sort };
static const struct gui_table_column table_columns[] = {
	{ "Name", 140, 1, false, true },
	{ "Size", 80, 0, true, true },
	{ "Changed", 140, 0, false, true },
};

static void content(const struct gui_theme *theme, int percent, uint64_t golden)
{
	static const double load[] = { 12, 30, 22, 45, 60, 38, 52, 70, 64, 80, 41, 35 };
	static const double bars[] = { 30, 55, 20, 72, 44 }, more[] = { 20, 35, 60, 50, 14 };
	static const char *const days[] = { "Mon", "Tue", "Wed", "Thu", "Fri" };
	struct gui_widget *row, *column, *chart, *list;
	static int sorted;
	char name[64];

	host_screen(800 * percent / 100, 640 * percent / 100);
	CHECK_EQ(gui_open(), 0);
	gui_set_theme(theme);
	gui_set_scale(percent);
	row = gui_row(gui_window("Content", 740, 520));
	gui_padding(row, 16);
	gui_spacing(row, 16);
	column = gui_grow(gui_column(row), 1);
	list = gui_list(column, &list_model, NULL);
	gui_rows_select(list, 1);
	list = gui_table(column, table_columns, 3, &table_model, &sorted);
	gui_rows_many(list, true);
	gui_table_sort(list, 0, false);
	gui_rows_select(list, 6);
	gui_focus(list);
	column = gui_grow(gui_column(row), 1);
	struct gui_widget *tabs = gui_tabs(column, NULL, NULL);
	struct gui_widget *page = gui_tab(tabs, "Load");
	gui_tab(tabs, "Memory");
	gui_tab(tabs, "Network");
	chart = gui_chart(page, GUI_CHART_AREA, 12);
	gui_chart_range(chart, 0, 100);
	gui_chart_unit(chart, "%");
	gui_chart_values(chart, gui_chart_series(chart, "CPU"), load, 12);
	chart = gui_chart(column, GUI_CHART_BARS, 5);
	gui_chart_labels(chart, days, 5);
	gui_chart_values(chart, gui_chart_series(chart, "Received"), bars, 5);
	gui_chart_values(chart, gui_chart_series(chart, "Sent"), more, 5);
	gui_choice(column, days, 5, NULL, NULL);
	snprintf(name, sizeof(name), "content-%s-%d", theme->name, percent);
	CHECK(stage_is(name, golden));
	stage_close();
}

static void editors(const struct gui_theme *theme, int percent, uint64_t golden)
{
	static const char code[] = "#include <stdio.h>\n\nint main(void)\n{\n\tputs(\"hello\");\n"
				   "\treturn 0;\n}\n";
	static const char screen[] = "\033[1;32muser@bobbin\033[0m:\033[1;34m/data\033[0m$ ls\n"
				     "\033[34mphotos\033[0m  notes.txt  \033[31mbroken\033[0m\n$ ";
	struct gui_widget *column, *area, *terminal;
	char name[64];

	host_screen(700 * percent / 100, 560 * percent / 100);
	CHECK_EQ(gui_open(), 0);
	gui_set_theme(theme);
	gui_set_scale(percent);
	column = gui_column(gui_window("Editors", 620, 440));
	gui_padding(column, 16);
	area = gui_text_area(column, NULL, NULL);
	gui_text_area_numbers(area, true);
	gui_text_area_set(area, code, sizeof(code) - 1);
	gui_text_area_find(area, "puts", false, true);
	gui_focus(area);
	terminal = gui_terminal(column, NULL, NULL);
	gui_terminal_write(terminal, screen, sizeof(screen) - 1);
	snprintf(name, sizeof(name), "editors-%s-%d", theme->name, percent);
	CHECK(stage_is(name, golden));
	stage_close();
}

TEST(gui_editors_look_as_they_should)
{
	editors(&gui_theme_light, 100, 0xc74998292c7a713c);
	editors(&gui_theme_dark, 150, 0xb3d85681e1408474);
	editors(&gui_theme_contrast, 200, 0x8bd3026165be5379);
}

TEST(gui_content_looks_as_it_should)
{
	content(&gui_theme_light, 100, 0xb3c21997261ee1ce);
	content(&gui_theme_dark, 150, 0x4c2b9bf478d28fc7);
	content(&gui_theme_contrast, 200, 0x97be31f52027b906);
}

TEST(gui_controls_look_as_they_should)
{
	controls(&gui_theme_light, 100, 0xe457d671bf59001d);
	controls(&gui_theme_dark, 150, 0xda1a57a25658d21a);
	controls(&gui_theme_contrast, 200, 0x50159bc1c2c7693b);
}
