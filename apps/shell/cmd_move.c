/* SPDX-License-Identifier: MIT */
/*
 * cmd_move.c - mv. From one filesystem to another it is a copy, and what was copied is removed
 * when all of it has arrived.
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "copy.h"

/* One file under one name, along two paths, or under two names: rename(2) would leave both. A
 * filesystem that does not tell letters' cases apart may give a file its name in other ones. */
static bool same_file(const struct copy_pair *pair, const struct stat *from)
{
	struct stat to;

	if (lstat(pair->to, &to) < 0 || to.st_dev != from->st_dev || to.st_ino != from->st_ino)
		return false;
	bool linked = !S_ISDIR(from->st_mode) && from->st_nlink > 1;
	return linked || strcmp(shell_base_name(pair->from), shell_base_name(pair->to)) == 0;
}

static bool is_root(const struct stat *st)
{
	struct stat root;

	return stat("/", &root) == 0 && root.st_dev == st->st_dev && root.st_ino == st->st_ino;
}

/* As rename(2) has it, a folder takes the place of an empty one only. */
static int move_away(struct shell *sh, const struct copy_pair *pair, const struct stat *from)
{
	bool folder = S_ISDIR(from->st_mode);

	if (folder && rmdir(pair->to) < 0 && errno != ENOENT)
		return copy_fail(sh, pair);
	int status = copy_any(sh, pair, false);
	if (status || shell_stopped(sh))
		return status;
	if (folder)
		return shell_remove_tree(sh, pair->from, pair->from_name);
	return unlink(pair->from) < 0 ? shell_fail(sh, pair->from_name) : 0;
}

/* A link moves as what it is. */
static int move_operand(struct shell *sh, const struct copy_pair *pair)
{
	const char *name = pair->from_name;
	struct stat st;

	if (lstat(pair->from, &st) < 0)
		return shell_fail(sh, name);
	if (shell_ends_in_dots(name))
		return shell_error(sh, "%s: a folder is moved by its name, not by . or ..", name);
	if (is_root(&st))
		return shell_error(sh, "%s: the root stays", name);
	if (same_file(pair, &st))
		return shell_error(sh, "%s and %s are the same file", name, pair->to_name);
	if (rename(pair->from, pair->to) == 0)
		return 0;
	int error = errno;
	if (copy_into_itself(pair, &st))
		return shell_error(sh, "%s cannot be moved into itself", name);
	errno = error;
	return error == EXDEV ? move_away(sh, pair, &st) : copy_fail(sh, pair);
}

int shell_move_files(struct shell *sh, int argc, char **argv)
{
	return copy_each(sh, argc, argv, move_operand);
}
