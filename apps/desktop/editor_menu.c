/* SPDX-License-Identifier: MIT */
/* editor_menu.c - the menus and keys of the program Editor. */
#include "editor.h"

static void do_new(void *arg)
{
	editor_leave(arg, AFTER_NEW);
}

static void do_open(void *arg)
{
	editor_leave(arg, AFTER_OPEN);
}

static void do_save(void *arg)
{
	((struct editor *)arg)->after = AFTER_NOTHING;
	editor_save(arg);
}

static void do_save_as(void *arg)
{
	((struct editor *)arg)->after = AFTER_NOTHING;
	editor_ask_where(arg);
}

static void do_close(void *arg)
{
	gui_window_close(((struct editor *)arg)->window);
}

static void do_find_next(void *arg)
{
	editor_find(arg, false);
}

static void toggle_numbers(void *arg)
{
	struct editor *ed = arg;

	ed->numbers = !ed->numbers;
	gui_text_area_numbers(ed->area, ed->numbers);
}

static bool has_numbers(void *arg)
{
	return ((struct editor *)arg)->numbers;
}

static void toggle_prose(void *arg)
{
	struct editor *ed = arg;

	ed->prose = !ed->prose;
	gui_text_area_prose(ed->area, ed->prose);
}

static bool is_prose(void *arg)
{
	return ((struct editor *)arg)->prose;
}

#define EDIT(what, lower)                                                                          \
	static void lower(void *arg)                                                               \
	{                                                                                          \
		gui_edit(((struct editor *)arg)->area, what);                                      \
	}                                                                                          \
	static bool can_##lower(void *arg)                                                         \
	{                                                                                          \
		return gui_can_edit(((struct editor *)arg)->area, what);                           \
	}
EDIT(GUI_UNDO, undo)
EDIT(GUI_REDO, redo)
EDIT(GUI_CUT, cut)
EDIT(GUI_COPY, copy)
EDIT(GUI_PASTE, paste)
EDIT(GUI_SELECT_ALL, select_all)

static const struct gui_menu_item file_menu[] = {
	{ .text = "New", .keys = "Ctrl+N", .icon = GUI_ICON_FILE_TEXT, .chosen = do_new },
	{ .text = "Open\xe2\x80\xa6", .keys = "Ctrl+O", .icon = GUI_ICON_OPEN, .chosen = do_open },
	{ .kind = GUI_MENU_LINE },
	{ .text = "Save", .keys = "Ctrl+S", .icon = GUI_ICON_SAVE, .chosen = do_save },
	{ .text = "Save As\xe2\x80\xa6", .keys = "Ctrl+Shift+S", .chosen = do_save_as },
	{ .kind = GUI_MENU_LINE },
	{ .text = "Close", .keys = "Alt+F4", .chosen = do_close },
	{ 0 },
};
static const struct gui_menu_item edit_menu[] = {
	{ .text = "Undo",
	  .keys = "Ctrl+Z",
	  .icon = GUI_ICON_UNDO,
	  .chosen = undo,
	  .enabled = can_undo },
	{ .text = "Redo",
	  .keys = "Ctrl+Y",
	  .icon = GUI_ICON_REDO,
	  .chosen = redo,
	  .enabled = can_redo },
	{ .kind = GUI_MENU_LINE },
	{ .text = "Cut",
	  .keys = "Ctrl+X",
	  .icon = GUI_ICON_CUT,
	  .chosen = cut,
	  .enabled = can_cut },
	{ .text = "Copy",
	  .keys = "Ctrl+C",
	  .icon = GUI_ICON_COPY,
	  .chosen = copy,
	  .enabled = can_copy },
	{ .text = "Paste",
	  .keys = "Ctrl+V",
	  .icon = GUI_ICON_PASTE,
	  .chosen = paste,
	  .enabled = can_paste },
	{ .text = "Select All", .keys = "Ctrl+A", .chosen = select_all, .enabled = can_select_all },
	{ .kind = GUI_MENU_LINE },
	{ .text = "Find\xe2\x80\xa6",
	  .keys = "Ctrl+F",
	  .icon = GUI_ICON_SEARCH,
	  .chosen = editor_show_finder },
	{ .text = "Find Next", .keys = "F3", .chosen = do_find_next },
	{ 0 },
};
static const struct gui_menu_item view_menu[] = {
	{ .text = "Line Numbers", .chosen = toggle_numbers, .checked = has_numbers },
	{ .text = "Proportional Letters", .chosen = toggle_prose, .checked = is_prose },
	{ 0 },
};
static const struct gui_menu_item menus[] = {
	{ .text = "File", .items = file_menu },
	{ .text = "Edit", .items = edit_menu },
	{ .text = "View", .items = view_menu },
	{ 0 },
};

void editor_menu_bar(struct editor *ed, struct gui_widget *column)
{
	gui_menu_bar(column, menus, ed);
}

void editor_menu_popup(struct editor *ed, int x, int y)
{
	gui_menu_popup(ed->window, x, y, edit_menu, ed);
}

bool editor_key(struct editor *ed, const struct gui_event *e)
{
	static const struct {
		unsigned modifiers, character;
		void (*fn)(void *arg);
	} keys[] = {
		{ GUI_CTRL, 'n', do_new },
		{ GUI_CTRL, 'o', do_open },
		{ GUI_CTRL, 's', do_save },
		{ GUI_CTRL | GUI_SHIFT, 'S', do_save_as },
		{ GUI_CTRL, 'f', editor_show_finder },
	};

	for (size_t i = 0; i < sizeof(keys) / sizeof(keys[0]); i++) {
		if (e->modifiers == keys[i].modifiers && e->character == keys[i].character) {
			keys[i].fn(ed);
			return true;
		}
	}
	if (e->key == GUI_KEY_F(3))
		editor_find(ed, e->modifiers & GUI_SHIFT);
	else if (e->key == GUI_KEY_ESCAPE && !ed->finder->hidden)
		editor_hide_finder(ed);
	else
		return false;
	return true;
}
