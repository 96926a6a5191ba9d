/* SPDX-License-Identifier: MIT */
/* cmd_file.c - files as wholes: cat, touch, write. cp, mv and rm have files of their
 * own: cmd_copy.c, cmd_move.c, cmd_remove.c. */
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
	if (shell_reads_its_output(sh, fd, name))
		return 1;
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
	  .run = shell_remove_files },
	{ 0 },
};
