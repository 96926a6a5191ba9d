/* SPDX-License-Identifier: MIT */
/* cmd_list.c - ls: names in columns on a terminal, one a line elsewhere, or with details. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "line_parts.h"
#include "list.h"

struct entry {
	char *name;
	char *target; /* of a link, with -l; else NULL */
	struct stat st;
};

struct listing {
	struct entry *entries;
	size_t count;
};

static void listing_free(struct listing *l)
{
	for (size_t i = 0; i < l->count; i++) {
		free(l->entries[i].name);
		free(l->entries[i].target);
	}
	free(l->entries);
	*l = (struct listing){ 0 };
}

static char *link_target(const char *path)
{
	char text[PATH_MAX];
	ssize_t n = readlink(path, text, sizeof(text));

	return n < 0 ? NULL : strndup(text, (size_t)n);
}

/* Appends what is at path, which is absolute, called name. Returns 0 or -1. */
static int add_entry(struct listing *l, const char *path, const char *name)
{
	struct entry e = { 0 };

	if (lstat(path, &e.st) < 0)
		return -1;
	struct entry *larger = l->entries;
	if ((l->count & (l->count - 1)) == 0) /* full: 1, 2, 4... */
		larger = reallocarray(larger, l->count ? 2 * l->count : 1, sizeof(*larger));
	e.name = strdup(name);
	if (larger)
		l->entries = larger;
	if (!larger || !e.name) {
		free(e.name);
		errno = ENOMEM;
		return -1;
	}
	if (S_ISLNK(e.st.st_mode))
		e.target = link_target(path);
	larger[l->count++] = e;
	return 0;
}

/* --- with details --------------------------------------------------------------------------- */

static void mode_text(mode_t mode, char text[11])
{
	static const char letters[] = "rwxrwxrwx";
	char kind = '-';

	if (S_ISDIR(mode))
		kind = 'd';
	else if (S_ISLNK(mode))
		kind = 'l';
	else if (S_ISCHR(mode))
		kind = 'c';
	else if (S_ISBLK(mode))
		kind = 'b';
	else if (S_ISFIFO(mode))
		kind = 'p';
	else if (S_ISSOCK(mode))
		kind = 's';
	text[0] = kind;
	for (int i = 0; i < 9; i++)
		text[1 + i] = mode & (0400u >> i) ? letters[i] : '-';
	text[10] = '\0';
}

static const char *colour(const struct shell *sh, mode_t mode)
{
	if (!sh->by_line)
		return NULL;
	return S_ISDIR(mode) ? "1;34" : S_ISLNK(mode) ? "36" : S_ISREG(mode) ? NULL : "33";
}

/* Whoever wrote the disk chose the name: a terminal gets "?" for what it would act on. */
static void put_name(struct shell *sh, const char *name)
{
	for (; *name; name++) {
		bool acts = (unsigned char)*name < 0x20 || *name == 0x7f;
		shell_put(sh, sh->by_line && acts ? "?" : name, 1);
	}
}

static void print_name(struct shell *sh, const struct entry *e)
{
	const char *c = colour(sh, e->st.st_mode);

	if (c)
		shell_print(sh, "\033[%sm", c);
	put_name(sh, e->name);
	if (c)
		shell_print(sh, "\033[0m");
}

static void print_long(struct shell *sh, const struct listing *l)
{
	char mode[11], size[SIZE_TEXT], when[32];
	bool human = shell_flag(sh, 'h');
	int widest = 1;
	struct tm tm;

	for (size_t i = 0; i < l->count; i++) {
		uint64_t bytes = (uint64_t)l->entries[i].st.st_size;
		int width = (int)strlen(shell_size_text(size, bytes, human));
		widest = width > widest ? width : widest;
	}
	for (size_t i = 0; i < l->count; i++) {
		const struct entry *e = &l->entries[i];
		mode_text(e->st.st_mode, mode);
		shell_size_text(size, (uint64_t)e->st.st_size, human);
		strftime(when, sizeof(when), "%Y-%m-%d %H:%M", localtime_r(&e->st.st_mtime, &tm));
		shell_print(sh, "%s %2u %*s %s ", mode, (unsigned)e->st.st_nlink, widest, size,
			    when);
		print_name(sh, e);
		if (e->target) {
			shell_print(sh, " -> ");
			put_name(sh, e->target);
		}
		shell_print(sh, "\n");
	}
}

