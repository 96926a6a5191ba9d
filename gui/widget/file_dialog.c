/* SPDX-License-Identifier: MIT */
/* file_dialog.c - the dialogs that open and save files, browsing real folders. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "dialog.h"
#include "file_list.h"
#include "internal.h"

#define WIDTH  600 /* design pixels */
#define HEIGHT 280 /* of the table */

struct file_dialog {
	struct dialog dialog;
	struct file_list list;
	struct gui_widget *path, *table, *name; /* name: NULL when opening */
	char *filter;
	bool folders;
	char result[PATH_MAX];
	gui_written chosen;
	void *arg;
};

/* --- the table ------------------------------------------------------------------------------ */

static const struct gui_table_column columns[] = {
	{ "Name", 220, 1, false, true },
	{ "Size", 90, 0, true, true },
	{ "Changed", 150, 0, false, true },
};

static size_t file_count(void *arg)
{
	return ((struct file_dialog *)arg)->list.count;
}

static const char *file_cell(void *arg, size_t row, int column, char *buf, size_t size)
{
	const struct file_entry *e = &((struct file_dialog *)arg)->list.entries[row];
	struct tm tm;

	if (column == 0)
		return e->name;
	if (column == 1)
		return e->folder ? "" : file_size_text(e->size, buf, size);
	if (!gmtime_r(&e->changed, &tm) || !strftime(buf, size, "%e %b %Y, %H:%M", &tm))
		return "";
	return buf;
}

static enum gui_icon file_icon(void *arg, size_t row, gui_colour *colour)
{
	const struct file_entry *e = &((struct file_dialog *)arg)->list.entries[row];

	if (e->folder) {
		*colour = gui_theme()->accent;
		return GUI_ICON_FOLDER;
	}
	return file_matches(e->name, "*.png;*.jpg;*.jpeg") ? GUI_ICON_FILE_IMAGE
							   : GUI_ICON_FILE_TEXT;
}

static void file_sort(void *arg, int column, bool descending)
{
	file_list_sort(&((struct file_dialog *)arg)->list, column, descending);
}

static const struct gui_table_model file_model = { file_count, file_cell, file_icon, file_sort };

/* --- browsing ------------------------------------------------------------------------------- */

static void say_error(struct file_dialog *f, const char *what)
{
	char text[PATH_MAX + 128];

	snprintf(text, sizeof(text), "%s: %s.", what, strerror(errno));
	gui_message(&f->dialog.widget, GUI_ERROR, "This did not work", text, NULL, NULL, NULL);
}

static const struct file_entry *current(const struct file_dialog *f)
{
	size_t row = gui_rows_cursor(f->table);

	return row < f->list.count ? &f->list.entries[row] : NULL;
}

static void refresh_accept(struct file_dialog *f)
{
	bool can = f->name ? *gui_text(f->name) != '\0' : f->folders || current(f) != NULL;

	gui_disable(f->dialog.accept, !can);
}

static bool go(struct file_dialog *f, const char *path)
{
	if (file_list_read(&f->list, path, f->filter, f->folders) < 0) {
		say_error(f, path);
		gui_set_text(f->path, f->list.path);
		return false;
	}
	gui_set_text(f->path, f->list.path);
	gui_rows_changed(f->table);
	gui_rows_select(f->table, f->name || !f->list.count ? GUI_NO_ROW : 0);
	refresh_accept(f);
	return true;
}

static void go_up(struct gui_widget *w, void *arg)
{
	struct file_dialog *f = arg;
	char from[PATH_MAX], path[PATH_MAX];
	const char *slash;

	(void)w;
	strcpy(from, f->list.path);
	if (!file_path(path, f->list.path, "..") || !go(f, path))
		return;
	slash = strrchr(from, '/');
	if (slash && file_list_find(&f->list, slash + 1) < f->list.count)
		gui_rows_select(f->table, file_list_find(&f->list, slash + 1));
}

static void path_entered(struct gui_widget *box, void *arg)
{
	struct file_dialog *f = arg;

	if (go(f, gui_text(box)))
		gui_focus(f->table);
}

static void make_folder(const char *name, void *arg)
{
	struct file_dialog *f = arg;
	char path[PATH_MAX];

	if (!name || !file_path(path, f->list.path, name))
		return;
	if (mkdir(path, 0777) < 0) {
		say_error(f, name);
		return;
	}
	go(f, f->list.path);
	gui_rows_select(f->table, file_list_find(&f->list, name));
}

static void new_folder(struct gui_widget *w, void *arg)
{
	struct file_dialog *f = arg;

	(void)w;
	gui_prompt(&f->dialog.widget, "New folder", "Name of the new folder:", "", "Create",
		   make_folder, f);
}

/* --- the end -------------------------------------------------------------------------------- */

static void file_cancelled(struct dialog *d)
{
	struct file_dialog *f = (struct file_dialog *)d;

	f->chosen(NULL, f->arg);
}

static void file_freed(struct dialog *d)
{
	struct file_dialog *f = (struct file_dialog *)d;

	file_list_free(&f->list);
	free(f->filter);
}

