/* SPDX-License-Identifier: MIT */
/* terminal.c - the program Terminal: a window with a screen of characters and a shell. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "desktop.h"
#include "sitting.h"

struct terminal_window {
	struct gui_widget *window, *screen;
	struct sitting *session; /* NULL: it has ended, or did not start */
};

static void typed(struct gui_widget *screen, const char *bytes, size_t n, void *arg)
{
	struct terminal_window *t = arg;

	(void)screen;
	if (t->session)
		sitting_type(t->session, bytes, n);
}

static void output(const char *bytes, size_t n, void *arg)
{
	gui_terminal_write(((struct terminal_window *)arg)->screen, bytes, n);
}

static void asks(const char *folder, void *arg)
{
	struct terminal_window *t = arg;
	char title[300];

	snprintf(title, sizeof(title), "Terminal \xe2\x80\x94 %.256s", folder);
	if (strcmp(title, gui_window_get_title(t->window)) != 0)
		gui_window_title(t->window, title);
}

static void ended(void *arg)
{
	struct terminal_window *t = arg;

	t->session = NULL;
	gui_free(t->window);
}

static void resized(struct gui_widget *screen, void *arg)
{
	struct terminal_window *t = arg;
	int columns, rows;

	gui_terminal_size(screen, &columns, &rows);
	if (t->session)
		sitting_columns(t->session, columns);
}

/* --- the menu ----------------------------------------------------------------------------- */

static void copy(void *arg)
{
	gui_edit(((struct terminal_window *)arg)->screen, GUI_COPY);
}

static bool can_copy(void *arg)
{
	return gui_can_edit(((struct terminal_window *)arg)->screen, GUI_COPY);
}

static void paste(void *arg)
{
	gui_edit(((struct terminal_window *)arg)->screen, GUI_PASTE);
}

static bool can_paste(void *arg)
{
	return gui_can_edit(((struct terminal_window *)arg)->screen, GUI_PASTE);
}

/* Ctrl+L: the shell draws its prompt anew. */
static void clear(void *arg)
{
	struct terminal_window *t = arg;

	gui_terminal_clear(t->screen);
	if (t->session)
		sitting_type(t->session, "\f", 1);
}

static void new_window(void *arg)
{
	(void)arg;
	terminal_open(program_terminal, NULL);
}

static const struct gui_menu_item menu[] = {
	{ .text = "Copy",
	  .keys = "Ctrl+Shift+C",
	  .icon = GUI_ICON_COPY,
	  .chosen = copy,
	  .enabled = can_copy },
	{ .text = "Paste",
	  .keys = "Ctrl+Shift+V",
	  .icon = GUI_ICON_PASTE,
	  .chosen = paste,
	  .enabled = can_paste },
	{ .kind = GUI_MENU_LINE },
	{ .text = "Clear", .icon = GUI_ICON_TRASH, .chosen = clear },
	{ .text = "New Window", .icon = GUI_ICON_PLUS, .chosen = new_window },
	{ 0 },
};

static bool event(struct gui_widget *window, const struct gui_event *e, void *arg)
{
	struct terminal_window *t = arg;

	if (e->type == GUI_POINTER_DOWN && e->button == GUI_BUTTON_RIGHT) {
		gui_menu_popup(window, e->x, e->y, menu, t);
		return true;
	}
	if (e->type == GUI_CLOSE) {
		if (t->session)
			sitting_end(t->session);
		free(t);
	}
	return false;
}

void terminal_open(const struct program *program, const char *path)
{
	static const char greeting[] =
		"\033[1;34mBobbin\033[0m: \033[1mhelp\033[0m lists commands, "
		"\033[1mopen\033[0m shows a file.\n";
	struct terminal_window *t = calloc(1, sizeof(*t));
	struct gui_widget *window = t ? program_window(program, "Terminal", 0, 0) : NULL;

	if (!window) {
		free(t);
		return;
	}
	t->window = window;
	gui_window_on_event(window, event, t);
	t->screen = gui_terminal(window, typed, t);
	gui_terminal_on_resize(t->screen, resized, t);
	gui_terminal_write(t->screen, greeting, sizeof(greeting) - 1);
	struct sitting_owner owner = { output, asks, ended, t };
	t->session = sitting_start(path ? path : home_folder(), &owner);
	if (!t->session) {
		char text[128];
		int n = snprintf(text, sizeof(text), "\033[31mNo shell: %s\033[0m\n",
				 strerror(errno));
		gui_terminal_write(t->screen, text, (size_t)n);
	}
	gui_focus(t->screen);
}