/* --- names alone ---------------------------------------------------------------------------- */

static unsigned terminal_columns(const struct shell *sh)
{
	struct winsize w = { 0 };

	return ioctl(sh->out, TIOCGWINSZ, &w) == 0 && w.ws_col > 0 ? w.ws_col : 80;
}

static unsigned entry_width(const struct entry *e)
{
	return edit_width(e->name, strlen(e->name));
}

/* Read downwards: as many columns as fit if all are as wide as the widest. */
static void print_columns(struct shell *sh, const struct listing *l)
{
	unsigned widest = 0;

	for (size_t i = 0; i < l->count; i++) {
		unsigned width = entry_width(&l->entries[i]);
		widest = width > widest ? width : widest;
	}
	size_t columns = terminal_columns(sh) / (widest + 2);
	columns = columns ? columns : 1;
	size_t rows = (l->count + columns - 1) / columns;
	for (size_t row = 0; row < rows; row++) {
		for (size_t i = row; i < l->count; i += rows) {
			print_name(sh, &l->entries[i]);
			if (i + rows < l->count)
				shell_print(sh, "%*s",
					    (int)(widest + 2 - entry_width(&l->entries[i])), "");
		}
		shell_print(sh, "\n");
	}
}

static void print_listing(struct shell *sh, const struct listing *l)
{
	if (shell_flag(sh, 'l')) {
		print_long(sh, l);
	} else if (sh->by_line) {
		print_columns(sh, l);
	} else {
		for (size_t i = 0; i < l->count; i++)
			shell_print(sh, "%s\n", l->entries[i].name);
	}
}

/* --- folders -------------------------------------------------------------------------------- */

/* path is absolute; name is how it was called. */
static int list_folder(struct shell *sh, const char *path, const char *name)
{
	struct string_list names = { 0 };
	struct listing l = { 0 };
	int status = shell_folder_names(AT_FDCWD, path, &names) < 0 ? shell_fail(sh, name) : 0;

	for (size_t i = 0; i < names.count && !shell_stopped(sh); i++) {
		if (names.strings[i][0] == '.' && !shell_flag(sh, 'a'))
			continue;
		char *whole = shell_joined(path, names.strings[i]);
		/* What is gone since is not there. */
		if (!whole || (add_entry(&l, whole, names.strings[i]) < 0 && errno != ENOENT))
			status = shell_fail(sh, names.strings[i]);
		free(whole);
	}
	print_listing(sh, &l);
	listing_free(&l);
	string_list_free(&names);
	return status;
}

static bool is_folder(const char *path, const struct shell *sh)
{
	struct stat st;

	return !shell_flag(sh, 'd') && stat(path, &st) == 0 && S_ISDIR(st.st_mode);
}

/* First what is no folder, together; then each folder, under its name if there are several. */
int shell_list(struct shell *sh, int argc, char **argv)
{
	char whole[PATH_MAX];
	struct listing single = { 0 };
	int status = 0;
	bool gap = false;

	if (argc < 2)
		return shell_flag(sh, 'd') ? shell_list(sh, 2, (char *[]){ argv[0], ".", NULL })
					   : list_folder(sh, sh->cwd, ".");
	for (int i = 1; i < argc; i++) {
		if (!shell_path(sh, argv[i], whole) ||
		    (!is_folder(whole, sh) && add_entry(&single, whole, argv[i]) < 0)) {
			status = shell_fail(sh, argv[i]);
			argv[i] = NULL;
		}
	}
	print_listing(sh, &single);
	gap = single.count > 0;
	listing_free(&single);
	for (int i = 1; i < argc && !shell_stopped(sh); i++) {
		if (!argv[i] || !shell_path(sh, argv[i], whole) || !is_folder(whole, sh))
			continue;
		if (argc > 2) {
			shell_put(sh, "\n", gap);
			put_name(sh, argv[i]);
			shell_put(sh, ":\n", 2);
		}
		gap = true;
		status |= list_folder(sh, whole, argv[i]);
	}
	return status;
}
