/* SPDX-License-Identifier: MIT */
/* cmd_file.c - files as wholes: cat, touch, write; rm. cp and mv stand in cmd_copy.c. */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "copy.h"
#include "groups.h"

static int cat_one(struct shell *sh, int fd, const char *name)
{
	char *buf = malloc(COPY_PIECE);
	ssize_t n = -1;

	if (!buf)
		return shell_fail(sh, name);
	while (!shell_stopped(sh) && (n = shell_read(sh, fd, buf, COPY_PIECE)) > 0)
		shell_put(sh, buf, (size_t)n);
	free(buf);
	return n < 0 && !shell_stopped(sh) ? shell_fail(sh, name) : 0;
}

static int cat(struct shell *sh, int argc, char **argv)
{
	return shell_each_file(sh, argc, argv, cat_one);
}

static int touch(struct shell *sh, int argc, char **argv)
{
	int status = 0;

	for (int i = 1; i < argc; i++) {
		char whole[PATH_MAX];
		if (shell_path(sh, argv[i], whole) && utimensat(AT_FDCWD, whole, NULL, 0) == 0)
			continue;
		int fd = errno == ENOENT ? shell_open_file(sh, argv[i], O_WRONLY | O_CREAT) : -1;
		if (fd < 0 || close(fd) < 0)
			status = shell_fail(sh, argv[i]);
	}
	return status;
}

static int write_words(struct shell *sh, int argc, char **argv)
{
	int mode = shell_flag(sh, 'a') ? O_APPEND : O_TRUNC;
	int fd = shell_open_file(sh, argv[1], O_WRONLY | O_CREAT | mode);
	size_t len;
	char *text = shell_joined_words(argv + 2, "\n", &len);
	int err = fd < 0 || !text ? -1 : shell_write(sh, fd, text, len);
	int status = err ? shell_fail(sh, argv[1]) : 0;
	(void)argc;
	free(text);
	if (fd >= 0 && close(fd) < 0 && !status)
		status = shell_fail(sh, argv[1]);
	return status;
}

/* --- rm ------------------------------------------------------------------------------------- */

/* Its depth is bounded by DEPTH_OF_FOLDERS. */
static int remove_tree(struct shell *sh, const char *path, int depth)
{
	struct string_list names = { 0 };
	int status = 0;

	if (depth > DEPTH_OF_FOLDERS)
		return shell_error(sh, "%s: folders are nested too deeply", path);
	if (shell_folder_names(path, &names) < 0)
		status = shell_fail(sh, path);
	for (size_t i = 0; i < names.count && !shell_stopped(sh); i++) {
		struct stat st;
		char *whole = shell_joined(path, names.strings[i]);
		if (whole && lstat(whole, &st) == 0 && S_ISDIR(st.st_mode))
			status |= remove_tree(sh, whole, depth + 1);
		else if (!whole || unlink(whole) < 0)
			status = shell_fail(sh, whole ? whole : path);
		free(whole);
	}
	string_list_free(&names);
	if (!status && !shell_stopped(sh) && rmdir(path) < 0)
		status = shell_fail(sh, path);
	return status;
}

/* What would be emptied and stay: a folder that "." or ".." names, and what a link with a slash
 * behind it leads to. whole is name as an absolute path, and stays as it is. */
static const char *why_it_stays(char *whole)
{
	size_t len = strlen(whole), end = len;
	struct stat st;

	while (end > 1 && whole[end - 1] == '/')
		end--;
	char ending = whole[end];
	whole[end] = '\0';
	const char *base = shell_base_name(whole);
	bool dots = strcmp(base, ".") == 0 || strcmp(base, "..") == 0;
	bool link = end < len && lstat(whole, &st) == 0 && S_ISLNK(st.st_mode);
	whole[end] = ending;
	if (dots)
		return "a folder is removed by its name, not by . or ..";
	return link ? "a link; without the slash it is removed, not what it leads to" : NULL;
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
	const char *why = why_it_stays(whole);
	if (why)
		return shell_error(sh, "%s: %s", name, why);
	if (!shell_flag(sh, 'r'))
		return shell_error(sh, "%s: a folder; -r removes it and all in it", name);
	if (strcmp(shell_clean_path(sh, name, whole), "/") == 0)
		return shell_error(sh, "%s: the root stays", name);
	return remove_tree(sh, whole, 0);
}

static int remove_files(struct shell *sh, int argc, char **argv)
{
	int status = 0;

	for (int i = 1; i < argc && !shell_stopped(sh); i++)
		status |= remove_one(sh, argv[i]);
	return status;
}

const struct shell_command file_commands[] = {
	{ .name = "cat",
	  .usage = "[FILE...]",
	  .help = "print files, one after the other",
	  .more = "Without a file, or for \"-\", what is typed or piped in; Ctrl-D ends it.\n",
	  .options = "",
	  .max = -1,
	  .run = cat },
	{ .name = "touch",
	  .usage = "FILE...",
	  .help = "make empty files, or set the time of those that are there",
	  .options = "",
	  .min = 1,
	  .max = -1,
	  .run = touch },
	{ .name = "write",
	  .usage = "[-a] FILE TEXT...",
	  .help = "write a line of text into a file",
	  .more = "  -a  behind what is in it; else that is gone\n",
	  .options = "a",
	  .min = 2,
	  .max = -1,
	  .run = write_words },
	{ .name = "cp",
	  .usage = "[-r] FROM... TO",
	  .help = "copy files, to another name or into a folder",
	  .more = "  -r  folders, too, with all in them\n",
	  .options = "r",
	  .min = 2,
	  .max = -1,
	  .run = shell_copy_files },
	{ .name = "mv",
	  .usage = "FROM... TO",
	  .help = "rename files and folders, or move them into a folder",
	  .more = "From one filesystem to another they are copied.\n",
	  .options = "",
	  .min = 2,
	  .max = -1,
	  .run = shell_move_files },
	{ .name = "rm",
	  .usage = "[-fr] PATH...",
	  .help = "remove files",
	  .more = "  -f  what is not there is no error\n"
		  "  -r  folders, too, with all in them\n",
	  .options = "fr",
	  .min = 1,
	  .max = -1,
	  .run = remove_files },
	{ 0 },
};
