/* SPDX-License-Identifier: MIT */
/* cmd_copy.c - cp and mv. A copy that could not be finished is removed. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "copy.h"

static int copy_bytes(struct shell *sh, int from, int to)
{
	char *buf = malloc(COPY_PIECE);
	ssize_t n = -1;

	if (!buf)
		return -1;
	while ((n = shell_read(sh, from, buf, COPY_PIECE)) > 0) {
		if (shell_write(sh, to, buf, (size_t)n) < 0) {
			n = -1;
			break;
		}
	}
	int error = errno;
	free(buf);
	errno = error;
	return n < 0 ? -1 : 0;
}

static bool same_file(const char *path, const struct stat *st)
{
	struct stat other;

	return stat(path, &other) == 0 && other.st_dev == st->st_dev && other.st_ino == st->st_ino;
}

static bool is_folder(const char *path)
{
	struct stat st;

	return stat(path, &st) == 0 && S_ISDIR(st.st_mode);
}

static int copy_file(struct shell *sh, const char *from, const char *to, const struct stat *st)
{
	if (same_file(to, st))
		return shell_error(sh, "%s and %s are the same file", from, to);
	int in = open(from, O_RDONLY | O_CLOEXEC);
	if (in < 0)
		return shell_fail(sh, from);
	int out = open(to, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, st->st_mode & 0777);
	int status = out < 0 ? shell_fail(sh, to) : 0;
	if (out >= 0) {
		if (copy_bytes(sh, in, out) < 0)
			status = shell_fail(sh, to);
		if (close(out) < 0 && !status)
			status = shell_fail(sh, to);
		if (status)
			unlink(to);
	}
	close(in);
	return status;
}

static int copy_link(struct shell *sh, const char *from, const char *to)
{
	char target[PATH_MAX];
	ssize_t n = readlink(from, target, sizeof(target) - 1);

	if (n < 0)
		return shell_fail(sh, from);
	target[n] = '\0';
	return symlink(target, to) < 0 ? shell_fail(sh, to) : 0;
}

static int copy_any(struct shell *sh, const char *from, const char *to, int depth);

static int copy_folder(struct shell *sh, const char *from, const char *to, const struct stat *st,
		       int depth)
{
	struct string_list names = { 0 };
	int status = 0;

	if (depth > DEPTH_OF_FOLDERS)
		return shell_error(sh, "%s: folders are nested too deeply", from);
	/* The names first: the copy may lie in the folder. */
	if (shell_folder_names(from, &names) < 0)
		status = shell_fail(sh, from);
	else if (mkdir(to, st->st_mode & 0777) < 0 && !is_folder(to))
		status = shell_fail(sh, to);
	for (size_t i = 0; !status && i < names.count && !shell_stopped(sh); i++) {
		char *source = shell_joined(from, names.strings[i]);
		char *target = shell_joined(to, names.strings[i]);
		status = source && target ? copy_any(sh, source, target, depth + 1)
					  : shell_fail(sh, from);
		free(source);
		free(target);
	}
	string_list_free(&names);
	return status;
}

/* Links are copied as links below a folder, and followed as operands. */
static int copy_any(struct shell *sh, const char *from, const char *to, int depth)
{
	struct stat st;

	if ((depth ? lstat(from, &st) : stat(from, &st)) < 0)
		return shell_fail(sh, from);
	if (S_ISLNK(st.st_mode))
		return copy_link(sh, from, to);
	return S_ISDIR(st.st_mode) ? copy_folder(sh, from, to, &st, depth)
				   : copy_file(sh, from, to, &st);
}

static bool is_inside(const char *path, const char *folder)
{
	size_t len = strlen(folder);

	if (len == 1) /* the root */
		return true;
	return strncmp(path, folder, len) == 0 && (path[len] == '/' || path[len] == '\0');
}

static int copy_operand(struct shell *sh, const char *from, const char *to)
{
	if (is_folder(from) && !shell_flag(sh, 'r'))
		return shell_error(sh, "%s: a folder; -r copies it and all in it", from);
	if (is_folder(from) && is_inside(to, from))
		return shell_error(sh, "%s cannot be copied into itself", from);
	return copy_any(sh, from, to, 0);
}

/* A link moves as what it is. */
static int move_operand(struct shell *sh, const char *from, const char *to)
{
	struct stat st;

	if (rename(from, to) == 0)
		return 0;
	if (errno != EXDEV || lstat(from, &st) < 0)
		return shell_fail(sh, from);
	if (S_ISDIR(st.st_mode))
		return shell_error(sh, "%s: a folder on another filesystem; cp -r copies it", from);
	if ((S_ISLNK(st.st_mode) ? copy_link(sh, from, to) : copy_any(sh, from, to, 0)) != 0)
		return 1;
	return unlink(from) < 0 ? shell_fail(sh, from) : 0;
}

/* Calls one for each operand but the last, which is where they go: a name, or a folder, in
 * which they keep theirs. */
static int to_last(struct shell *sh, int argc, char **argv,
		   int (*one)(struct shell *sh, const char *from, const char *to))
{
	char from[PATH_MAX], to[PATH_MAX];
	int status = 0;

	if (!shell_clean_path(sh, argv[argc - 1], to))
		return shell_fail(sh, argv[argc - 1]);
	bool folder = is_folder(to);
	if (argc > 3 && !folder)
		return shell_error(sh, "%s: not a folder, and there are several files",
				   argv[argc - 1]);
	for (int i = 1; i < argc - 1 && !shell_stopped(sh); i++) {
		if (!shell_clean_path(sh, argv[i], from)) {
			status = shell_fail(sh, argv[i]);
			continue;
		}
		char *target = folder ? shell_joined(to, shell_base_name(from)) : strdup(to);
		status |= target ? one(sh, from, target) : shell_fail(sh, argv[i]);
		free(target);
	}
	return status;
}

int shell_copy_files(struct shell *sh, int argc, char **argv)
{
	return to_last(sh, argc, argv, copy_operand);
}

int shell_move_files(struct shell *sh, int argc, char **argv)
{
	return to_last(sh, argc, argv, move_operand);
}
