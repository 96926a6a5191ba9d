/* SPDX-License-Identifier: MIT */
/*
 * files.c - the program Files: a window with a tool bar, the places that there are, a folder
 * as a table, and a line about it.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/statvfs.h>

#include "files.h"
#include "sysstat.h"

#define BUSY_MS 200

struct files *files_windows;

/* --- the line at the bottom --------------------------------------------------------------- */

void files_status(struct files *f)
{
	char size[32], busy[64], chosen[48] = "";
	struct statvfs st;
	size_t selected = gui_rows_selected_count(f->table);
	bool known = statvfs(f->folder, &st) == 0 && st.f_blocks > 0;

	if (*files_busy(busy)) {
		gui_set_text(f->status, busy);
		return;
	}
	if (selected)
		snprintf(chosen, sizeof(chosen), ", %zu selected", selected);
	gui_printf(f->status, "%zu item%s%s%s%s%s", f->entries.count,
		   f->entries.count == 1 ? "" : "s", chosen, known ? ", " : "",
		   known ? bytes_text((uint64_t)st.f_bavail * st.f_frsize, size) : "",
		   known ? " free" : "");
}

static bool watch_job(void *arg)
{
	char busy[64];

	(void)arg;
	for (struct files *f = files_windows; f; f = f->next) {
		if (*files_busy(busy))
			files_status(f);
	}
	return files_windows != NULL;
}

/* --- going about -------------------------------------------------------------------------- */

static void show(struct files *f)
{
	char title[300];

	gui_set_text(f->path, f->folder);
	snprintf(title, sizeof(title), "%.280s", path_name(f->folder));
	gui_window_title(f->window, title);
	gui_disable(f->back, !history_can(&f->history, -1));
	gui_disable(f->forward, !history_can(&f->history, 1));
	gui_disable(f->up, strcmp(f->folder, "/") == 0);
	gui_rows_changed(f->table);
	files_status(f);
}

static bool load(struct files *f, const char *folder)
{
	char text[PATH_MAX + 128];

	if (folder_read(&f->entries, folder) == 0) {
		if (!f->hidden)
			folder_drop_hidden(&f->entries);
		if (folder != f->folder)
			snprintf(f->folder, sizeof(f->folder), "%s", folder);
		return true;
	}
	snprintf(text, sizeof(text), "%s\n%s", folder, strerror(errno));
	gui_message(f->window, GUI_ERROR, "This folder cannot be shown", text, NULL, NULL, NULL);
	gui_set_text(f->path, f->folder);
	return false;
}

void files_go(struct files *f, const char *folder)
{
	char from[PATH_MAX], parent[PATH_MAX];
	size_t row = 0;

	snprintf(from, sizeof(from), "%s", f->folder);
	if (!load(f, folder))
		return;
	history_visit(&f->history, f->folder);
	/* Upwards, what one comes from is selected. */
	if (strcmp(path_parent(from, parent), f->folder) == 0)
		row = folder_find(&f->entries, path_name(from));
	show(f);
	if (f->entries.count)
		gui_rows_select(f->table, row == SIZE_MAX ? 0 : row);
	files_status(f);
}

void files_refresh(struct files *f, const char *name)
{
	size_t at = gui_rows_cursor(f->table);
	char kept[NAME_MAX + 1] = "";

	if (!name && at < f->entries.count)
		snprintf(kept, sizeof(kept), "%s", f->entries.entries[at].name);
	if (!load(f, f->folder))
		return;
	show(f);
	size_t row = folder_find(&f->entries, name ? name : kept);
	if (row == SIZE_MAX && f->entries.count)
		row = at < f->entries.count ? at : f->entries.count - 1;
	if (f->entries.count)
		gui_rows_select(f->table, row);
	files_status(f);
}

void files_refresh_all(void)
{
	for (struct files *f = files_windows; f; f = f->next)
		files_refresh(f, NULL);
}

static void step(struct files *f, int by)
{
	const char *place = history_step(&f->history, by);

	if (!place)
		return;
	if (load(f, place))
		show(f);
	else
		history_step(&f->history, -by);
	if (f->entries.count)
		gui_rows_select(f->table, 0);
	files_status(f);
}