static void finish(struct file_dialog *f)
{
	gui_written chosen = f->chosen;
	void *arg = f->arg;
	char *path = strdup(f->result);

	dialog_close(&f->dialog);
	chosen(path, arg);
	free(path);
}

static void may_replace(int button, void *arg)
{
	if (button == 1)
		finish(arg);
}

static void save(struct file_dialog *f, const char *name)
{
	char text[PATH_MAX + 64];
	struct stat st;

	if (name[0] == '/' ? snprintf(f->result, PATH_MAX, "%s", name) >= PATH_MAX
			   : !file_path(f->result, f->list.path, name))
		return;
	if (stat(f->result, &st) < 0) {
		finish(f);
	} else if (S_ISDIR(st.st_mode)) {
		if (go(f, f->result))
			gui_set_text(f->name, "");
	} else {
		snprintf(text, sizeof(text), "\"%s\" exists already. What is in it will be lost.",
			 name);
		gui_message(&f->dialog.widget, GUI_WARNING, "Replace the file?", text,
			    "Cancel|!Replace", may_replace, f);
	}
}

static void accept(struct gui_widget *w, void *arg)
{
	struct file_dialog *f = arg;
	const struct file_entry *e = current(f);
	char path[PATH_MAX];

	if (f->name && (w != f->table || (e && !e->folder))) {
		if (*gui_text(f->name))
			save(f, gui_text(f->name));
	} else if (e && file_path(path, f->list.path, e->name)) {
		if (e->folder && !(f->folders && w != f->table)) {
			go(f, path);
			return;
		}
		strcpy(f->result, path);
		finish(f);
	} else if (f->folders) {
		strcpy(f->result, f->list.path);
		finish(f);
	}
}

static void selected(struct gui_widget *table, void *arg)
{
	struct file_dialog *f = arg;
	const struct file_entry *e = current(f);

	(void)table;
	if (f->name && e && !e->folder)
		gui_set_text(f->name, e->name);
	refresh_accept(f);
}

static void name_changed(struct gui_widget *box, void *arg)
{
	(void)box;
	refresh_accept(arg);
}

static void cancel(struct gui_widget *w, void *arg)
{
	(void)w;
	dialog_cancel(arg);
}

/* --- building ------------------------------------------------------------------------------- */

static void add_bar(struct file_dialog *f, struct gui_widget *column, bool saving)
{
	struct gui_widget *row = gui_row(column);

	gui_icon_button(row, GUI_ICON_ARROW_UP, "To the folder around this one", go_up, f);
	f->path = gui_grow(gui_text_box(row, "", path_entered, f), 1);
	if (saving || f->folders)
		gui_icon_button(row, GUI_ICON_FOLDER_NEW, "New folder", new_folder, f);
}

static void add_content(struct file_dialog *f, const char *name, bool saving)
{
	struct gui_widget *column = gui_column(&f->dialog.widget), *row;

	gui_padding(column, 16);
	add_bar(f, column, saving);
	f->table = gui_table(column, columns, ARRAY_SIZE(columns), &file_model, f);
	gui_min_size(f->table, WIDTH, HEIGHT);
	gui_rows_empty_text(f->table, "Nothing here");
	gui_rows_on_select(f->table, selected, f);
	gui_rows_on_activate(f->table, accept, f);
	row = gui_row(column);
	if (saving) {
		gui_label(row, "Name:");
		f->name = gui_grow(gui_text_box(row, name ? name : "", accept, f), 1);
		gui_text_box_on_change(f->name, name_changed, f);
	} else {
		gui_spacer(row);
	}
	gui_button(row, "Cancel", cancel, f);
	f->dialog.accept = gui_button(row, saving ? "Save" : "Open", accept, f);
	gui_button_kind(f->dialog.accept, GUI_BUTTON_PRIMARY);
}

static void open_dialog(struct gui_widget *owner, const struct gui_file_options *options,
			gui_written chosen, void *arg, bool saving)
{
	static const struct gui_file_options none;
	const struct gui_file_options *o = options ? options : &none;
	const char *title = o->title ? o->title : saving ? "Save" : "Open";
	struct file_dialog *f = (struct file_dialog *)dialog_new(owner, title, 0, sizeof(*f));

	if (!f)
		return;
	gui_enter(); /* who loses the focus may free it */
	f->dialog.cancelled = file_cancelled;
	f->dialog.freed = file_freed;
	f->chosen = chosen;
	f->arg = arg;
	f->folders = o->folders && !saving;
	f->filter = o->filter ? strdup(o->filter) : NULL;
	add_content(f, o->name, saving);
	gui_focus(saving ? f->name : f->table);
	if (!go(f, o->folder ? o->folder : "."))
		go(f, "/");
	gui_table_sort(f->table, 0, false);
	gui_rows_select(f->table, f->name || !f->list.count ? GUI_NO_ROW : 0);
	gui_leave();
}

void gui_open_dialog(struct gui_widget *owner, const struct gui_file_options *options,
		     gui_written chosen, void *arg)
{
	open_dialog(owner, options, chosen, arg, false);
}

void gui_save_dialog(struct gui_widget *owner, const struct gui_file_options *options,
		     gui_written chosen, void *arg)
{
	open_dialog(owner, options, chosen, arg, true);
}
