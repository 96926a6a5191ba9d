/* SPDX-License-Identifier: MIT */
/* main.c - gallery [PAGE]: every widget in one window, and the controls among them. */
#include <stdio.h>
#include <stdlib.h>

#include "gallery.h"

static struct gui_widget *window, *status;

/* --- the menus ------------------------------------------------------------------------------ */

static const struct gui_theme *const themes[] = { &gui_theme_light, &gui_theme_dark,
						  &gui_theme_contrast };

static void set_theme(void *theme)
{
	gui_set_theme(theme);
}

static bool is_theme(void *theme)
{
	return gui_theme() == theme;
}

static void set_scale(void *percent)
{
	gui_set_scale(*(int *)percent);
}

static bool is_scale(void *percent)
{
	return gui_scale_percent() == *(int *)percent;
}

static void quit(void *arg)
{
	(void)arg;
	gui_quit(0);
}

static void chosen(const char *path, void *arg)
{
	(void)arg;
	gui_printf(status, path ? "Chosen: %s" : "Cancelled", path);
}

static void open_file(void *arg)
{
	(void)arg;
	gui_open_dialog(window, NULL, chosen, NULL);
}

static void save_file(void *arg)
{
	(void)arg;
	gui_save_dialog(window, NULL, chosen, NULL);
}

static void answered(int button, void *arg)
{
	(void)arg;
	gui_printf(status, "Button %d", button);
}

static void ask(void *arg)
{
	(void)arg;
	gui_message(window, GUI_WARNING, "Delete the file?",
		    "What is in it will be gone, and nothing brings it back.", "Cancel|!Delete",
		    answered, NULL);
}

static void keyboard(void *arg)
{
	static bool on;

	(void)arg;
	on = !on;
	gui_screen_keyboard(on);
}

static int scales[] = { 100, 150, 200 };
static struct gui_menu_item theme_items[] = {
	{ .text = "Light", .chosen = set_theme, .checked = is_theme },
	{ .text = "Dark", .chosen = set_theme, .checked = is_theme },
	{ .text = "High contrast", .chosen = set_theme, .checked = is_theme },
	{ .kind = GUI_MENU_LINE },
	{ .text = "1x", .chosen = set_scale, .checked = is_scale, .arg = &scales[0] },
	{ .text = "1.5x", .chosen = set_scale, .checked = is_scale, .arg = &scales[1] },
	{ .text = "2x", .chosen = set_scale, .checked = is_scale, .arg = &scales[2] },
	{ .kind = GUI_MENU_LINE },
	{ .text = "Keyboard on the screen", .icon = GUI_ICON_KEYBOARD, .chosen = keyboard },
	{ 0 }
};
static const struct gui_menu_item file_items[] = {
	{ .text = "Open...", .icon = GUI_ICON_OPEN, .chosen = open_file },
	{ .text = "Save as...", .icon = GUI_ICON_SAVE, .chosen = save_file },
	{ .text = "Delete...", .icon = GUI_ICON_TRASH, .chosen = ask },
	{ .kind = GUI_MENU_LINE },
	{ .text = "Quit", .icon = GUI_ICON_POWER, .chosen = quit },
	{ 0 }
};
static const struct gui_menu_item menus[] = { { .text = "File", .items = file_items },
					      { .text = "Look", .items = theme_items },
					      { 0 } };

/* --- controls ------------------------------------------------------------------------------- */

static void pressed(struct gui_widget *button, void *arg)
{
	(void)arg;
	gui_printf(status, "%s was pressed", gui_text(button));
}

static void moved(struct gui_widget *slider, void *progress)
{
	gui_progress_set(progress, gui_slider_value(slider) * GUI_PROGRESS_MAX / 100);
}

