/* SPDX-License-Identifier: MIT */
/* editor.h - what the files of the program Editor share: editor.c is the window and its text,
 * editor_menu.c what menus and keys call. */
#ifndef EDITOR_H
#define EDITOR_H

#include <limits.h>

#include "desktop.h"

enum after { AFTER_NOTHING, AFTER_CLOSE, AFTER_OPEN, AFTER_NEW };

struct editor {
	struct gui_widget *window, *area, *finder, *what, *status, *found;
	char path[PATH_MAX]; /* "": it has no name yet */
	enum after after;    /* what is done once the text is saved, or given up */
	bool numbers, prose, may_close;
};

/** Does what is to be done after the text has gone, once it is saved or may be lost. */
void editor_leave(struct editor *ed, enum after after);
void editor_save(struct editor *ed);
/** Saves under a name that is asked for. */
void editor_ask_where(struct editor *ed);

void editor_find(struct editor *ed, bool back);
/** arg is the editor. */
void editor_show_finder(void *arg);
void editor_hide_finder(struct editor *ed);

void editor_menu_bar(struct editor *ed, struct gui_widget *column);
void editor_menu_popup(struct editor *ed, int x, int y);
/** A key that the text did not use. True: used. */
bool editor_key(struct editor *ed, const struct gui_event *e);

#endif
