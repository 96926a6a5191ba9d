/* SPDX-License-Identifier: MIT */
/* test_shell_files.c - commands about files and folders, and how their names are shown. */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <test/test.h>

#include "lines.h"

TEST(shell_cp_copies_into_folders_only)
{
	static const struct line_case cases[] = {
		{ "mkdir -p d/e empty into; write d/f one; write d/e/g two; touch file", "", 0 },
		{ "cp d/f d/e/g into; cat into/f into/g", "one\ntwo\n", 0 },
		{ "cp -r d into; cat into/d/e/g", "two\n", 0 },
		{ "cat d/f", "one\n", 0 },
		{ "cp f g file", "cp: file: not a folder, and there are several files\n", 1 },
	};

	CHECK_LINES(cases);
}

static bool says(const char *line, int status, const char *format)
{
	char want[512];

	snprintf(want, sizeof(want), format, lines_folder, lines_folder);
	return CHECK_EQ(lines_run(line), status) & CHECK_STR(lines_said, want);
}

TEST(shell_cp_keeps_out_of_what_it_copies)
{
	static const struct line_case cases[] = {
		{ "mkdir -p d/e empty; write file kept", "", 0 },
		{ "cp d new", "cp: d: a folder; -r copies it and all in it\n", 1 },
		{ "cp file file", "cp: file and file are the same file\n", 1 },
		{ "cp -r d d/e", "cp: d cannot be copied into itself\n", 1 },
		{ "cp -r empty file", "cp: file: File exists\n", 1 },
		{ "cp -r / /proc/shell", "cp: / cannot be copied into itself\n", 1 },
		{ "cp file none/", "cp: none/: no such folder\n", 1 },
		{ "cat file; ls d/e", "kept\n", 0 },
	};

	CHECK_LINES(cases);
}

static const char stays[] =
	"rm: %s: a link; without the slash it is removed, not what it leads to\n";

TEST(shell_rm_leaves_what_a_link_leads_to)
{
	static const char *const words[] = { "link/", "link//", "./link/" };
	char line[64], want[128], path[64];

	NEED(lines_open());
	snprintf(path, sizeof(path), "%s/link", lines_folder);
	CHECK_EQ(lines_run("mkdir d; touch d/kept"), 0);
	NEED(symlink("d", path) == 0);
	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
		snprintf(want, sizeof(want), stays, words[i]);
		snprintf(line, sizeof(line), "rm -r %s", words[i]);
		CHECK_EQ(lines_run(line), 1);
		CHECK_STR(lines_said, want);
	}
	CHECK_EQ(lines_run("rm link/"), 1);
	CHECK_EQ(lines_run("rm -r link; ls; ls d"), 0);
	CHECK_STR(lines_said, "d\nkept\n");
	lines_close();
}

TEST(shell_rm_wants_a_folders_name)
{
	static const struct line_case cases[] = {
		{ "mkdir -p d/e; touch d/f; cd d", "", 0 },
		{ "rm -r .", "rm: .: a folder is removed by its name, not by . or ..\n", 1 },
		{ "rm -r e/..//", "rm: e/..//: a folder is removed by its name, not by . or ..\n",
		  1 },
		{ "rm -r ./", "rm: ./: a folder is removed by its name, not by . or ..\n", 1 },
		{ "ls", "e\nf\n", 0 },
		{ "rm -r e/; cd ..; rm -r d; ls", "", 0 },
	};

	CHECK_LINES(cases);
}

/* To a filesystem in memory, where there is one: rename() does not lead there. */
TEST(shell_mv_moves_a_link_as_one)
{
	char there[] = "/dev/shm/shell-test-XXXXXX", path[64];
	struct stat st;

	NEED(lines_open());
	NEED(mkdtemp(there));
	shell_set(&lines_sh, "THERE", there);
	snprintf(path, sizeof(path), "%s/link", lines_folder);
	CHECK(says("write file kept", 0, ""));
	NEED(symlink("file", path) == 0);
	CHECK(says("mv link $THERE", 0, ""));
	snprintf(path, sizeof(path), "%s/link", there);
	CHECK(lstat(path, &st) == 0 && S_ISLNK(st.st_mode));
	CHECK(says("ls; mv file $THERE; ls; cat $THERE/link", 0, "file\nkept\n"));
	CHECK(says("mv ${THERE}/file ${THERE}/link .; ls", 0, "file\nlink\n"));
	CHECK_EQ(rmdir(there), 0);
	lines_close();
}

/* An escape sequence as the name of a folder. */
TEST(shell_prompts_and_headings_are_text)
{
	NEED(lines_open());
	CHECK_EQ(lines_run("mkdir 'a\033[2J' b"), 0);
	lines_sh.by_line = true;
	CHECK_EQ(lines_run("ls *"), 0);
	CHECK_STR(lines_said, "a?[2J:\n\nb:\n");
	strcpy(lines_sh.cwd, "/tmp/a\033[2J");
	lines_sh.in = open("/dev/null", O_RDONLY | O_CLOEXEC);
	lines_forget();
	CHECK_EQ(shell_interact(&lines_sh, NULL), 0);
	lines_listen();
	CHECK(strstr(lines_said, "m/tmp/a?[2J\033[0m> "));
	close(lines_sh.in);
	lines_close();
}

TEST(shell_lists_of_thousands_are_whole)
{
	char line[32];

	NEED(lines_open());
	for (int i = 0; i < 3000; i++) {
		snprintf(line, sizeof(line), "%s/%04d", lines_folder, i);
		NEED(mkdir(line, 0777) == 0);
	}
	CHECK(says("ls | wc -l", 0, "   3000 -\n"));
	CHECK(says("echo * | wc -w", 0, "   3000 -\n"));
	CHECK(says("rmdir *; ls", 0, ""));
	lines_close();
}
