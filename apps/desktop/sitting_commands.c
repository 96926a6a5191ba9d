/* SPDX-License-Identifier: MIT */
/* sitting_commands.c - open and edit: they post paths to the thread of the windows. */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "../shell/command.h"
#include "desktop.h"
#include "sitting_commands.h"

static void open_posted(void *path)
{
	program_open(path);
	free(path);
}

static void edit_posted(void *path)
{
	program_editor->open(program_editor, path);
	free(path);
}

static int post_path(struct shell *sh, const char *path, void (*fn)(void *path))
{
	char whole[PATH_MAX];
	char *copy = shell_clean_path(sh, path, whole) ? strdup(whole) : NULL;

	if (copy && gui_post(fn, copy) == 0)
		return 0;
	free(copy);
	return shell_fail(sh, path);
}

static int open_command(struct shell *sh, int argc, char **argv)
{
	char path[PATH_MAX];
	int status = 0;

	for (int i = 1; i < argc; i++) {
		if (!shell_path(sh, argv[i], path) || access(path, F_OK) < 0)
			status = shell_fail(sh, argv[i]);
		else
			status |= post_path(sh, argv[i], open_posted);
	}
	return status;
}

static int edit_command(struct shell *sh, int argc, char **argv)
{
	int status = 0;

	for (int i = 1; i < argc; i++)
		status |= post_path(sh, argv[i], edit_posted);
	return status;
}

const struct shell_command sitting_commands[] = {
	{ .name = "open",
	  .usage = "PATH...",
	  .help = "open files and folders in windows, by their type",
	  .options = "",
	  .min = 1,
	  .max = -1,
	  .run = open_command },
	{ .name = "edit",
	  .usage = "FILE...",
	  .help = "open files in the editor",
	  .options = "",
	  .min = 1,
	  .max = -1,
	  .run = edit_command },
	{ 0 },
};
