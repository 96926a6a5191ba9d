/* SPDX-License-Identifier: MIT */
/* zoo.c - gui/widget/tests/zoo.h. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include <core/compiler.h>
#include <gui/image.h>
#include <test/test.h>

#include "zoo.h"

void (*zoo_heard)(struct gui_widget *w);

static void heard(struct gui_widget *w, void *arg)
{
	(void)arg;
	if (zoo_heard)
		zoo_heard(w);
}

static void chosen(void *arg)
{
	(void)arg;
	if (zoo_heard)
		zoo_heard(NULL);
}

static bool never(void *arg)
{
	return arg != NULL;
}

static const struct gui_menu_item more[] = { { .text = "One", .chosen = chosen },
					     { .kind = GUI_MENU_LINE },
					     { .text = "Two", .chosen = chosen, .checked = never },
					     { 0 } };
static const struct gui_menu_item menu[] = { { .text = "More", .items = more },
					     { .text = "Do", .chosen = chosen, .enabled = never },
					     { 0 } };
static const struct gui_menu_item bar[] = { { .text = "File", .items = menu },
					    { .text = "Help", .items = more },
					    { 0 } };

/* --- rows ----------------------------------------------------------------------------------- */

static size_t count(void *arg)
{
	return (size_t)arg;
}

static void item(void *arg, size_t row, struct gui_item *out)
{
	(void)arg;
	out->text = row % 2 ? "odd" : "even and long enough to be cut somewhere";
	out->detail = row % 3 ? NULL : "detail";
	out->icon = (enum gui_icon)(row % GUI_ICONS);
}

static const char *cell(void *arg, size_t row, int column, char *buf, size_t size)
{
	(void)arg;
	snprintf(buf, size, "%zu.%d", row, column);
	return buf;
}

static void sort(void *arg, int column, bool descending)
{
	(void)arg;
	(void)column;
	(void)descending;
}

static const struct gui_list_model list_model = { count, item };
static const struct gui_table_model table_model = { .count = count, .cell = cell, .sort = sort };
static const struct gui_table_column columns[] = { { "Name", 60, 1, false, true },
						   { "Size", 40, 0, true, true } };

static void open_menu(struct gui_widget *rows, void *arg)
{
	int x, y;

	gui_rows_menu_place(rows, &x, &y);
	gui_menu_popup(rows, x, y, menu, arg);
}

static struct gui_widget *rows(struct gui_widget *parent)
{
	void *arg = (void *)(size_t)test_below(200);
	struct gui_widget *w = test_below(2) ? gui_list(parent, &list_model, arg)
					     : gui_table(parent, columns, 2, &table_model, arg);

	gui_rows_many(w, test_below(2));
	gui_rows_on_select(w, heard, NULL);
	gui_rows_on_activate(w, heard, NULL);
	gui_rows_on_menu(w, open_menu, NULL);
	gui_rows_empty_text(w, "Nothing here");
	if (test_below(3) == 0)
		gui_list_tiles(w, true);
	return w;
}

/* --- one of each ------------------------------------------------------------------------------ */

static uint32_t pixels[12] = { 0xffff0000, 0x8000ff00, 0, 0xff0000ff };
static const struct gui_image image = { 4, 3, pixels, false };
static const char *const choices[] = { "first", "second", "the third of them" };

static struct gui_widget *shown(struct gui_widget *parent)
{
	struct gui_widget *w;

	switch (test_below(7)) {
	case 0:
		return gui_label_wrap(gui_label(parent, "Some words that need a few lines."), true);
	case 1:
		return gui_picture(parent, &image, (enum gui_fit)test_below(3));
	case 2:
		return gui_icon_view(parent, (enum gui_icon)test_below(GUI_ICONS), 24, 0);
	case 3:
		return gui_separator(parent);
	case 4:
		return gui_progress(parent);
	case 5:
		w = gui_chart(parent, test_below(2) ? GUI_CHART_LINE : GUI_CHART_BARS, 20);
		gui_chart_series(w, "load");
		gui_chart_series(w, "more");
		return w;
	default:
		w = gui_label(parent, "Label");
		gui_tooltip(w, "what it is");
		return w;
	}
}

