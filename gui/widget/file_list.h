/* SPDX-License-Identifier: MIT */
/* file_list.h - what is in a folder, for the dialogs that open and save. */
#ifndef GUI_WIDGET_FILE_LIST_H
#define GUI_WIDGET_FILE_LIST_H

#include <limits.h>
#include <stdbool.h>
#include <stddef.h>
#include <time.h>

#define FILE_LIST_MAX 20000u /* entries; of more the first ones are shown */

struct file_entry {
	char *name;
	long long size; /* bytes */
	time_t changed;
	bool folder;
};

struct file_list {
	char path[PATH_MAX]; /* of the folder, absolute, without "/" at its end */
	struct file_entry *entries;
	size_t count, room;
	int column; /* sorted by: 0 name, 1 size, 2 changed */
	bool descending;
};

/** Reads a folder, in place of what was there, without those that begin with '.'. filter:
 *  "*.png;*.jpg", of files; NULL: all. 0, or -1 with errno and nothing changed. */
int file_list_read(struct file_list *l, const char *path, const char *filter, bool folders_only);
void file_list_free(struct file_list *l);
/** Folders first, then by the column. */
void file_list_sort(struct file_list *l, int column, bool descending);
/** The entry of that name; count: there is none. */
size_t file_list_find(const struct file_list *l, const char *name);
/** Writes folder/name. False: it would be too long. */
bool file_path(char out[PATH_MAX], const char *folder, const char *name);
/** Whether a name fits one of the patterns. */
bool file_matches(const char *name, const char *filter);
/** "312 B", "7.6 KB", "1.2 MB". */
const char *file_size_text(long long size, char *buf, size_t room);

#endif
