/* SPDX-License-Identifier: MIT */
/*
 * editor.c - the program Editor: a text with line numbers, a line to find something, and a
 * title that tells whether there are changes that are not saved.
 */
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "editor.h"
#include "folder.h"
#include "textfile.h"

/* --- what is shown ------------------------------------------------------------------------ */

static const char *name(const struct editor *ed)
{
	return ed->path[0] ? path_name(ed->path) : "Untitled";
}

static void show_title(struct editor *ed)
{
	char title[300];

	snprintf(title, sizeof(title), "%s%.255s",
		 gui_text_area_modified(ed->area) ? "\xe2\x80\xa2 " : "", name(ed));
	if (strcmp(title, gui_window_get_title(ed->window)) != 0)
		gui_window_title(ed->window, title);
}

static void show_cursor(struct gui_widget *w, void *arg)
{
	struct editor *ed = arg;
	size_t line, column, bytes;

	(void)w;
	gui_text_area_cursor(ed->area, &line, &column);
	gui_text_area_get(ed->area, &bytes);
	gui_printf(ed->status, "Line %zu, column %zu   \xc2\xb7   %zu byte%s", line, column, bytes,
		   bytes == 1 ? "" : "s");
}

static void changed(struct gui_widget *w, void *arg)
{
	show_title(arg);
	show_cursor(w, arg);
}

static void complain(struct editor *ed, const char *title, const char *path, int error)
{
	char text[PATH_MAX + 128];

	snprintf(text, sizeof(text), "%s\n%s", path, strerror(error));
	gui_message(ed->window, GUI_ERROR, title, text, NULL, NULL, NULL);
}

/* --- loading and saving ------------------------------------------------------------------- */

/* A file that is not there is one that will be. */
static bool load(struct editor *ed, const char *path)
{
	size_t len = 0;
	char *text = textfile_load(path, &len);

	if (!text && errno != ENOENT) {
		complain(ed, "This file cannot be opened", path, errno);
		return false;
	}
	if (gui_text_area_set(ed->area, text ? text : "", len) < 0) {
		free(text);
		complain(ed, "This file cannot be opened", path, errno);
		return false;
	}
	snprintf(ed->path, sizeof(ed->path), "%s", path);
	if (text && memchr(text, '\0', len))
		gui_message(ed->window, GUI_WARNING, "This is not a text",
			    "The file has bytes that are no characters. They are kept as they are, "
			    "and shown as boxes.",
			    NULL, NULL, NULL);
	free(text);
	changed(ed->area, ed);
	return true;
}

static void continue_with(struct editor *ed);

static bool save_to(struct editor *ed, const char *path)
{
	size_t len;
	const char *text = gui_text_area_get(ed->area, &len);

	if (textfile_save(path, text, len) < 0) {
		complain(ed, "The file was not saved", path, errno);
		return false;
	}
	if (path != ed->path)
		snprintf(ed->path, sizeof(ed->path), "%s", path);
	gui_text_area_saved(ed->area);
	show_title(ed);
	return true;
}

static void save_chosen(const char *path, void *arg)
{
	if (path && save_to(arg, path))
		continue_with(arg);
}

void editor_ask_where(struct editor *ed)
{
	char folder[PATH_MAX];
	struct gui_file_options options = {
		.folder = ed->path[0] ? path_parent(ed->path, folder) : home_folder(),
		.name = ed->path[0] ? path_name(ed->path) : "untitled.txt",
	};

	gui_save_dialog(ed->window, &options, save_chosen, ed);
}

void editor_save(struct editor *ed)
{
	if (!ed->path[0])
		editor_ask_where(ed);
	else if (save_to(ed, ed->path))
		continue_with(ed);
}

/* --- leaving a text ----------------------------------------------------------------------- */

static void open_chosen(const char *path, void *arg)
{
	if (path)
		load(arg, path);
}

static void ask_which(struct editor *ed)
{
	char folder[PATH_MAX];
	struct gui_file_options options = {
		.folder = ed->path[0] ? path_parent(ed->path, folder) : home_folder(),
	};

	gui_open_dialog(ed->window, &options, open_chosen, ed);
}

/* The text is saved or may go: does what was asked for. */
static void continue_with(struct editor *ed)
{
	enum after after = ed->after;

	ed->after = AFTER_NOTHING;
	if (after == AFTER_CLOSE) {
		ed->may_close = true;
		gui_window_close(ed->window);
	} else if (after == AFTER_OPEN) {
		ask_which(ed);
	} else if (after == AFTER_NEW) {
		gui_text_area_set(ed->area, "", 0);
		ed->path[0] = '\0';
		changed(ed->area, ed);
	}
}

static void leave_answered(int button, void *arg)
{
	struct editor *ed = arg;

	if (button == 2)
		editor_save(ed);
	else if (button == 1)
		continue_with(ed);
	else
		ed->after = AFTER_NOTHING;
}

