/* SPDX-License-Identifier: MIT */
/* glob.c - patterns for file names; see words.h. */
#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "command.h"
#include "utf8.h"
#include "words.h"

static uint32_t character(const char **text)
{
	size_t used;
	uint32_t c = utf8_get(*text, strlen(*text), &used);

	*text += used;
	return c;
}

/* One end of a range in a set. */
static uint32_t set_member(const char **p)
{
	if (**p == '\\' && (*p)[1])
		(*p)++;
	return character(p);
}

/* *pattern stands behind "[". True: c is in the set, and *pattern then stands behind "]". A set
 * that does not end is in no pattern: *pattern is NULL then. */
static bool match_set(const char **pattern, uint32_t c)
{
	const char *p = *pattern;
	bool inverted = *p == '!' || *p == '^';
	bool found = false;

	p += inverted;
	const char *start = p;
	while (*p && (*p != ']' || p == start)) {
		uint32_t low = set_member(&p);
		uint32_t high = low;
		if (p[0] == '-' && p[1] && p[1] != ']') {
			p++;
			high = set_member(&p);
		}
		found |= c >= low && c <= high;
	}
	*pattern = *p ? p + 1 : NULL;
	return *p && found != inverted;
}

/* Matches one character of name against what stands at *p, which is no '*'. */
static bool match_one(const char **p, const char **name)
{
	const char *set;
	uint32_t c;

	if (**p == '?') {
		(*p)++;
		character(name);
		return true;
	}
	if (**p == '[') {
		set = *p + 1;
		const char *rest = *name;
		c = character(&rest);
		bool in = match_set(&set, c);
		if (set) {
			*p = set;
			*name = rest;
			return in;
		}
	}
	if (**p == '\\' && (*p)[1])
		(*p)++;
	return *(*p)++ == *(*name)++;
}

/* Where the rest does not match, the last '*' takes one byte more: the earlier ones need not be
 * looked at again. */
bool glob_match(const char *pattern, const char *name)
{
	const char *star = NULL, *retry = NULL;

	while (*name || *pattern == '*') {
		if (*pattern == '*') {
			star = ++pattern;
			retry = name;
			continue;
		}
		const char *p = pattern;
		if (*p && match_one(&p, &name)) {
			pattern = p;
			continue;
		}
		if (!star || !*retry)
			return false;
		pattern = star;
		name = ++retry;
	}
	return *pattern == '\0';
}

/* --- paths -------------------------------------------------------------------------------- */

static bool has_pattern(const char *text, size_t len)
{
	for (size_t i = 0; i < len; i++) {
		if (text[i] == '\\')
			i++;
		else if (strchr("*?[", text[i]))
			return true;
	}
	return false;
}

/* Appends first and then the first len bytes of second as one string. */
static int add_joined(struct string_list *list, const char *first, const char *second, size_t len)
{
	size_t first_len = strlen(first);
	char *joined = malloc(first_len + len + 1);

	if (!joined)
		return -1;
	memcpy(joined, first, first_len);
	memcpy(joined + first_len, second, len);
	int err = string_list_add(list, joined, first_len + len);
	free(joined);
	return err;
}

/* A component without a pattern: its backslashes go. */
static int add_plain(struct string_list *list, const char *prefix, const char *text, size_t len)
{
	char name[PATH_MAX];
	size_t n = 0;

	for (size_t i = 0; i < len && n < sizeof(name); i++) {
		if (text[i] == '\\' && i + 1 < len)
			i++;
		name[n++] = text[i];
	}
	return add_joined(list, prefix, name, n);
}

/* Of errors of opening: that a pattern finds nothing there is no news. */
static bool has_no_names(int error)
{
	return error == ENOENT || error == ENOTDIR || error == EACCES || error == ELOOP ||
	       error == ENAMETOOLONG;
}

/* The names in the folder called prefix that match; dot files only for a pattern with a dot. */
static int add_matches(const struct shell *sh, struct string_list *list, const char *prefix,
		       const char *pattern)
{
	char path[PATH_MAX];
	const struct dirent *e;
	int err = 0;
	DIR *d = shell_path(sh, *prefix ? prefix : ".", path) ? opendir(path) : NULL;

	if (!d)
		return has_no_names(errno) ? 0 : -1;
	while (!err && (errno = 0, e = readdir(d))) {
		if ((e->d_name[0] != '.' || pattern[0] == '.') && glob_match(pattern, e->d_name))
			err = add_joined(list, prefix, e->d_name, strlen(e->d_name));
	}
	int error = errno; /* also readdir()'s, which has no other way to tell of it */
	closedir(d);
	errno = error;
	return error ? -1 : err;
}

/* Replaces each path of list by those that lead one component further. */
static int extend(const struct shell *sh, struct string_list *list, const char *text, size_t len)
{
	struct string_list longer = { 0 };
	char *pattern = strndup(text, len);
	int err = pattern ? 0 : -1;

	for (size_t i = 0; i < list->count && !err; i++) {
		if (has_pattern(text, len))
			err = add_matches(sh, &longer, list->strings[i], pattern);
		else
			err = add_plain(&longer, list->strings[i], text, len);
	}
	free(pattern);
	string_list_free(list);
	*list = longer;
	return err;
}

static int add_slashes(struct string_list *list)
{
	struct string_list longer = { 0 };
	int err = 0;

	for (size_t i = 0; i < list->count && !err; i++)
		err = add_joined(&longer, list->strings[i], "/", 1);
	string_list_free(list);
	*list = longer;
	return err;
}

static int compare(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

static long take_existing(const struct shell *sh, struct string_list *from, struct string_list *to)
{
	char path[PATH_MAX];
	struct stat st;
	long found = 0;

	if (from->count)
		qsort(from->strings, from->count, sizeof(from->strings[0]), compare);
	for (size_t i = 0; i < from->count; i++) {
		if (!shell_path(sh, from->strings[i], path) || lstat(path, &st) < 0)
			continue;
		if (string_list_add(to, from->strings[i], strlen(from->strings[i])) < 0)
			return -1;
		found++;
	}
	return found;
}

long glob_paths(const struct shell *sh, const char *pattern, struct string_list *list)
{
	struct string_list paths = { 0 };
	long found = string_list_add(&paths, "", 0);

	while (*pattern && found >= 0) {
		/* The slashes belong to the component before them. */
		size_t len = strcspn(pattern, "/");
		size_t slashes = strspn(pattern + len, "/");
		if (len)
			found = extend(sh, &paths, pattern, len);
		if (found >= 0 && slashes)
			found = add_slashes(&paths);
		pattern += len + slashes;
	}
	if (found >= 0)
		found = take_existing(sh, &paths, list);
	string_list_free(&paths);
	return found;
}
