/* SPDX-License-Identifier: MIT */
/* file_list.c - see file_list.h. */
#define _GNU_SOURCE
#include <dirent.h>
#include <errno.h>
#include <fnmatch.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>
#include <unistd.h>

#include <core/compiler.h>

#include "file_list.h"

#define PATTERN_MAX 64u /* bytes */

bool file_path(char out[PATH_MAX], const char *folder, const char *name)
{
	const char *slash = strcmp(folder, "/") == 0 ? "" : "/";

	return snprintf(out, PATH_MAX, "%s%s%s", folder, slash, name) < PATH_MAX;
}

bool file_matches(const char *name, const char *filter)
{
	while (filter && *filter) {
		size_t n = strcspn(filter, ";");
		char pattern[PATTERN_MAX];

		if (n < sizeof(pattern)) {
			memcpy(pattern, filter, n);
			pattern[n] = '\0';
			if (fnmatch(pattern, name, FNM_CASEFOLD) == 0)
				return true;
		}
		filter += n + (filter[n] == ';');
	}
	return false;
}

static void free_entries(struct file_list *l)
{
	for (size_t i = 0; i < l->count; i++)
		free(l->entries[i].name);
	free(l->entries);
	l->entries = NULL;
	l->count = l->room = 0;
}

void file_list_free(struct file_list *l)
{
	free_entries(l);
}

static int add(struct file_list *l, const char *name, const struct stat *st)
{
	if (l->count == l->room) {
		size_t room = l->room ? l->room * 2 : 64;
		struct file_entry *more = realloc(l->entries, room * sizeof(*more));

		if (!more)
			return -1;
		l->entries = more;
		l->room = room;
	}
	char *copy = strdup(name);
	if (!copy)
		return -1;
	l->entries[l->count++] =
		(struct file_entry){ copy, st->st_size, st->st_mtime, S_ISDIR(st->st_mode) };
	return 0;
}

static int read_all(struct file_list *l, DIR *dir, const char *filter, bool folders_only)
{
	struct dirent *d;

	while (l->count < FILE_LIST_MAX && (errno = 0, d = readdir(dir))) {
		char path[PATH_MAX];
		struct stat st;

		if (d->d_name[0] == '.' || !file_path(path, l->path, d->d_name) ||
		    stat(path, &st) < 0)
			continue;
		if (!S_ISDIR(st.st_mode) &&
		    (folders_only || (filter && !file_matches(d->d_name, filter))))
			continue;
		if (add(l, d->d_name, &st) < 0)
			return -1;
	}
	/* readdir() has no other way to tell of an error. */
	return l->count < FILE_LIST_MAX && errno ? -1 : 0;
}

int file_list_read(struct file_list *l, const char *path, const char *filter, bool folders_only)
{
	struct file_list new = { .column = l->column, .descending = l->descending };
	DIR *dir;
	int failed, error;

	if (!realpath(path, new.path))
		return -1;
	dir = opendir(new.path);
	if (!dir)
		return -1;
	failed = read_all(&new, dir, filter, folders_only);
	error = errno;
	closedir(dir);
	if (failed) {
		free_entries(&new);
		errno = error;
		return -1;
	}
	free_entries(l);
	*l = new;
	file_list_sort(l, l->column, l->descending);
	return 0;
}

static int by_number(long long a, long long b)
{
	return (a > b) - (a < b);
}

static int compare(const void *left, const void *right, void *list)
{
	const struct file_entry *a = left, *b = right;
	const struct file_list *l = list;
	int order = 0;

	if (a->folder != b->folder)
		return a->folder ? -1 : 1;
	if (l->column == 1)
		order = by_number(a->size, b->size);
	else if (l->column == 2)
		order = by_number(a->changed, b->changed);
	if (order == 0)
		order = strcasecmp(a->name, b->name);
	if (order == 0)
		order = strcmp(a->name, b->name);
	return l->descending ? -order : order;
}

void file_list_sort(struct file_list *l, int column, bool descending)
{
	l->column = column;
	l->descending = descending;
	if (l->count)
		qsort_r(l->entries, l->count, sizeof(*l->entries), compare, l);
}

size_t file_list_find(const struct file_list *l, const char *name)
{
	size_t i = 0;

	while (i < l->count && strcmp(l->entries[i].name, name) != 0)
		i++;
	return i;
}

const char *file_size_text(long long size, char *buf, size_t room)
{
	static const char *const units[] = { "bytes", "KB", "MB", "GB", "TB" };
	size_t unit = 0;
	long long tenths = size * 10;

	while (tenths >= 10240 && unit + 1 < ARRAY_SIZE(units)) {
		tenths = (tenths + 512) / 1024;
		unit++;
	}
	if (unit == 0 || tenths >= 100)
		snprintf(buf, room, "%lld %s", (tenths + 5) / 10, units[unit]);
	else
		snprintf(buf, room, "%lld.%lld %s", tenths / 10, tenths % 10, units[unit]);
	return buf;
}
