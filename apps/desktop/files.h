/* SPDX-License-Identifier: MIT */
/*
 * files.h - what the files of the program Files share: files.c is the window, files_do.c what
 * is done with what is selected in it.
 */
#ifndef FILES_H
#define FILES_H

#include "desktop.h"
#include "folder.h"
#include "history.h"

struct paths {
	char **list; /* owned */
	size_t count;
};
void paths_free(struct paths *p);

struct files {
	struct files *next; /* of all windows */
	struct gui_widget *window, *table, *path, *status, *back, *forward, *up, *places;
	char folder[PATH_MAX];
	struct folder entries;
	struct history history;
	bool hidden;        /* files whose names begin with a point are shown */
	struct paths asked; /* what a question is about, whatever is selected meanwhile */
};

extern struct files *files_windows;

/** Shows a folder and remembers it; one that cannot be read is told, and nothing changes. */
void files_go(struct files *f, const char *folder);
/** Reads the folder again; name, or what was selected, is selected. */
void files_refresh(struct files *f, const char *name);
void files_refresh_all(void);
void files_status(struct files *f);
/** The widgets for the folder's rows and for the places, in a row. */
struct gui_widget *files_table(struct files *f, struct gui_widget *row);
void files_add_places(struct files *f, struct gui_widget *row);

/* What menus, buttons and keys call: arg is the window's struct files. */
void files_open_selected(void *arg);
void files_edit_selected(void *arg);
void files_new_folder(void *arg);
void files_rename(void *arg);
void files_copy(void *arg);
void files_cut(void *arg);
void files_paste(void *arg);
void files_delete(void *arg);
bool files_have_selection(void *arg);
bool files_have_one(void *arg);
bool files_can_paste(void *arg);
/** What is being copied or deleted at the moment, as words; "": nothing. */
const char *files_busy(char buf[64]);

#endif
