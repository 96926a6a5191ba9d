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

TEST(gui_controls_look_as_they_should)
{
	controls(&gui_theme_light, 100, 0xe457d671bf59001d);
	controls(&gui_theme_dark, 150, 0xda1a57a25658d21a);
	controls(&gui_theme_contrast, 200, 0x50159bc1c2c7693b);
}