void editor_leave(struct editor *ed, enum after after)
{
	char text[400];

	ed->after = after;
	if (!gui_text_area_modified(ed->area)) {
		continue_with(ed);
		return;
	}
	snprintf(text, sizeof(text),
		 "\xe2\x80\x9c%.255s\xe2\x80\x9d has changes that are not saved.", name(ed));
	gui_message(ed->window, GUI_QUESTION, "Save the changes?", text,
		    "Cancel|!Don\xe2\x80\x99t Save|Save", leave_answered, ed);
}

static bool may_close(struct gui_widget *window, void *arg)
{
	struct editor *ed = arg;

	(void)window;
	if (ed->may_close || !gui_text_area_modified(ed->area))
		return true;
	editor_leave(ed, AFTER_CLOSE);
	return false;
}

/* --- finding ------------------------------------------------------------------------------ */

void editor_find(struct editor *ed, bool back)
{
	const char *what = gui_text(ed->what);
	bool found = *what && gui_text_area_find(ed->area, what, back, false);

	gui_set_text(ed->found, found || !*what ? "" : "Not found");
}

static void find_next(struct gui_widget *w, void *arg)
{
	(void)w;
	editor_find(arg, false);
}

/* While it is typed the first one is found that is not before the one found so far. */
static void find_again(struct gui_widget *w, void *arg)
{
	(void)w;
	gui_text_area_unselect(((struct editor *)arg)->area);
	editor_find(arg, false);
}

static void find_previous(struct gui_widget *w, void *arg)
{
	(void)w;
	editor_find(arg, true);
}

void editor_show_finder(void *arg)
{
	struct editor *ed = arg;

	gui_hide(ed->finder, false);
	gui_text_box_select(ed->what, 0, strlen(gui_text(ed->what)));
	gui_focus(ed->what);
}

void editor_hide_finder(struct editor *ed)
{
	gui_hide(ed->finder, true);
	gui_focus(ed->area);
}

static void hide_finder(struct gui_widget *w, void *arg)
{
	(void)w;
	editor_hide_finder(arg);
}

/* --- the window --------------------------------------------------------------------------- */

static bool event(struct gui_widget *window, const struct gui_event *e, void *arg)
{
	struct editor *ed = arg;

	(void)window;
	if (e->type == GUI_KEY_DOWN)
		return editor_key(ed, e);
	if (e->type == GUI_POINTER_DOWN && e->button == GUI_BUTTON_RIGHT)
		editor_menu_popup(ed, e->x, e->y);
	if (e->type == GUI_CLOSE)
		free(ed);
	return false;
}

static void fill(struct editor *ed)
{
	struct gui_widget *column = gui_column(ed->window);

	gui_spacing(column, 0);
	editor_menu_bar(ed, column);
	ed->finder = gui_row(column);
	gui_spacing(ed->finder, 4);
	gui_padding_sides(ed->finder, 8, 4, 8, 8);
	ed->what = gui_grow(gui_text_box(ed->finder, "", find_next, ed), 1);
	gui_text_box_icon(gui_text_box_hint(ed->what, "Find"), GUI_ICON_SEARCH);
	gui_text_box_on_change(ed->what, find_again, ed);
	ed->found = gui_align(gui_label_dim(gui_label(ed->finder, ""), true), GUI_ALIGN_CENTRE);
	gui_icon_button(ed->finder, GUI_ICON_UP, "Previous (Shift+F3)", find_previous, ed);
	gui_icon_button(ed->finder, GUI_ICON_DOWN, "Next (F3)", find_next, ed);
	gui_icon_button(ed->finder, GUI_ICON_CLOSE, "Close (Esc)", hide_finder, ed);
	gui_hide(ed->finder, true);
	ed->area = gui_grow(gui_text_area(column, changed, ed), 1);
	gui_text_area_on_cursor(ed->area, show_cursor, ed);
	ed->numbers = true;
	gui_text_area_numbers(ed->area, true);
	struct gui_widget *line = gui_row(column);
	gui_padding_sides(line, 12, 4, 12, 6);
	ed->status = gui_label_dim(gui_label_style(gui_label(line, ""), GUI_TEXT_SMALL), true);
}

void editor_open(const struct program *program, const char *path)
{
	struct editor *ed = calloc(1, sizeof(*ed));
	struct gui_widget *window = ed ? program_window(program, "Editor", 680, 460) : NULL;

	if (!window) {
		free(ed);
		return;
	}
	ed->window = window;
	gui_window_on_event(window, event, ed);
	gui_window_on_close(window, may_close, ed);
	fill(ed);
	if (!path || !load(ed, path))
		changed(ed->area, ed);
	gui_focus(ed->area);
}