static void go_back(struct gui_widget *w, void *arg)
{
	(void)w;
	step(arg, -1);
}

static void go_forward(struct gui_widget *w, void *arg)
{
	(void)w;
	step(arg, 1);
}

static void go_up(struct gui_widget *w, void *arg)
{
	struct files *f = arg;
	char parent[PATH_MAX];

	(void)w;
	files_go(f, path_parent(f->folder, parent));
}

static void go_home(struct gui_widget *w, void *arg)
{
	(void)w;
	files_go(arg, home_folder());
}

static void path_entered(struct gui_widget *w, void *arg)
{
	struct files *f = arg;
	const char *text = gui_text(w);
	char path[PATH_MAX];

	if (text[0] != '/' && path_join(f->folder, text, path))
		text = path;
	files_go(f, text);
	gui_focus(f->table);
}

static void refresh(struct gui_widget *w, void *arg)
{
	(void)w;
	files_refresh(arg, NULL);
}

static void activated(struct gui_widget *w, void *arg)
{
	(void)w;
	files_open_selected(arg);
}

static void selection_changed(struct gui_widget *w, void *arg)
{
	(void)w;
	files_status(arg);
}

static void new_folder(struct gui_widget *w, void *arg)
{
	(void)w;
	files_new_folder(arg);
}

static void toggle_hidden(void *arg)
{
	struct files *f = arg;

	f->hidden = !f->hidden;
	files_refresh(f, NULL);
}

static bool shows_hidden(void *arg)
{
	return ((struct files *)arg)->hidden;
}

/* --- the window --------------------------------------------------------------------------- */

static const struct gui_menu_item menu[] = {
	{ .text = "Open",
	  .keys = "Enter",
	  .icon = GUI_ICON_OPEN,
	  .chosen = files_open_selected,
	  .enabled = files_have_selection },
	{ .text = "Edit as Text",
	  .icon = GUI_ICON_EDITOR,
	  .chosen = files_edit_selected,
	  .enabled = files_have_selection },
	{ .kind = GUI_MENU_LINE },
	{ .text = "Cut",
	  .keys = "Ctrl+X",
	  .icon = GUI_ICON_CUT,
	  .chosen = files_cut,
	  .enabled = files_have_selection },
	{ .text = "Copy",
	  .keys = "Ctrl+C",
	  .icon = GUI_ICON_COPY,
	  .chosen = files_copy,
	  .enabled = files_have_selection },
	{ .text = "Paste",
	  .keys = "Ctrl+V",
	  .icon = GUI_ICON_PASTE,
	  .chosen = files_paste,
	  .enabled = files_can_paste },
	{ .kind = GUI_MENU_LINE },
	{ .text = "Rename\xe2\x80\xa6",
	  .keys = "F2",
	  .icon = GUI_ICON_EDIT,
	  .chosen = files_rename,
	  .enabled = files_have_one },
	{ .text = "Delete\xe2\x80\xa6",
	  .keys = "Del",
	  .icon = GUI_ICON_TRASH,
	  .chosen = files_delete,
	  .enabled = files_have_selection },
	{ .kind = GUI_MENU_LINE },
	{ .text = "New Folder\xe2\x80\xa6",
	  .keys = "Ctrl+Shift+N",
	  .icon = GUI_ICON_FOLDER_NEW,
	  .chosen = files_new_folder },
	{ .text = "Show Hidden Files",
	  .keys = "Ctrl+H",
	  .chosen = toggle_hidden,
	  .checked = shows_hidden },
	{ 0 },
};

static void open_menu(struct gui_widget *w, void *arg)
{
	int x, y;

	gui_rows_menu_place(w, &x, &y);
	gui_menu_popup(w, x, y, menu, arg);
}

