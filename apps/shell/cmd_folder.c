/* SPDX-License-Identifier: MIT */
/* cmd_folder.c - where the shell is, and what folders there are. */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "groups.h"
#include "list.h"

static int cd(struct shell *sh, int argc, char **argv)
{
	const char *home = shell_get(sh, "HOME");
	const char *path = argc > 1 ? argv[1] : home ? home : "/";
	char clean[PATH_MAX];
	struct stat st;

	if (!shell_clean_path(sh, path, clean) || stat(clean, &st) < 0)
		return shell_fail(sh, path);
	if (!S_ISDIR(st.st_mode)) {
		errno = ENOTDIR;
		return shell_fail(sh, path);
	}
	strcpy(sh->cwd, clean);
	return 0;
}

static int pwd(struct shell *sh, int argc, char **argv)
{
	(void)argc;
	(void)argv;
	shell_print(sh, "%s\n", sh->cwd);
	return 0;
}

/* Makes what is missing on the way; whole is changed and restored. */
static int make_way(char *whole)
{
	struct stat st;

	for (char *at = strchr(whole + 1, '/'); at; at = strchr(at + 1, '/')) {
		*at = '\0';
		int err = mkdir(whole, 0777) < 0 && errno != EEXIST ? -1 : 0;
		*at = '/';
		if (err)
			return -1;
	}
	if (mkdir(whole, 0777) == 0)
		return 0;
	return errno == EEXIST && stat(whole, &st) == 0 && S_ISDIR(st.st_mode) ? 0 : -1;
}

static int make_folders(struct shell *sh, int argc, char **argv)
{
	char whole[PATH_MAX];
	int status = 0;

	for (int i = 1; i < argc; i++) {
		if (!shell_path(sh, argv[i], whole) ||
		    (shell_flag(sh, 'p') ? make_way(whole) : mkdir(whole, 0777)) < 0)
			status = shell_fail(sh, argv[i]);
	}
	return status;
}

static int remove_folders(struct shell *sh, int argc, char **argv)
{
	char whole[PATH_MAX];
	int status = 0;

	for (int i = 1; i < argc; i++) {
		if (!shell_path(sh, argv[i], whole) || rmdir(whole) < 0)
			status = shell_fail(sh, argv[i]);
	}
	return status;
}

const struct shell_command folder_commands[] = {
	{ .name = "ls",
	  .usage = "[-adhl] [PATH...]",
	  .help = "list what is in folders",
	  .more = "  -a  names that begin with a dot, too\n"
		  "  -d  folders themselves, not what is in them\n"
		  "  -h  sizes as 1.5K or 20M\n"
		  "  -l  kind, permissions, links, size, time and name\n",
	  .options = "adhl",
	  .max = -1,
	  .run = shell_list },
	{ .name = "cd",
	  .usage = "[FOLDER]",
	  .help = "go to a folder; without one to $HOME",
	  .options = "",
	  .max = 1,
	  .run = cd },
	{ .name = "pwd",
	  .usage = "",
	  .help = "print the current folder",
	  .options = "",
	  .run = pwd },
	{ .name = "mkdir",
	  .usage = "[-p] FOLDER...",
	  .help = "make folders",
	  .more = "  -p  with those above them; one that is there is no error\n",
	  .options = "p",
	  .min = 1,
	  .max = -1,
	  .run = make_folders },
	{ .name = "rmdir",
	  .usage = "FOLDER...",
	  .help = "remove empty folders",
	  .options = "",
	  .min = 1,
	  .max = -1,
	  .run = remove_folders },
	{ 0 },
};
