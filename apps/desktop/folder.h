/* SPDX-License-Identifier: MIT */
/* folder.h - what is in a folder, sorted as people like it; and paths. */
#ifndef FOLDER_H
#define FOLDER_H

#include <limits.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <time.h>

struct folder_entry {
	char *name;              /* owned */
	bool is_folder, is_file; /* neither: a device, or a link to nothing */
	uint64_t size;           /* bytes of a file */
	time_t changed;
};

struct folder {
	struct folder_entry *entries;
	size_t count;
};

enum folder_column { FOLDER_NAME, FOLDER_SIZE, FOLDER_CHANGED };

/** Reads all of a folder but "." and "..", sorted by name. 0; -1 with errno: *f is as before. */
int folder_read(struct folder *f, const char *path);
void folder_free(struct folder *f);
/** Folders come first whatever the order. */
void folder_sort(struct folder *f, enum folder_column by, bool descending);
/** Takes the entries out whose names begin with a point. */
void folder_drop_hidden(struct folder *f);
/** The index of a name; SIZE_MAX: it is not there. */
size_t folder_find(const struct folder *f, const char *name);

/** As people sort: without regard to the case of ASCII letters, and numbers by their value. */
int name_compare(const char *a, const char *b);

/** folder/name. Returns buf, or NULL with ENAMETOOLONG. */
char *path_join(const char *folder, const char *name, char buf[PATH_MAX]);
/** The folder that path is in; "/" is in itself. Returns buf. */
char *path_parent(const char *path, char buf[PATH_MAX]);
/** What stands behind the last slash; "/" for that. */
const char *path_name(const char *path);

#endif
