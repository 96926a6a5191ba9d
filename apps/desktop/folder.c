/* SPDX-License-Identifier: MIT */
/* folder.c - see folder.h. */
#define _GNU_SOURCE
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "folder.h"

/* --- paths -------------------------------------------------------------------------------- */

char *path_join(const char *folder, const char *name, char buf[PATH_MAX])
{
	const char *slash = folder[0] && folder[strlen(folder) - 1] == '/' ? "" : "/";
	int len = snprintf(buf, PATH_MAX, "%s%s%s", folder, slash, name);

	if (len >= 0 && len < PATH_MAX)
		return buf;
	errno = ENAMETOOLONG;
	return NULL;
}

char *path_parent(const char *path, char buf[PATH_MAX])
{
	snprintf(buf, PATH_MAX, "%s", path);
	char *slash = strrchr(buf, '/');
	if (slash && slash != buf)
		*slash = '\0';
	else
		strcpy(buf, "/");
	return buf;
}

const char *path_name(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash && slash[1] ? slash + 1 : path;
}

/* --- order -------------------------------------------------------------------------------- */

static int lower(char c)
{
	return c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : (unsigned char)c;
}

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* Compares two numbers and moves behind them. */
static int compare_numbers(const char **a, const char **b)
{
	*a += strspn(*a, "0");
	*b += strspn(*b, "0");
	size_t la = strspn(*a, "0123456789"), lb = strspn(*b, "0123456789");
	int order = la != lb ? (la < lb ? -1 : 1) : strncmp(*a, *b, la);
	*a += la;
	*b += lb;
	return order;
}

int name_compare(const char *a, const char *b)
{
	const char *first = a, *second = b;

	while (*a && *b) {
		int order;

		if (is_digit(*a) && is_digit(*b))
			order = compare_numbers(&a, &b);
		else
			order = lower(*a++) - lower(*b++);
		if (order)
			return order;
	}
	if (*a || *b)
		return *a ? 1 : -1;
	return strcmp(first, second);
}

static int by_name(const void *a, const void *b)
{
	const struct folder_entry *x = a, *y = b;

	if (x->is_folder != y->is_folder)
		return x->is_folder ? -1 : 1;
	return name_compare(x->name, y->name);
}

static int by_size(const void *a, const void *b)
{
	const struct folder_entry *x = a, *y = b;

	if (x->is_folder != y->is_folder || x->size == y->size)
		return by_name(a, b);
	return x->size < y->size ? -1 : 1;
}

static int by_change(const void *a, const void *b)
{
	const struct folder_entry *x = a, *y = b;

	if (x->is_folder != y->is_folder || x->changed == y->changed)
		return by_name(a, b);
	return x->changed < y->changed ? -1 : 1;
}

static void reverse(struct folder_entry *e, size_t count)
{
	for (size_t i = 0; i < count / 2; i++) {
		struct folder_entry kept = e[i];

		e[i] = e[count - 1 - i];
		e[count - 1 - i] = kept;
	}
}

void folder_sort(struct folder *f, enum folder_column by, bool descending)
{
	static int (*const compare[])(const void *, const void *) = { by_name, by_size, by_change };
	size_t folders = 0;

	if (f->count)
		qsort(f->entries, f->count, sizeof(*f->entries), compare[by]);
	if (!descending)
		return;
	while (folders < f->count && f->entries[folders].is_folder)
		folders++;
	reverse(f->entries, folders);
	reverse(f->entries + folders, f->count - folders);
}

/* --- reading ------------------------------------------------------------------------------ */

static int add(struct folder *f, size_t *room, int dir, const char *name)
{
	struct stat st = { 0 };

	if (f->count == *room) {
		size_t more = *room ? 2 * *room : 32;
		struct folder_entry *e = realloc(f->entries, more * sizeof(*e));

		if (!e)
			return -1;
		f->entries = e;
		*room = more;
	}
	struct folder_entry *e = &f->entries[f->count];
	*e = (struct folder_entry){ .name = strdup(name) };
	if (!e->name)
		return -1;
	f->count++;
	if (fstatat(dir, name, &st, 0) < 0)
		return 0; /* it has gone meanwhile, or leads nowhere */
	e->is_folder = S_ISDIR(st.st_mode);
	e->is_file = S_ISREG(st.st_mode);
	e->size = e->is_file ? (uint64_t)st.st_size : 0;
	e->changed = st.st_mtime;
	return 0;
}

void folder_free(struct folder *f)
{
	for (size_t i = 0; i < f->count; i++)
		free(f->entries[i].name);
	free(f->entries);
	*f = (struct folder){ 0 };
}

int folder_read(struct folder *f, const char *path)
{
	struct folder now = { 0 };
	size_t room = 0;
	int error = 0;
	DIR *dir = opendir(path);
	struct dirent *d;

	if (!dir)
		return -1;
	errno = 0;
	while (!error && (d = readdir(dir)) != NULL) {
		if (strcmp(d->d_name, ".") != 0 && strcmp(d->d_name, "..") != 0 &&
		    add(&now, &room, dirfd(dir), d->d_name) < 0)
			error = ENOMEM;
		else
			errno = 0;
	}
	error = error ? error : errno;
	closedir(dir);
	if (error) {
		folder_free(&now);
		errno = error;
		return -1;
	}
	folder_free(f);
	*f = now;
	folder_sort(f, FOLDER_NAME, false);
	return 0;
}

void folder_drop_hidden(struct folder *f)
{
	size_t kept = 0;

	for (size_t i = 0; i < f->count; i++) {
		if (f->entries[i].name[0] == '.')
			free(f->entries[i].name);
		else
			f->entries[kept++] = f->entries[i];
	}
	f->count = kept;
}

size_t folder_find(const struct folder *f, const char *name)
{
	for (size_t i = 0; i < f->count; i++) {
		if (strcmp(f->entries[i].name, name) == 0)
			return i;
	}
	return SIZE_MAX;
}
