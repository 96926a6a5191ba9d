/* SPDX-License-Identifier: MIT */
/* cmd_remove.c - rm. */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "copy.h"
#include "tree.h"

static int remove_step(struct shell *sh, const struct tree *t, enum tree_step step)
{
	int err = 0;

	if (step == TREE_OTHER)
		err = unlinkat(t->place.fd, t->name, 0);
	else if (step == TREE_LEAVE)
		err = unlinkat(t->place.fd, t->name, AT_REMOVEDIR);
	else if (step == TREE_ERROR)
		err = -1;
	return err ? tree_fail(sh, t) : 0;
}

int shell_remove_tree(struct shell *sh, const char *path, const char *name)
{
	struct tree t;
	enum tree_step step;
	int status = 0;

	if (tree_open(&t, path, name) < 0)
		return shell_fail(sh, name);
	while (!shell_stopped(sh) && (step = tree_next(&t)) != TREE_END)
		status |= remove_step(sh, &t, step);
	tree_close(&t);
	if (!status && !shell_stopped(sh) && rmdir(path) < 0)
		status = shell_fail(sh, name);
	return status;
}

/* What would be emptied and stay: a folder that "." or ".." names, what a link with a slash behind
 * it leads to, and the root. whole is name as an absolute path, and stays as it is. */
static const char *why_it_stays(char *whole, const struct stat *st)
{
	size_t len = strlen(whole), end = len;
	struct stat other;

	while (end > 1 && whole[end - 1] == '/')
		end--;
	char ending = whole[end];
	whole[end] = '\0';
	bool link = end < len && lstat(whole, &other) == 0 && S_ISLNK(other.st_mode);
	whole[end] = ending;
	if (shell_ends_in_dots(whole))
		return "a folder is removed by its name, not by . or ..";
	if (link)
		return "a link; without the slash it is removed, not what it leads to";
	bool root = stat("/", &other) == 0 && other.st_dev == st->st_dev &&
		    other.st_ino == st->st_ino;
	return root ? "the root stays" : NULL;
}

static int remove_one(struct shell *sh, const char *name)
{
	char whole[PATH_MAX];
	struct stat st;

	if (!shell_path(sh, name, whole) || lstat(whole, &st) < 0) {
		bool calm = shell_flag(sh, 'f') && errno == ENOENT;
		return calm ? 0 : shell_fail(sh, name);
	}
	if (!S_ISDIR(st.st_mode))
		return unlink(whole) < 0 ? shell_fail(sh, name) : 0;
	const char *why = why_it_stays(whole, &st);
	if (why)
		return shell_error(sh, "%s: %s", name, why);
	if (!shell_flag(sh, 'r'))
		return shell_error(sh, "%s: a folder; -r removes it and all in it", name);
	return shell_remove_tree(sh, whole, name);
}

int shell_remove_files(struct shell *sh, int argc, char **argv)
{
	int status = 0;

	for (int i = 1; i < argc && !shell_stopped(sh); i++)
		status |= remove_one(sh, argv[i]);
	return status;
}