static bool key(struct files *f, const struct gui_event *e)
{
	const unsigned both = GUI_CTRL | GUI_SHIFT;
	const struct {
		unsigned modifiers, key;
		void (*fn)(void *arg);
	} keys[] = {
		{ GUI_CTRL, 'c', files_copy },       { GUI_CTRL, 'x', files_cut },
		{ GUI_CTRL, 'v', files_paste },      { 0, GUI_KEY_F(2), files_rename },
		{ 0, GUI_KEY_DELETE, files_delete }, { both, 'N', files_new_folder },
		{ GUI_CTRL, 'h', toggle_hidden },
	};

	for (size_t i = 0; i < sizeof(keys) / sizeof(keys[0]); i++) {
		if (e->modifiers == keys[i].modifiers &&
		    (e->key == keys[i].key || e->character == keys[i].key)) {
			keys[i].fn(f);
			return true;
		}
	}
	if ((e->key == GUI_KEY_BACKSPACE && !e->modifiers) ||
	    (e->key == GUI_KEY_LEFT && e->modifiers == GUI_ALT))
		step(f, -1);
	else if (e->key == GUI_KEY_RIGHT && e->modifiers == GUI_ALT)
		step(f, 1);
	else if (e->key == GUI_KEY_UP_ARROW && e->modifiers == GUI_ALT)
		go_up(NULL, f);
	else if (e->key == GUI_KEY_F(5))
		files_refresh(f, NULL);
	else if (e->modifiers == GUI_CTRL && e->character == 'l')
		gui_focus(f->path);
	else
		return false;
	return true;
}

static void closed(struct files *f)
{
	struct files **at = &files_windows;

	while (*at != f)
		at = &(*at)->next;
	*at = f->next;
	history_free(&f->history);
	folder_free(&f->entries);
	paths_free(&f->asked);
	free(f);
}

static bool event(struct gui_widget *window, const struct gui_event *e, void *arg)
{
	(void)window;
	if (e->type == GUI_KEY_DOWN)
		return key(arg, e);
	if (e->type == GUI_CLOSE)
		closed(arg);
	return false;
}

static void fill_bar(struct files *f, struct gui_widget *column)
{
	struct gui_widget *bar = gui_row(column);

	gui_padding(bar, 8);
	gui_spacing(bar, 4);
	f->back = gui_icon_button(bar, GUI_ICON_ARROW_LEFT, "Back", go_back, f);
	f->forward = gui_icon_button(bar, GUI_ICON_ARROW_RIGHT, "Forward", go_forward, f);
	f->up = gui_icon_button(bar, GUI_ICON_ARROW_UP, "Enclosing folder", go_up, f);
	gui_icon_button(bar, GUI_ICON_HOME, "Home", go_home, f);
	f->path = gui_grow(gui_text_box(bar, "", path_entered, f), 1);
	gui_text_box_icon(f->path, GUI_ICON_FOLDER);
	gui_text_box_limit(f->path, PATH_MAX - 1);
	gui_icon_button(bar, GUI_ICON_REFRESH, "Look again", refresh, f);
	gui_icon_button(bar, GUI_ICON_FOLDER_NEW, "New folder", new_folder, f);
}

static void fill(struct files *f)
{
	struct gui_widget *column = gui_column(f->window);

	gui_spacing(column, 0);
	fill_bar(f, column);
	gui_separator(column);
	struct gui_widget *row = gui_grow(gui_row(column), 1);
	gui_spacing(row, 8);
	gui_padding_sides(row, 8, 8, 8, 0);
	files_add_places(f, row);
	f->table = gui_grow(files_table(f, row), 1);
	gui_rows_many(f->table, true);
	gui_rows_empty_text(f->table, "This folder is empty");
	gui_rows_on_activate(f->table, activated, f);
	gui_rows_on_select(f->table, selection_changed, f);
	gui_rows_on_menu(f->table, open_menu, f);
	struct gui_widget *line = gui_row(column);
	gui_padding_sides(line, 12, 6, 12, 8);
	f->status = gui_label_dim(gui_label_style(gui_label(line, ""), GUI_TEXT_SMALL), true);
}

void files_open(const struct program *program, const char *path)
{
	struct files *f = calloc(1, sizeof(*f));
	struct gui_widget *window = f ? program_window(program, "Files", 720, 460) : NULL;

	if (!window) {
		free(f);
		return;
	}
	if (!files_windows)
		gui_timer(BUSY_MS, watch_job, NULL);
	f->window = window;
	f->next = files_windows;
	files_windows = f;
	gui_window_on_event(window, event, f);
	fill(f);
	snprintf(f->folder, sizeof(f->folder), "/");
	files_go(f, path ? path : home_folder());
	gui_focus(f->table);
}