static void add_buttons(struct gui_widget *page)
{
	struct gui_widget *row = gui_row(page), *w;

	gui_button_kind(gui_button(row, "Save", pressed, NULL), GUI_BUTTON_PRIMARY);
	gui_button(row, "Cancel", pressed, NULL);
	gui_button_kind(gui_button(row, "Delete", pressed, NULL), GUI_BUTTON_DANGER);
	gui_disable(gui_button(row, "Disabled", NULL, NULL), true);
	w = gui_button_kind(gui_button(row, "Refresh", pressed, NULL), GUI_BUTTON_FLAT);
	gui_button_icon(w, GUI_ICON_REFRESH);
	gui_spacer(row);
	gui_icon_button(row, GUI_ICON_UNDO, "Undo", pressed, NULL);
	gui_icon_button(row, GUI_ICON_REDO, "Redo", pressed, NULL);
}

static void add_toggles(struct gui_widget *row)
{
	struct gui_widget *group = gui_group(row, "Toggles");

	gui_grow(group->parent, 1);

	gui_set_on(gui_checkbox(group, "Start with the machine", NULL, NULL), true);
	gui_checkbox(group, "Keep a log", NULL, NULL);
	gui_set_on(gui_switch(group, "Network", NULL, NULL), true);
	gui_disable(gui_switch(group, "Disabled", NULL, NULL), true);
	group = gui_group(row, "One of three");
	gui_grow(group->parent, 1);
	gui_set_on(gui_radio(group, "By address", NULL, NULL), true);
	gui_radio(group, "By name", NULL, NULL);
	gui_radio(group, "Not at all", NULL, NULL);
}

void page_controls(struct gui_widget *page)
{
	static const char *const sizes[] = { "Small", "Medium", "Large" };
	struct gui_widget *row, *progress, *slider, *column;

	gui_spacing(page, 16);
	add_buttons(page);
	row = gui_row(page);
	gui_spacing(row, 16);
	add_toggles(row);
	row = gui_row(page);
	gui_spacing(row, 16);
	column = gui_grow(gui_column(row), 1);
	gui_label(column, "Name");
	gui_text_box_hint(gui_text_box(column, "", NULL, NULL), "First and last");
	gui_label(column, "Password");
	gui_text_box_password(gui_text_box(column, "secret", NULL, NULL), true);
	column = gui_grow(gui_column(row), 1);
	gui_label(column, "Size");
	gui_choice(column, sizes, 3, NULL, NULL);
	gui_label(column, "How much");
	progress = gui_progress(column);
	slider = gui_slider(column, 0, 100, 1, moved, progress);
	gui_slider_set(slider, 40);
	moved(slider, progress);
}

void page_icons(struct gui_widget *page)
{
	struct gui_widget *grid = gui_grid(page, 14);

	gui_spacing(grid, 16);
	for (int i = 1; i < GUI_ICONS; i++)
		gui_icon_view(grid, (enum gui_icon)i, 32, 0);
}

int main(int argc, char **argv)
{
	struct gui_widget *column, *tabs;

	if (gui_open() < 0) {
		fprintf(stderr, "no screen: %s\n", gui_error());
		return 1;
	}
	for (int i = 0; i < 3; i++)
		theme_items[i].arg = (void *)themes[i];
	window = gui_window("Gallery", 720, 540);
	column = gui_column(window);
	gui_spacing(column, 0);
	gui_menu_bar(column, menus, NULL);
	tabs = gui_tabs(column, NULL, NULL);
	page_controls(gui_tab(tabs, "Controls"));
	page_content(gui_tab(tabs, "Lists and charts"));
	page_editors(gui_tab(tabs, "Editors"));
	page_icons(gui_tab(tabs, "Icons"));
	gui_separator(column);
	struct gui_widget *bar = gui_row(column);
	gui_padding(bar, 8);
	status = gui_label_style(gui_label_dim(gui_label(bar, "Ready"), true), GUI_TEXT_SMALL);
	if (argc > 1)
		gui_tabs_show(tabs, atoi(argv[1]));
	int result = gui_run();
	gui_close();
	return result;
}