static struct gui_widget *pressed(struct gui_widget *parent)
{
	switch (test_below(8)) {
	case 0:
		return gui_button(parent, "Press", heard, NULL);
	case 1:
		return gui_icon_button(parent, GUI_ICON_SAVE, "Save", heard, NULL);
	case 2:
		return gui_checkbox(parent, "Check", heard, NULL);
	case 3:
		return gui_radio(parent, "Radio", heard, NULL);
	case 4:
		return gui_switch(parent, "Switch", heard, NULL);
	case 5:
		return gui_slider(parent, -5, 50, 1, heard, NULL);
	case 6:
		return gui_menu_button(parent, "Menu", menu, NULL);
	default:
		return gui_choice(parent, choices, ARRAY_SIZE(choices), heard, NULL);
	}
}

static void typed(struct gui_widget *w, const char *bytes, size_t n, void *arg)
{
	heard(w, arg);
	gui_terminal_write(w, bytes, n);
}

static struct gui_widget *written(struct gui_widget *parent)
{
	struct gui_widget *w;

	switch (test_below(5)) {
	case 0:
		w = gui_text_box(parent, "text", heard, NULL);
		return gui_text_box_password(gui_text_box_hint(w, "hint"), test_below(3) == 0);
	case 1:
		w = gui_text_area(parent, heard, NULL);
		gui_text_area_set(w, "many\n\twords\n", 12);
		gui_text_area_numbers(w, test_below(2));
		gui_text_area_prose(w, test_below(2));
		return w;
	case 2:
		return gui_terminal(parent, typed, NULL);
	case 3:
		return gui_menu_bar(parent, bar, NULL);
	default:
		return rows(parent);
	}
}

struct gui_widget *zoo_widget(struct gui_widget *parent, bool *box)
{
	*box = false;
	switch (test_below(8)) {
	case 0:
	case 1:
		return shown(parent);
	case 2:
	case 3:
		return pressed(parent);
	case 4:
	case 5:
		return written(parent);
	case 6: {
		struct gui_widget *tabs = gui_tabs(parent, heard, NULL);

		for (uint32_t n = test_below(4); n; n--)
			shown(gui_tab(tabs, "Page"));
		return tabs;
	}
	default:
		*box = true;
		return test_below(2) ? gui_group(parent, "Group")
				     : gui_scroll_view(parent, test_below(2));
	}
}

void zoo_change(struct gui_widget *w)
{
	static const char *const texts[] = { "", "x", "other words\nand a line",
					     "\xff\x1b[31mred" };
	const char *text = texts[test_below(ARRAY_SIZE(texts))];

	switch (test_below(10)) { /* one: it may free the widget */
	case 0:
		gui_set_text(w, text);
		break;
	case 1:
		gui_progress_set(w, (int)test_below(1200) - 100);
		gui_tooltip(w, text);
		break;
	case 2:
		gui_slider_set(w, (int)test_below(100) - 20);
		break;
	case 3:
		gui_chart_push(w, 0, (double)test_below(1000) - 100);
		break;
	case 4:
		gui_choice_set(w, (int)test_below(5) - 1);
		break;
	case 5:
		gui_tabs_show(w, (int)test_below(4));
		break;
	case 6:
		gui_rows_select(w, test_below(100));
		break;
	case 7:
		gui_text_area_insert(w, text, strlen(text));
		break;
	case 8:
		gui_text_area_replace_all(w, "a", text, false);
		break;
	default:
		gui_terminal_write(w, text, strlen(text));
	}
}

/* --- dialogs ---------------------------------------------------------------------------------- */

/* In place of libc's: random users of the save dialog make no folders on this machine. */
int mkdir(const char *path, mode_t mode)
{
	int (*real)(const char *, mode_t) =
		(int (*)(const char *, mode_t))dlsym(RTLD_NEXT, "mkdir");

	if (!zoo_heard)
		return real(path, mode);
	errno = EROFS;
	return -1;
}

static void answered(int button, void *arg)
{
	(void)button;
	heard(NULL, arg);
}

static void named(const char *text, void *arg)
{
	(void)text;
	heard(NULL, arg);
}

void zoo_dialog(struct gui_widget *owner)
{
	struct gui_file_options options = { .folder = "/usr", .filter = "*.png;*.txt" };

	switch (test_below(6)) {
	case 0:
		gui_message(owner, (enum gui_message_kind)test_below(4), "Really?", "A text.",
			    "No|!Yes", answered, NULL);
		break;
	case 1:
		gui_open_dialog(owner, &options, named, NULL);
		break;
	case 2:
		gui_save_dialog(owner, &options, named, NULL);
		break;
	case 3:
		gui_prompt(owner, "Name", "A name:", "text", "Give", named, NULL);
		break;
	case 4:
		gui_menu_popup(owner, (int)test_below(50), (int)test_below(50), menu, NULL);
		break;
	default:
		gui_menu_close();
	}
}
